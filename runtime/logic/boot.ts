// Starts a program: globals, API groups, app.js, the first page; and connects messages to their rooms.
// In: a way to send, the `boot` message. Out: a running program. Must not: touch the Worker itself (main.ts does).
import type { BootMessage } from '../shared/bridge';
import { setOwn } from '../shared/path';
import { connectApp, defineApp, getApp, rejectionUnhandled } from './app';
import { LogicHost } from './api_host';
import { defineComponent } from './definition';
import { mapStacksWith, reportError } from './errors';
import { dispatchNative, trigger } from './events';
import { applyWrites, callMember, instanceByNumber } from './instance';
import { pageEntry, registerManifest, takeManifest } from './manifest';
import { definitionPath, importForPage, loadAhead, registerModule } from './modules';
import { startApp } from './packages';
import { connectPages } from './page';
import { connect, on, post, type Send } from './port';
import { definitions, own, program, type Manifest } from './program';
import { connectRouter, openFirst } from './router';
import { closeLogicRealm, natives } from './realm';
import { registerPlain, registerTemplate, registerWxs } from './forms';
import { giveParts, knowParts, part, partHere, registerPart, type Parts } from './parts';
import { stack } from './stack';
import { flush, patchApplied } from './update_queue';
import { fillWx, registerAwaited, registerCore } from './wx';

const realm = globalThis as any;

/** What chunks register with. ES module helpers (`x`, `y`, `z`, `r`) come with the first chunk that needs them. */
export function registry(): Record<string, unknown> {
  return { d: registerModule, t: registerTemplate, w: registerWxs, a: registerAwaited, f: registerPlain, p: registerPart, m: registerManifest };
}

/** What programs find beside ECMAScript's own globals. */
export function globals(wx: object): void {
  const define = (kind: 'page' | 'component', options: unknown) => {
    const path = definitionPath();
    if (path === null) throw new Error(`${kind === 'page' ? 'Page' : 'Component'}() is called outside of a module`);
    definitions.set(path, defineComponent(path, kind, options));
    return path;
  };
  // Without options the chain form begins.
  const component = (options: unknown) => (options === undefined ? part('composition').createChain((collected) => define('component', collected)) : define('component', options));
  Object.assign(realm, {
    wx,
    App: defineApp,
    Page: (options: unknown) => define('page', options),
    Component: component,
    Behavior: (options: unknown) => {
      const { createChain, defineBehavior } = part('composition');
      return options === undefined ? createChain(defineBehavior) : defineBehavior(options);
    },
    getApp,
    getCurrentPages: () => stack.map(({ object }) => object),
    requirePlugin: Object.assign((...args: [unknown]) => part('plugins').requirePlugin(...args), { async: (name: unknown) => part('plugins').requirePlugin.async(name) }),
    requireMiniProgram: () => {
      throw new Error('requireMiniProgram is for plugins');
    },
    WXWebAssembly: realm.WebAssembly,
  });
}

/** A field whose value is found when it is first read. */
export function lazily(object: object, name: string, find: () => unknown): void {
  const settle = (value: unknown) => setOwn(object, name, value);
  Object.defineProperty(object, name, { get: () => (settle(find()), (object as any)[name]), set: settle, enumerable: true, configurable: true });
}

export interface BootOptions {
  /** Removes the browser's globals; off in tests. */
  close: boolean;
  /** Registers the API groups that are part of the core. */
  groups?: Record<string, (host: LogicHost) => void>;
  /** Parts that are here from the start, in tests. */
  parts?: Partial<Parts>;
}

