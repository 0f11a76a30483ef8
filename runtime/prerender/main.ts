// A page's first screen as HTML: the program's own modules, the runtime's own two halves, and a document that remembers, in one realm.
// In: chunks (`mn`), the manifest, paths of pages. Out: `minnowPrerender`: HTML and record of a page, or why there is none.
// Must not: run a life cycle, an observer or a callback of the program, or let it find anything of a browser.
import { Missing, reseed } from './globals';
import { endTurn, evaluated, forgetTurn, SCREEN, withBrowser } from './browser';
import { remembered, type RememberedElement, type RememberedNode } from './document';
import { Writer } from './html';
import { inertWx } from './inert';
import base from '../api/base/logic';
import frame from '../api/frame/logic';
import names from '../api/names/logic';
import system from '../api/system/logic';
import ui from '../api/ui/logic';
import { LogicHost } from '../logic/api_host';
import { globals, registry } from '../logic/boot';
import { detachInstance } from '../logic/detach';
import { createPage as createInstance } from '../logic/page';
import { giveParts } from '../logic/parts';
import * as animation from '../logic/parts/animation';
import * as composition from '../logic/parts/composition';
import * as exit from '../logic/parts/exit';
import * as late from '../logic/parts/late';
import * as plugins from '../logic/parts/plugins';
import * as queries from '../logic/parts/queries';
import * as skeleton from '../logic/parts/skeleton';
import { connect as connectLogic } from '../logic/port';
import { program } from '../logic/program';
import { firstRender } from '../logic/update_queue';
import { fillWx, registerCore } from '../logic/wx';
import { onExpressionError } from '../shared/expression';
import { onWxsError, registerWxs } from '../shared/wxs';
import { components, destroyComponent, type Component } from '../view/components';
import { Host } from '../view/element_host';
import { createFrame } from '../view/frame/frame';
import type { FrameControl } from '../view/frame/types';
import { drawPage } from '../view/draw_page';
import type { ScreenRecord } from '../view/hydrate';
import { treeRecord } from '../view/record';
import { steps, Unwritable } from '../view/written';
import { addPage, Page, removePage } from '../view/pages';
import { noting } from '../view/frame/dom';
import type { ElementDefinition } from '../view/element';
import { applyOps, setPageTest } from '../view/receive';
import { mn as viewRegistry } from '../view/registry';
import { settle } from '../view/batch';
import { setBase } from '../view/url';

const realm = globalThis as any;
/** Why the page being drawn has no first screen. */
let fault: string | null = null;
let manifest: any;

connectLogic((message) => {
  if (message.t === 'emit' && message.topic === 'stopped') fault ??= `${message.value.where}: ${message.value.text}`;
});
onExpressionError(() => undefined);
onWxsError(() => undefined);

/** What these show or where they stand is up to the browser: here they are their shells. */
const LATER = new Set('root-portal web-view camera map video audio live-player live-pusher canvas editor channel-live channel-video voip-room'.split(' '));

const logic = registry() as any;
realm.mn = {
  ...logic,
  t: (path: string) => {
    const both = [viewRegistry.t(path), logic.t(path)];
    return (strings: readonly string[], ...functions: never[]) => both.forEach((register) => register(strings, ...functions));
  },
  w: registerWxs,
  e: (definition: ElementDefinition) => viewRegistry.e(LATER.has(definition.tag) ? { ...definition, create: () => ({}) } : definition),
  a: () => undefined,
};

function start(manifestJson: string, packageBase: string): void {
  manifest = JSON.parse(manifestJson);
  // Groups beyond the core are not loaded here: what they would give is inert. Nor are scripts: they come from outside.
  const pages = Object.fromEntries(Object.entries<any>(manifest.pages).map(([path, entry]) => [path, { ...entry, logic: [] }]));
  program.manifest = { ...manifest, pages, runtime: { ...manifest.runtime, api: {} }, dev: false };
  program.prerendering = true;
  program.launch = { path: manifest.entry, query: {}, scene: 1001, referrerInfo: {}, apiCategory: 'default' };
  program.system = systemOf(packageBase);
  setBase(packageBase, manifest.images);
  setPageTest((path) => Object.hasOwn(manifest.pages, path));
  const core: Record<string, any> = {};
  globals(core);
  realm.wx = inertWx(core);
  realm.__wxConfig = {};
  registerCore({ base, frame, names, system, ui });
  giveParts({ animation, composition, exit, late, plugins, queries, skeleton });
  fillWx(new LogicHost(core), core);
}

