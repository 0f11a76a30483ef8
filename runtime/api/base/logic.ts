// Base APIs: what the device, window, program and release are; logs, base64, performance, leaving the program.
// In: the system snapshot and launch options of the boot message. Out: members of wx. Must not: touch the network but for the update check.

import { ApiFailure, type LogicApiHost } from '../host';
import { canIUse } from './can_i_use';
import { fromBase64, toBase64 } from './base64';
import { createLogs } from './logs';
import { createPerformance } from './performance';
import { createUpdates } from './updates';

/** The version of the base library this runtime answers for; programs compare it. */
export const SDK_VERSION = '3.8.9';
const HOST_VERSION = '8.0.60';
const RANDOM_BYTES_MAX = 1_048_576;

export default function base(host: LogicApiHost): void {
  systemMembers(host);
  programMembers(host);
  const logs = createLogs();
  host.synchronous('getLogManager', (options?: { level?: number }) => logs.local(options?.level ?? 0));
  host.synchronous('getRealtimeLogManager', () => logs.realtime());
  host.synchronous('arrayBufferToBase64', (buffer: unknown) => toBase64(bytesOf(buffer)));
  host.synchronous('base64ToArrayBuffer', (text: unknown) => fromBase64(String(text ?? '')).buffer);
  host.asynchronous('getRandomValues', { length: 'number' }, ({ length }) => ({ randomValues: randomBytes(host, length) }));
  host.synchronous('getUserCryptoManager', () => ({
    getRandomValues: (options: any) => (host.get('getRandomValues') as (options: any) => unknown)(options),
    getLatestUserKey: (options: any = {}) => rejected(options, 'getUserCryptoManager.getLatestUserKey:fail not supported'),
  }));
  const performance = createPerformance(host);
  host.synchronous('getPerformance', () => performance);
  host.synchronous('reportPerformance', (id: number, value: number, dimensions?: unknown) => performance.report(id, value, dimensions));
  idleMembers(host);
  preloadMembers(host);
}

function systemMembers(host: LogicApiHost): void {
  const windowPart = () => {
    const { pixelRatio, screenWidth, screenHeight, windowWidth, windowHeight, statusBarHeight, safeArea, screenTop } = host.system;
    return { pixelRatio, screenWidth, screenHeight, windowWidth, windowHeight, statusBarHeight, safeArea: { ...safeArea }, screenTop };
  };
  const devicePart = () => {
    const { brand, model, system, platform } = host.system;
    const cpuType = platform === 'android' || platform === 'ios' ? 'arm64' : 'x86_64';
    // A browser does not tell: -1 is the documented "unknown", memory is what the browser rounds to.
    const gigabytes = (host.native.navigator as { deviceMemory?: number }).deviceMemory ?? 0;
    return { abi: cpuType, deviceAbi: cpuType, benchmarkLevel: -1, brand, model, system, platform, cpuType, memorySize: String(gigabytes * 1024) };
  };
  const appPart = () => {
    const { language, theme, fontSizeSetting } = host.system;
    return {
      SDKVersion: SDK_VERSION, enableDebug: false, host: { appId: '' }, language, version: HOST_VERSION, theme, fontSizeSetting,
      fontSizeScaleFactor: fontSizeSetting / 16, PCKernelVersion: '',
    };
  };
  const settingPart = () => ({ bluetoothEnabled: false, locationEnabled: true, wifiEnabled: true, deviceOrientation: host.system.deviceOrientation });
  const everything = () => {
    const permission = host.system.permissions ?? {};
    return {
      ...windowPart(), ...devicePart(), ...appPart(), ...settingPart(),
      albumAuthorized: true, cameraAuthorized: permission['camera'] !== 'denied', locationAuthorized: permission['geolocation'] !== 'denied',
      microphoneAuthorized: permission['microphone'] !== 'denied', notificationAuthorized: permission['notifications'] === 'granted',
      notificationAlertAuthorized: false, notificationBadgeAuthorized: false, notificationSoundAuthorized: false,
      phoneCalendarAuthorized: false, locationReducedAccuracy: false,
    };
  };
  host.synchronous('getWindowInfo', windowPart);
  host.synchronous('getDeviceInfo', devicePart);
  host.synchronous('getAppBaseInfo', appPart);
  host.synchronous('getSystemSetting', settingPart);
  host.synchronous('getSystemInfoSync', everything);
  // Documented so: programs set in `onLaunch` what the modules of their components read.
  host.immediate('getSystemInfo', everything);
  host.asynchronous('getSystemInfoAsync', {}, everything);
  host.synchronous('getAppAuthorizeSetting', () => {
    const of = (name: string) => ({ granted: 'authorized', denied: 'denied' })[host.system.permissions?.[name] ?? ''] ?? 'not determined';
    const notification = of('notifications');
    return {
      albumAuthorized: 'authorized', bluetoothAuthorized: 'not determined', cameraAuthorized: of('camera'), locationAuthorized: of('geolocation'),
      locationReducedAccuracy: false, microphoneAuthorized: of('microphone'), notificationAuthorized: notification,
      notificationAlertAuthorized: notification, notificationBadgeAuthorized: notification, notificationSoundAuthorized: notification,
      phoneCalendarAuthorized: 'not determined',
    };
  });
  host.asynchronous('getRendererUserAgent', {}, () => ({ userAgent: host.system.userAgent }));
  const skyline = () => ({ isSupported: false, version: '', reason: 'client not supported' });
  host.asynchronous('getSkylineInfo', {}, skyline);
  host.synchronous('getSkylineInfoSync', skyline);
  host.asynchronous('getDeviceBenchmarkInfo', {}, () => ({ benchmarkLevel: -1, modelLevel: 0 }));
  // A page can't open the settings of the operating system.
  host.unsupported(['openAppAuthorizeSetting', 'openSystemBluetoothSetting', 'updateWeChatApp']);
  host.synchronous('canIUse', (schema: unknown) => canIUse(host, schema));
  host.event('onMemoryWarning', 'offMemoryWarning');
  host.event('onApiCategoryChange', 'offApiCategoryChange');
}

