// The realm programs run in: captures the browser's functions, then takes away what a mini program must not see.
// In: the Worker's global. Out: `natives`; `closeLogicRealm`. Must not: leave a way to the network, storage or other realms but through wx.
import type { NativeFunctions } from '../api/host';
import { PROGRAM_GLOBALS, closeRealm } from '../shared/close_realm';

type Global = typeof globalThis & Record<string, any>;
const realm = globalThis as Global;

export interface Natives extends NativeFunctions {
  /** Of the Worker. */
  name: string | undefined;
  setTimeout: (run: () => void, delayMs?: number) => number;
  clearTimeout: (timer: number) => void;
  postMessage: (message: unknown, transfer?: Transferable[]) => void;
  addEventListener: (type: string, listener: (event: any) => void) => void;
}

/** Functions of the global itself, which they are called with. */
const FUNCTIONS = 'fetch createImageBitmap requestAnimationFrame cancelAnimationFrame importScripts setTimeout clearTimeout postMessage addEventListener';
const OBJECTS =
  'WebSocket XMLHttpRequest AbortController FormData Blob URL TextDecoder TextEncoder FileReaderSync indexedDB crypto performance navigator ' +
  'DecompressionStream OffscreenCanvas Path2D ImageData FontFace fonts BroadcastChannel Worker';

function take(): Natives {
  const taken: Record<string, any> = {};
  for (const name of OBJECTS.split(' ')) taken[name] = realm[name];
  for (const name of FUNCTIONS.split(' ')) taken[name] = realm[name]?.bind(realm);
  const { navigator, location } = realm;
  taken.name = realm.name;
  taken.locks = navigator?.locks;
  taken.location = { origin: location?.origin ?? '', href: location?.href ?? '' };
  taken.requestAnimationFrame ??= (run: (time: number) => void) => realm.setTimeout(() => run(Date.now()), 16);
  taken.cancelAnimationFrame ??= taken.clearTimeout;
  taken.addEventListener ??= () => {};
  return taken as Natives;
}

/** Taken when this file is first evaluated: before any program code. */
export const natives = take();

/** What only the logic realm has beside the globals every realm of a program has. */
const LOGIC_GLOBALS = 'wx App Page Component Behavior getApp getCurrentPages requirePlugin requireMiniProgram WXWebAssembly';

/** Removes every global that is not allowed, up the prototype chain; returns the names that would not go. */
export function closeLogicRealm(): string[] {
  const left = closeRealm(realm, `${PROGRAM_GLOBALS} ${LOGIC_GLOBALS}`);
  realm.global = realm;
  return left;
}
