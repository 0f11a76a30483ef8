// Carrying routes out: what each kind does to the page stack and the tab pages beside it, in which order of life cycles, and where it is refused.
// In: routes from the router's queue, and those a person asks for. Out: life cycles, `open` messages, failures with documented texts.
// Must not: be needed by the first page; run but from the queue (router.ts).
import { ApiFailure } from '../api/host';
import type { RouteKind, ViewMessage } from '../shared/bridge';
import { emitAppEvent, hasAppListener } from './app';
import { reportError } from './errors';
import { EventChannel } from './event_channel';
import { callMember, type Instance } from './instance';
import { isPage } from './manifest';
import { channels, isShown, showPage } from './page';
import { hidePage, unloadPage } from './page_events';
import { post } from './port';
import { program, tabPages } from './program';
import { enterPage, navigate, type RouteName } from './router';
import { dangling, stack } from './stack';
import { nextSeq } from './update_queue';
import { parsePageUrl, type PageUrl } from './url';
import { service, theHost } from './wx';

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

let lastRoute = 0;
let rewriting: ((options: any) => void) | null = null;

/** Carries a route out; gives what the call that asked for it answers with. `from`: where relative URLs start. */
export function carryOut(kind: RouteName, options: any, from: string): Record<string, unknown> {
  const channel = kind === 'navigateTo' ? EventChannel.pair(options?.events) : null;
  const target = kind === 'navigateBack' ? { path: '', query: {} } : parsePageUrl(String(options?.url ?? ''), from);
  if (options?.routeType) service<CustomRoutes>('worklet').opening(options.routeType);
  perform({ kind, target, delta: backSteps(options?.delta), channel });
  return channel ? { eventChannel: channel.opener } : {};
}

function backSteps(delta: unknown): number {
  const steps = Math.floor(Number(delta));
  return steps > 0 ? steps : 1;
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
      enterPage(kind, route.target, [], route.channel!.opened);
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

export function openerChannel(page: Instance): EventChannel {
  let channel = channels.get(page);
  // A page nobody opened by navigateTo still gets a channel, with no one at its other end.
  if (!channel) channels.set(page, (channel = new EventChannel()));
  return channel;
}

/** Unloads pages in the given order; returns their numbers. */
function close(pages: readonly Instance[]): number[] {
  for (const page of pages) unloadPage(page);
  return pages.map(({ number }) => number);
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
  const call = (kind: RouteName) => (options?: any) => theHost().invoke(kind, kind === 'navigateBack' ? {} : { url: 'string' }, (given: any) => navigate(kind, given, base), options);
  const custom = (name: keyof CustomRoutes) => (...args: unknown[]) => service<CustomRoutes>('worklet')[name](...args);
  return {
    addRouteBuilder: custom('addRouteBuilder'), removeRouteBuilder: custom('removeRouteBuilder'), getRouteContext: custom('getRouteContext'),
    navigateTo: call('navigateTo'), redirectTo: call('redirectTo'), switchTab: call('switchTab'), reLaunch: call('reLaunch'), navigateBack: call('navigateBack'),
  };
}

/** What a person asks for: a tab, the way back, a link. */
export function navigateAsked({ kind, delta, url, index, route }: Extract<ViewMessage, { t: 'navigate' }>): void {
  const failed = (error: unknown) => reportError(error instanceof ApiFailure ? new Error(`${route ?? kind}:fail ${error.reason}`) : error);
  if (kind === 'tab') tapTab(index ?? -1, url).catch(failed);
  else if (kind === 'back') navigate('navigateBack', { delta }).catch(failed);
  else if (kind === 'link') navigate((route ?? 'navigateTo') as RouteName, { url, delta }).catch(failed);
  else if (url) navigate('navigateTo', { url }).catch(failed);
  else navigate('navigateBack', { delta }).catch(failed);
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
