// Files fetched before anybody needs them: pages of the entered page's own package when the browser is idle, subpackages by `preloadRule`.
// In: the manifest, a page. Out: prefetches, loaded scripts. Must not: run anything of a program, or spend what a person saves (data saver, or mobile data where a rule asks for Wi-Fi).
import { bring, loadScript, loadStyle, loadWhole } from './chunks';
import { post } from './port';
import { resolveUrl } from './url';

/** Files that are here or were asked for, by address: when they came. */
const fetched = new Map<string, Promise<void>>();
/** Packages, by root, whose pages were seen to. */
const seenTo = new Set<string>();
/** Pages of a package that are fetched ahead: in a larger one most would be fetched for nothing. */
const pagesAheadMax = 30;
/** In a package of so few pages their scripts are not only fetched but loaded, in both realms: they register, and nothing of them runs. So are their sheets, whose rules are of their own pages. */
const pagesLoadedMax = 8;

/** What the logic realm needs for whatever a person does next; asked for once. */
let late: Promise<void> | null = null;

/** What a person may open next, once nothing else is to do. */
export function preload(manifest: any, path: string): void {
  const { connection } = navigator as { connection?: { saveData?: boolean } };
  const idle: (run: () => void) => unknown = (globalThis as any).requestIdleCallback ?? setTimeout;
  const url = manifest.runtime.parts?.late;
  // The logic realm stands still while it loads: for what is here that takes no time.
  if (url) late ??= prefetch(url).then(() => post({ t: 'emit', topic: 'lateAhead', value: null }), () => undefined);
  if (connection?.saveData) return;
  idle(() => void preloadNow(manifest, path).catch((error) => console.error(error)));
}

async function preloadNow(manifest: any, path: string): Promise<void> {
  await loadWhole(manifest);
  // What the page that stands has loaded is here already; a link made below says itself when its file is.
  for (const node of document.querySelectorAll<HTMLElement & { src?: string; href?: string }>('script[src],link[href]')) {
    const href = (node.src ?? node.href)!;
    if (node.src || !fetched.has(href)) fetched.set(href, Promise.resolve());
  }
  preloadByRule(manifest, path);
  for (const url of callsOf(manifest, manifest.pages[path])) void prefetch(url);
  const own = manifest.pages[path]?.package ?? '';
  if (seenTo.has(own)) return;
  seenTo.add(own);
  const pages = Object.keys(manifest.pages).filter((other) => other !== path && (manifest.pages[other].package ?? '') === own);
  // What does not come is asked for once more when a page opens.
  if (pages.length <= pagesLoadedMax) await loadPages(manifest, pages).catch(() => seenTo.delete(own));
  else for (const other of pages.slice(0, pagesAheadMax)) prefetchPage(manifest, manifest.pages[other]);
}

async function loadPages(manifest: any, paths: string[]): Promise<void> {
  const pages = paths.map((path) => manifest.pages[path]);
  for (const url of pages.flatMap((page) => callsOf(manifest, page))) void prefetch(url);
  const load = (urls: string[], how: (url: string) => Promise<void>) => urls.map((url) => bring(url, how).then(() => void fetched.set(addressOf(url), Promise.resolve())));
  await Promise.all([...load(pages.flatMap(({ style = [] }) => style), loadStyle), ...load(pages.flatMap((page) => viewScriptsOf(manifest, page)), loadScript)]);
  // The logic realm stands still while it loads: for what is here that takes no time.
  await Promise.all(pages.flatMap(({ logic = [] }) => logic).map(prefetch));
  post({ t: 'emit', topic: 'pagesAhead', value: paths });
}

function viewScriptsOf(manifest: any, page: any): string[] {
  return [...(page.elements ?? []).map((tag: string) => manifest.runtime.elements[tag]).filter(Boolean), ...(page.view ?? [])];
}

/** View halves of the API groups that a page names: they are loaded with the first call. */
function callsOf(manifest: any, page: any): string[] {
  return (page?.api ?? []).map((group: string) => manifest.runtime.api[group]?.view).filter(Boolean);
}

function prefetchPage(manifest: any, page: any): void {
  for (const url of [...viewScriptsOf(manifest, page), ...(page.logic ?? []), ...(page.style ?? []), ...callsOf(manifest, page)]) void prefetch(url);
}

function preloadByRule(manifest: any, path: string): void {
  const rule = manifest.app?.preloadRule?.[path] ?? manifest.app?.preloadRule?.[`/${path}`];
  if (!Array.isArray(rule?.packages) || !allows(rule.network ?? 'wifi')) return;
  for (const wanted of rule.packages) {
    const root = String(wanted).replace(/^\/|\/$/g, '');
    const found = manifest.packages?.find((one: any) => one.root === root || one.name === wanted);
    const isMain = wanted === '__APP__';
    if (!found && !isMain) continue;
    if (isMain) for (const url of [...(manifest.appLogic ?? []), ...(manifest.appStyle ?? [])]) void prefetch(url);
    for (const page of Object.values<any>(manifest.pages)) {
      if ((page.package ?? '') !== (found?.root ?? '')) continue;
      prefetchPage(manifest, page);
    }
  }
}

function allows(network: string): boolean {
  const { connection } = navigator as { connection?: { saveData?: boolean; type?: string } };
  return network === 'all' || connection?.type !== 'cellular';
}

function addressOf(url: string): string {
  return new URL(resolveUrl(`/${url}`), document.baseURI).href;
}

/** Resolves when the file is in the browser's cache; never where a browser does not say. */
function prefetch(url: string): Promise<void> {
  const href = addressOf(url);
  let done = fetched.get(href);
  if (!done) {
    done = new Promise((resolve, reject) => {
      const link = document.createElement('link');
      // Where a browser knows no prefetch it is asked to preload, which says when it is there.
      if (link.relList.supports('prefetch')) link.rel = 'prefetch';
      else {
        link.rel = 'preload';
        link.as = href.endsWith('.css') ? 'style' : 'script';
      }
      link.href = href;
      link.onload = () => resolve();
      link.onerror = () => {
        fetched.delete(href);
        link.remove();
        reject(new Error(`${url} could not be fetched ahead`));
      };
      document.head.append(link);
    });
    done.catch(() => undefined);
    fetched.set(href, done);
  }
  return done;
}
