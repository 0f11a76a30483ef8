// Copies of data: `setData` takes its values by value, and what crosses the border must survive structured cloning.
// In: any value of a program. Out: copies that share nothing mutable with it.
// Must not: call code of the program other than `toJSON`.
import type { ListPattern } from './list_pattern';
import { partHere } from './parts';

/** Nesting beyond this is a cycle: data "recursion in objects is an error". */
const depthMax = 200;

/** Marks objects that travel by reference in data: instances of components and pages. */
export const INSTANCE = Symbol('instance');

export class RecursionError extends Error {
  constructor() {
    super('the data contains a reference to itself, or is nested too deeply');
    this.name = 'RecursionError';
  }
}

function isObject(value: unknown): value is Record<string, any> {
  return typeof value === 'object' && value !== null;
}

/**
 * The copy kept in `this.data`: containers are copied, functions and exotic objects are shared. Throws RecursionError.
 * Objects of a class stay of their class: component libraries keep an animation in data and call its methods there.
 */
export function deepCopy<T>(value: T, depth = 0): T {
  if (!isObject(value)) return value;
  if (depth > depthMax) throw new RecursionError();
  if (Array.isArray(value)) {
    const n = value.length;
    const list = new Array(n);
    for (let i = 0; i < n; i++) {
      const item = value[i];
      list[i] = isObject(item) ? deepCopy(item, depth + 1) : item;
    }
    return list as T;
  }
  const prototype = Object.getPrototypeOf(value);
  const isPlain = prototype === Object.prototype || prototype === null;
  if (!isPlain && !isRecord(value)) return value instanceof Date ? (new Date(value) as T) : value;
  // Engines clone records of one shape at once; only what is nested is then replaced.
  const copy: Record<string, any> = isPlain ? { ...value } : Object.assign(Object.create(prototype), value);
  for (const key in copy) {
    const item = copy[key];
    if (key === '__proto__') delete copy[key];
    else if (isObject(item) && (isPlain || Object.hasOwn(copy, key))) copy[key] = deepCopy(item, depth + 1);
  }
  return copy as T;
}

/** Instances of classes are copied with their fields; built-ins and component instances are not. */
function isRecord(value: object): boolean {
  return Object.prototype.toString.call(value) === '[object Object]' && !(INSTANCE in value);
}

/** Members of `Page()` options: plain containers are copied for each instance; whatever has a life of its own is shared. */
export function copyMember(value: any, depth = 0): any {
  if (!isObject(value) || depth > depthMax) return value;
  if (Array.isArray(value)) return value.map((item) => copyMember(item, depth + 1));
  const prototype = Object.getPrototypeOf(value);
  if ((prototype !== Object.prototype && prototype !== null) || isCyclic(value)) return value;
  const copy: Record<string, any> = {};
  for (const key of Object.keys(value)) copy[key] = copyMember(value[key], depth + 1);
  return copy;
}

function isCyclic(value: any, above: any[] = []): boolean {
  if (!isObject(value)) return false;
  if (above.includes(value) || above.length > depthMax) return true;
  const prototype = Object.getPrototypeOf(value);
  if (!Array.isArray(value) && prototype !== Object.prototype && prototype !== null) return false;
  return Object.values(value).some((item) => isObject(item) && isCyclic(item, [...above, value]));
}

/** Bytes a value takes when serialised, roughly; counted while copying for the view. */
export let copiedBytes = 0;
export function resetCopiedBytes(): void {
  copiedBytes = 0;
}

/**
 * The copy for the view: what JSON would carry, except that `undefined`, NaN and binary data stay.
 * Parts that say the same as an earlier copy, `old`, are those of `old` itself; `pattern` tells which lists have keys.
 */
export function viewCopy(value: any, old: any = undefined, pattern: ListPattern | null = null, depth = 0): any {
  switch (typeof value) {
    case 'string':
      copiedBytes += value.length + 2;
      return value;
    case 'function':
    case 'symbol':
      return undefined;
    case 'object':
      break;
    default:
      copiedBytes += 6;
      return value;
  }
  if (value === null) return null;
  if (depth > depthMax) throw new RecursionError();
  if (Array.isArray(value)) return viewCopyOfList(value, Array.isArray(old) ? old : null, pattern, depth);
  if (INSTANCE in value) return undefined;
  if (typeof value.toJSON === 'function') return viewCopy(value.toJSON(), old, pattern, depth + 1);
  if (Object.getPrototypeOf(value) !== Object.prototype && (value instanceof ArrayBuffer || ArrayBuffer.isView(value))) {
    copiedBytes += value.byteLength;
    return value;
  }
  const base = isObject(old) && Object.getPrototypeOf(old) === Object.prototype ? old : null;
  // Most items of a list that is set again are as they were: they are not copied to find that out.
  if (base && sameRecord(value, base)) return base;
  // Engines clone records of one shape at once; only what is not plain is then replaced.
  const copy: Record<string, any> = { ...value };
  let same = base !== null;
  let count = 0;
  copiedBytes += 2;
  for (const key in copy) {
    copiedBytes += key.length + 4;
    let item = copy[key];
    if (typeof item === 'string') copiedBytes += item.length + 2;
    else if (typeof item === 'number') copiedBytes += 6;
    else if (key !== '__proto__') copy[key] = item = viewCopy(item, base?.[key], pattern?.fields?.get(key) ?? null, depth + 1);
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
  copiedBytes += bytes;
  return true;
}

function viewCopyOfList(value: readonly any[], old: readonly any[] | null, pattern: ListPattern | null, depth: number): readonly any[] {
  const n = value.length;
  const list = new Array(n);
  const inner = pattern ? pattern.item : null;
  const walk = old?.length && pattern && pattern.key !== null ? partHere('late')!.oldItems(old, pattern.key, n) : null;
  let same = old !== null && old.length === n;
  copiedBytes += 2 + n;
  for (let i = 0; i < n; i++) {
    const item = value[i];
    const next = walk ? walk.next : i;
    const base = old ? old[next] : undefined;
    if (isObject(item) && isObject(base) && sameRecord(item, base)) {
      list[i] = base;
      if (walk) walk.next++;
    } else list[i] = viewCopy(item, walk ? walk.find(item) : base, inner, depth + 1);
    if (same && list[i] !== old![i]) same = false;
  }
  return same ? old! : list;
}

/** Whether two pieces of data say the same. */
export function deepEqual(a: any, b: any, depth = 0): boolean {
  if (a === b) return true;
  if (!isObject(a) || !isObject(b)) return a !== a && b !== b;
  if (depth > depthMax) return false;
  if (Array.isArray(a)) {
    if (!Array.isArray(b) || a.length !== b.length) return false;
    for (let i = 0; i < a.length; i++) if (!deepEqual(a[i], b[i], depth + 1)) return false;
    return true;
  }
  if (Array.isArray(b)) return false;
  const prototype = Object.getPrototypeOf(a);
  if (prototype !== Object.getPrototypeOf(b)) return false;
  if (prototype !== Object.prototype && prototype !== null && !isRecord(a)) return false;
  let count = 0;
  for (const key in a) {
    count++;
    const other = b[key];
    if (!deepEqual(a[key], other, depth + 1)) return false;
    if (other === undefined && !(key in b)) return false;
  }
  for (const _ in b) count--;
  return count === 0;
}
