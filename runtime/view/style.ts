// Inline style text at run time: `rpx` and viewport units become units of the page, as the compiler does for sheets.
// In: style text with any units. Out: text for the style attribute. Must not: parse CSS beyond finding lengths.

const remembered = new Map<string, string>();
const rememberedMax = 1000;
/** A number with the unit, not inside a word, a string or an address (those are taken whole by the first alternatives). */
const lengths = /"[^"]*"|'[^']*'|url\([^)]*\)|(-?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)(rpx|vw|vh)\b/gi;

export function styleText(text: string): string {
  if (!/rpx|vw|vh/i.test(text)) return text;
  const known = remembered.get(text);
  if (known !== undefined) return known;
  const result = text.replace(lengths, (whole, number, unit) => {
    if (number === undefined) return whole;
    if (/h/i.test(unit)) return `calc(${number}*var(--mn-vh))`;
    return `${/r/i.test(unit) ? trimmed(+number / 7.5) : number}cqw`;
  });
  if (remembered.size >= rememberedMax) remembered.clear();
  remembered.set(text, result);
  return result;
}

/** Six decimals, away from zero: layout rounds down to 1/64 px, and 51.99999 would be drawn a fraction short of 52. */
function trimmed(value: number): string {
  const digits = 1e6;
  return String((Math.sign(value) * Math.ceil(Math.abs(value) * digits - 1e-6)) / digits);
}
