// The calling code of where somebody seems to be, so that he need not type it. In: the browser's languages. Out: a code to begin with. Must not:
// be taken for more than a guess; the field stays open.

/** Of regions (ISO 3166) whose people use programs most, by ITU E.164. Elsewhere the field begins empty. */
const CODES: Record<string, number> = {
  AE: 971, AR: 54, AT: 43, AU: 61, BD: 880, BE: 32, BR: 55, CA: 1, CH: 41, CL: 56, CN: 86, CO: 57, CZ: 420, DE: 49, DK: 45, EG: 20, ES: 34, FI: 358,
  FR: 33, GB: 44, GR: 30, HK: 852, HU: 36, ID: 62, IE: 353, IL: 972, IN: 91, IT: 39, JP: 81, KE: 254, KH: 855, KR: 82, LA: 856, LK: 94, MM: 95, MO: 853,
  MX: 52, MY: 60, NG: 234, NL: 31, NO: 47, NZ: 64, PE: 51, PH: 63, PK: 92, PL: 48, PT: 351, RO: 40, RU: 7, SA: 966, SE: 46, SG: 65, TH: 66, TR: 90,
  TW: 886, UA: 380, US: 1, VN: 84, ZA: 27,
};

/** `languages`: such as `zh-CN` or `en`; Chinese without a region is of the mainland. Empty when there is no telling. */
export function callingCode(languages: readonly string[]): string {
  for (const tag of languages) {
    // Not every browser's tags are ones that `Intl.Locale` takes.
    const [, language, region] = /^([a-z]+)(?:[-_][a-z]{4})?(?:[-_]([a-z]{2})\b)?/i.exec(tag) ?? [];
    const code = CODES[region?.toUpperCase() ?? (language?.toLowerCase() === 'zh' ? 'CN' : '')];
    if (code) return `+${code}`;
  }
  return '';
}
