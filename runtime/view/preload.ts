// Files fetched before anybody needs them: pages of the entered page's own package when the browser is idle, subpackages by `preloadRule`.
// In: the manifest, a page. Out: prefetches. Must not: run anything, or spend what a person saves (data saver, or mobile data where a rule asks for Wi-Fi).
import { loadWhole } from './chunks';
import { resolveUrl } from './url';

/** Addresses of files that are here or were asked for. */
const fetched = new Set<string>();
/** Pages of a package that are fetched ahead: in a larger one most would be fetched for nothing. */
const pagesAheadMax = 30;

/** What a person may open next, once nothing else is to do. */
export function preload(manifest: any, path: string): void {
  const { connection } = navigator as { connection?: { saveData?: boolean } };
  if (connection?.saveData) return;
  const idle: (run: () => void) => unknown = (globalThis as any).requestIdleCallback ?? setTimeout;
  idle(() => void preloadNow(manifest, path).catch((error) => console.error(error)));
}

async function preloadNow(manifest: any, path: string): Promise<void> {
  await loadWhole(manifest);
  // What the page that stands has loaded is here already.
  for (const node of document.querySelectorAll<HTMLElement & { src?: string; href?: string }>('script[src],link[href]')) fetched.add((node.src ?? node.href)!);
  preloadByRule(manifest, path);
  const own = manifest.pages[path]?.package ?? '';
  const pages = Object.keys(manifest.pages).filter((other) => other !== path && (manifest.pages[other].package ?? '') === own);
  for (const other of pages.slice(0, pagesAheadMax)) prefetchPage(manifest, manifest.pages[other]);
}

function prefetchPage(manifest: any, page: any): void {
  const elements = (page.elements ?? []).map((tag: string) => manifest.runtime.elements[tag]).filter(Boolean);
  for (const url of [...elements, ...(page.view ?? []), ...(page.logic ?? []), ...(page.style ?? [])]) prefetch(url);
}

function preloadByRule(manifest: any, path: string): void {
  const rule = manifest.app?.preloadRule?.[path] ?? manifest.app?.preloadRule?.[`/${path}`];
  if (!Array.isArray(rule?.packages) || !allows(rule.network ?? 'wifi')) return;
  for (const wanted of rule.packages) {
    const root = String(wanted).replace(/^\/|\/$/g, '');
    const found = manifest.packages?.find((one: any) => one.root === root || one.name === wanted);
    const isMain = wanted === '__APP__';
    if (!found && !isMain) continue;
    if (isMain) [...(manifest.appLogic ?? []), ...(manifest.appStyle ?? [])].forEach(prefetch);
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

function prefetch(url: string): void {
  const href = new URL(resolveUrl(`/${url}`), document.baseURI).href;
  if (fetched.has(href)) return;
  fetched.add(href);
  const link = document.createElement('link');
  link.rel = 'prefetch';
  link.href = href;
  document.head.append(link);
}
