// Hosts WXS modules in either realm: registration, `require` between them, the language's own globals.
// In: module functions as the compiler emits them. Out: exports, one singleton per module and realm.
// Must not: run a module before something asks for it.

/**
 * `Wc(x)` is what `x.constructor` compiles to: in WXS it is the name of the type.
 * A value that has a member `constructor` of its own keeps it.
 */
export type WxsFunction = (
  require: (path: string) => unknown,
  module: { exports: unknown },
  exports: unknown,
  getDate: (...args: any[]) => Date,
  getRegExp: (pattern?: string, flags?: string) => RegExp,
  Wc: (value: unknown) => unknown,
) => void;

interface WxsModule {
  run: WxsFunction;
  module: { exports: unknown } | null;
}

const modules = new Map<string, WxsModule>();
let report: (error: unknown) => void = (error) => console.error(error);

let prepare: (() => void) | null = null;

/** Called once, before the first line of a program's own code: a realm of ours makes itself safe for it. */
export function beforeWxs(run: () => void): void {
  prepare = run;
}

function prepared(): void {
  prepare?.();
  prepare = null;
}

/** Makes the realm safe already, when there is nothing else to do and some WXS may come to run. */
export function prepareAhead(): void {
  if (modules.size) prepared();
}

/** Where exceptions of module bodies go. */
export function onWxsError(listener: (error: unknown) => void): void {
  report = listener;
}

export function registerWxs(path: string, run: WxsFunction): void {
  modules.set(path, { run, module: null });
}

const missing = new Set<string>();

/** Exports of a module; an unknown one reads as an empty object, with a warning (the build has given one too). */
export function requireWxs(path: string): unknown {
  const found = modules.get(path);
  if (!found) {
    if (!missing.has(path)) console.warn(`WXS module "${path}" is not found`);
    missing.add(path);
    return {};
  }
  if (!found.module) {
    prepared();
    // Set before running: a circular require sees the partial exports.
    const module = (found.module = { exports: {} as unknown });
    try {
      const { run } = found;
      // Without a `this`: the module's record is ours.
      run((other) => requireWxs(resolveWxs(path, other)), module, module.exports, getDate, getRegExp, constructorName);
    } catch (error) {
      report(error);
    }
  }
  return found.module!.exports;
}

/** What `w` is in emitted code: the modules a template sees, by name, each loaded when first read; at 0 what calls members of data. */
export function wxsNamespace(files: Record<string, string>): Record<string, unknown> {
  const namespace: Record<string, unknown> = { 0: callMember };
  for (const name in files) {
    Object.defineProperty(namespace, name, { get: () => requireWxs(files[name]!), enumerable: true });
  }
  return namespace;
}

/** A call of emitted code: what is not a function gives undefined. */
function callMember(object: any, key: string | number, ...args: unknown[]): unknown {
  prepared();
  const member = object?.[key];
  return typeof member === 'function' ? member.apply(object, args) : undefined;
}

/** `require` paths are emitted resolved; relative ones are resolved here against the requiring module. */
function resolveWxs(from: string, path: string): string {
  if (modules.has(path)) return path;
  if (path.startsWith('/')) return path.slice(1);
  const parts = from.split('/').slice(0, -1);
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.') parts.push(part);
  }
  return parts.join('/');
}

function getDate(...args: any[]): Date {
  return args.length ? new (Date as any)(...args) : new Date();
}

function getRegExp(pattern?: string, flags?: string): RegExp {
  return new RegExp(pattern ?? '', flags);
}

export function constructorName(value: any): unknown {
  if (value === null || value === undefined) return undefined;
  if (typeof value === 'object' && Object.prototype.hasOwnProperty.call(value, 'constructor')) return value.constructor;
  return Object.prototype.toString.call(value).slice(8, -1);
}
