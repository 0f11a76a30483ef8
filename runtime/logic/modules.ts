// CommonJS modules of a program: registered by chunks, run once when first required.
// In: `mn.d(path, function (require, module, exports) { … })`. Out: `require` as programs know it.
// Computed paths and `require.async` are a part's (requires.ts).
// Must not: run a module before something requires it; the wrapper hides nothing, because the realm is closed (realm.ts).
import { reportError } from './errors';
import { part } from './parts';
import { post } from './port';
import { own, program, type Manifest } from './program';
import { natives } from './realm';

type Run = (this: unknown, require: Require, module: Module, exports: unknown) => void;

interface Module {
  exports: any;
}

interface Entry {
  run: Run;
  module: Module | null;
}

export interface Require {
  (path: unknown, done?: (exports: unknown) => void, failed?: (error: { errMsg: string; mod: string }) => void): any;
  async(path: unknown): Promise<unknown>;
  resolve(path: unknown): string;
}

const modules = new Map<string, Entry>();
/** Modules being run, the innermost last: `Page()` and `Component()` belong to the one that is a page or component. */
const running: string[] = [];

export function registerModule(path: string, run: Run): void {
  const old = modules.get(path);
  if (!old || !old.module) modules.set(path, { run, module: null });
}

/** A module is from now on what `make` gives, as tests ask for; `name` is what `from` would require. */
export function replaceModule(name: string, from: string, make: () => unknown): void {
  const path = part('late').find(name, from) ?? name;
  replaced.set(path, replaced.get(path) ?? modules.get(path)!);
  modules.set(path, { run: (_require, module) => void (module.exports = make()), module: null });
}

const replaced = new Map<string, Entry>();

/** What a module is that was replaced. */
export function actualModule(name: string, from: string): unknown {
  const path = resolve(name, from);
  const entry = replaced.get(path);
  if (!entry) return load(path);
  const module: Module = { exports: {} };
  entry.run.call(undefined, requireFrom(path), module, module.exports);
  return module.exports;
}

/** Every module runs again when it is required next, as tests ask for. */
export function forgetModules(): void {
  for (const entry of modules.values()) entry.module = null;
}

export function hasModule(path: string): boolean {
  return modules.has(path);
}

/** Path, without extension, of the page or component whose module is running. */
export function definitionPath(): string | null {
  const { pages, components, whole } = program.manifest;
  for (let i = running.length - 1; i >= 0; i--) {
    const path = running[i].replace(/\.js$/, '');
    if (own(pages, path) || own(components, path)) return path;
    // A module inside another that is none of this page's may be another page.
    if (whole && i > 0) {
      loadWhole();
      return definitionPath();
    }
  }
  return running.length ? running[0].replace(/\.js$/, '') : null;
}

/** Runs an entry module; an exception is reported, so that the rest of the program goes on. */
export function runModule(path: string): boolean {
  try {
    load(path);
    return true;
  } catch (error) {
    reportError(error, path, true);
    return false;
  }
}

/** Runs a registered module, once; gives its exports. */
export function load(path: string): any {
  const entry = modules.get(path)!;
  if (entry.module) return entry.module.exports;
  // Set before running: a circular require sees the partial exports.
  const module: Module = (entry.module = { exports: {} });
  running.push(path);
  try {
    entry.run.call(undefined, requireFrom(path), module, module.exports);
  } catch (error) {
    // It may be required again, and must fail again rather than answer half of itself.
    entry.module = null;
    throw error;
  } finally {
    running.pop();
  }
  return module.exports;
}

/** `require` as the module `from` has it. */
export function requireFrom(from: string): Require {
  const require = ((path: unknown, done?: any, failed?: any) =>
    (typeof done === 'function' ? requireThen(path, from, done, failed) : load(resolve(path, from)))) as Require;
  require.async = async (path) => part('late').requireLater(path, from);
  require.resolve = (path) => resolve(path, from);
  return require;
}

/** As the vendor's: `failed` hears of a module, or of what finds it, that does not load. */
function requireThen(path: unknown, from: string, done: any, failed: any): void {
  try {
    part('late').requireThen(path, from, done, failed);
  } catch (error) {
    if (typeof failed === 'function') failed({ errMsg: String(error), mod: String(path) });
    else reportError(error, from);
  }
}

/** The module a path means: static ones come resolved from the compiler, and are exact. */
function resolve(path: unknown, from: string): string {
  return typeof path === 'string' && modules.has(path) && !isRelative(path) ? path : part('late').resolve(path, from);
}

