// `preloadRule`: files of subpackages are fetched ahead when a page that names them is entered. In: the manifest, a page. Out: prefetches.
// Must not: run anything, or spend what a person saves (data saver, or mobile data where the rule asks for Wi-Fi).
import { resolveUrl } from './url';

const fetched = new Set<string>();

export function preloadFor(manifest: any, path: string): void {
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
      for (const url of [...(page.view ?? []), ...(page.logic ?? []), ...(page.style ?? [])]) prefetch(url);
    }
  }
}

function allows(network: string): boolean {
  const { connection } = navigator as { connection?: { saveData?: boolean; type?: string } };
  if (connection?.saveData) return false;
  return network === 'all' || connection?.type !== 'cellular';
}

function prefetch(url: string): void {
  if (fetched.has(url)) return;
  fetched.add(url);
  const link = document.createElement('link');
  link.rel = 'prefetch';
  link.href = resolveUrl(`/${url}`);
  document.head.append(link);
}
