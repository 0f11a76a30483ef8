// View half of the hardware group: network state, battery, wake lock, sensors.
// In: calls. Out: results and streams. Must not: ask for a permission before the program asks for the device.
import { ApiFailure, type ViewApiHost } from '../host';
import { createSensors } from './sensors';

const unsupported = () => new ApiFailure('not supported', { errno: 100 });

interface BatteryLike extends EventTarget {
  level: number;
  charging: boolean;
}

export default function hardware(host: ViewApiHost): void {
  host.handle('hardware.sensor', createSensors(host));
  connection(host);
  battery(host);
  wake(host);
}

function connection(host: ViewApiHost): void {
  const line = (navigator as { connection?: EventTarget & { type?: string; effectiveType?: string } }).connection;
  const state = () => {
    const isConnected = navigator.onLine;
    // The effective type is a speed, not a generation; it is all that most browsers tell.
    const networkType = !isConnected ? 'none' : line?.type === 'cellular' ? (/[234]g/.exec(line.effectiveType ?? '')?.[0] ?? 'unknown') : line?.type === 'wifi' || line?.type === 'ethernet' || !line?.type ? 'wifi' : 'unknown';
    return { isConnected, networkType, weakNet: /2g/.test(line?.effectiveType ?? '') };
  };
  host.handle('hardware.network', state);
  let before = state();
  const tell = () => {
    const now = state();
    if (now.isConnected !== before.isConnected || now.networkType !== before.networkType) host.emit('hardware.network', { ...now, weakChanged: false });
    if (now.weakNet !== before.weakNet) host.emit('hardware.network', { ...now, weakChanged: true });
    before = now;
  };
  addEventListener('online', tell);
  addEventListener('offline', tell);
  line?.addEventListener('change', tell);
}

function battery(host: ViewApiHost): void {
  let found: Promise<BatteryLike> | undefined;
  const plain = ({ level, charging }: BatteryLike) => ({ level: Math.round(level * 100), isCharging: charging, isLowPowerModeEnabled: false });
  host.handle('hardware.battery', async () => {
    const source = navigator as { getBattery?: () => Promise<BatteryLike> };
    if (!source.getBattery) throw unsupported();
    found ??= source.getBattery().then((value) => {
      for (const event of ['levelchange', 'chargingchange']) value.addEventListener(event, () => host.emit('hardware.battery', plain(value)));
      return value;
    });
    return plain(await found);
  });
}

function wake(host: ViewApiHost): void {
  let lock: WakeLockSentinel | undefined;
  let wanted = false;
  const acquire = async () => {
    lock = await navigator.wakeLock.request('screen');
  };
  host.handle('hardware.wake', async ({ on }: { on: boolean }) => {
    if (!navigator.wakeLock) throw unsupported();
    wanted = on;
    if (on) {
      await acquire().catch((error: Error) => {
        throw new ApiFailure(error.message);
      });
    } else await lock?.release();
  });
  // The browser drops the lock of a hidden page.
  document.addEventListener('visibilitychange', () => wanted && document.visibilityState === 'visible' && void acquire().catch(() => undefined));
}
