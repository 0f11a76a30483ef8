// The object `wx`: members of the core, and API groups that load when one of their members is first read.
// In: the API host. Out: a real, extensible object. Must not: load a group before something asks for it.
import { CORE_GROUPS, groupOf, memberNames, type GroupName } from '../api/groups';
import { addAppListener, removeAppListener } from './app';
import { createAnimation } from './animation';
import type { LogicHost } from './api_host';
import { reportError } from './errors';
import { importScript } from './modules';
import { loadNodeGroupsWith } from './nodes';
import { createIntersectionObserver, createMediaQueryObserver } from './observers_api';
import { program } from './program';
import { navigate, rewriteRoute, routerFor, routeWith, type RouteName } from './router';
import { createSelectorQuery } from './selector_query';
import { currentPage } from './stack';
import { whenApplied } from './update_queue';

type Register = (host: LogicHost) => void;

/** Without a prototype, and called directly: what a register function gets (natives among it) must not pass through anything a program can replace. */
const registered: Record<string, Register | undefined> = Object.create(null);
const started = new Set<string>();
let host: LogicHost;
/** Chunks of groups, as the manifest had them before the program ran. */
const chunks: Record<string, string | undefined> = Object.create(null);
/** The group whose chunk is being imported. */
let awaited = '';

/** `mn.a(group, register)` of an API chunk. From a program it means nothing: it would hand out the browser's functions. */
export function registerAwaited(group: string, register: Register): void {
  if (group === awaited) registered[group] = register;
}

export function registerCore(groups: Record<string, Register>): void {
  for (const group in groups) registered[group] = groups[group];
}

/** Starts a group, loading its chunk when it is not here. */
export function loadGroup(group: string): void {
  if (started.has(group)) return;
  started.add(group);
  if (!registered[group]) {
    const url = chunks[group];
    if (!url) return;
    awaited = group;
    try {
      importScript(url);
    } catch (error) {
      started.delete(group);
      reportError(error, `API group ${group}`);
      return;
    } finally {
      awaited = '';
    }
  }
  try {
    registered[group]?.(host);
  } catch (error) {
    reportError(error, `API group ${group}`);
  }
}

/** What a group shares with the core. */
export function service<T>(name: string): T {
  return host.use<T>(name);
}

const routes: RouteName[] = ['navigateTo', 'redirectTo', 'switchTab', 'reLaunch'];
const appEvents = ['AppShow', 'AppHide', 'Error', 'PageNotFound', 'UnhandledRejection', 'ThemeChange', 'LazyLoadError'];
const routeEvents = ['BeforeAppRoute', 'AppRoute', 'AppRouteDone', 'BeforePageLoad', 'AfterPageLoad', 'BeforePageUnload', 'AfterPageUnload'];

export function fillWx(apiHost: LogicHost, wx: Record<string, any>): void {
  host = apiHost;
  for (const [group, { logic }] of Object.entries(program.manifest.runtime.api ?? {})) chunks[group] = logic;
  for (const name of routes) host.asynchronous(name, { url: 'string', ...(name === 'navigateTo' ? { events: 'object?' as const } : {}) }, (options) => navigate(name, options));
  host.asynchronous('navigateBack', { delta: 'number?' }, (options) => navigate('navigateBack', options));
  host.asynchronous('rewriteRoute', { url: 'string' }, rewriteRoute);
  routeWith((kind, options, base) => host.invoke(kind, kind === 'navigateBack' ? {} : { url: 'string' }, (given: any) => navigate(kind, given, base), options));
  // Relative to the page on top when called: what `wx.router` means outside a component.
  Object.defineProperty(wx, 'router', { get: () => routerFor(currentPage()?.definition.path ?? ''), enumerable: true, configurable: true });
  for (const event of [...appEvents, ...routeEvents]) {
    const name = event[0].toLowerCase() + event.slice(1);
    host.set(`on${event}`, (listener: unknown) => addAppListener(name, listener));
    host.set(`off${event}`, (listener?: unknown) => removeAppListener(name, listener));
  }
  host.set('nextTick', (run: unknown) => {
    if (typeof run === 'function') whenApplied(() => host.runGuarded(run, [], 'wx.nextTick'));
  });
  host.set('createSelectorQuery', createSelectorQuery);
  host.set('createAnimation', createAnimation);
  host.set('createIntersectionObserver', createIntersectionObserver);
  host.set('createMediaQueryObserver', createMediaQueryObserver);
  lazyMembers(wx);
  loadNodeGroupsWith(loadGroup);
  for (const group of CORE_GROUPS) loadGroup(group);
}

/** Reading a member of a group that is not loaded loads it; the program may put its own value there. */
function lazyMembers(wx: Record<string, any>): void {
  for (const name of memberNames()) {
    const group = groupOf(name) as GroupName;
    if (!registered[group] && !chunks[group]) continue;
    Object.defineProperty(wx, name, {
      configurable: true,
      enumerable: true,
      get() {
        loadGroup(group);
        const descriptor = Object.getOwnPropertyDescriptor(wx, name);
        if (descriptor?.get) {
          // The network failed: the call fails as the documentation has it, and the next one tries again.
          if (!started.has(group)) return host.unreachable(name);
          // The group has no such member after all.
          delete wx[name];
          return undefined;
        }
        return descriptor?.value;
      },
      set(value) {
        Object.defineProperty(wx, name, { value, writable: true, enumerable: true, configurable: true });
      },
    });
  }
}
