// Bindings of the template format (docs/internals/template-format.md): compiled to a getter and its dependencies.
// In: a binding and the loop depth of the block it stands in. Out: an Expression, used alike by the view and the skeleton.
// Must not: throw while evaluating (see `evaluate`), nor use eval.
import type { Binding } from './markup';
import type { Key, Path } from './path';

/** One scope frame: an iteration of `wx:for` (item and index) or slot values (`v`). */
export interface Frame {
  p: Frame | null;
  v: unknown;
  i: Key;
}

export type WxsModules = Record<string, unknown>;
export type ExpressionFunction = (d: any, s: any, w: any) => unknown;
/** `root` is a data field, `~n` (item of the loop at depth n) or `#n` (its index); `path` the members read below it. */
export interface Dependency {
  root: string;
  path: Path;
}

export interface Expression {
  get: ExpressionFunction;
  deps: readonly Dependency[];
  /** Set when the whole expression is one path: its value is the data itself, not something computed. */
  path: Dependency | null;
}

/** Text conversion of braces beside text. */
export function toText(value: unknown): string {
  return value === null || value === undefined ? '' : typeof value === 'string' ? value : String(value);
}

export function parseDependency(text: string): Dependency {
  const keys = text.split('.').map(keyOf);
  return { root: String(keys[0]), path: keys.slice(1) };
}

/**
 * `depth` is how many frames surround the block within its scope tree: frame `depth - 1` is passed as `s`.
 * The same binding at the same depth need not be compiled twice; callers keep the result with the block.
 */
export function compileExpression(binding: Binding, depth: number): Expression {
  switch (binding.kind) {
    case 'constant': {
      const { value } = binding;
      return { get: () => value, deps: [], path: null };
    }
    case 'function':
      return { get: binding.run, deps: dependenciesOf(binding.run, depth), path: null };
    case 'path': {
      const path = parseDependency(binding.path);
      return { get: getter(path, depth), deps: [path], path };
    }
    case 'text':
      return concatenation(binding.pieces, depth);
  }
}

function concatenation(pieces: readonly (string | Binding)[], depth: number): Expression {
  const parts = pieces.map((piece) => (typeof piece === 'string' ? piece : compileExpression(piece, depth)));
  const deps = parts.flatMap((part) => (typeof part === 'string' ? [] : part.deps));
  const [a, b, c] = parts;
  // Most texts are one value and what stands before or after it.
  if (parts.length === 2 && typeof a === 'string' && typeof b === 'object') return { get: (d, s, w) => a + toText(b.get(d, s, w)), deps, path: null };
  if (parts.length === 2 && typeof b === 'string' && typeof a === 'object') return { get: (d, s, w) => toText(a.get(d, s, w)) + b, deps, path: null };
  if (parts.length === 3 && typeof a === 'string' && typeof b === 'object' && typeof c === 'string') return { get: (d, s, w) => a + toText(b.get(d, s, w)) + c, deps, path: null };
  const get: ExpressionFunction = (d, s, w) => {
    let text = '';
    for (const part of parts) text += typeof part === 'string' ? part : toText(part.get(d, s, w));
    return text;
  };
  return { get, deps, path: null };
}

// Taken before a program could change it.
const source = Function.prototype.toString;
const quoted = /\[(?:\d+|"[^"\\]*"|'[^'\\]*')\]/.source;
const member = `\\??\\.(?:${quoted}|[\\w$\\u0080-\\uffff]+)|${quoted}`;
/** Reads of emitted code: `d.a?.b`, `s.p.v?.x`, `s.i`. */
const reads = new RegExp(`\\b(?:d(?=\\.[^.])|s((?:\\.p)*)\\.([vi])\\b)((?:${member})*)`, 'g');

/**
 * What a function of emitted code reads, told from its text: a chain of members from `d` or a frame, up to a computed member.
 * A chain in a string literal is taken for a read too: one too many does no harm.
 */
export function dependenciesOf(run: ExpressionFunction, depth: number): Dependency[] {
  const deps: Dependency[] = [];
  const texts: string[] = [];
  const text = source.call(run);
  reads.lastIndex = 0;
  for (let found; (found = reads.exec(text)); ) {
    if (texts.includes(found[0])) continue;
    texts.push(found[0]);
    const keys = memberKeys(found[3]!);
    const kind = found[2];
    const root = kind === undefined ? String(keys.shift()) : `${kind === 'v' ? '~' : '#'}${depth - 1 - found[1]!.length / 2}`;
    // `length` changes when items are added, which arrives under the list's own path.
    if (keys.at(-1) === 'length') keys.pop();
    deps.push({ root, path: kind === 'i' ? [] : keys });
  }
  return deps;
}

/** `?.a[0]?.["b"]` as keys. */
function memberKeys(chain: string): Key[] {
  if (!chain) return [];
  const plain = chain.includes('[') ? chain.replace(/\[["']?|["']?\]/g, (part) => (part[0] === '[' ? '.' : '')) : chain;
  return plain.replace(/[?.]+/g, '.').slice(1).split('.').map(keyOf);
}

function keyOf(text: string): Key {
  return text !== '' && text[0]! <= '9' && text[0]! >= '0' && /^\d+$/.test(text) ? +text : text;
}

function getter({ root, path }: Dependency, depth: number): ExpressionFunction {
  const sigil = root.charCodeAt(0);
  if (sigil === 35 /* # */) {
    const up = depth - 1 - +root.slice(1);
    return up === 0 ? (_d, s) => s.i : (_d, s) => climb(s, up)?.i;
  }
  if (sigil === 126 /* ~ */) return itemGetter(path, depth - 1 - +root.slice(1));
  const [a, b] = path as [string, string];
  if (path.length === 0) return (d) => d[root];
  if (path.length === 1) return (d) => d[root]?.[a];
  if (path.length === 2) return (d) => d[root]?.[a]?.[b];
  return (d) => follow(d[root], path);
}

function itemGetter(path: Path, up: number): ExpressionFunction {
  const [a, b] = path as [string, string];
  if (up === 0) {
    if (path.length === 0) return (_d, s) => s.v;
    if (path.length === 1) return (_d, s) => s.v?.[a];
    if (path.length === 2) return (_d, s) => s.v?.[a]?.[b];
  }
  return (_d, s) => follow(climb(s, up)?.v, path);
}

function climb(frame: Frame | null, up: number): Frame | null {
  while (up-- > 0 && frame) frame = frame.p;
  return frame;
}

function follow(value: any, path: Path): unknown {
  for (let i = 0; i < path.length; i++) {
    if (value === null || value === undefined) return undefined;
    value = value[path[i]!];
  }
  return value;
}

let report: (error: unknown) => void = (error) => console.error(error);
const reported = new WeakSet<ExpressionFunction>();
/** Where exceptions of expressions go; each expression is reported once. */
export function onExpressionError(listener: (error: unknown) => void): void {
  report = listener;
}

/** The value of an expression; an exception is reported once and reads as undefined. */
export function evaluate(expression: Expression, d: unknown, s: Frame | null, w: WxsModules): unknown {
  try {
    return expression.get(d, s, w);
  } catch (error) {
    if (!reported.has(expression.get)) {
      reported.add(expression.get);
      report(error);
    }
    return undefined;
  }
}
