// Starts the view of a program: frame, Worker, pages; and carries messages both ways, in order.
// In: the launch document (manifest, host data, address). Out: a running program. Must not: draw before a page's chunks are there.
import type { Launch, LogicMessage, OpenMessage } from '../shared/bridge';
import { onExpressionError } from '../shared/expression';
import { onWxsError, prepareAhead } from '../shared/wxs';
import { answerCall, callView, connectCalls, deliver, listen as listenTo } from './calls';
import { failedPages, loadElement, loadGroup, loadPage, loadScript, loadWhole, pageEntry, replaceCriticalStyle } from './chunks';
import { whenLate, withLate } from './late';
import { components, destroyComponent } from './components';
import { Host } from './element_host';
import { answer } from './events';
import { adopting } from './frame/dom';
import { createFrame } from './frame/frame';
import type { FrameControl, FrameNavigation, FrameOptions } from './frame/types';
import { listen } from './taps';
import { forgetFirstScreen, readFirstScreen, type FirstScreen, type ScreenRecord } from './hydrate';
import { drawPage } from './draw_page';
import { addPage, pageById, Page, removePage } from './pages';
import { connect, post } from './port';
import { applyOps, setPageTest } from './receive';
import { settle } from './batch';
import { systemSnapshot } from './system';
import { themed, themeOf } from './theme';
import { packageBase, resolveUrl, setBase } from './url';
import { shownArms } from './experiments';
import { unwatchPage, watchPage } from './page_scroll';

interface Visit {
  manifest: any;
  frame: FrameControl;
  worker: Worker;
  /** The page that the document came with, until the first page opens. */
  first: FirstScreen | null;
  firstPath: string;
  /** The logic realm lacks scripts of the page that opens next. */
  scriptsFailed: boolean;
}

/** `script` is the address of the view script: the package's root is found from it. */
export function boot(script: string): void {
  const manifest = (globalThis as any).mnManifest ?? JSON.parse(document.getElementById('minnow-manifest')!.textContent!);
  setBase(baseOf(script, manifest.runtime.view), manifest.images);
  const registry = (globalThis as any).mn;
  // What the build puts in place of the import of late_parts.ts.
  registry.fetchLate = () => loadScript(manifest.runtime.late).then(() => registry.late);
  registry.m = (json: string) => Object.assign(manifest, JSON.parse(json), { whole: '' });
  const launch = launchOf(manifest);
  const begin = () => enter(manifest, launch);
  // The server answers an address that it knows nothing of with another page's document.
  const whole = pageEntry(manifest, launch.path) ? null : loadWhole(manifest);
  if (whole) void whole.catch((error) => console.error(error)).then(begin);
  else begin();
}

function enter(manifest: any, launch: Launch): void {
  // What serves the program, in parts that may each be missing: a static package's document tells of map tiles alone.
  const server = JSON.parse(document.getElementById('minnow-host')?.textContent || 'null') ?? undefined;
  const shown = shownArms(), at = location.search;
  if (server) server.experiments = shown?.parameters;
  onExpressionError((error) => console.error(error));
  onWxsError((error) => console.error(error));
  setPageTest((path) => !!pageEntry(manifest, path));
  const theme = themeOf(manifest);
  // A document with a first screen has started the Worker already; everything below is done while it opens the program.
  const worker: Worker = (globalThis as any).mnWorker ?? new Worker(packageBase() + manifest.runtime.logic);
  connect((message, transfer) => worker.postMessage(message, transfer ?? []));
  const firstPath = document.documentElement.dataset.page ?? '';
  const entering = pageEntry(manifest, launch.path) ? launch.path : manifest.entry;
  void loadPage(manifest, entering, entering === firstPath);
  const { frame, first } = adoptFrame({
    container: document.body,
    manifest: themed(manifest, theme),
    base: packageBase(),
    url: (path) => resolveUrl(path),
    theme,
    isOnPlatform: !!server?.serviceWorker,
    navigate,
    pullDown: (page) => post({ t: 'page', page, kind: 'pullDown' }),
    menu(action) {
      const page = topPage(frame);
      if (action === 'share' && page) callElement(visit, 'openType', { type: 'share', attributes: {} }, page).catch((error) => console.error(error));
      post({ t: 'emit', topic: 'menu', value: { action, page: page?.instance } });
    },
    routeDone: (page) => post({ t: 'page', page, kind: 'routeDone' }),
    closed: closePage,
    visible: (visible) => post({ t: 'app', kind: visible ? 'show' : 'hide' }),
  });
  const visit: Visit = { manifest, frame, worker, first, firstPath, scriptsFailed: false };
  // The development server's script in the page passes the console of the logic realm on, and shows scripts that threw while they were loaded.
  if (manifest.dev) for (const topic of ['console', 'stopped']) listenTo(topic, (detail) => void dispatchEvent(new CustomEvent(`minnow:${topic}`, { detail })));
  connectCalls({ manifest, frame, top: () => topPage(frame) });
  listen(frame.element);
  const snapshot = () => {
    const top = frame.top();
    const path = top?.path ?? launch.path;
    const metrics = frame.metrics({ path, config: pageEntry(manifest, path)?.config ?? {} });
    return systemSnapshot(metrics, frame.navigationBar.capsule(), themeOf(manifest), server, packageBase());
  };
  const entry = pageEntry(manifest, launch.path);
  const system = snapshot();
  post({ t: 'boot', scripts: [...(manifest.appLogic ?? []), ...(entry?.logic ?? [])].map((url: string) => packageBase() + url), manifest, system, launch });
  receiveInOrder(visit);
  whenLate(({ keepOffline, watchWindow }) => {
    watchWindow(manifest, frame, system, snapshot);
    keepOffline(server, shown, at);
  });
  // While the logic realm works.
  setTimeout(prepareAhead);
}

