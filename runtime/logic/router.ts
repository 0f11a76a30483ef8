// Routing: the page stack, tab pages beside it, and the order of life cycles in every kind of route.
// In: routes asked for by the program and by the person. Out: `open` messages, life cycles, failures with documented texts.
// Must not: run two routes at once.
import { ApiFailure } from '../api/host';
import type { RouteKind } from '../shared/bridge';
import { emitAppEvent, hasAppListener, pageNotFound } from './app';
import { reportError } from './errors';
import { EventChannel } from './event_channel';
import { callMember, type Instance } from './instance';
import { createPage, hidePage, isShown, openerChannel, showPage, startPage, tabBarOf, unloadPage } from './page';
import { on, post } from './port';
import { isPage } from './manifest';
import { program, tabPages } from './program';
import { dangling, stack } from './stack';
import { firstRender, holdCallbacks, nextSeq } from './update_queue';
import { parsePageUrl, parseQuery, type PageUrl } from './url';
import { service } from './wx';

export type RouteName = 'navigateTo' | 'redirectTo' | 'switchTab' | 'reLaunch' | 'navigateBack';

/** Deepest page stack. */
const pagesMax = 10;

interface Route {
  kind: RouteName;
  target: PageUrl;
  delta: number;
  channel: { opener: EventChannel; opened: EventChannel } | null;
}

/** Routes with a `routeType` of the program's own. */
type CustomRoutes = Record<'opening' | 'addRouteBuilder' | 'removeRouteBuilder' | 'getRouteContext', (...args: any[]) => unknown>;

let busy = false;
const queue: (() => void)[] = [];
let lastRoute = 0;
let rewriting: ((options: any) => void) | null = null;

/** Asks for a route; settles when it was carried out. `base`: the page relative URLs start from (the one on top when absent). */
export function navigate(kind: RouteName, options: any, base?: string): Promise<Record<string, unknown>> {
  return new Promise((resolve, reject) => {
    // Relative to the page on top when asked, not when the queue gets there.
    const from = base ?? stack[stack.length - 1]?.definition.path ?? '';
    const run = () => {
      try {
        const channel = kind === 'navigateTo' ? EventChannel.pair(options?.events) : null;
        const target = kind === 'navigateBack' ? { path: '', query: {} } : parsePageUrl(String(options?.url ?? ''), from);
        if (options?.routeType) service<CustomRoutes>('worklet').opening(options.routeType);
        perform({ kind, target, delta: backSteps(options?.delta), channel });
        resolve(channel ? { eventChannel: channel.opener } : {});
      } catch (error) {
        reject(error);
      }
    };
    queue.push(run);
    // Never within the call: code after `wx.navigateTo` still belongs to the old page.
    queueMicrotask(work);
  });
}

function backSteps(delta: unknown): number {
  const steps = Math.floor(Number(delta));
  return steps > 0 ? steps : 1;
}

function work(): void {
  if (busy) return;
  const run = queue.shift();
  if (!run) return;
  busy = true;
  try {
    run();
  } finally {
    busy = false;
  }
  if (queue.length) queueMicrotask(work);
}

