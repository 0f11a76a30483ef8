// `require` beyond paths that the compiler resolved: computed ones, callbacks, `require.async`, and chunks that load for a module.
// In: paths as programs write them. Out: paths of registered modules, their exports. Must not: be needed by a page that requires by plain names.
import { describe, reportError } from './errors';
import { hasModule, importAll, isImported, isRelative, load, loadWhole } from './modules';
import { own, program } from './program';
import { natives } from './realm';

/** `require(path, done, failed)` */
export function requireThen(path: unknown, from: string, done: (exports: unknown) => void, failed: unknown): void {
  void requireLater(path, from).then(done, (error) => {
    if (typeof failed === 'function') failed({ errMsg: describe(error), mod: String(path) });
    else reportError(error, from);
  });
}

export async function requireLater(path: unknown, from: string): Promise<unknown> {
  const found = find(path, from);
  if (found) return load(found);
  loadWhole();
  // The compiler resolved the path and says which chunks the module needs; a computed one is found only where something else brought it.
  const { modules } = program.manifest;
  await loadLater((modules && own(modules, String(path))) ?? []);
  return load(resolve(path, from));
}

/** Throws when there is no such module. */
export function resolve(path: unknown, from: string): string {
  const found = find(path, from);
  if (found) return found;
  const error: any = new Error(`module '${String(path)}' is not defined, require args is '${String(path)}' (required by '${from}')`);
  error.code = 'MODULE_NOT_FOUND';
  throw error;
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}

function join(folder: string, path: string): string {
  const parts = path.startsWith('/') ? [] : folder.split('/').filter(Boolean);
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}

/** As written, with an extension, or as a directory. */
function asFile(path: string): string | null {
  for (const candidate of [path, `${path}.js`, `${path}.json`, `${path}/index.js`, `${path}/index.json`]) {
    if (hasModule(candidate)) return candidate;
  }
  return null;
}

/** The module a path means; static paths come resolved from the compiler, dynamic ones do not. */
export function find(path: unknown, from: string): string | null {
  if (typeof path !== 'string') return null;
  const exact = hasModule(path) ? path : null;
  const folder = folderOf(from);
  if (isRelative(path)) return asFile(join(folder, path)) ?? exact;
  // Paths the compiler resolved are exact, whatever lies below the module's own folder under the same name.
  return exact ?? asFile(join(folder, path)) ?? alias(path) ?? npm(path, folder) ?? asFile(path);
}

/** `resolveAlias`: the longest match wins. */
function alias(path: string): string | null {
  let best: string | null = null;
  const map = program.manifest.alias ?? {};
  for (const key in map) {
    const prefix = key.replace(/\*$/, '');
    if (path.startsWith(prefix) && (best === null || key.length > best.length)) best = key;
  }
  if (best === null) return null;
  return asFile(join('', `${map[best].replace(/\*$/, '')}${path.slice(best.replace(/\*$/, '').length)}`));
}

/** `miniprogram_npm` of the folder, then of those above it. */
function npm(path: string, folder: string): string | null {
  const parts = folder.split('/').filter(Boolean);
  for (let i = parts.length; i >= 0; i--) {
    const base = [...parts.slice(0, i), 'miniprogram_npm', path].join('/');
    const found = asFile(base);
    if (found) return found;
  }
  return null;
}

/** Loads chunks that are not there yet; null when all are. */
function loadLater(urls: readonly string[]): Promise<void> | null {
  const due = urls.filter((url) => !isImported(url));
  if (!due.length) return null;
  return new Promise((resolve, reject) => {
    // Never within the call: `require.async` answers later, as over a network.
    natives.setTimeout(() => {
      try {
        importAll(due);
        resolve();
      } catch (error) {
        reject(error instanceof Error ? new Error(`loadSubpackage: fail ${error.message}`) : error);
      }
    }, 0);
  });
}
