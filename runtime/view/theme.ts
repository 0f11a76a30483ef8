// Light and dark: which of them a program has now, and what its configuration says then. In: the manifest. Out: a theme, a manifest.
// Must not: change what it is given.

export function themeOf(manifest: any): 'light' | 'dark' {
  return manifest.app?.darkmode && matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
}

/** In dark mode some keys of window, tabBar and pages have other values. */
export function themed(manifest: any, theme: 'light' | 'dark'): any {
  if (theme === 'light') return manifest;
  const pages: Record<string, any> = {};
  for (const path in manifest.pages) {
    const page = manifest.pages[path];
    pages[path] = page.dark ? { ...page, config: { ...page.config, ...page.dark } } : page;
  }
  return { ...manifest, app: { ...manifest.app, ...merged(manifest.app, manifest.dark ?? {}) }, pages };
}

function merged(into: any, from: any): any {
  const out: any = Array.isArray(into) ? [...into] : { ...into };
  for (const key in from) out[key] = typeof from[key] === 'object' && from[key] !== null && typeof into?.[key] === 'object' ? merged(into[key], from[key]) : from[key];
  return out;
}
