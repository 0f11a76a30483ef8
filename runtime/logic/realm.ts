// The realm programs run in: captures the browser's functions, then takes away what a mini program must not see.
// In: the Worker's global. Out: `natives`; `closeLogicRealm`. Must not: leave a way to the network, storage or other realms but through wx.
import type { NativeFunctions } from '../api/host';
import { PROGRAM_GLOBALS, closeRealm } from '../shared/close_realm';

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

/** What only the logic realm has beside the globals every realm of a program has. */
const LOGIC_GLOBALS = 'wx App Page Component Behavior getApp getCurrentPages requirePlugin requireMiniProgram WXWebAssembly';

/** Removes every global that is not allowed, up the prototype chain; returns the names that would not go. */
export function closeLogicRealm(): string[] {
  const left = closeRealm(realm, `${PROGRAM_GLOBALS} ${LOGIC_GLOBALS}`);
  realm.global = realm;
  return left;
}
