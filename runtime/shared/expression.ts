// Expression literals of the template format (docs/internals/template-format.md): compiled to a getter and its dependencies.
// In: a literal and the loop depth of the block it stands in. Out: an Expression, used alike by the view and the skeleton.
// Must not: throw while evaluating (see `evaluate`), nor use eval.
import type { Key, Path } from './path';

/** One scope frame: an iteration of `wx:for` (item and index) or slot values (`v`). */
export interface Frame {
  p: Frame | null;
  v: unknown;
  i: Key;
}

export type WxsModules = Record<string, unknown>;
export type ExpressionFunction = (d: any, s: any, w: any) => unknown;
export type ExpressionLiteral = string | readonly [string, ExpressionFunction];

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

/** Text conversion of emitted code. */
export function toText(value: unknown): string {
  return value === null || value === undefined ? '' : typeof value === 'string' ? value : String(value);
}

/** A call of emitted code: what is not a function gives undefined. */
export function callMember(object: any, key: Key, ...args: unknown[]): unknown {
  const member = object?.[key];
  return typeof member === 'function' ? member.apply(object, args) : undefined;
}

export function parseDependency(text: string): Dependency {
  const keys: Key[] = text.split('.').map((key) => (/^\d+$/.test(key) ? +key : key));
  return { root: String(keys[0]), path: keys.slice(1) };
}

/**
 * `depth` is how many frames surround the block within its scope tree: frame `depth - 1` is passed as `s`.
 * The same literal at the same depth need not be compiled twice; callers keep the result with the block.
 */
export function compileExpression(literal: ExpressionLiteral, depth: number): Expression {
  if (typeof literal !== 'string') {
    return { get: literal[1], deps: literal[0] ? literal[0].split(',').map((dep) => parseDependency(dep.trim())) : [], path: null };
  }
  const path = parseDependency(literal);
  return { get: getter(path, depth), deps: [path], path };
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
