// Keeps a page's rendering for its next launch (`setInitialRenderingCache`): draws the page once more, apart, and stores it as HTML with its record.
// In: definitions and instances as the logic realm describes them. Out: localStorage, for restore.ts. Must not: be loaded for a page that does not
// ask, let the page that is seen notice, or report what a browser refuses to store: the next launch then shows what was built.
import { OP_CREATE, OP_DEFINE, type Op } from '../../shared/bridge';
import { settleStructure } from '../batch';
import { pageEntry } from '../chunks';
import { components, definitions, destroyComponent, type Component } from '../components';
import type { ElementDefinition } from '../element';
import type { FrameControl } from '../frame/types';
import { addPage, Page, removePage } from '../pages';
import { applyOps } from '../receive';
import { treeRecord } from '../record';
import { elementDefinition, registerElement } from '../registry';
import { ALL_LENGTH_MAX, isDark, KEY_PREFIX, keyOf, STORED_LENGTH_MAX, type StoredScreen } from './stored';
import { ScreenWriter } from './write';

export interface KeepRequest {
  path: string;
  /** `null`: nothing is kept any more. */
  ops: Op[] | null;
}

/** As where first screens are built (runtime/prerender): what these show or where they stand is up to the browser. */
const LATER = 'root-portal web-view camera map video audio live-player live-pusher canvas editor channel-live channel-video voip-room'.split(' ');

/** What is to be drawn, by page: the last request counts. */
const asked = new Map<string, Op[]>();
/** Drawing a page takes as long as opening it: it waits for a moment in which nothing else is to do. */
const WAIT_MS_MAX = 2_000;

export function keepScreen(manifest: any, frame: FrameControl, { path, ops }: KeepRequest): void {
  if (!ops) {
    asked.delete(path);
    return store(path, null);
  }
  asked.set(path, ops);
  if (asked.size > 1) return;
  const idle = globalThis.requestIdleCallback ?? setTimeout;
  idle(
    () => {
      const due = [...asked];
      asked.clear();
      for (const [path, ops] of due) store(path, screenOf(manifest, frame, path, ops));
    },
    { timeout: WAIT_MS_MAX } as never,
  );
}

function store(path: string, screen: StoredScreen | null | 0): void {
  const text = screen ? JSON.stringify(screen) : '';
  try {
    // Also where the new one does not fit: an older one is not what the program asked for.
    localStorage.removeItem(keyOf(path));
    if (!text || text.length > STORED_LENGTH_MAX) return;
    makeRoom(ALL_LENGTH_MAX - text.length);
    localStorage.setItem(keyOf(path), text);
  } catch {
    // Forbidden, or full.
  }
}

/** Takes away kept screens beyond so many characters: those of other pages, other programs, older versions. */
function makeRoom(length: number): void {
  for (const key of Object.keys(localStorage)) {
    if (!key.startsWith(KEY_PREFIX)) continue;
    length -= localStorage.getItem(key)!.length;
    if (length < 0) localStorage.removeItem(key);
  }
}

/** Nothing where there is nothing to show, or what there is cannot be written. */
function screenOf(manifest: any, frame: FrameControl, path: string, ops: readonly Op[]): StoredScreen | null | 0 {
  const entry = pageEntry(manifest, path);
  if (!entry?.kept) return null;
  let page: Component | undefined;
  try {
    page = draw({ ...manifest.app?.window, ...entry.config }, frame, ops.map(apart));
    const writer = new ScreenWriter();
    const html = writer.write(pageRoot(page));
    const held = document.createDocumentFragment();
    for (const { holder, page: on } of components.values()) if (on === page && holder) held.append(holder);
    const tree = treeRecord(page);
    return tree && [entry.kept, isDark(), html, writer.write(held), tree];
  } catch (error) {
    console.warn(`what is drawn of ${path} cannot be kept:`, error);
    return null;
  } finally {
    if (page) forget(page, ops);
  }
}

/** Numbers of their own for what is drawn apart: the logic realm's are above zero. */
function apart(op: Op): Op {
  if (op[0] === OP_DEFINE) return [OP_DEFINE, -op[1], op[2]];
  if (op[0] !== OP_CREATE) throw new Error(`a page is described by what it is made of, not by ${op[0]}`);
  const [code, instance, owner, file, k, definition, ...rest] = op;
  return [code, -instance, -owner, file, k, -definition, ...rest];
}

const roots = new WeakMap<Component, HTMLElement>();
function pageRoot(page: Component): HTMLElement {
  return roots.get(page)!;
}

/** Draws a page into nodes that stand nowhere: nothing of it is attached, so nothing of it begins to run. */
function draw(config: Record<string, any>, frame: FrameControl, ops: readonly Op[]): Component {
  applyOps(ops);
  const page = components.get(ops.find((op) => op[0] === OP_CREATE)![1] as number)!;
  const root = document.createElement('wx-page');
  roots.set(page, root);
  const scroller = document.createElement('div');
  scroller.append(root);
  addPage(new Page(page, { root, scroller, viewport: viewportLike(frame) }, still(frame), config, { call: () => never, load: () => never }));
  root.classList.add(`p_${page.definition.scope}`);
  inertly(() => {
    const drawn = page.draw();
    if (drawn) root.append(drawn);
    settleStructure();
  });
  return page;
}

const never = new Promise<never>(() => {});

/** Lengths are computed for the page that is seen. */
function viewportLike(frame: FrameControl): HTMLElement {
  const viewport = document.createElement('div');
  const { clientWidth = 0, clientHeight = 0 } = frame.top()?.viewport ?? {};
  Object.defineProperties(viewport, { clientWidth: { value: clientWidth }, clientHeight: { value: clientHeight } });
  return viewport;
}

/** A frame for elements that would change the one that is seen. */
function still({ language }: FrameControl): FrameControl {
  const nothing: any = new Proxy(() => nothing, { get: (_, key) => (key === Symbol.toPrimitive ? () => '' : nothing) });
  return new Proxy({ language } as FrameControl, { get: (target, key) => Reflect.get(target, key) ?? nothing });
}

/** Templates are read anew for what is drawn apart, with shells in place of the elements that would begin to play or to load. */
function inertly(run: () => void): void {
  const real = LATER.map((tag) => elementDefinition(tag)).filter((definition): definition is ElementDefinition => !!definition);
  for (const definition of real) registerElement({ ...definition, create: () => ({}) });
  try {
    run();
  } finally {
    for (const definition of real) registerElement(definition);
  }
}

function forget(page: Component, ops: readonly Op[]): void {
  destroyComponent(page);
  removePage(page.id);
  for (const [code, number] of ops) {
    if (code === OP_CREATE) components.delete(-number);
    else definitions.delete(-number);
  }
}