function programMembers(host: LogicApiHost): void {
  host.synchronous('getLaunchOptionsSync', () => copy(host.launch));
  host.synchronous('getEnterOptionsSync', () => copy(host.runtime.enter() ?? host.launch));
  host.synchronous('getApiCategory', () => 'default');
  const development = Boolean(host.system.server?.development);
  host.synchronous('getAccountInfoSync', () => ({
    miniProgram: { appId: appIdOf(host), envVersion: development ? 'develop' : 'release', version: development ? '' : String(host.manifest.version ?? '') },
  }));
  const updates = createUpdates(host);
  host.synchronous('getUpdateManager', () => updates);
  const extension = () => copy(host.manifest.app?.ext ?? {});
  host.asynchronous('getExtConfig', {}, () => ({ extConfig: extension() }));
  host.synchronous('getExtConfigSync', extension);
  host.set('env', { USER_DATA_PATH: 'wxfile://usr' });
  host.set('version', { version: SDK_VERSION });
  host.asynchronous('setEnableDebug', { enableDebug: 'boolean' }, () => undefined);
  host.asynchronous('exitMiniProgram', {}, () => host.view('base.exit'));
  host.asynchronous('restartMiniProgram', { path: 'string?' }, ({ path }) => host.view('base.restart', { path: path ?? '' }));
}

function idleMembers(host: LogicApiHost): void {
  const waiting = new Map<number, ReturnType<typeof setTimeout>>();
  let last = 0;
  host.synchronous('requestIdleCallback', (callback: (deadline: object) => void, options?: { timeout?: number }) => {
    const id = ++last;
    const due = Date.now() + (options?.timeout ?? Infinity);
    // The Worker has no idle notion; a macrotask after the pending batch is the nearest. Five milliseconds keep frames free.
    const timer = setTimeout(() => {
      waiting.delete(id);
      const end = Date.now() + 5;
      callback({ didTimeout: Date.now() >= due, timeRemaining: () => Math.max(0, end - Date.now()) });
    }, 1);
    waiting.set(id, timer);
    return id;
  });
  host.synchronous('cancelIdleCallback', (id: number) => {
    clearTimeout(waiting.get(id));
    waiting.delete(id);
  });
}

function preloadMembers(host: LogicApiHost): void {
  host.asynchronous('preloadAssets', { data: 'array' }, ({ data }) => host.view('base.preload', { data }));
  // Every page is one document here: there is nothing to warm up.
  host.asynchronous('preloadWebview', {}, () => undefined);
  host.asynchronous('preloadSkylineView', {}, () => {
    throw new ApiFailure('not supported', { errno: 100 });
  });
  host.task('preDownloadSubpackage', { packageType: 'string' }, ({ packageType }) => {
    const listeners = new Set<(progress: object) => void>();
    const result = Promise.resolve().then(() => {
      if (packageType !== 'workers') throw new ApiFailure(`invalid packageType "${packageType}"`, { errno: 1001 });
      for (const listener of listeners) listener({ progress: 100, totalBytesWritten: 0, totalBytesExpectedToWrite: 0 });
    });
    return { task: { onProgressUpdate: (listener: (progress: object) => void) => void listeners.add(listener) }, result };
  });
}

export function appIdOf(host: LogicApiHost): string {
  return String(host.manifest.appId ?? host.manifest.app?.appId ?? '');
}

function bytesOf(value: unknown): Uint8Array {
  if (value instanceof ArrayBuffer) return new Uint8Array(value);
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  throw new ApiFailure('parameter error: parameter should be ArrayBuffer;');
}

function randomBytes(host: LogicApiHost, length: number): ArrayBuffer {
  if (!Number.isInteger(length) || length < 0 || length > RANDOM_BYTES_MAX) throw new ApiFailure('invalid length', { errno: 1001 });
  const bytes = new Uint8Array(length);
  // The browser fills 65,536 bytes at most at a time.
  for (let at = 0; at < length; at += 65_536) host.native.crypto.getRandomValues(bytes.subarray(at, at + 65_536));
  return bytes.buffer;
}

/** Fails a method of an object in the way `wx` members fail. */
function rejected(options: any, errMsg: string): Promise<never> | undefined {
  const error = { errMsg, errno: 100 };
  if (options.success || options.fail || options.complete) {
    queueMicrotask(() => (options.fail?.(error), options.complete?.(error)));
    return undefined;
  }
  return Promise.reject(error);
}

function copy<T>(value: T): T {
  return value === undefined ? value : JSON.parse(JSON.stringify(value));
}
