// States and streams of the device, as far as a browser tells them; the documented failure for what it cannot (Bluetooth, Wi-Fi, NFC, beacons, biometrics).
// In: options. Out: results, streams of sensors. Must not: pretend to a device.
import { ApiFailure, type LogicApiHost } from '../host';
import { absent } from './absent';

export default function hardware(host: LogicApiHost): void {
  network(host);
  power(host);
  sensors(host);
  absent(host);
}

function network(host: LogicApiHost): void {
  const changed = host.event('onNetworkStatusChange', 'offNetworkStatusChange');
  const weak = host.event('onNetworkWeakChange', 'offNetworkWeakChange');
  host.listen('hardware.network', (state: { isConnected: boolean; networkType: string; weakNet: boolean; weakChanged: boolean }) => {
    if (state.weakChanged) weak({ weakNet: state.weakNet, networkType: state.networkType });
    else changed({ isConnected: state.isConnected, networkType: state.networkType });
  });
  // The view's part must run to hear of changes.
  void host.view('hardware.network').catch(() => undefined);
  host.asynchronous('getNetworkType', {}, async () => {
    const { networkType, weakNet } = await host.view('hardware.network');
    return { networkType, weakNet, hasSystemProxy: false, signalStrength: 0 };
  });
  host.asynchronous('getLocalIPAddress', {}, () => {
    throw new ApiFailure('not supported', { errno: 100 });
  });
}

function power(host: LogicApiHost): void {
  let battery = { level: 100, isCharging: false, isLowPowerModeEnabled: false };
  let known = false;
  const changed = host.event('onBatteryInfoChange', 'offBatteryInfoChange');
  host.listen('hardware.battery', (value: typeof battery) => {
    battery = value;
    changed({ isLowPowerModeEnabled: false });
  });
  const ask = async () => {
    battery = await host.view('hardware.battery');
    known = true;
    return { ...battery };
  };
  ask().catch(() => undefined);
  host.asynchronous('getBatteryInfo', {}, ask);
  host.synchronous('getBatteryInfoSync', () => {
    // Full and not charging until the browser answered; browsers without a battery never do.
    if (!known) ask().catch(() => undefined);
    return { ...battery };
  });
  host.asynchronous('setKeepScreenOn', { keepScreenOn: 'boolean' }, ({ keepScreenOn }) => host.view('hardware.wake', { on: keepScreenOn }));
  host.asynchronous('setScreenBrightness', { value: 'number' }, ({ value }) => {
    if (value < 0 || value > 1) throw new ApiFailure('value should be between 0 and 1');
    throw new ApiFailure('not supported', { errno: 100 });
  });
  host.unsupported(['getScreenBrightness', 'setVisualEffectOnCapture']);
  host.asynchronous('getScreenRecordingState', {}, () => ({ state: 'off' }));
  host.event('onScreenRecordingStateChanged', 'offScreenRecordingStateChanged');
  // A page is not told of screenshots: listeners are kept, and never called.
  host.event('onUserCaptureScreen', 'offUserCaptureScreen');
}

const INTERVALS_MS: Record<string, number> = { game: 20, ui: 60, normal: 200 };

function sensors(host: LogicApiHost): void {
  const sensor = (kind: string, item: string, start: string, stop: string, event: string, timed: boolean) => {
    const deliver = host.event(`on${event}`, `off${event}`);
    host.listen(`hardware.${kind}`, deliver);
    host.asynchronous(start, timed ? { interval: 'string?' } : {}, ({ interval = 'normal' }) => {
      if (!(interval in INTERVALS_MS)) throw new ApiFailure(`invalid interval "${interval}"`);
      return host.view('hardware.sensor', { kind, on: true, intervalMs: INTERVALS_MS[interval] });
    }, item);
    host.asynchronous(stop, {}, () => host.view('hardware.sensor', { kind, on: false }));
  };
  sensor('accelerometer', 'accelerometer', 'startAccelerometer', 'stopAccelerometer', 'AccelerometerChange', true);
  sensor('gyroscope', 'gyroscope', 'startGyroscope', 'stopGyroscope', 'GyroscopeChange', true);
  sensor('motion', 'orientation', 'startDeviceMotionListening', 'stopDeviceMotionListening', 'DeviceMotionChange', true);
  sensor('compass', 'compass', 'startCompass', 'stopCompass', 'CompassChange', false);
}