function systemOf(packageBase: string): object {
  const { width, height, pixelRatio } = SCREEN;
  const bar = 44;
  return {
    windowWidth: width, windowHeight: height - bar, screenWidth: width, screenHeight: height, screenTop: bar, statusBarHeight: 0, pixelRatio,
    safeArea: { left: 0, right: width, top: 0, bottom: height, width, height }, language: 'zh-CN', theme: 'light', device: { platform: 'android', system: 'Android 14', brand: 'Android', model: 'Android' },
    deviceOrientation: 'portrait', fontSizeSetting: 16, userAgent: '', base: packageBase, capsule: { left: width - 94, top: 6, right: width - 7, bottom: 38, width: 87, height: 32 },
  };
}

interface Drawing {
  frame: FrameControl;
  page: Component;
  frameNodes: RememberedNode[];
  pageNodes: RememberedNode[];
}
/** Nobody answers here. */
const never = new Promise<never>(() => {});


/** HTML and record of a page, or why there is none, as JSON. */
function page(path: string): string {
  reseed();
  fault = null;
  try {
    const instance = createInstance(path, {}, null);
    const { ops } = firstRender(instance);
    if (fault) throw new Missing(fault);
    const text = withBrowser(() => {
      const drawn = draw(path, instance.number, ops);
      try {
        return JSON.stringify(written(drawn));
      } finally {
        forget(drawn.page);
      }
    });
    detachInstance(instance);
    return text;
  } catch (error) {
    return JSON.stringify({ skip: reason(error) });
  }
}

function draw(path: string, number: number, ops: any[]): Drawing {
  const config = manifest.pages[path].config ?? {};
  const frameNodes: Node[] = [];
  const pageNodes: Node[] = [];
  remembered.body.replaceChildren();
  let frame!: FrameControl;
  noting(frameNodes, () => {
    frame = createFrame({
      container: remembered.body as unknown as HTMLElement,
      manifest, base: program.system.base, url: (file) => program.system.base + file.replace(/^\//, ''), theme: 'light',
      navigate() {}, pullDown() {}, menu() {},
    });
  });
  applyOps(ops);
  const component = components.get(number)!;
  noting(pageNodes, () => {
    const nodes = frame.createPage({ instance: number, path, query: {}, config });
    const page = new Page(component, nodes, frame, { ...manifest.app?.window, ...config }, { call: () => never, load: () => never });
    addPage(page);
    nodes.root.classList.add(`p_${component.definition.scope}`);
    drawPage(page, component);
  });
  void frame.route({ kind: 'launch', page: number, close: [] });
  settle();
  Host.attachWaiting();
  endTurn();
  return { frame, page: component, frameNodes: frameNodes as unknown as RememberedNode[], pageNodes: pageNodes as unknown as RememberedNode[] };
}

function written({ frame, page, frameNodes, pageNodes }: Drawing): { html: string; record: ScreenRecord } {
  const writer = new Writer();
  writer.node(frame.element as unknown as RememberedElement);
  let held = '';
  for (const { holder } of components.values()) {
    if (!holder?.firstChild) continue;
    const before = writer.html.length;
    writer.children(holder as unknown as RememberedNode);
    held += writer.html.slice(before);
    writer.html = writer.html.slice(0, before);
  }
  const record: ScreenRecord = { count: writer.count, frame: steps(frameNodes), page: steps(pageNodes), tree: treeRecord(page) };
  for (const component of components.values()) {
    if (component.host?.localName !== 'wx-custom-tab-bar') continue;
    record.tabBar = [(component.host as unknown as RememberedNode).$number, treeRecord(component)];
  }
  return { html: held ? `${writer.html}<template id="minnow-held">${held}</template>` : writer.html, record };
}

function forget(page: Component): void {
  removePage(page.id);
  destroyComponent(page);
  forgetTurn();
  components.clear();
  remembered.body.replaceChildren();
}

function reason(error: unknown): string {
  if (error instanceof Missing || error instanceof Unwritable) return error.message;
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}

/** Elements are scripts of the view: they find its names. */
function element(source: string): void {
  withBrowser(() => new Function(source)());
}

realm.minnowPrerender = { start: (json: string, packageBase = '/') => withBrowser(() => start(json, packageBase)), page, element };
evaluated();
