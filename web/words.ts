// Texts in Chinese and English, and which of them a person reads.
// In: both forms of each text. Out: the form to show, dates and numbers written as people write them. Must not: let a text exist in one language only.

export type Language = 'zh' | 'en';

/** A text, or one that is made from values. */
type Word = string | ((...values: never[]) => string);

const KEPT = 'minnow.language';

/** What the person chose, else the first of his languages that we speak. */
export function chosenLanguage(kept: string | null, wanted: readonly string[]): Language {
  if (kept === 'zh' || kept === 'en') return kept;
  const first = wanted.map((tag) => tag.toLowerCase().split('-')[0]).find((tag) => tag === 'zh' || tag === 'en');
  return first === 'zh' ? 'zh' : 'en';
}

export const language: Language = chosenLanguage(read(KEPT), navigator.languages);
document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';

/** Keeps the choice, and opens the page again in it. */
export function chooseLanguage(next: Language): void {
  localStorage.setItem(KEPT, next);
  location.reload();
}

/** The texts of a room. The English form decides what there must be; a text that the Chinese form lacks is a type error, and so is one too many. */
export function words<const Texts extends Readonly<Record<string, Word>>>(en: Texts, zh: Forms<Texts>): Forms<Texts> {
  // `en` is what its own forms were taken from.
  return language === 'zh' ? zh : (en as unknown as Forms<Texts>);
}

type Forms<Texts> = { readonly [Name in keyof Texts]: Texts[Name] extends (...values: infer Values) => string ? (...values: Values) => string : string };

const tag = language === 'zh' ? 'zh-CN' : 'en-GB';
const dayAndTime = new Intl.DateTimeFormat(tag, { dateStyle: 'medium', timeStyle: 'short' });
const day = new Intl.DateTimeFormat(tag, { dateStyle: 'medium' });
const relative = new Intl.RelativeTimeFormat(tag, { numeric: 'auto' });
const number = new Intl.NumberFormat(tag);

export const showTime = (at_ms: number): string => dayAndTime.format(at_ms);
export const showDay = (at_ms: number): string => day.format(at_ms);
export const showNumber = (value: number): string => number.format(value);

/** `635 KB`, `1.2 MB`: in thousands, as stores and systems count. */
export function showBytes(bytes: number): string {
  const [unit, size] = bytes < 1e6 ? ['kilobyte', bytes / 1e3] : bytes < 1e9 ? ['megabyte', bytes / 1e6] : ['gigabyte', bytes / 1e9];
  return new Intl.NumberFormat(tag, { style: 'unit', unit: unit as string, unitDisplay: 'short', maximumFractionDigits: 1 }).format(size as number);
}

const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
];

/** `3 hours ago`; older than a month, the day. */
export function showAge(at_ms: number, now_ms = Date.now()): string {
  const age_ms = now_ms - at_ms;
  if (Math.abs(age_ms) > 30 * 86_400_000) return showDay(at_ms);
  const step = STEPS.find(([, length_ms]) => Math.abs(age_ms) >= length_ms);
  return step ? relative.format(-Math.round(age_ms / step[1]), step[0]) : relative.format(0, 'second');
}

function read(name: string): string | null {
  try {
    return localStorage.getItem(name);
  } catch {
    // A browser that keeps nothing for this page.
    return null;
  }
}
