// `App()` and what happens to the program as a whole: launch, errors, listeners of its events (what comes later, foreground.ts has).
// In: options of `App()`, `app` messages. Out: calls of its callbacks and of `wx.onApp…` listeners.
// Must not: run a callback twice for one event.
import { isObject } from './copy';
import { guarded, logError, onProgramError, reportError } from './errors';
import { part } from './parts';
import { on } from './port';
import { program } from './program';

type Listener = (value: unknown) => void;

const lifecycle = 'onLaunch onShow onHide onError onPageNotFound onUnhandledRejection onThemeChange'.split(' ');
let app: Record<string, any> | null = null;
let fallback: Record<string, any> | null = null;
let enterOptions: any = {};
const listeners = new Map<string, Listener[]>();

/** `App(options)`: once, in app.js. */
export function defineApp(options: unknown): void {
  if (app) {
    console.warn('App() was called twice; the second call is ignored');
    return;
  }
  const given = isObject(options) ? options : {};
  app = {};
  Object.assign(app, fallback, given);
  for (const name of lifecycle) if (typeof app[name] !== 'function') delete app[name];
}

export function getApp(options?: any): any {
  if (app) return app;
  return options?.allowDefault ? (fallback ??= {}) : undefined;
}

export function theApp(): any {
  return app;
}

/** Latest enter options. */
export function enter(): any {
  return enterOptions;
}

/** `onLaunch`, then `onShow`. */
export function launchApp(): void {
  if (!app) defineApp({});
  enterOptions = program.launch;
  guarded(app!.onLaunch, app, [{ ...program.launch }], 'App onLaunch');
  showApp(enterOptions);
}

export function showApp(options: any): void {
  enterOptions = { ...enterOptions, ...options };
  guarded(app?.onShow, app, [{ ...enterOptions }], 'App onShow');
  emitAppEvent('appShow', { ...enterOptions });
}

/** `wx.onX` listeners of app and route events, kept by the name without `on`, first letter lower-cased. */
export function addAppListener(event: string, listener: unknown): void {
  if (typeof listener !== 'function') return;
  const list = listeners.get(event);
  if (list) list.push(listener as Listener);
  else listeners.set(event, [listener as Listener]);
}

/** Without a listener all of them go. */
export function removeAppListener(event: string, listener?: unknown): void {
  if (listener === undefined) listeners.delete(event);
  else listeners.set(event, (listeners.get(event) ?? []).filter((other) => other !== listener));
}

export function emitAppEvent(event: string, value: unknown): void {
  for (const listener of [...(listeners.get(event) ?? [])]) guarded(listener, undefined, [value], `wx.on${event[0].toUpperCase()}${event.slice(1)}`);
}

export function hasAppListener(event: string): boolean {
  return !!listeners.get(event)?.length;
}

export function rejectionUnhandled(reason: unknown, promise: unknown): void {
  logError(reason, 'Unhandled promise rejection');
  guarded(app?.onUnhandledRejection, app, [{ reason, promise }], 'App onUnhandledRejection');
  emitAppEvent('unhandledRejection', { reason, promise });
}

function asError(value: any): Error {
  return value instanceof Error ? value : Object.assign(new Error(value?.message ?? String(value)), { stack: value?.stack ?? '' });
}

/** Connects the program's errors to `App.onError` and `wx.onError`. */
export function connectApp(): void {
  onProgramError((message, error) => {
    if (typeof app?.onError === 'function') app.onError.call(app, message);
    for (const listener of [...(listeners.get('error') ?? [])]) listener({ message, stack: error instanceof Error ? error.stack : '' });
  });
  on('app', (message) => {
    // One of the view's own is told even where the rest does not load.
    if (message.kind === 'error') reportError(asError(message.value));
    else part('late').appMessage(message);
  });
}