/** The first page of a visit. */
export function openFirst(path: string, query: Record<string, string>): void {
  busy = true;
  try {
    const target = { path: path.replace(/^\//, ''), query };
    if (isPage(target.path)) enterPage('launch', target, [], null);
    else missing(target);
  } finally {
    busy = false;
    queueMicrotask(work);
  }
}

/** A redirect must be asked for within the callback; else the host says that there is no such page. */
function missing(target: PageUrl): void {
  const waiting = queue.length;
  pageNotFound({ path: target.path, query: target.query, isEntryPage: true });
  if (queue.length === waiting) post({ t: 'emit', topic: 'pageNotFound', value: { path: target.path } });
}

function perform(route: Route): void {
  const { kind } = route;
  if (kind !== 'navigateBack') check(kind, route.target);
  rewrite(route);
  switch (kind) {
    case 'navigateTo': {
      if (stack.length >= pagesMax) throw new ApiFailure('webview count limit exceed');
      const top = stack[stack.length - 1];
      if (top) hidePage(top);
      enterPage(kind, route.target, [], route.channel);
      break;
    }
    case 'redirectTo': {
      const old = stack.pop();
      enterPage(kind, route.target, old ? close([old]) : [], null);
      break;
    }
    case 'reLaunch': {
      const old = stack.splice(0).reverse();
      const beside = [...dangling.values()];
      dangling.clear();
      enterPage(kind, route.target, close([...old, ...beside]), null);
      break;
    }
    case 'switchTab':
      switchTab(route.target);
      break;
    case 'navigateBack':
      goBack(route.delta);
      break;
  }
}

function check(kind: RouteName, target: PageUrl): void {
  const isTab = tabPages().includes(target.path);
  if (!isPage(target.path)) throw new ApiFailure(`page "${target.path}" is not found`);
  if (kind === 'switchTab' && !isTab) throw new ApiFailure('can not switch to no-tabBar page');
  if ((kind === 'navigateTo' || kind === 'redirectTo') && isTab) throw new ApiFailure(`can not ${kind} a tabbar page`);
}

/** `onBeforeAppRoute`, in which `wx.rewriteRoute` may send the route elsewhere, once. */
function rewrite(route: Route): void {
  const number = ++lastRoute;
  const told = () => ({ path: route.target.path, query: route.target.query, openType: route.kind, routeEventId: String(number) });
  if (hasAppListener('beforeAppRoute')) {
    rewriting = ({ url, preserveQuery }: any) => {
      rewriting = null;
      const target = parsePageUrl(String(url), route.target.path);
      if (route.kind === 'navigateBack') throw new ApiFailure('can not rewrite navigateBack');
      if (tabPages().includes(target.path) !== tabPages().includes(route.target.path)) throw new ApiFailure('can not rewrite between tab and non-tab pages');
      if (!isPage(target.path)) throw new ApiFailure(`page "${target.path}" is not found`);
      route.target = preserveQuery ? { path: target.path, query: { ...route.target.query, ...target.query } } : target;
    };
    emitAppEvent('beforeAppRoute', told());
    rewriting = null;
  }
}

export function rewriteRoute(options: any): Record<string, never> {
  if (!rewriting) throw new ApiFailure('can only be called once, in onBeforeAppRoute');
  rewriting(options);
  return {};
}

/** Unloads pages in the given order; returns their numbers. */
function close(pages: readonly Instance[]): number[] {
  for (const page of pages) unloadPage(page);
  return pages.map(({ number }) => number);
}

/** Makes the page, puts it on the stack, runs its first life cycles, sends its first render. */
function enterPage(kind: RouteKind, target: PageUrl, closed: number[], channel: Route['channel']): void {
  const { path, query } = target;
  emitAppEvent('beforePageLoad', { path, query, openType: kind });
  const page = createPage(path, query, channel?.opened ?? null);
  stack.push(page);
  showNew(kind, page, query, closed);
}

/** Runs the first life cycles of the page on top, sends its first render. */
export function showNew(kind: RouteKind, page: Instance, query: Record<string, string>, closed: number[]): void {
  const { path } = page.definition;
  // What its life cycles write before the first render goes with it, and so do their callbacks.
  holdCallbacks(true);
  try {
    startPage(page);
  } finally {
    holdCallbacks(false);
  }
  emitAppEvent('afterPageLoad', { path, query, openType: kind, page: page.object });
  const { seq, ops } = firstRender(page);
  post({ t: 'open', page: page.number, path, query, kind, close: closed, show: page.number, seq, ops });
  emitAppEvent('appRoute', { path, query, openType: kind, page: page.object });
}

/** Shows a page that exists already. */
function returnTo(kind: RouteKind, page: Instance, closed: number[]): void {
  const path = page.definition.path;
  const query = page.object.options ?? {};
  post({ t: 'open', page: page.number, path, query, kind, close: closed, show: page.number, seq: nextSeq(), ops: [] });
  showPage(page);
  emitAppEvent('appRoute', { path, query, openType: kind, page: page.object });
}

function goBack(delta: number): void {
  if (stack.length < 2) throw new ApiFailure('cannot navigate back at first page.');
  const count = Math.min(delta, stack.length - 1);
  const closed = close(stack.splice(stack.length - count).reverse());
  returnTo('navigateBack', stack[stack.length - 1], closed);
}

function switchTab(target: PageUrl): void {
  const bottom = stack[0];
  const closed = close(stack.splice(1).reverse());
  if (bottom?.definition.path === target.path) {
    // Going where one is does nothing, but the view may have something on top to remove.
    if (closed.length || !isShown(bottom)) returnTo('switchTab', bottom, closed);
    return;
  }
  if (bottom) {
    stack.length = 0;
    if (tabPages().includes(bottom.definition.path)) {
      hidePage(bottom);
      dangling.set(bottom.definition.path, bottom);
    } else closed.push(...close([bottom]));
  }
  const known = dangling.get(target.path);
  if (known) {
    dangling.delete(target.path);
    stack.push(known);
    returnTo('switchTab', known, closed);
  } else enterPage('switchTab', { path: target.path, query: {} }, closed, null);
}

/** `this.pageRouter` and `this.router`: URLs are relative to `base`. */
export function routerFor(base: string): Record<RouteName, (options?: any) => unknown> & Record<string, unknown> {
  const call = (kind: RouteName) => (options?: any) => routed(kind, options, base);
  const custom = (name: keyof CustomRoutes) => (...args: unknown[]) => service<CustomRoutes>('worklet')[name](...args);
  return {
    addRouteBuilder: custom('addRouteBuilder'), removeRouteBuilder: custom('removeRouteBuilder'), getRouteContext: custom('getRouteContext'),
    navigateTo: call('navigateTo'), redirectTo: call('redirectTo'), switchTab: call('switchTab'), reLaunch: call('reLaunch'), navigateBack: call('navigateBack'),
  };
}

/** Applies the calling conventions; set by wx.ts, which knows them. */
let routed: (kind: RouteName, options: any, base: string) => unknown = navigate;
export function routeWith(apply: typeof routed): void {
  routed = apply;
}

export function connectRouter(): void {
  on('navigate', (message) => {
    const { kind, delta, url, index, route } = message;
    const failed = (error: unknown) => reportError(error instanceof ApiFailure ? new Error(`${route ?? kind}:fail ${error.reason}`) : error);
    if (kind === 'tab') tapTab(index ?? -1, url).catch(failed);
    else if (kind === 'back') navigate('navigateBack', { delta }).catch(failed);
    else if (kind === 'link') navigate((route ?? 'navigateTo') as RouteName, { url, delta }).catch(failed);
    else if (url) navigate('navigateTo', { url }).catch(failed);
    else navigate('navigateBack', { delta }).catch(failed);
  });
}

async function tapTab(index: number, url: string | undefined): Promise<void> {
  const item = program.manifest.app.tabBar?.list?.[index];
  const path = item ? tabPages()[index] : parsePageUrl(url ?? '', '').path;
  const top = stack[stack.length - 1];
  if (top?.definition.path === path) {
    callMember(top, top.object.onTabItemTap, [{ index: String(index), pagePath: path, text: item?.text ?? '' }], 'onTabItemTap');
    return;
  }
  await navigate('switchTab', { url: `/${path}` });
}

export { openerChannel, parseQuery, tabBarOf };
