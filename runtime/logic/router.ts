// Routing: the page stack, one route at a time, and how a page comes to stand on it. What carries routes out is a part (routes.ts): the first page needs none of it.
// In: routes asked for by the program and by the person. Out: the first page, `open` messages. Must not: run two routes at once.
import type { RouteKind } from '../shared/bridge';
import { emitAppEvent } from './app';
import type { EventChannel } from './event_channel';
import type { Instance } from './instance';
import { reportError } from './errors';
import { isPage, pageEntry } from './manifest';
import { isImported } from './modules';
import { createPage, startPage } from './page';
import { part } from './parts';
import { on, post } from './port';
import { stack } from './stack';
import { firstRender, holdCallbacks } from './update_queue';
import type { PageUrl } from './url';

export type RouteName = 'navigateTo' | 'redirectTo' | 'switchTab' | 'reLaunch' | 'navigateBack';

let busy = false;
const queue: (() => void)[] = [];

/** Asks for a route; settles when it was carried out. `base`: the page relative URLs start from (the one on top when absent). */
export function navigate(kind: RouteName, options: any, base?: string): Promise<Record<string, unknown>> {
  return new Promise((resolve, reject) => {
    // Relative to the page on top when asked, not when the queue gets there.
    const from = base ?? stack[stack.length - 1]?.definition.path ?? '';
    queue.push(() => {
      try {
        resolve(carryOut(kind, options, from));
      } catch (error) {
        reject(error);
      }
    });
    // Never within the call: code after `wx.navigateTo` still belongs to the old page.
    queueMicrotask(work);
  });
}

function carryOut(kind: RouteName, options: any, from: string): Record<string, unknown> {
  let late: ReturnType<typeof part<'late'>>;
  try {
    late = part('late');
  } catch (error) {
    openUnreachable(kind, options?.url);
    throw error;
  }
  return late.carryOut(kind, options, from);
}

/** Where what carries routes out does not load there is no network: a page whose own scripts do not come either opens, and says so, with the way back. */
function openUnreachable(kind: unknown, url: unknown): void {
  const path = kind === 'navigateTo' ? /^\/([^?#]+)/.exec(String(url))?.[1] : undefined;
  if (path && isPage(path) && !hasCome(path)) enterPage('navigateTo', { path, query: {} }, [], null);
}

function hasCome(path: string): boolean {
  try {
    return !!pageEntry(path)?.logic?.every(isImported);
  } catch {
    return false;
  }
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
  try {
    part('late').pageNotFound({ path: target.path, query: target.query, isEntryPage: true });
  } catch (error) {
    reportError(error);
  }
  if (queue.length === waiting) post({ t: 'emit', topic: 'pageNotFound', value: { path: target.path } });
}

/** Makes the page, puts it on the stack, runs its first life cycles, sends its first render. */
export function enterPage(kind: RouteKind, target: PageUrl, closed: number[], opener: EventChannel | null): void {
  const { path, query } = target;
  emitAppEvent('beforePageLoad', { path, query, openType: kind });
  const page = createPage(path, query, opener);
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

export function connectRouter(): void {
  on('navigate', (message) => {
    try {
      part('late').navigateAsked(message);
    } catch (error) {
      if (message.kind === 'link') openUnreachable(message.route ?? 'navigateTo', message.url);
      reportError(error);
    }
  });
}
