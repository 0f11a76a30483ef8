// wx.canIUse: whether an API, a parameter or return value of it, or a component and its attribute is there.
// In: `api.method.param.option` or `component.attribute.option`. Out: boolean. Must not: load the group it is asked about.

import type { LogicApiHost } from '../host';
import type { Names } from '../names/logic';

/** Built-in components by tag (the vendor's list; those drawn as a labelled box here are left out). */
const COMPONENTS = new Set(
  ('view text image button input textarea scroll-view swiper swiper-item navigator canvas label video audio picker picker-view ' +
    'picker-view-column icon form switch radio radio-group checkbox checkbox-group slider progress rich-text cover-view cover-image ' +
    'web-view movable-area movable-view root-portal page-meta block slot map camera navigation-bar match-media').split(' '),
);

/** Values of `open-type` that do something here. */
const OPEN_TYPES = new Set(
  'contact share getPhoneNumber getRealtimePhoneNumber getUserInfo openSetting chooseAvatar agreePrivacyAuthorization feedback navigate redirect switchTab reLaunch navigateBack exit'.split(' '),
);

/** Members that are there but always answer with the documented failure: a browser has no such device. */
const ALWAYS_FAILING =
  /^(?:openBluetooth|closeBluetooth|getBluetooth|startBluetooth|stopBluetooth|createBLE|closeBLE|getBLE|setBLE|readBLE|writeBLE|notifyBLE|makeBluetooth|isBluetooth|getConnected|startWifi|stopWifi|getWifi|setWifi|connectWifi|startBeacon|stopBeacon|getBeacons|getNFC|getHCE|startHCE|stopHCE|sendHCE|startSoter|startLocalService|stopLocalService|setScreenBrightness|getScreenBrightness|getLocalIP|createRewardedVideoAd|createInterstitialAd|chooseInvoice|openChannels|getWeRunData)/;

const METHODS = new Set(['success', 'fail', 'complete', 'object', 'return', 'callback']);

export function canIUse(host: LogicApiHost, schema: unknown): boolean {
  if (typeof schema !== 'string' || schema === '') return false;
  const [head, ...rest] = schema.split('.') as [string, ...string[]];
  if (COMPONENTS.has(head)) return componentOption(rest);
  const group = host.use<Names>('names').groupOf(head);
  if (group === 'rest' || ALWAYS_FAILING.test(head)) return false;
  if (group === undefined) return Object.prototype.hasOwnProperty.call(VIEW_OBJECTS, head) || host.get(head) !== undefined;
  // Parameters and results of what is there are complete: only the form of the question is checked.
  return rest.length === 0 || METHODS.has(rest[0]!) || /^[a-z]\w*$/i.test(rest[0]!);
}

/** Objects documented by class name rather than by the function that makes them. */
const VIEW_OBJECTS = { Page: 1, Component: 1, App: 1, Behavior: 1, console: 1, CameraContext: 1, VideoContext: 1, CanvasContext: 1, InnerAudioContext: 1, SelectorQuery: 1, IntersectionObserver: 1, FileSystemManager: 1 };

function componentOption([attribute, option]: string[]): boolean {
  if (attribute === undefined || option === undefined) return true;
  return attribute === 'open-type' ? OPEN_TYPES.has(option) : true;
}