export function isRelative(path: string): boolean {
  return /^(?:\.{1,2}(?:\/|$)|\/)/.test(path);
}

/** Addresses of the scripts the manifest names, and whether they are loaded. Without a prototype: nothing a program can alter adds to it. */
const scripts: Record<string, boolean> = Object.create(null);

/** Those of API groups: a page can do without, and the first call tries again. */
const groupScripts: Record<string, boolean> = Object.create(null);

/** The one being imported. */
let importing = '';

const { keys } = Object;

/** Takes down which scripts there are: nothing else is ever loaded. Those of the whole manifest come when every method may be the program's own already: none is called here. */
export function knowScripts(manifest: Manifest, first: readonly string[]): void {
  knowAll(first);
  knowAll(own(manifest, 'appLogic'));
  knowEach(manifest.pages, (page) => knowAll(own(page, 'logic')));
  knowEach(own(manifest, 'modules'), knowAll);
  const groups = own(manifest.runtime, 'api');
  const storage = groups && own(groups, 'storage');
  knowEach(groups, (group) => {
    const logic = own(group, 'logic');
    // Without what is stored a program would begin anew, and store that.
    if (logic && group === storage) know(logic);
    else if (logic) groupScripts[know(logic)] = true;
  });
  knowEach(own(manifest.runtime, 'parts'), know);
  const whole = own(manifest, 'whole');
  if (whole) know(whole);
}

function knowEach<T>(record: Record<string, T> | readonly T[] | undefined, run: (value: T) => unknown): void {
  if (!record) return;
  const names = keys(record);
  for (let i = 0; i < names.length; i++) run((record as Record<string, T>)[names[i]!]!);
}

function knowAll(urls: readonly string[] | undefined): void {
  if (urls) for (let i = 0; i < urls.length; i++) know(urls[i]!);
}

function know(url: string): string {
  const address = absolute(url);
  scripts[address] ??= false;
  return address;
}

/** Takes down what scripts there are in a changed package; those of `again` run once more when a page wants them. */
export function knowChangedScripts(manifest: Manifest, again: readonly string[]): void {
  knowScripts(manifest, []);
  for (const url of again) scripts[absolute(url)] = false;
}

/** Loads a script once. Throws when it does not load, or is none of the package. By now every method may be the program's own: none is called here. */
export function importScript(url: string): void {
  const address = absolute(url);
  if (scripts[address]) return;
  if (scripts[address] === undefined) throw new Error(`${address} is no script of this package`);
  // One may import another.
  const around = importing;
  importing = address;
  try {
    natives.importScripts(address);
  } finally {
    importing = around;
  }
  scripts[address] = true;
}

/** From then on the manifest names everything the package has. Throws when it does not load. */
export function loadWhole(): void {
  const { whole } = program.manifest;
  if (whole) importScript(whole);
}

export function isImported(url: string): boolean {
  return scripts[absolute(url)] === true;
}

let imported = (): void => {};

/** `then` runs when scripts of a page have come, before any of their modules does. */
export function whenImported(then: () => void): void {
  imported = then;
}

/** Loads scripts in order. */
export function importAll(urls: readonly string[]): void {
  for (let i = 0; i < urls.length; i++) importScript(urls[i]!);
  imported();
}

/** Whether this very script is running: what it registers is its own. */
export function isImporting(url: string | undefined): boolean {
  return url !== undefined && importing === absolute(url);
}

/** Loads the scripts `listed` for a page; the view is told when some do not come that it cannot do without. */
export function importForPage(listed: () => readonly string[] | undefined, where: string): void {
  try {
    const urls = listed() ?? [];
    for (let i = 0; i < urls.length; i++) importNeeded(urls[i]!);
  } catch (error) {
    reportError(error, `scripts of ${where}`);
    post({ t: 'emit', topic: 'scriptsFailed', value: null });
  }
  imported();
}

function importNeeded(url: string): void {
  try {
    importScript(url);
  } catch (error) {
    if (!groupScripts[absolute(url)]) throw error;
  }
}

/** Loads the scripts `listed`, which a page will ask for; it says what does not load. */
export function loadAhead(listed: () => readonly string[] | undefined): void {
  try {
    const urls = listed() ?? [];
    for (let i = 0; i < urls.length; i++) importScript(urls[i]!);
  } catch {
    // Asked for once more by the page.
  }
}

/** URLs of the manifest are relative to the root of the package. */
function absolute(url: string): string {
  return /^[a-z]+:|^\//.test(url) ? url : `${program.system?.base ?? '/'}${url}`;
}
