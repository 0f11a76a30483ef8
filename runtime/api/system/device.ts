// What device this is, and in which language, in the vendor's words. In: what the browser says of itself. Out: facts of `wx.getDeviceInfo`.
// Must not: guess what the browser can tell.
import type { DeviceFacts, SystemSnapshot } from '../host';

/** zh-Hans-CN, zh-CN → zh_CN; en-US → en, as the vendor writes languages. */
export function languageTag(tag: string): string {
  const [language, ...rest] = tag.split('-');
  if (language !== 'zh') return language || 'zh_CN';
  if (rest.includes('Hant') || rest.includes('TW')) return 'zh_TW';
  return rest.includes('HK') || rest.includes('MO') ? 'zh_HK' : 'zh_CN';
}

export function deviceOf({ userAgent: agent, device }: SystemSnapshot): DeviceFacts {
  if (device) return device;
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
