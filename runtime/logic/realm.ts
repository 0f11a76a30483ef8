// The realm programs run in: captures the browser's functions, then takes away what a mini program must not see.
// In: the Worker's global. Out: `natives`; `closeRealm`. Must not: leave a way to the network, storage or other realms but through wx.
import type { NativeFunctions } from '../api/host';

type Global = typeof globalThis & Record<string, any>;
const realm = globalThis as Global;

function bound(name: string): any {
  const value = realm[name];
  return typeof value === 'function' ? value.bind(realm) : undefined;
}

export interface Natives extends NativeFunctions {
  setTimeout: (run: () => void, delayMs?: number) => number;
  clearTimeout: (timer: number) => void;
  postMessage: (message: unknown, transfer?: Transferable[]) => void;
  addEventListener: (type: string, listener: (event: any) => void) => void;
}

/** Taken when this file is first evaluated: before any program code. */
export const natives: Natives = {
  fetch: bound('fetch'),
  WebSocket: realm.WebSocket,
  XMLHttpRequest: realm.XMLHttpRequest,
  AbortController: realm.AbortController,
  FormData: realm.FormData,
  Blob: realm.Blob,
  URL: realm.URL,
  TextDecoder: realm.TextDecoder,
  TextEncoder: realm.TextEncoder,
  FileReaderSync: realm.FileReaderSync,
  indexedDB: realm.indexedDB,
  IDBKeyRange: realm.IDBKeyRange,
  storage: realm.navigator?.storage,
  locks: realm.navigator?.locks,
  crypto: realm.crypto,
  performance: realm.performance,
  navigator: realm.navigator as any,
  location: realm.location ? { origin: realm.location.origin, href: realm.location.href } : { origin: '', href: '' },
  DecompressionStream: realm.DecompressionStream,
  OffscreenCanvas: realm.OffscreenCanvas,
  Path2D: realm.Path2D,
  ImageData: realm.ImageData,
  createImageBitmap: bound('createImageBitmap'),
  FontFace: realm.FontFace,
  fonts: realm.fonts,
  BroadcastChannel: realm.BroadcastChannel,
  Worker: realm.Worker,
  requestAnimationFrame: bound('requestAnimationFrame') ?? ((run: (time: number) => void) => realm.setTimeout(() => run(Date.now()), 16)),
  cancelAnimationFrame: bound('cancelAnimationFrame') ?? bound('clearTimeout'),
  importScripts: bound('importScripts'),
  setTimeout: bound('setTimeout'),
  clearTimeout: bound('clearTimeout'),
  postMessage: bound('postMessage'),
  addEventListener: bound('addEventListener') ?? (() => {}),
};

/** Globals beside ECMAScript's own that a mini program has. */
const allowed = new Set(
  ('console setTimeout clearTimeout setInterval clearInterval queueMicrotask WebAssembly WXWebAssembly structuredClone mn wx global globalThis ' +
    'App Page Component Behavior getApp getCurrentPages requirePlugin requireMiniProgram ' +
    'Object Function Array Number Boolean String Symbol Date Promise RegExp Error AggregateError EvalError RangeError ReferenceError SyntaxError TypeError ' +
    'URIError JSON Math Intl ArrayBuffer SharedArrayBuffer Atomics Uint8Array Int8Array Uint16Array Int16Array Uint32Array Int32Array Float16Array Float32Array ' +
    'Float64Array Uint8ClampedArray BigUint64Array BigInt64Array DataView Map BigInt Set WeakMap WeakSet WeakRef FinalizationRegistry Proxy Reflect Iterator ' +
    'AsyncIterator SuppressedError DisposableStack AsyncDisposableStack Temporal undefined NaN Infinity isNaN isFinite parseInt parseFloat escape unescape ' +
    'encodeURI encodeURIComponent decodeURI decodeURIComponent constructor toString toLocaleString valueOf hasOwnProperty isPrototypeOf propertyIsEnumerable ' +
    '__proto__ __defineGetter__ __defineSetter__ __lookupGetter__ __lookupSetter__').split(' '),
);

/** Removes every global that is not allowed, up the prototype chain; returns the names that would not go. */
export function closeRealm(extra: readonly string[] = []): string[] {
  const left: string[] = [];
  const shared = (realm as any).EventTarget?.prototype;
  for (let holder: any = realm; holder && holder !== Object.prototype; holder = Object.getPrototypeOf(holder)) {
    for (const key of Reflect.ownKeys(holder)) {
      if (typeof key === 'string' && (allowed.has(key) || extra.includes(key))) continue;
      if (key === Symbol.toStringTag) continue;
      // The browser's own objects (sockets, channels, requests) listen through this prototype too: hidden here, kept for them.
      if (holder === shared) {
        Object.defineProperty(realm, key, { value: undefined, writable: true, configurable: true });
        continue;
      }
      if (!Reflect.deleteProperty(holder, key) && !shadow(holder, key)) left.push(String(key));
    }
  }
  closeConstructors();
  closeTimers();
  realm.global = realm;
  return left;
}

function shadow(holder: any, key: PropertyKey): boolean {
  const descriptor = Object.getOwnPropertyDescriptor(holder, key);
  if (!descriptor || (!descriptor.configurable && !descriptor.writable)) return false;
  holder[key as any] = undefined;
  return holder[key as any] === undefined;
}

/** The four function constructors compile text: they answer only the two forms that bundles use to find their global. */
function closeConstructors(): void {
  const kinds = [function () {}, async function () {}, function* () {}, async function* () {}];
  for (const sample of kinds) {
    const prototype = Object.getPrototypeOf(sample);
    const replacement = function (...parts: unknown[]) {
      return compiled(parts.map(String));
    };
    Object.defineProperty(replacement, 'prototype', { value: prototype, writable: false });
    Object.defineProperty(replacement, 'name', { value: prototype.constructor.name });
    Object.defineProperty(prototype, 'constructor', { value: replacement, writable: true, configurable: true });
    if (sample === kinds[0]) Object.defineProperty(realm, 'Function', { value: replacement, writable: true, configurable: true });
  }
  Reflect.deleteProperty(realm, 'eval');
}

/** A timer given text compiles it, and what it compiles could `import()`: timers take functions only. */
function closeTimers(): void {
  for (const name of ['setTimeout', 'setInterval']) {
    const timer = bound(name);
    if (!timer) continue;
    const replacement = (run: unknown, delayMs?: number, ...args: unknown[]) => {
      if (typeof run === 'string') console.error(`${name} takes a function, not text`);
      // `setTimeout(this.later())` is a common slip that does nothing anywhere.
      return timer(typeof run === 'function' ? run : () => {}, delayMs, ...args);
    };
    for (let holder: any = realm; holder; holder = Object.getPrototypeOf(holder)) {
      if (Object.hasOwn(holder, name)) Object.defineProperty(holder, name, { value: replacement, writable: true, configurable: true, enumerable: true });
    }
  }
}

function compiled(parts: string[]): (...args: any[]) => unknown {
  const body = (parts[parts.length - 1] ?? '').trim().replace(/;+$/, '').replace(/^(['"])use strict\1;?\s*/, '');
  if (/^return\s+(this|globalThis)$/.test(body)) return () => realm;
  const assignment = /^(\w+)\s*=\s*(\w+)$/.exec(body);
  if (assignment && assignment[1] === 'regeneratorRuntime' && parts.length === 2 && assignment[2] === parts[0].trim()) {
    return (runtime: unknown) => {
      realm.regeneratorRuntime = runtime;
    };
  }
  if (body === '') return () => undefined;
  throw new EvalError('Code generation from strings disallowed for this context');
}
