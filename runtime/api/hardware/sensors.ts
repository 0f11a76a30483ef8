// Motion and orientation of the device. In: which sensor, on or off, how often. Out: the streams `hardware.<kind>`.

import { ApiFailure, type ViewApiHost } from '../host';

const GRAVITY = 9.80665;

export function createSensors(host: ViewApiHost) {
  const running = new Map<string, () => void>();

  return async ({ kind, on, intervalMs = 0 }: { kind: string; on: boolean; intervalMs?: number }): Promise<void> => {
    running.get(kind)?.();
    running.delete(kind);
    if (!on) return;
    const event = kind === 'motion' || kind === 'compass' ? 'deviceorientation' : 'devicemotion';
    // Not there on pages that are not secure, as over plain HTTP in a local network.
    const { DeviceOrientationEvent: orientation, DeviceMotionEvent: motion } = globalThis as { [name: string]: unknown };
    const type = (event === 'deviceorientation' ? orientation : motion) as { requestPermission?: () => Promise<string> } | undefined;
    if (type === undefined) throw new ApiFailure('not supported', { errno: 100 });
    // Safari on iPhone asks, and only on a touch.
    if (type.requestPermission && (await type.requestPermission().catch(() => 'denied')) !== 'granted') throw new ApiFailure('auth deny', { errno: 103 });
    let last = 0;
    const listener = (data: any) => {
      const now = performance.now();
      if (now - last < intervalMs) return;
      const value = read(kind, data);
      if (!value) return;
      last = now;
      host.emit(`hardware.${kind}`, value);
    };
    const name = kind === 'compass' && 'ondeviceorientationabsolute' in window ? 'deviceorientationabsolute' : event;
    addEventListener(name, listener);
    running.set(kind, () => removeEventListener(name, listener));
  };
}

/** A device without the sensor sends one event of nulls: no value. */
function read(kind: string, data: any): object | undefined {
  if (kind === 'accelerometer') {
    const force = data.accelerationIncludingGravity;
    // The vendor counts in g, and with the phone's own axes the other way round.
    return force?.x == null ? undefined : { x: -force.x / GRAVITY, y: -force.y / GRAVITY, z: -force.z / GRAVITY };
  }
  if (kind === 'gyroscope') {
    const rate = data.rotationRate;
    const radians = (degrees: number) => (degrees * Math.PI) / 180;
    // Browsers give the axes in this order, unlike the angles of orientation: alpha is about x.
    return rate?.alpha == null ? undefined : { x: radians(rate.alpha), y: radians(rate.beta), z: radians(rate.gamma) };
  }
  if (data.alpha == null) return undefined;
  if (kind === 'motion') return { alpha: data.alpha, beta: data.beta, gamma: data.gamma };
  const direction = data.webkitCompassHeading ?? (360 - data.alpha) % 360;
  return { direction, accuracy: data.webkitCompassAccuracy ?? (data.absolute ? 'high' : 'unreliable') };
}
