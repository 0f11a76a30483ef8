// What the view measures of device and window for `wx.getSystemInfo` and the capsule rectangle.
// In: metrics of the frame, the browser. Out: SystemSnapshot (runtime/api/host.ts). Must not: guess what the browser can tell.
import type { SystemSnapshot } from '../api/host';
import type { FrameMetrics } from './frame/types';

type Rect = SystemSnapshot['capsule'];

export function systemSnapshot(metrics: FrameMetrics, capsule: Rect, theme: 'light' | 'dark', server: SystemSnapshot['server'], base: string): SystemSnapshot {
  const agent = navigator.userAgent;
  const device = deviceOf(agent);
  return {
    windowWidth: metrics.windowWidth,
    windowHeight: metrics.windowHeight,
    screenWidth: metrics.screenWidth,
    screenHeight: metrics.screenHeight,
    screenTop: metrics.screenTop,
    statusBarHeight: metrics.statusBarHeight,
    pixelRatio: metrics.pixelRatio,
    safeArea: metrics.safeArea,
    language: languageTag(navigator.language),
    theme,
    ...device,
    deviceOrientation: metrics.screenWidth > metrics.screenHeight ? 'landscape' : 'portrait',
    fontSizeSetting: 16,
    userAgent: agent,
    ...(server ? { server } : {}),
    capsule,
    base,
  };
}

/** zh-Hans-CN, zh-CN → zh_CN; en-US → en, as the vendor writes languages. */
export function languageTag(tag: string): string {
  const [language, ...rest] = tag.split('-');
  if (language !== 'zh') return language || 'zh_CN';
  if (rest.includes('Hant') || rest.includes('TW')) return 'zh_TW';
  return rest.includes('HK') || rest.includes('MO') ? 'zh_HK' : 'zh_CN';
}

function deviceOf(agent: string): Pick<SystemSnapshot, 'platform' | 'system' | 'brand' | 'model'> {
  const version = (pattern: RegExp) => pattern.exec(agent)?.[1]?.replace(/_/g, '.') ?? '';
  if (/iPhone|iPad|iPod/.test(agent)) {
    return { platform: 'ios', system: `iOS ${version(/OS ([\d_]+)/)}`.trim(), brand: 'iPhone', model: /iPad/.test(agent) ? 'iPad' : 'iPhone' };
  }
  if (/Android/.test(agent)) {
    const model = /Android [\d.]+; ([^;)]+?)(?: Build|\))/.exec(agent)?.[1] ?? 'Android';
    return { platform: 'android', system: `Android ${version(/Android ([\d.]+)/)}`.trim(), brand: model.split(' ')[0]!, model };
  }
  if (/OpenHarmony|HarmonyOS/.test(agent)) return { platform: 'ohos', system: `HarmonyOS ${version(/(?:OpenHarmony|HarmonyOS) ?([\d.]+)/)}`.trim(), brand: 'HUAWEI', model: 'ohos' };
  if (/Mac OS X/.test(agent)) return { platform: 'mac', system: `macOS ${version(/Mac OS X ([\d_]+)/)}`.trim(), brand: 'apple', model: 'Mac' };
  if (/Windows/.test(agent)) return { platform: 'windows', system: `Windows ${version(/Windows NT ([\d.]+)/)}`.trim(), brand: 'microsoft', model: 'PC' };
  return { platform: 'devtools', system: 'Linux', brand: 'devtools', model: 'PC' };
}
