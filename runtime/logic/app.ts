// `App()` and what happens to the program as a whole: launch, foreground, errors, theme.
// In: options of `App()`, `app` messages. Out: calls of its callbacks and of `wx.onApp…` listeners.
// Must not: run a callback twice for one event.
import { guarded, logError, onProgramError, reportError } from './errors';
import { on } from './port';
import { program } from './program';

type Listener = (value: unknown) => void;

const lifecycle = ['onLaunch', 'onShow', 'onHide', 'onError', 'onPageNotFound', 'onUnhandledRejection', 'onThemeChange'];
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
  const given: Record<string, any> = typeof options === 'object' && options !== null ? options : {};
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

export function hideApp(options: any): void {
  const value = { reason: 3, ...options };
  guarded(app?.onHide, app, [value], 'App onHide');
  emitAppEvent('appHide', value);
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

/** Returns whether anyone was told. */
export function pageNotFound(value: { path: string; query: object; isEntryPage: boolean }): boolean {
  const told = typeof app?.onPageNotFound === 'function' || hasAppListener('pageNotFound');
  guarded(app?.onPageNotFound, app, [value], 'App onPageNotFound');
  emitAppEvent('pageNotFound', value);
  return told;
}

export function themeChanged(theme: 'light' | 'dark'): void {
  program.system.theme = theme;
  guarded(app?.onThemeChange, app, [{ theme }], 'App onThemeChange');
  emitAppEvent('themeChange', { theme });
}

export function rejectionUnhandled(reason: unknown, promise: unknown): void {
  logError(reason, 'Unhandled promise rejection');
  guarded(app?.onUnhandledRejection, app, [{ reason, promise }], 'App onUnhandledRejection');
  emitAppEvent('unhandledRejection', { reason, promise });
}

/** Connects the program's errors to `App.onError` and `wx.onError`. */
export function connectApp(relaunch: (url: string) => void, showPage: () => void, hidePage: () => void): void {
  onProgramError((message, error) => {
    if (typeof app?.onError === 'function') app.onError.call(app, message);
    for (const listener of [...(listeners.get('error') ?? [])]) listener({ message, stack: error instanceof Error ? error.stack : '' });
  });
  on('app', ({ kind, value }) => {
    if (kind === 'show') {
      showApp(value);
      // Entering with a path opens that page afresh; without one the program goes on where it was.
      if (value?.path && value.relaunch) relaunch(value.path);
      else showPage();
    } else if (kind === 'hide') {
      hidePage();
      hideApp(value);
    } else if (kind === 'theme') themeChanged(value?.theme ?? value);
    else if (kind === 'error') reportError(value instanceof Error ? value : Object.assign(new Error(value?.message ?? String(value)), { stack: value?.stack ?? '' }));
  });
}
