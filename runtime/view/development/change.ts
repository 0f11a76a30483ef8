// A changed package in an open page: style sheets are exchanged, pages are drawn of changed templates.
// In: the new manifest, `redraw` of the logic realm (logic/development/redraw.ts). Out: the page as if it had been opened with the new package,
// with data, scroll positions and typed text. Must not: leave a page half changed: what fails loads the page again.
import { settle } from '../batch';
import { eachRoot } from '../blocks/block';
import { listen } from '../calls';
import { forget, loadPage, noteLoaded, stylesOf } from '../chunks';
import { components, Definition, definitions, destroyComponent } from '../components';
import { drawPage } from '../draw_page';
import { Host } from '../element_host';
import type { FrameControl } from '../frame/types';
import { allPages, pageById, type Page } from '../pages';
import { post } from '../port';
import { applyOps } from '../receive';
import { packageBase } from '../url';
import { reload } from './restore';
import { remember } from './remember';
import { isTied, observeAgain } from './ties';
import { visit } from './wire';

/** Changes are taken one after the other. */
let last: Promise<void> = Promise.resolve();
/** What is left to do when the pages are drawn. */
let exchange: (() => void) | null = null;

/** Whether the page can take the change; if not, it has to be loaded again. */
export function takeChange(kind: string, manifest: any): boolean {
  const take = { styles: takeStyles, templates: takeTemplates }[kind];
  if (kind === 'templates' && isTied(allPages())) return false;
  // Before the first page is there, or while its first screen still has styles of its own, there is nothing to keep.
  if (!take || !visit.manifest || ![...allPages()].length || document.getElementById('minnow-critical')) return false;
  last = last.then(() => take(manifest)).catch((error) => {
    console.error(error);
    reload();
  });
  return true;
}

const openPaths = () => [...new Set([...allPages()].map(({ path }) => path))];

async function takeStyles(manifest: any): Promise<void> {
  const apply = await loadSheets(manifest);
  Object.assign(visit.manifest, manifest);
  apply();
  for (const page of allPages()) (page.frame as FrameControl).syncBackground(page.instance);
}

async function takeTemplates(manifest: any): Promise<void> {
  const paths = openPaths();
  const apply = await loadSheets(manifest);
  const before = new Set(Object.values<any>(visit.manifest.pages).flatMap(({ view }) => view ?? []));
  // A script that was here before and comes back, as when a change is undone, is new like any other.
  for (const path in manifest.pages) for (const url of manifest.pages[path].view ?? []) if (!before.has(url) || paths.includes(path)) forget(url);
  Object.assign(visit.manifest, manifest);
  await Promise.all(paths.map((path) => loadPage(visit.manifest, path)));
  const drawn = new Promise<void>((resolve) => (exchange = () => {
    apply();
    renewDefinitions();
    resolve();
  }));
  post({ t: 'emit', topic: 'development', value: { kind: 'templates', manifest } });
  await drawn;
}

/** Loads the sheets that are new, without applying them. What is given back applies them and takes the old ones away, at one stroke. */
async function loadSheets(manifest: any): Promise<() => void> {
  const sheets = (of: any) => new Set<string>(Object.values(of.pages).flatMap((page) => stylesOf(of, page)));
  const [before, after] = [sheets(visit.manifest), sheets(manifest)];
  const hrefOf = (url: string) => new URL(packageBase() + url, location.href).href;
  const present = new Map([...document.querySelectorAll<HTMLLinkElement>('link[rel=stylesheet]')].map((link) => [link.href, link]));
  const wanted = [...new Set(openPaths().flatMap((path) => stylesOf(manifest, manifest.pages[path])))];
  const fresh: HTMLLinkElement[] = [];
  const loading: Promise<void>[] = [];
  // From the last one on, each before the one that comes after it.
  let next: Node | null = null;
  for (const url of wanted.reverse()) {
    const link = present.get(hrefOf(url)) ?? document.createElement('link');
    if (!link.isConnected) {
      link.rel = 'stylesheet';
      link.href = hrefOf(url);
      link.media = 'not all';
      loading.push(new Promise((resolve, reject) => Object.assign(link, { onload: resolve, onerror: () => reject(new Error(`${url} could not be loaded`)) })));
      document.head.insertBefore(link, next);
      fresh.push(link);
    }
    next = link;
  }
  await Promise.all(loading);
  for (const url of wanted) noteLoaded(url);
  return () => {
    for (const link of fresh) link.removeAttribute('media');
    for (const url of before) {
      if (after.has(url)) continue;
      present.get(hrefOf(url))?.remove();
      forget(url);
    }
  };
}

/** Definitions keep what they made of a template. */
function renewDefinitions(): void {
  for (const [number, { path, scope, isolated, virtualHost, multipleSlots, dynamicSlots, externalClasses, plainClasses }] of definitions) {
    const shape = { path, scope, isolation: isolated ? 'isolated' : 'shared', virtualHost, multipleSlots, dynamicSlots, externalClasses: [...externalClasses] };
    definitions.set(number, new Definition(shape, plainClasses));
  }
}

listen('redraw', ({ page: instance, seq, ops }) => {
  exchange?.();
  exchange = null;
  const page = pageById(instance);
  if (page) redraw(page, ops);
  post({ t: 'applied', seq });
});
listen('redrawFailed', reload);

function redraw(page: Page, ops: Parameters<typeof applyOps>[0]): void {
  const restore = remember(page);
  const old = page.component;
  for (const [id, component] of components) {
    if (component.page !== old) continue;
    if (component.built) destroyComponent(component);
    components.delete(id);
  }
  if (old.block) eachRoot(old.block, (node) => node.remove());
  page.nodes.customTabBar?.replaceChildren();
  applyOps(ops);
  const component = components.get(page.instance)!;
  (page as { component: typeof component }).component = component;
  drawPage(page, component);
  settle();
  Host.attachWaiting();
  restore();
  observeAgain(page);
  (page.frame as FrameControl).syncBackground(page.instance);
}
