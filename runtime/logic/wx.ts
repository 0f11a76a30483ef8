// The object `wx`: members of the core, those of the API groups that a page's chunks bring, and every other one on first use.
// In: the API host. Out: a real, extensible object. Must not: start a group that no script names.
import type { Names } from '../api/names/logic';
import { addAppListener, removeAppListener } from './app';
import type { LogicHost } from './api_host';
import { reportError } from './errors';
import { whenLearned, wholeManifest } from './manifest';
import { importScript, isImporting, whenImported } from './modules';
import { part } from './parts';
import { own, program, type Manifest } from './program';
import { navigate, type RouteName } from './router';
import { currentPage } from './stack';
import { whenApplied } from './update_queue';

type Register = (host: LogicHost) => void;

/** Without a prototype, and called directly: what a register function gets (natives among it) must not pass through anything a program can replace. */
const { keys } = Object;
const registered: Record<string, Register | undefined> = Object.create(null);
const started = new Set<string>();
let host: LogicHost;
let theWx: Record<string, any>;
/** Chunks of groups, as the manifest had them before the program ran. */
const chunks: Record<string, string | undefined> = Object.create(null);

/** `mn.a(group, register)` of an API chunk. From anything else it means nothing: it would hand out the browser's functions. */
export function registerAwaited(group: string, register: Register): void {
  if (!isImporting(chunks[group])) return;
  registered[group] = register;
  // What is stored is read while other scripts still load.
  if (group === 'storage') loadGroup(group);
}

export function registerCore(groups: Record<string, Register>): void {
  for (const group in groups) registered[group] = groups[group];
}

/** Starts a group, loading its chunk when it is not here. */
export function loadGroup(group: string): void {
  if (started.has(group)) return;
  started.add(group);
  if (!registered[group]) {
    try {
      const url = chunkOf(group);
      if (!url) return;
      importScript(url);
    } catch (error) {
      started.delete(group);
      reportError(error, `API group ${group}`);
      return;
    }
  }
  try {
    registered[group]?.(host);
  } catch (error) {
    reportError(error, `API group ${group}`);
  }
}

function knowGroups({ runtime }: Manifest): void {
  const api = own(runtime, 'api') ?? {};
  const groups = keys(api);
  for (let i = 0; i < groups.length; i++) chunks[groups[i]!] = own(api[groups[i]!]!, 'logic');
}

/** The document names those of its own page. */
function chunkOf(group: string): string | undefined {
  if (!chunks[group]) wholeManifest();
  return chunks[group];
}

/** Starts the groups that came with the core or a page's chunks. */
function startImported(): void {
  for (const group in registered) {
    if (group === 'names') nameMembers();
    else loadGroup(group);
  }
}

export function theHost(): LogicHost {
  return host;
}

/** What a group shares with the core. */
export function service<T>(name: string): T {
  return host.use<T>(name);
}

const routes: RouteName[] = ['navigateTo', 'redirectTo', 'switchTab', 'reLaunch'];
/** Of the App, and of routes. */
const EVENTS = 'AppShow AppHide Error PageNotFound UnhandledRejection ThemeChange LazyLoadError BeforeAppRoute AppRoute AppRouteDone BeforePageLoad AfterPageLoad BeforePageUnload AfterPageUnload';

export function fillWx(apiHost: LogicHost, wx: Record<string, any>): void {
  host = apiHost;
  theWx = wx;
  knowGroups(program.manifest);
  for (const name of routes) host.asynchronous(name, { url: 'string', ...(name === 'navigateTo' ? { events: 'object?' as const } : {}) }, (options) => navigate(name, options));
  host.asynchronous('navigateBack', { delta: 'number?' }, (options) => navigate('navigateBack', options));
  host.asynchronous('rewriteRoute', { url: 'string' }, (options) => part('late').rewriteRoute(options));
  // Relative to the page on top when called: what `wx.router` means outside a component.
  Object.defineProperty(wx, 'router', { get: () => part('late').routerFor(currentPage()?.definition.path ?? ''), enumerable: true, configurable: true });
  for (const event of EVENTS.split(' ')) {
    const name = event[0]!.toLowerCase() + event.slice(1);
    host.set(`on${event}`, (listener: unknown) => addAppListener(name, listener));
    host.set(`off${event}`, (listener?: unknown) => removeAppListener(name, listener));
  }
  host.set('nextTick', (run: unknown) => {
    if (typeof run === 'function') whenApplied(() => host.runGuarded(run, [], 'wx.nextTick'));
  });
  host.set('createAnimation', (options?: any) => part('animation').createAnimation(options));
  for (const name of ['createSelectorQuery', 'createIntersectionObserver', 'createMediaQueryObserver'] as const) host.set(name, (...args: [any, any]) => part('queries')[name](...args));
  Object.setPrototypeOf(wx, new Proxy(Object.prototype, { get: (_, name) => unseen(name), has: (_, name) => unseen(name) !== undefined }));
  whenLearned(knowGroups);
  whenImported(startImported);
  startImported();
}

/** Names that scripts look for on any object, or put there themselves. */
const NOT_OURS = /^(?:[_$]|then$|toJSON$)/;

/** What `wx` answers for a name nothing has put there: from then on it knows the names of all groups. */
function unseen(name: string | symbol): unknown {
  const own: any = Object.prototype;
  if (typeof name === 'symbol' || name in own || NOT_OURS.test(name)) return own[name];
  nameMembers();
  if (named) return theWx[name];
  return (chunks['names'] || program.manifest.whole) && host.unreachable(name);
}

let named = false;

/** From now on reading a member of a group that is not loaded loads it. */
function nameMembers(): void {
  if (named) return;
  loadGroup('names');
  if (!registered['names']) return;
  named = true;
  Object.setPrototypeOf(theWx, Object.prototype);
  host.use<Names>('names').defineMembers(theWx, {
    has: (group) => Boolean(registered[group] || chunks[group]),
    load: (group) => (loadGroup(group), started.has(group)),
    unreachable: (name) => host.unreachable(name),
  });
}
