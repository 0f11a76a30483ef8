// What changed between the data the view has and new data, at the lists it draws with keys.
// In: the old value (the mirror), the new one, and which paths are keyed lists. Out: set and list operations.
// Must not: keep or change either value.
import { itemKey, matchKeys, sameKey } from '../shared/keys';
import type { Key } from '../shared/path';
import { deepEqual } from './equal';
import type { ListPattern } from './list_pattern';

export interface DiffSink {
  set(path: Key[], value: unknown): void;
  list(path: Key[], runs: number[], items: unknown[]): void;
}

/** More changed fields than this in one item, and the item is sent whole. */
const fieldsMax = 6;

export function diffValue(path: Key[], old: any, value: any, pattern: ListPattern | null, sink: DiffSink): void {
  if (pattern && pattern.key !== null && Array.isArray(old) && Array.isArray(value)) {
    diffList(path, old, value, pattern, sink);
    return;
  }
  if (pattern?.fields && isPlain(old) && isPlain(value) && sameFields(old, value)) {
    for (const key in value) {
      const below = pattern.fields.get(key) ?? null;
      if (below) diffValue([...path, key], old[key], value[key], below, sink);
      else if (!deepEqual(old[key], value[key])) sink.set([...path, key], value[key]);
    }
    return;
  }
  sink.set(path, value);
}

function diffList(path: Key[], old: any[], value: any[], pattern: ListPattern, sink: DiffSink): void {
  if (old === value) return;
  const key = pattern.key!;
  const agree = (a: any, b: any) => sameKey(itemKey(a, key), itemKey(b, key));
  /** Pairs of positions, old and new, of items that continue but are not the same object. */
  const differing: number[] = [];
  let front = 0;
  for (const common = Math.min(old.length, value.length); front < common; front++) {
    if (old[front] === value[front]) continue;
    if (!agree(old[front], value[front])) break;
    differing.push(front, front);
  }
  let end = value.length;
  let oldEnd = old.length;
  for (; end > front && oldEnd > front; end--, oldEnd--) {
    if (old[oldEnd - 1] === value[end - 1]) continue;
    if (!agree(old[oldEnd - 1], value[end - 1])) break;
    differing.push(oldEnd - 1, end - 1);
  }
  if (end > front || oldEnd > front) {
    const middle = value.slice(front, end);
    // Where nothing goes on, as when items are only added or only removed, there are no keys to look up.
    const between = oldEnd > front && end > front ? matchKeys(old.slice(front, oldEnd).map((item) => itemKey(item, key)), middle.map((item) => itemKey(item, key))) : null;
    sink.list(path, runsOf(front, between ?? middle.length, old.length, oldEnd), between ? middle.filter((_, i) => between[i]! < 0) : middle);
    between?.forEach((from, i) => from < 0 || differing.push(front + from, front + i));
  }
  for (let i = 0; i < differing.length; i += 2) diffItem(path, differing[i + 1]!, old[differing[i]!], value[differing[i + 1]!], pattern.item, sink);
}

/** The new list as runs `from, count` of the old one, -1 for what is new: a front, what `between` says of the middle (or how many new items it is), a back. */
function runsOf(front: number, between: readonly number[] | number, oldLength: number, oldEnd: number): number[] {
  const runs: number[] = [];
  const add = (from: number, count: number) => {
    const last = runs.length - 2;
    const follows = last >= 0 && (from < 0 ? runs[last]! < 0 : runs[last]! >= 0 && runs[last]! + runs[last + 1]! === from);
    if (follows) runs[last + 1]! += count;
    else if (count) runs.push(from, count);
  };
  add(0, front);
  if (typeof between === 'number') add(-1, between);
  else for (const from of between) add(from < 0 ? -1 : front + from, 1);
  add(oldEnd, oldLength - oldEnd);
  return runs;
}

function diffItem(list: Key[], index: number, old: any, value: any, pattern: ListPattern | null, sink: DiffSink): void {
  if (old === value) return;
  if (!isPlain(old) || !isPlain(value)) {
    if (!deepEqual(old, value)) sink.set([...list, index], value);
    return;
  }
  let changed: string[] | null = null;
  let count = 0;
  for (const field in value) {
    count++;
    const a = old[field];
    const b = value[field];
    if (a === b ? b === undefined && !(field in old) : !deepEqual(a, b)) (changed ??= []).push(field);
  }
  for (const _ in old) count--;
  if (!changed && count === 0) return;
  if (count !== 0 || !changed || changed.length > fieldsMax || changed.some((field) => !(field in old))) {
    sink.set([...list, index], value);
    return;
  }
  for (const field of changed) {
    diffValue([...list, index, field], old[field], value[field], pattern?.fields?.get(field) ?? null, sink);
  }
}

function isPlain(value: unknown): value is Record<string, any> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value);
}

function sameFields(a: object, b: object): boolean {
  let count = 0;
  for (const key in a) {
    if (!(key in b)) return false;
    count++;
  }
  for (const _ in b) count--;
  return count === 0;
}