export function prepare(send: Send, options: BootOptions): void {
  connect(send);
  const mn = { ...realm.mn, ...registry() };
  // What chunks register with stays what it is: through one of its own a program would see what an API group is given.
  for (const name in registry()) Object.defineProperty(mn, name, { writable: false, configurable: false });
  Object.defineProperty(realm, 'mn', { value: mn, writable: !options.close, configurable: !options.close, enumerable: true });
  registerCore(options.groups ?? {});
  giveParts(options.parts ?? {});
  connectPages();
  connectRouter();
  connectApp();
  on('event', (message) => {
    const result = dispatchNative(message);
    const { call } = message;
    if (call !== undefined) void Promise.resolve(result).then((value) => answer(call, value), () => answer(call, undefined));
    flush();
  });
  on('applied', ({ seq }) => patchApplied(seq));
  on('model', ({ instance: number, path, value }) => {
    const instance = instanceByNumber(number);
    if (instance && path.length) applyWrites(instance, [[path, value]], false);
  });
  on('wxs', ({ kind, instance: number, method, args }) => {
    const instance = instanceByNumber(number);
    if (!instance) return;
    if (kind === 'callMethod') callMember(instance, instance.object[method], [args], `${method} called by WXS`);
    else trigger(instance, method, args?.[0] ?? {}, args?.[1] ?? {});
  });
  let host: LogicHost | undefined;
  on('prepare', ({ manifest, base, scripts }) => {
    host ??= open(options, manifest, base, scripts);
    loadAhead(() => scripts);
  });
  on('boot', (message) => {
    const { manifest, system, scripts = [] } = message;
    host ??= open(options, manifest, system?.base, scripts);
    start(host, message, scripts).catch(reportError);
  });
}

function answer(call: number, value: unknown): void {
  try {
    post({ t: 'return', call, ok: true, value });
  } catch {
    // Not cloneable: the element learns that the handler ran.
    post({ t: 'return', call, ok: true, value: undefined });
  }
}

/**
 * All that can be done before anybody knows what the screen is like: closes the realm, reads what is stored, loads scripts. None of the program's
 * modules runs.
 */
function open(options: BootOptions, manifest: Manifest, base: string, scripts: readonly string[]): LogicHost {
  program.system = { base };
  takeManifest(manifest, scripts);
  knowParts(manifest.runtime.parts);
  if (options.close) {
    const left = closeLogicRealm();
    if (left.length && manifest.dev) console.warn(`globals that stay: ${left.join(', ')}`);
  }
  natives.addEventListener('error', (event) => {
    event.preventDefault?.();
    reportError(event.error ?? new Error(event.message));
  });
  natives.addEventListener('unhandledrejection', (event) => {
    event.preventDefault?.();
    rejectionUnhandled(event.reason, event.promise);
  });
  const wx: Record<string, any> = {};
  globals(wx);
  const host = new LogicHost(wx);
  fillWx(host, wx);
  host.listen('pagesAhead', loadPagesAhead);
  host.listen('lateAhead', () => loadAhead(() => [manifest.runtime.parts!.late!]));
  return host;
}

/** Scripts of pages that may open next register while nothing else is to do; those that do not come are asked for again when a page opens. */
function loadPagesAhead(paths: readonly string[]): void {
  for (let i = 0; i < paths.length; i++) natives.setTimeout(() => loadAhead(() => pageEntry(paths[i]!)?.logic));
}

async function start(host: LogicHost, { manifest, system, launch }: BootMessage, scripts: readonly string[]): Promise<void> {
  program.system = system ?? {};
  // The view has put the theme's values into it, and may have had to load the whole.
  takeManifest(manifest, scripts);
  program.launch = launchOptions(launch);
  lazily(realm, '__wxConfig', () => part('late').configGlobal());
  if (manifest.dev && manifest.runtime.api?.development) mapStacksWith(host.use<{ mapStack(stack: string): Promise<string> }>('development').mapStack);
  importForPage(() => scripts, 'the program');
  const exit = partHere('exit');
  if (exit) host.holdLaunch(exit.loadExitState());
  while (host.holds.length) await Promise.all(host.holds.splice(0));
  const again = exit?.restartPage(program.launch);
  if (again) Object.assign(program.launch, again);
  // In an independent subpackage the App waits for the first page outside of it.
  const first = own(program.manifest.pages, program.launch.path);
  if (!first || !program.manifest.packages?.some(({ root, independent }) => independent && root === first.package)) startApp();
  openFirst(program.launch.path, program.launch.query);
}

/** Fields every launch has, as documented. */
function launchOptions(launch: any): any {
  const path = String(launch?.path || program.manifest.entry).replace(/^\//, '');
  return { path, query: launch?.query ?? {}, scene: launch?.scene ?? 1001, shareTicket: undefined, referrerInfo: launch?.referrerInfo ?? {}, apiCategory: 'default' };
}
