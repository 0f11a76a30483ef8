// Loads a package's files into the document: view scripts, style sheets, elements, API groups; each once.
// In: the manifest, page paths. Out: promises. Must not: fetch what the launch document already has.
import type { ElementDefinition } from './element';
import { arrivedScripts, elementDefinition, onApiGroup } from './registry';
import { packageBase } from './url';

const started = new Map<string, Promise<void>>();

function absolute(url: string): string {
  return /^[a-z]+:|^\//.test(url) ? url : packageBase() + url;
}

/** While the document's own scripts run, the view's first among them: those after it are still to come, and each says whether it did. */
let runsScripts = !!(globalThis.document?.currentScript as HTMLScriptElement | null)?.defer && document.readyState !== 'complete';
const scriptsRan = new Promise<void>((resolve) => {
  if (!runsScripts) return resolve();
  addEventListener('DOMContentLoaded', () => {
    runsScripts = false;
    resolve();
  });
});

/** A classic script; its order against others does not matter, because chunks only register. A failure may be tried again. */
export function loadScript(url: string): Promise<void> {
  return once(url, (href) => {
    const own = runsScripts && [...document.scripts].find((script) => script.src === href);
    if (!own) return outcome(newScript(href));
    // One of the document's that does not come is fetched once more. That it did not may have been said before anybody heard.
    const ran = scriptsRan.then(() => (arrivedScripts.has(href) ? undefined : Promise.reject()));
    return Promise.race([outcome(own), ran]).catch(() => outcome(newScript(href)));
  });
}

function newScript(href: string): HTMLScriptElement {
  const script = document.createElement('script');
  script.src = href;
  script.async = true;
  document.head.append(script);
  return script;
}

/** A style sheet; resolves when it applies. Sheets stand in the order they were asked for. */
export function loadStyle(url: string): Promise<void> {
  return once(url, (href) => {
    const link = document.createElement('link');
    link.rel = 'stylesheet';
    link.href = href;
    // What the document came with is part of these sheets, and gives way to them.
    document.head.insertBefore(link, criticalStyle());
    return outcome(link);
  });
}

/** Whether a node's file comes; a node whose does not leaves the document. */
function outcome(node: HTMLScriptElement | HTMLLinkElement): Promise<void> {
  return new Promise((resolve, reject) => {
    node.addEventListener('load', () => resolve());
    node.addEventListener('error', () => {
      node.remove();
      reject();
    });
  });
}

function once(url: string, load: (href: string) => Promise<void>): Promise<void> {
  const href = new URL(absolute(url), location.href).href;
  let done = started.get(href);
  if (!done) {
    done = present(href)
      ? Promise.resolve()
      : load(href).catch(() => {
          started.delete(href);
          throw new Error(`${url} could not be loaded`);
        });
    started.set(href, done);
  }
  return done;
}

/** A file that is to be loaded again, or was taken out of the document. */
export function forget(url: string): void {
  const { href } = new URL(absolute(url), location.href);
  started.delete(href);
  arrivedScripts.delete(href);
  settled.delete(url);
}

/** A file that another way than these functions brought. */
export function noteLoaded(url: string): void {
  started.set(new URL(absolute(url), location.href).href, Promise.resolve());
  settled.add(url);
}

/** Whether the launch document holds it, and it has come. */
function present(href: string): boolean {
  if (arrivedScripts.has(href)) return true;
  for (const link of document.querySelectorAll<HTMLLinkElement>('link[rel=stylesheet]')) if (link.href === href && link.sheet) return true;
  return false;
}

/** Pages that are not drawn as they should be, because something of theirs did not load. */
export const failedPages = new Set<string>();

/** Style sheets of a page in the order they apply; an independent subpackage is drawn without app.wxss. */
export function stylesOf(manifest: any, page: any): string[] {
  const alone = page.package && manifest.packages?.some((one: any) => one.independent && one.root === page.package);
  return [manifest.runtime.css, ...((!alone && manifest.appStyle) || []), ...(page.style ?? [])].filter(Boolean);
}

/** The styles of its page that a document came with. */
function criticalStyle(): HTMLElement | null {
  return document.getElementById('minnow-critical');
}

/** The sheets take the place of what the document came with: in their order, once all are there. */
export async function replaceCriticalStyle(manifest: any, path: string): Promise<void> {
  if (!criticalStyle()) return;
  await Promise.all(stylesOf(manifest, manifest.pages[path]).map((url) => bring(url, loadStyle)));
  criticalStyle()?.remove();
}

/** Loads what the package says of all pages into the manifest, which a document holds in part; null when it is there. */
export function loadWhole(manifest: any): Promise<void> | null {
  return manifest.whole ? loadScript(manifest.whole) : null;
}

/** What the manifest says of a page. A path may be any text that stands in an address: `constructor` is no page. */
export function pageEntry(manifest: any, path: string): any {
  return Object.hasOwn(manifest.pages, path) ? manifest.pages[path] : undefined;
}

/** Everything the view needs of a page. What fails is reported, and the rest is used. `styled`: the document came with its styles. */
export function loadPage(manifest: any, path: string, styled = false): Promise<void> | null {
  const page = pageEntry(manifest, path);
  if (!page) {
    return loadWhole(manifest)?.then(() => loadPage(manifest, path) ?? undefined, (error) => {
      failedPages.add(path);
      console.error(error);
    }) ?? null;
  }
  const wanted: [string, (url: string) => Promise<void>][] = [];
  if (!styled || !criticalStyle()) for (const url of stylesOf(manifest, page)) wanted.push([url, loadStyle]);
  for (const tag of page.elements ?? []) if (manifest.runtime.elements[tag]) wanted.push([manifest.runtime.elements[tag], loadScript]);
  for (const url of page.view ?? []) wanted.push([url, loadScript]);
  const missing = wanted.filter(([url]) => !settled.has(url));
  failedPages.delete(path);
  if (!missing.length) return null;
  const failed = (error: unknown) => {
    failedPages.add(path);
    console.error(error);
  };
  return Promise.all(missing.map(([url, load]) => bring(url, load).catch(failed))).then(() => undefined);
}

/** Another element's chunk, on demand. */
export async function loadElement(manifest: any, tag: string): Promise<ElementDefinition | undefined> {
  if (!manifest.runtime.elements?.[tag]) await loadWhole(manifest);
  const url = manifest.runtime.elements?.[tag];
  if (url && !elementDefinition(tag)) await loadScript(url);
  return elementDefinition(tag);
}

const settled = new Set<string>();

/** Loads what a page may need: once it has come, no page waits for it. */
export function bring(url: string, load: (url: string) => Promise<void>): Promise<void> {
  return load(url).then(() => void settled.add(url));
}

const groupsLoading = new Map<string, Promise<void>>();

/** The view half of an API group, when it has one of its own. */
export async function loadGroup(manifest: any, name: string): Promise<void> {
  if (!manifest.runtime.api?.[name]) await loadWhole(manifest);
  const url = manifest.runtime.api?.[name]?.view;
  if (!url) return;
  let done = groupsLoading.get(name);
  if (!done) {
    groupsLoading.set(name, (done = loadScript(url)));
    done.catch(() => groupsLoading.delete(name));
  }
  return done;
}

export { onApiGroup };
