// Columns of the time and date pickers. In: value, start, end as texts. Out: columns and texts. Must not: use time zones.

export interface Parts {
  /** Numbers of each column, ascending. */
  columns: number[][];
  /** Indexes of the chosen ones. */
  chosen: number[];
}

const two = (value: number) => String(value).padStart(2, '0');
const range = (from: number, to: number) => Array.from({ length: Math.max(1, to - from + 1) }, (_, index) => from + index);
const near = (list: number[], value: number) => list.indexOf(Math.max(list[0], Math.min(list[list.length - 1], value)));

function numbers(text: string, fallback: number[]): number[] {
  const found = /^\s*\d/.test(text) ? text.split(/[-:/]/).map(Number) : [];
  return fallback.map((value, index) => (Number.isFinite(found[index]) ? found[index] : value));
}

/** Columns in which each one's limits depend on those chosen before it, as `start` and `end` demand. */
function limited(value: number[], start: number[], end: number[], first: (before: number[]) => [number, number][]): Parts {
  const columns: number[][] = [];
  const chosen: number[] = [];
  const picked: number[] = [];
  let atStart = true;
  let atEnd = true;
  for (let column = 0; column < value.length; column++) {
    const [low, high] = first(picked)[column];
    const list = range(atStart ? Math.max(low, start[column]) : low, atEnd ? Math.min(high, end[column]) : high);
    const index = near(list, value[column]);
    columns.push(list);
    chosen.push(index);
    picked.push(list[index]);
    atStart = atStart && list[index] === start[column];
    atEnd = atEnd && list[index] === end[column];
  }
  return { columns, chosen };
}

export function timeParts(value: string, start: string, end: string): Parts {
  const now = new Date();
  return limited(numbers(value, [now.getHours(), now.getMinutes()]), numbers(start, [0, 0]), numbers(end, [23, 59]), () => [[0, 23], [0, 59]]);
}

export function timeText(values: number[]): string {
  return values.map(two).join(':');
}

export type DateFields = 'year' | 'month' | 'day';
const DEPTH: Record<DateFields, number> = { year: 1, month: 2, day: 3 };

export function dateParts(value: string, start: string, end: string, fields: DateFields): Parts {
  const now = new Date();
  const depth = DEPTH[fields] ?? 3;
  const low = numbers(start, [1900, 1, 1]);
  const high = numbers(end, [2100, 12, 31]);
  return limited(numbers(value, [now.getFullYear(), now.getMonth() + 1, now.getDate()]).slice(0, depth), low, high, ([year, month]) => [
    [low[0], high[0]],
    [1, 12],
    [1, new Date(year ?? 2000, month ?? 1, 0).getDate()],
  ]);
}

export function dateText(values: number[]): string {
  return values.map((value, index) => (index ? two(value) : String(value).padStart(4, '0'))).join('-');
}
