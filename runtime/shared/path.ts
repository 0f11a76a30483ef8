// Data paths: the keys of `setData({'rows[2].done': true})`, and reading and writing by them.
// In: path text as programs write it. Out: arrays of keys (string, or number for `[n]`).
// Must not: copy values, or read or write through the prototype of a container.

export type Key = string | number;
export type Path = readonly Key[];

/** A malformed data path; its message is the one programs see. */
export class PathError extends Error {
  constructor(text: string, at: number, reason: string) {
    super(`data path descriptor "${text}" is illegal at char ${at} (${reason})`);
    this.name = 'PathError';
  }
}

/** Path texts repeat (`rows[0].label` … of one loop do not), so a bounded memory pays for the common ones. */
const parsedMax = 500;
let parsed = new Map<string, Path>();

/**
 * Parses `a.b[0].c`. `\` escapes `.`, `[`, `]` and `\`; empty fields and a trailing dot are ignored; the empty text is the field ''.
 * Throws PathError.
 */
export function parsePath(text: string): Path {
  const known = parsed.get(text);
  if (known) return known;
  const path = parse(text);
  if (parsed.size >= parsedMax) parsed = new Map();
  parsed.set(text, path);
  return path;
}

function parse(text: string): Path {
  if (!/[.[\]\\]/.test(text)) return [text];
  const path: Key[] = [];
  let field = '';
  const end = () => {
    if (field) path.push(field);
    field = '';
  };
  for (let i = 0; i < text.length; i++) {
    const c = text[i]!;
    if (c === '\\' && /[.[\]\\]/.test(text[i + 1] ?? '')) field += text[++i];
    else if (c === ']') throw new PathError(text, i, 'unexpected ]');
    else if (c === '.') end();
    else if (c === '[') {
      end();
      const digits = /^\d*/.exec(text.slice(i + 1))![0];
      const after = i + 1 + digits.length;
      if (!digits || text[after] !== ']') throw new PathError(text, after, 'illegal index');
      if (!path.length) throw new PathError(text, i, 'path starts with an index');
      path.push(+digits);
      i = after;
    } else field += c;
  }
  end();
  return path.length ? path : [''];
}

/** The value at `path` from `start` on; undefined where a container is missing or the key is not its own. */
export function getPath(root: unknown, path: Path, start = 0): unknown {
  let value: any = root;
  for (let i = start; i < path.length; i++) {
    if (value == null || !own(value, path[i]!)) return undefined;
    value = value[path[i]!];
  }
  return value;
}

/**
 * Writes in place. Missing containers are created (an array when the next key is a number), a value that is not a
 * container is replaced. The last key is defined rather than assigned where it would reach the prototype.
 */
export function setPath(root: object, path: Path, value: unknown): void {
  let container: any = root;
  const last = path.length - 1;
  for (let i = 0; i < last; i++) {
    const key = path[i]!;
    let next = own(container, key) ? container[key] : undefined;
    const wantsArray = typeof path[i + 1] === 'number';
    if (next === null || typeof next !== 'object' || (wantsArray && !Array.isArray(next))) {
      next = wantsArray ? [] : {};
      write(container, key, next);
    }
    container = next;
  }
  write(container, path[last]!, value);
}

const { hasOwn } = Object;

function own(container: object, key: Key): boolean {
  return hasOwn(container, key);
}

function write(container: any, key: Key, value: unknown): void {
  // A list is as long as it is; only a number that can be one changes that.
  if (key === 'length' && Array.isArray(container) && (value as number) >>> 0 !== value) return;
  if (key === '__proto__') setOwn(container, key, value);
  else container[key] = value;
}

/** Defined, where assigning would reach the prototype: an ordinary field. */
export function setOwn(object: object, key: PropertyKey, value: unknown): object {
  return Object.defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true });
}

/** Whether one path is a prefix of the other (then a change at one is seen at the other). Keys compare as text. */
export function pathsTouch(a: Path, b: Path): boolean {
  const n = Math.min(a.length, b.length);
  for (let i = 0; i < n; i++) if (a[i] !== b[i] && `${a[i]}` !== `${b[i]}`) return false;
  return true;
}
