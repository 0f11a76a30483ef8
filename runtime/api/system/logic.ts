// What the device, the window and the program are, and how the program was opened.
// In: the system snapshot and launch options of the boot message. Out: members of wx. Must not: ask anybody.
import type { LogicApiHost } from '../host';
import { deviceOf, languageTag } from './device';
import { stageOf } from './stage';

/** The version of the base library this runtime answers for; programs compare it. */
export const SDK_VERSION = '3.8.9';
const HOST_VERSION = '8.0.60';

export default function system(host: LogicApiHost): void {
  systemMembers(host);
  host.synchronous('getLaunchOptionsSync', () => copy(host.launch));
  host.synchronous('getEnterOptionsSync', () => copy(host.runtime.enter() ?? host.launch));
  host.synchronous('getAccountInfoSync', () => ({
    miniProgram: { appId: appIdOf(host), envVersion: host.system.server?.development ? 'develop' : stageOf(host.system.base), version: host.system.server?.program?.version ?? '' },
  }));
  host.set('env', { USER_DATA_PATH: 'wxfile://usr' });
  host.set('version', { version: SDK_VERSION });
}

function systemMembers(host: LogicApiHost): void {
  const windowPart = () => {
    const { pixelRatio, screenWidth, screenHeight, windowWidth, windowHeight, statusBarHeight, safeArea, screenTop } = host.system;
    return { pixelRatio, screenWidth, screenHeight, windowWidth, windowHeight, statusBarHeight, safeArea: { ...safeArea }, screenTop };
  };
  const devicePart = () => {
    const { brand, model, system, platform } = deviceOf(host.system);
    const cpuType = platform === 'android' || platform === 'ios' ? 'arm64' : 'x86_64';
    // A browser does not tell: -1 is the documented "unknown", memory is what the browser rounds to.
    const gigabytes = (host.native.navigator as { deviceMemory?: number }).deviceMemory ?? 0;
    return { abi: cpuType, deviceAbi: cpuType, benchmarkLevel: -1, brand, model, system, platform, cpuType, memorySize: String(gigabytes * 1024) };
  };
  const appPart = () => {
    const { theme, fontSizeSetting } = host.system;
    const language = languageTag(host.system.language);
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
}

export function appIdOf(host: LogicApiHost): string {
  return String(host.system.server?.program?.appId ?? host.manifest.appId ?? host.manifest.app?.appId ?? '');
}

export function copy<T>(value: T): T {
  return value === undefined ? value : JSON.parse(JSON.stringify(value));
}
