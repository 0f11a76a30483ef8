// Copies of data: `setData` takes its values by value, and what crosses the border must survive structured cloning.
// In: any value of a program. Out: copies that share nothing mutable with it.
// Must not: call code of the program other than `toJSON`.

/** Nesting beyond this is a cycle: data "recursion in objects is an error". */
export const depthMax = 200;

/** Marks objects that travel by reference in data: instances of components and pages. */
export const INSTANCE = Symbol('instance');

export class RecursionError extends Error {
  constructor() {
    super('the data contains a reference to itself, or is nested too deeply');
    this.name = 'RecursionError';
  }
}

export function isObject(value: unknown): value is Record<string, any> {
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
export function isRecord(value: object): boolean {
  return Object.prototype.toString.call(value) === '[object Object]' && !(INSTANCE in value);
}

/** Members of `Page()` options: plain containers are copied for each instance; whatever has a life of its own, or contains itself, is shared. */
export function copyMember(value: unknown): unknown {
  try {
    return copied(value, []);
  } catch {
    return value;
  }
}

/** `above`: what the value stands in. */
function copied(value: unknown, above: readonly unknown[]): unknown {
  if (!isObject(value)) return value;
  if (above.includes(value) || above.length > depthMax) throw new RecursionError();
  const here = [...above, value];
  if (Array.isArray(value)) return value.map((item) => copied(item, here));
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return value;
  const copy: Record<string, unknown> = {};
  for (const key of Object.keys(value)) copy[key] = copied(value[key], here);
  return copy;
}

/** Bytes a value takes when serialised, roughly; counted while copying for the view. */
export let copiedBytes = 0;
export function resetCopiedBytes(): void {
  copiedBytes = 0;
}

export function addCopiedBytes(bytes: number): void {
  copiedBytes += bytes;
}

/**
 * The copy for the view: what JSON would carry, except that `undefined`, NaN and binary data stay. Of a list that is set again copy_again.ts
 * makes one that shares with the earlier.
 */
export function viewCopy(value: any, depth = 0): any {
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
  copiedBytes += 2;
  if (Array.isArray(value)) {
    const n = value.length;
    const list = new Array(n);
    copiedBytes += n;
    for (let i = 0; i < n; i++) list[i] = viewCopy(value[i], depth + 1);
    return list;
  }
  if (INSTANCE in value) return undefined;
  if (typeof value.toJSON === 'function') return viewCopy(value.toJSON(), depth + 1);
  if (isBinary(value)) {
    copiedBytes += value.byteLength;
    return value;
  }
  // Engines clone records of one shape at once; only what is not plain is then replaced.
  const copy: Record<string, any> = { ...value };
  for (const key in copy) {
    copiedBytes += key.length + 4;
    if (key === '__proto__') delete copy[key];
    else copy[key] = viewCopy(copy[key], depth + 1);
  }
  return copy;
}

export function isBinary(value: object): value is ArrayBuffer | ArrayBufferView {
  return Object.getPrototypeOf(value) !== Object.prototype && (value instanceof ArrayBuffer || ArrayBuffer.isView(value));
}
