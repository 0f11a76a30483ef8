// What changed between the data the view has and new data, at the lists it draws with keys.
// In: the old value (the mirror), the new one, and which paths are keyed lists. Out: set and list operations.
// Must not: keep or change either value.
import { itemKey, matchKeys, sameKey } from '../shared/keys';
import type { Key } from '../shared/path';
import { deepEqual } from './copy';

/** Keyed lists by path: at a list, `key` is set and `item` describes its items. */
export interface ListPattern {
  key: string | null;
  item: ListPattern | null;
  fields: Map<string, ListPattern> | null;
}

/** Parses paths of keyed lists: `rows:id`, `rows.*.children:*`. */
export function parsePatterns(lists: readonly string[] | undefined): ListPattern | null {
  if (!lists || !lists.length) return null;
  const root: ListPattern = { key: null, item: null, fields: null };
  for (const text of lists) {
    const colon = text.lastIndexOf(':');
    let at = root;
    for (const key of text.slice(0, colon).split('.')) {
      if (key === '*') at = at.item ??= { key: null, item: null, fields: null };
      else {
        at.fields ??= new Map();
        let next = at.fields.get(key);
        if (!next) at.fields.set(key, (next = { key: null, item: null, fields: null }));
        at = next;
      }
    }
    at.key ??= text.slice(colon + 1);
  }
  return root;
}

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
  const source = sourceOf(old, value, pattern.key!);
  const { runs, items, moved } = runsOf(source, old.length, value);
  if (moved) sink.list(path, runs, items);
  for (let i = 0; i < source.length; i++) {
    const from = source[i];
    if (from >= 0 && old[from] !== value[i]) diffItem(path, i, old[from], value[i], pattern.item, sink);
  }
}

/** What `matchKeys` gives for the keys of both lists; keys of items that are the same object need no comparing. */
function sourceOf(old: readonly any[], value: readonly any[], key: string): number[] {
  const n = value.length;
  const source = new Array<number>(n);
  const agree = (a: any, b: any) => a === b || sameKey(itemKey(a, key), itemKey(b, key));
  let start = 0;
  let end = n;
  let oldEnd = old.length;
  while (start < n && start < oldEnd && agree(old[start], value[start])) source[start] = start++;
  while (end > start && oldEnd > start && agree(old[oldEnd - 1], value[end - 1])) source[--end] = --oldEnd;
  const keyOf = (item: any) => itemKey(item, key);
  const between = start < end ? matchKeys(old.slice(start, oldEnd).map(keyOf), value.slice(start, end).map(keyOf)) : [];
  for (let i = start; i < end; i++) source[i] = between[i - start] < 0 ? -1 : between[i - start] + start;
  return source;
}

/** Joins what follows on in the old list, and what is new, into runs. */
export function runsOf(source: readonly number[], oldLength: number, value: readonly unknown[]): { runs: number[]; items: unknown[]; moved: boolean } {
  const runs: number[] = [];
  const items: unknown[] = [];
  const n = source.length;
  for (let i = 0; i < n; ) {
    const from = source[i];
    const first = i++;
    if (from < 0) {
      items.push(value[first]);
      while (i < n && source[i] < 0) items.push(value[i++]);
    } else while (i < n && source[i] - from === i - first) i++;
    runs.push(from < 0 ? -1 : from, i - first);
  }
  const moved = !(n === oldLength && (oldLength === 0 || (runs.length === 2 && runs[0] === 0)));
  return { runs, items, moved };
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
