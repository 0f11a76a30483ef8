// Which old list item a new one continues: the one rule both realms follow, so that they keep the same components.
// In: keys of the old and of the new list. Out: for each new position the old one, or -1.
// Must not: depend on anything but the keys.

/**
 * What agrees at the front matches, then what agrees at the back, then by key; of items with the same key (or with none) in order.
 * Keys compare as text, as documented for `wx:key`.
 */
export function matchKeys(oldKeys: readonly unknown[], newKeys: readonly unknown[]): number[] {
  const n = newKeys.length;
  const source = new Array<number>(n);
  let start = 0;
  const common = Math.min(n, oldKeys.length);
  while (start < common && sameKey(oldKeys[start], newKeys[start])) source[start] = start++;
  if (start === n) return source;
  // The same from the back.
  let end = n;
  let oldEnd = oldKeys.length;
  while (end > start && oldEnd > start && sameKey(oldKeys[oldEnd - 1], newKeys[end - 1])) source[--end] = --oldEnd;
  if (start === end) return source;
  if (start === oldEnd) return source.fill(-1, start, end);
  // Numbers are told apart as their texts are.
  const textOf = numbers(oldKeys, start, oldEnd) && numbers(newKeys, start, end) ? itself : keyText;
  const at = new Map<unknown, number | number[]>();
  for (let i = oldEnd - 1; i >= start; i--) {
    const key = textOf(oldKeys[i]);
    const found = at.get(key);
    if (found === undefined) at.set(key, i);
    else if (typeof found === 'number') at.set(key, [found, i]);
    else found.push(i);
  }
  for (let i = start; i < end; i++) {
    const key = textOf(newKeys[i]);
    const found = at.get(key);
    if (found === undefined) source[i] = -1;
    else if (typeof found === 'number') {
      source[i] = found;
      at.delete(key);
    } else {
      source[i] = found.pop()!;
      if (!found.length) at.delete(key);
    }
  }
  return source;
}

const itself = (key: unknown): unknown => key;

function numbers(keys: readonly unknown[], start: number, end: number): boolean {
  while (start < end && typeof keys[start] === 'number') start++;
  return start === end;
}

/** Whether two keys are the same key. */
export function sameKey(a: unknown, b: unknown): boolean {
  return a === b || keyText(a) === keyText(b);
}

/** Objects have no identity that both realms see: as keys they are all alike. */
function keyText(key: unknown): string {
  return typeof key === 'string' ? key : typeof key === 'object' && key !== null ? '{}' : String(key);
}

/** The key of one item under `wx:key` (`*this` is the item itself; items that are not objects have no fields). */
export function itemKey(item: unknown, key: string): unknown {
  return key === '*' ? item : item === null || item === undefined ? undefined : (item as any)[key];
}

/** One reading of a `wx:for` operand. `keys` is null for arrays and numbers: the index is the position. */
export interface ListItems {
  items: readonly unknown[];
  keys: readonly string[] | null;
}

const none: ListItems = { items: [], keys: null };
/** Longest list a number operand makes; more is a mistake in the program. */
const countMax = 100_000;

/** Array, object (index is the key), string (characters), number n (0 … n-1); anything else is empty. */
export function listItems(operand: unknown): ListItems {
  if (Array.isArray(operand)) return { items: operand, keys: null };
  if (typeof operand === 'string') return { items: [...operand], keys: null };
  if (typeof operand === 'number') {
    const count = Math.max(0, Math.min(countMax, Math.floor(operand) || 0));
    return { items: Array.from({ length: count }, (_, i) => i), keys: null };
  }
  if (operand === null || typeof operand !== 'object') return none;
  const keys = Object.keys(operand);
  return { items: keys.map((key) => (operand as any)[key]), keys };
}
