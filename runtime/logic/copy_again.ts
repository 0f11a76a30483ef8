// The copy for the view of data that it has in part already: what says the same is not copied, so that differences are found fast.
// In: any value of a program, an earlier copy, which lists have keys. Out: a copy that shares with the earlier one, and nothing mutable with the program.
// Must not: call code of the program other than `toJSON`, or change the earlier copy.
import { itemKey } from '../shared/keys';
import { INSTANCE, RecursionError, addCopiedBytes, depthMax, isBinary, isObject } from './copy';
import type { ListPattern } from './list_pattern';

/** Bytes of the copy that is being made. */
let bytesCopied = 0;

export function viewCopyAgain(value: unknown, old: unknown, pattern: ListPattern | null): any {
  bytesCopied = 0;
  const copy = copied(value, old, pattern, 0);
  addCopiedBytes(bytesCopied);
  return copy;
}

/**
 * The copy for the view, as viewCopy of copy.ts makes it.
 * Parts that say the same as an earlier copy, `old`, are those of `old` itself; `pattern` tells which lists have keys.
 */
function copied(value: any, old: any, pattern: ListPattern | null, depth: number): any {
  switch (typeof value) {
    case 'string':
      bytesCopied += value.length + 2;
      return value;
    case 'function':
    case 'symbol':
      return undefined;
    case 'object':
      break;
    default:
      bytesCopied += 6;
      return value;
  }
  if (value === null) return null;
  if (depth > depthMax) throw new RecursionError();
  if (Array.isArray(value)) return copyOfList(value, Array.isArray(old) ? old : null, pattern, depth);
  if (INSTANCE in value) return undefined;
  if (typeof value.toJSON === 'function') return copied(value.toJSON(), old, pattern, depth + 1);
  if (isBinary(value)) {
    bytesCopied += value.byteLength;
    return value;
  }
  const base = isObject(old) && Object.getPrototypeOf(old) === Object.prototype ? old : null;
  // Most items of a list that is set again are as they were: they are not copied to find that out.
  if (base && sameRecord(value, base)) return base;
  // Engines clone records of one shape at once; only what is not plain is then replaced.
  const copy: Record<string, any> = { ...value };
  let same = base !== null;
  let count = 0;
  bytesCopied += 2;
  for (const key in copy) {
    bytesCopied += key.length + 4;
    let item = copy[key];
    if (typeof item === 'string') bytesCopied += item.length + 2;
    else if (typeof item === 'number') bytesCopied += 6;
    else if (key !== '__proto__') copy[key] = item = copied(item, base?.[key], pattern?.fields?.get(key) ?? null, depth + 1);
    if (key === '__proto__') delete copy[key];
    else if (same) {
      same = item === base![key] && (item !== undefined || key in base!);
      count++;
    }
  }
  if (same) for (const _ in base) count--;
  return same && count === 0 ? base : copy;
}

/** Whether a plain record of texts and numbers says the same as an earlier copy; its bytes are counted then. */
function sameRecord(value: Record<string, any>, base: Record<string, any>): boolean {
  if (Object.getPrototypeOf(value) !== Object.prototype) return false;
  let bytes = 2;
  let count = 0;
  for (const key in value) {
    const item = value[key];
    if (item !== base[key]) return false;
    if (typeof item === 'string') bytes += item.length + 2;
    else if (typeof item === 'number') bytes += 6;
    else return false;
    bytes += key.length + 4;
    count++;
  }
  for (const _ in base) count--;
  if (count !== 0) return false;
  bytesCopied += bytes;
  return true;
}

function copyOfList(value: readonly any[], old: readonly any[] | null, pattern: ListPattern | null, depth: number): readonly any[] {
  const n = value.length;
  const list = new Array(n);
  const inner = pattern ? pattern.item : null;
  const walk = old?.length && pattern && pattern.key !== null ? new OldItems(old, pattern.key, n) : null;
  let same = old !== null && old.length === n;
  bytesCopied += 2 + n;
  for (let i = 0; i < n; i++) {
    const item = value[i];
    const next = walk ? walk.next : i;
    const base = old ? old[next] : undefined;
    if (isObject(item) && isObject(base) && sameRecord(item, base)) {
      list[i] = base;
      if (walk) walk.next++;
    } else list[i] = copied(item, walk ? walk.find(item) : base, inner, depth + 1);
    if (same && list[i] !== old![i]) same = false;
  }
  return same ? old! : list;
}

/**
 * The old items of a keyed list, gone through along with the new ones: for each the one that probably says the same, with the same key and in
 * the same order. A wrong guess costs no more than a copy.
 */
class OldItems {
  next = 0;
  /** What was taken out is passed over; in all no more often than there are items, so that no list costs more than one pass. */
  #steps: number;

  constructor(
    private readonly items: readonly any[],
    private readonly key: string,
    count: number,
  ) {
    this.#steps = items.length + count;
  }

  find(item: any): any {
    const wanted = itemKey(item, this.key);
    for (let at = this.next; at < this.items.length && this.#steps > 0; at++, this.#steps--) {
      if (itemKey(this.items[at], this.key) !== wanted) continue;
      this.next = at + 1;
      return this.items[at];
    }
    return undefined;
  }
}
