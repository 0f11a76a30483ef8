// Closing a Worker's realm: what the browser has and a mini program must not have goes away before the program's first line.
// In: the global, names that stay. Out: names that would not go. Must not: refer to anything outside the function: its text is also
// what a nested Worker closes itself with.

/** Globals a mini program has: ECMAScript's own, timers, the console. */
export const PROGRAM_GLOBALS =
  'console setTimeout clearTimeout setInterval clearInterval queueMicrotask WebAssembly structuredClone mn global globalThis ' +
  'Object Function Array Number Boolean String Symbol Date Promise RegExp Error AggregateError EvalError RangeError ReferenceError SyntaxError TypeError ' +
  'URIError JSON Math Intl ArrayBuffer SharedArrayBuffer Atomics Uint8Array Int8Array Uint16Array Int16Array Uint32Array Int32Array Float16Array Float32Array ' +
  'Float64Array Uint8ClampedArray BigUint64Array BigInt64Array DataView Map BigInt Set WeakMap WeakSet WeakRef FinalizationRegistry Proxy Reflect Iterator ' +
  'AsyncIterator SuppressedError DisposableStack AsyncDisposableStack Temporal undefined NaN Infinity isNaN isFinite parseInt parseFloat escape unescape ' +
  'encodeURI encodeURIComponent decodeURI decodeURIComponent constructor';

/** Removes every global that is not named in `allowed` (separated by spaces), up the prototype chain. */
export function closeRealm(realm: any, allowed: string): string[] {
  const names = new Set(allowed.split(' '));
  const left: string[] = [];
  const define = (holder: object, key: PropertyKey, value: unknown) => Object.defineProperty(holder, key, { value, writable: true, configurable: true });
  const shadow = (holder: any, key: PropertyKey): boolean => {
    const descriptor = Object.getOwnPropertyDescriptor(holder, key);
    if (!descriptor || (!descriptor.configurable && !descriptor.writable)) return false;
    holder[key] = undefined;
    return holder[key] === undefined;
  };
  const compiled = (parts: string[]): ((...args: any[]) => unknown) => {
    const body = (parts[parts.length - 1] ?? '').trim().replace(/;+$/, '').replace(/^(['"])use strict\1;?\s*/, '');
    if (/^return\s+(this|globalThis)$/.test(body)) return () => realm;
    const assignment = /^(\w+)\s*=\s*(\w+)$/.exec(body);
    if (assignment && assignment[1] === 'regeneratorRuntime' && parts.length === 2 && assignment[2] === parts[0]!.trim()) {
      return (runtime: unknown) => {
        realm.regeneratorRuntime = runtime;
      };
    }
    if (body === '') return () => undefined;
    throw new EvalError('Code generation from strings disallowed for this context');
  };
  // A timer given text compiles it, and what it compiles could `import()`: timers take functions only.
  for (const name of ['setTimeout', 'setInterval']) {
    const timer = realm[name]?.bind(realm);
    for (let holder = timer && realm; holder; holder = Object.getPrototypeOf(holder)) {
      if (!Object.hasOwn(holder, name)) continue;
      define(holder, name, (run: unknown, delayMs?: number, ...args: unknown[]) => {
        if (typeof run === 'string') console.error(`${name} takes a function, not text`);
        // `setTimeout(this.later())` is a common slip that does nothing anywhere.
        return timer(typeof run === 'function' ? run : () => {}, delayMs, ...args);
      });
    }
  }
  for (let holder = realm; holder && holder !== Object.prototype; holder = Object.getPrototypeOf(holder)) {
    for (const key of Reflect.ownKeys(holder)) {
      if (key === Symbol.toStringTag || (typeof key === 'string' && names.has(key))) continue;
      if (!Reflect.deleteProperty(holder, key) && !shadow(holder, key)) left.push(String(key));
    }
  }
  // The four function constructors compile text: they answer only the two forms that bundles use to find their global.
  for (const sample of [function () {}, async function () {}, function* () {}, async function* () {}]) {
    const prototype = Object.getPrototypeOf(sample);
    const replacement = function (...parts: unknown[]) {
      return compiled(parts.map(String));
    };
    Object.defineProperty(replacement, 'prototype', { value: prototype, writable: false });
    Object.defineProperty(replacement, 'name', { value: prototype.constructor.name });
    if (realm.Function === prototype.constructor) define(realm, 'Function', replacement);
    define(prototype, 'constructor', replacement);
  }
  return left;
}
