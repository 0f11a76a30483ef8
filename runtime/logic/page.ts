// Pages as instances: opening, showing, hiding, closing one, and what the view says about it.
// In: paths, queries, `page` messages. Out: life cycles in documented order. Must not: change the stack (router.ts does).
import { emitAppEvent } from './app';
import { define, defineAll } from './components';
import { defineComponent } from './definition';
import { reportError } from './errors';
import type { EventChannel } from './event_channel';
import { applyWrites, attachInstance, callMember, createInstance, instanceByNumber, runLifetime, runPageLifetime, type Instance, type Write } from './instance';
import { pageEntry } from './manifest';
import { hasModule, importForPage } from './modules';
import { adoptPage, tellScroll } from './object';
import { enterPackage } from './packages';
import { part, partHere } from './parts';
import { on, post } from './port';
import { definitions, program, tabPages } from './program';
import { readyWith } from './update_queue';

/** Ends of the channels to the pages that opened others by navigateTo. */
export const channels = new WeakMap<Instance, EventChannel>();
export const shown = new WeakSet<Instance>();

/** Loads a page's scripts and runs its modules; an instance is always made, so that the visitor sees at least the frame. */
export function createPage(path: string, query: Record<string, string>, channel: EventChannel | null): Instance {
  post({ t: 'load', page: path });
  importForPage(() => pageEntry(path)?.logic, path);
  enterPackage(path);
  defineAll(path);
  let definition = define(path);
  if (!definition) {
    if (!hasModule(`${path}.js`)) reportError(new Error(`Page "${path}" has not been registered yet`));
    definition = defineComponent(path, 'page', {});
    definitions.set(path, definition);
  }
  const page = createInstance(definition, null, null, null, null);
  adoptPage(page);
  const { object } = page;
  object.route = path;
  object.__route__ = path;
  object.options = query;
  const exitState = partHere('exit')?.exitStateOf(path);
  if (exitState !== undefined) object.exitState = exitState;
  if (channel) channels.set(page, channel);
  if (typeof object.onPageScroll === 'function') tellScroll(page);
  const writes: Write[] = [];
  for (const name in query) if (definition.properties.has(name)) writes.push([[name], query[name]]);
  if (writes.length) applyWrites(page, writes, true);
  if (program.manifest.app.tabBar?.custom && tabPages().includes(path)) part('skeleton').createTabBar(page);
  return page;
}

/** Attaches the page and everything on it; then `onLoad` and `onShow`. */
export function startPage(page: Instance): void {
  attachInstance(page);
  for (const beside of page.beside) attachInstance(beside);
  callMember(page, page.object.onLoad, [page.object.options], 'onLoad');
  showPage(page);
}

export function showPage(page: Instance): void {
  if (shown.has(page) || page.detached) return;
  shown.add(page);
  callMember(page, page.object.onShow, [], 'onShow');
  pageLifetimes(page, 'show');
}

export function isShown(page: Instance): boolean {
  return shown.has(page);
}

/** Delivered to every component on the page, parents first. */
export function pageLifetimes(page: Instance, name: string, args: unknown[] = []): void {
  runPageLifetime(page, name, args);
  if (page.root) partHere('skeleton')?.walkInstances(page.root, (instance) => runPageLifetime(instance, name, args));
}

function ready(instance: Instance): void {
  if (instance.isReady) return;
  instance.isReady = true;
  runLifetime(instance, 'ready');
}

/** Components that came with a patch: children before parents, as the patch lists parents first. */
function componentsReady(instances: readonly Instance[]): void {
  for (let i = instances.length - 1; i >= 0; i--) {
    const { page } = instances[i];
    // With the first render of a page, its own readiness comes for all.
    if (instances[i] !== page && page.isReady) ready(instances[i]);
  }
}

function pageReady(page: Instance): void {
  if (page.isReady) return;
  const skeleton = partHere('skeleton');
  if (page.root) skeleton?.walkInstancesUp(page.root, ready);
  for (const beside of page.beside) {
    if (beside.root) skeleton?.walkInstancesUp(beside.root, ready);
    ready(beside);
  }
  ready(page);
  callMember(page, page.object.onReady, [], 'onReady');
}

export function connectPages(): void {
  readyWith(componentsReady);
  on('page', ({ page: number, kind, value }) => {
    const page = instanceByNumber(number);
    if (!page) return;
    const { object } = page;
    if (kind === 'ready') pageReady(page);
    else if (kind === 'routeDone') {
      // The first page's comes before the late part does.
      callMember(page, object.onRouteDone, [], 'onRouteDone');
      pageLifetimes(page, 'routeDone');
      emitAppEvent('appRouteDone', { page: object, path: page.definition.path, query: object.options });
    } else if (kind !== 'scroll' || object.onPageScroll) part('late').pageEvent(page, kind, value);
  });
}