/** The frame, of the document's own nodes where it came with its first screen. */
function adoptFrame(options: FrameOptions): { frame: FrameControl; first: FirstScreen | null } {
  try {
    const first = readFirstScreen();
    if (first) return { frame: adopting(first.frameNodes(), () => createFrame(options)), first };
  } catch (error) {
    console.warn(error);
  }
  document.querySelector('body>.mn-frame')?.remove();
  return { frame: createFrame(options), first: null };
}

function baseOf(script: string, relative: string): string {
  const url = script.split(/[?#]/, 1)[0]!;
  return url.endsWith(relative) ? url.slice(0, -relative.length) : new URL('/', location.href).href;
}

/** The page and query that the address names, or those of the entry it is of: then the platform has put them into the document (crates/server, launch/compose.rs). */
function launchOf(manifest: any): Launch {
  const entry = JSON.parse(document.getElementById('minnow-launch')?.textContent ?? '{}');
  const base = new URL(packageBase()).pathname;
  const inside = location.pathname.startsWith(base) ? location.pathname.slice(base.length) : '';
  const path = decodeURIComponent(inside).replace(/(^|\/)index\.html$/, '$1').replace(/\/$/, '').replace(/\.html$/, '');
  const query: Record<string, string> = {};
  // What was added to an entry's address counts too.
  new URLSearchParams(`${entry.query ?? ''}&${location.search.slice(1)}`).forEach((value, name) => (query[name] = value));
  // How somebody came by an address of the program's own is the platform's to know (crates/server, launch/arrive.rs).
  const { mn_by: by } = query;
  delete query.mn_by;
  return { path: (entry.path ?? path) || manifest.entry, query, scene: entry.scene ?? (by === 'search' ? 1005 : by === 'share' ? 1007 : 1001), referrerInfo: {} };
}

function topPage(frame: FrameControl): Page | undefined {
  const top = frame.top();
  return top && pageById(top.instance);
}

function navigate(request: FrameNavigation): void {
  switch (request.kind) {
    case 'tab':
      return post({ t: 'navigate', kind: 'tab', index: request.index });
    case 'link':
      return post({ t: 'navigate', kind: 'link', url: request.url, route: request.open });
    default:
      post({ t: 'navigate', kind: request.kind, delta: request.delta });
  }
}

// Messages. One that must wait (chunks of a page) holds those behind it, so that the order stays.

function receiveInOrder(visit: Visit): void {
  const waiting: LogicMessage[] = [];
  let held = false;
  /** `loaded`: what the first message needs was asked for, and came or failed. */
  const work = (loaded = false) => {
    while (!held && waiting.length) {
      const message = waiting[0]!;
      const hold = !loaded && message.t === 'open' ? loadPage(visit.manifest, message.path, comesStyled(visit, message.path)) : null;
      loaded = false;
      if (hold) {
        held = true;
        visit.frame.setBusy(true);
        void hold.then(() => {
          held = false;
          visit.frame.setBusy(false);
          work(true);
        });
        return;
      }
      waiting.shift();
      try {
        receive(visit, message);
      } catch (error) {
        console.error(error);
      }
    }
  };
  visit.worker.onmessage = ({ data }) => {
    waiting.push(data);
    // After `load` the worker loads scripts and says nothing until it has them.
    visit.frame.setBusy(data.t === 'load' || held);
    work();
  };
  const failed = (event: ErrorEvent) => {
    console.error(event.message ? `${event.message} (${event.filename}:${event.lineno})` : 'the logic realm did not load');
    // A first screen stays readable.
    if (!visit.frame.top() && !visit.first) visit.frame.showFailure({ kind: 'broken', detail: event.message });
    answerTaps();
  };
  visit.worker.onerror = failed;
  if ((globalThis as any).mnWorkerFault) failed((globalThis as any).mnWorkerFault);
}

/** Whether the page stands in the document with its styles: its sheets replace those once it is taken over. */
function comesStyled({ first, firstPath }: Visit, path: string): boolean {
  return !!first && path === firstPath;
}

function receive(visit: Visit, message: LogicMessage): void {
  switch (message.t) {
    case 'patch':
      applyOps(message.ops);
      if (message.seq) post({ t: 'applied', seq: message.seq });
      return tapsAnswered();
    case 'open':
      return open(visit, message);
    case 'call':
      return answerCall(message.call, message.name, message.args, topPage(visit.frame));
    case 'return':
      return answer(message.call, message.ok, message.value);
    case 'emit':
      if (message.topic === 'pageNotFound') {
        answerTaps();
        return visit.frame.showFailure({ kind: 'notFound', detail: message.value?.path });
      }
      if (message.topic === 'scriptsFailed') return void (visit.scriptsFailed = true);
      return deliver(message.topic, message.value);
    case 'load':
      return void loadPage(visit.manifest, message.page, comesStyled(visit, message.page));
    case 'log':
      log(message.level, message.text, message.stack);
      if (message.level === 'error') void callView('failure', undefined, undefined).catch((error) => console.error(error));
  }
}

function log(level: 'debug' | 'log' | 'info' | 'warn' | 'error', text: string, stack: string | undefined): void {
  console[level](stack && stack !== text ? `${text}\n${stack}` : text);
}

function open(visit: Visit, message: OpenMessage): void {
  const { frame } = visit;
  const manifest = themed(visit.manifest, themeOf(visit.manifest));
  applyOps(message.ops);
  const component = components.get(message.page);
  const isNew = component && !component.built;
  if (isNew) drawFirst(visit, message, manifest);
  void frame.route({ kind: message.kind, page: message.show, close: message.close });
  if (visit.scriptsFailed || failedPages.has(message.path)) frame.showFailure({ kind: 'page' });
  visit.scriptsFailed = false;
  settle();
  Host.attachWaiting();
  post({ t: 'applied', seq: message.seq });
  if (component) post({ t: 'page', page: message.page, kind: 'ready' });
  answerTaps();
  if (!isNew) return;
  watchPage(pageById(message.page)!);
  withLate(({ preload }) => preload(visit.manifest, message.path));
}

/** Taps on the first screen that nobody heard yet (bootstrap.ts) are given back in order, once there is a page that hears them. */
function answerTaps(): void {
  showPictures ??= (globalThis as any).mnTaps?.();
  (globalThis as any).mnTaps = undefined;
}

/** Pictures of the first screen that wait for the answer to its taps; should none come, bootstrap.ts does not wait for ever. */
let showPictures: (() => void) | undefined;

/** Once the frame with it is made. */
function tapsAnswered(): void {
  const show = showPictures;
  showPictures = undefined;
  if (show) requestAnimationFrame(() => setTimeout(show));
}

/** The first page takes over what the document came with, when that is the page; else, and when they do not fit, it is drawn. */
function drawFirst(visit: Visit, message: OpenMessage, manifest: any): void {
  const { first } = visit;
  visit.first = null;
  if (first) takeOver(visit, message, manifest, first);
  else createPage(visit, message, manifest);
  void replaceCriticalStyle(manifest, visit.firstPath).catch((error) => console.error(error));
}

function takeOver(visit: Visit, message: OpenMessage, manifest: any, first: FirstScreen): void {
  try {
    if (message.path !== visit.firstPath) throw new Error(`the document came with "${visit.firstPath}", and "${message.path}" opens`);
    adopting(first.pageNodes(), () => createPage(visit, message, manifest, first.record));
  } catch (error) {
    if (message.path === visit.firstPath) console.warn(error);
    first.element.querySelector('.mn-page')?.remove();
    // What was taken from the queues is announced once more.
    applyOps(message.ops);
    createPage(visit, message, manifest);
  }
  forgetFirstScreen();
}

function createPage(visit: Visit, message: OpenMessage, manifest: any, record?: ScreenRecord): void {
  const component = components.get(message.page)!;
  const config = pageEntry(manifest, message.path)?.config ?? {};
  const nodes = visit.frame.createPage({ instance: message.page, path: message.path, query: message.query ?? {}, config });
  const page = new Page(component, nodes, visit.frame, { ...manifest.app?.window, ...config }, {
    call: (name, args, from) => callElement(visit, name, args, from),
    load: (tag) => loadElement(visit.manifest, tag),
  });
  addPage(page);
  nodes.root.classList.add(`p_${component.definition.scope}`);
  drawPage(page, component, record);
}

async function callElement(visit: Visit, name: string, args: unknown, page: Page): Promise<unknown> {
  if (name === 'openType') await loadGroup(visit.manifest, 'open');
  return callView(name, args, page);
}

function closePage(instance: number): void {
  const page = pageById(instance);
  if (!page) return;
  destroyComponent(page.component);
  removePage(instance);
  unwatchPage(instance);
  for (const [id, component] of components) {
    if (component.page !== page.component) continue;
    // What stands beside the page's tree (a tab bar) ends with it.
    if (component.built) destroyComponent(component);
    components.delete(id);
  }
}
