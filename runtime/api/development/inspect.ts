// Values as a console in a terminal writes them. In: anything, also values that refer to themselves or whose getters throw.
// Out: text of bounded length. Must not: call code of the program (getters are named, not read).

const DEPTH_MAX = 4;
const ITEMS_MAX = 60;
const TEXT_MAX = 10_000;
/** Longer than this, an object takes a line for each member. */
const LINE_MAX = 76;

/** Arguments of one console call: a format string (`%s %d %i %f %o %O %j %c`) takes those it names, the rest follow. */
export function inspectAll(values: readonly unknown[]): string {
  const rest = [...values];
  const parts: string[] = [];
  if (typeof rest[0] === 'string' && rest.length > 1) parts.push(formatted(rest));
  for (const value of rest) parts.push(typeof value === 'string' ? value : inspect(value));
  const text = parts.join(' ');
  return text.length > TEXT_MAX ? `${text.slice(0, TEXT_MAX)}… (${text.length} characters)` : text;
}

/** Takes the format string and its arguments off `values`. */
function formatted(values: unknown[]): string {
  const format = values.shift() as string;
  return format.replace(/%([sdifoOjc%])/g, (text, letter: string) => {
    if (letter === '%') return '%';
    if (!values.length) return text;
    const value = values.shift();
    switch (letter) {
      case 's':
        return typeof value === 'string' ? value : inspect(value, 1);
      case 'd':
      case 'f':
        return typeof value === 'symbol' ? 'NaN' : String(Number(value));
      case 'i':
        return typeof value === 'symbol' ? 'NaN' : String(Math.trunc(Number(value)));
      // Style has no meaning in a terminal.
      case 'c':
        return '';
      default:
        return inspect(value);
    }
  });
}

export function inspect(value: unknown, depth = DEPTH_MAX, above: readonly unknown[] = []): string {
  switch (typeof value) {
    case 'string':
      return `'${value.replace(/[\\'\n\r\t]/g, (letter) => ({ '\n': '\\n', '\r': '\\r', '\t': '\\t' })[letter] ?? `\\${letter}`)}'`;
    case 'bigint':
      return `${value}n`;
    case 'symbol':
      return value.toString();
    case 'function':
      return `[${/^class\b/.test(Function.prototype.toString.call(value)) ? 'class' : 'Function'} ${value.name || '(anonymous)'}]`;
    case 'object':
      return value === null ? 'null' : inspectObject(value, depth, above);
    default:
      return Object.is(value, -0) ? '-0' : String(value);
  }
}

function inspectObject(value: object, depth: number, above: readonly unknown[]): string {
  if (above.includes(value)) return '[Circular]';
  try {
    if (value instanceof Error) return value.stack || `${value.name}: ${value.message}`;
    if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString();
    if (value instanceof RegExp) return String(value);
    const name = nameOf(value);
    if (depth === 0) return `[${name || 'Object'}]`;
    const inner = (item: unknown) => inspect(item, depth - 1, [...above, value]);
    if (Array.isArray(value)) return braced('[', listed(value, value.length, inner), ']');
    if (ArrayBuffer.isView(value) && !(value instanceof DataView)) {
      const list = value as unknown as ArrayLike<number>;
      return `${name}(${list.length}) ${braced('[', listed(list, list.length, inner), ']')}`;
    }
    if (value instanceof ArrayBuffer) return `ArrayBuffer { byteLength: ${value.byteLength} }`;
    if (value instanceof Map) return `Map(${value.size}) ${braced('{', listed([...value], value.size, ([key, item]) => `${inner(key)} => ${inner(item)}`), '}')}`;
    if (value instanceof Set) return `Set(${value.size}) ${braced('{', listed([...value], value.size, inner), '}')}`;
    const members = braced('{', membersOf(value, inner), '}');
    return name && name !== 'Object' ? `${name} ${members}` : members;
  } catch {
    // A proxy may refuse everything.
    return '[Object]';
  }
}

function nameOf(value: object): string {
  const prototype = Object.getPrototypeOf(value);
  if (prototype === null) return '';
  const { value: made } = Object.getOwnPropertyDescriptor(prototype, 'constructor') ?? {};
  return typeof made === 'function' ? made.name : '';
}

function listed<T>(list: ArrayLike<T>, length: number, show: (item: T) => string): string[] {
  const parts: string[] = [];
  for (let i = 0; i < Math.min(length, ITEMS_MAX); i++) parts.push(i in list ? show(list[i]!) : '<empty>');
  if (length > ITEMS_MAX) parts.push(`… ${length - ITEMS_MAX} more`);
  return parts;
}

function membersOf(value: object, inner: (item: unknown) => string): string[] {
  const keys = Object.keys(value);
  const parts = keys.slice(0, ITEMS_MAX).map((key) => {
    const descriptor = Object.getOwnPropertyDescriptor(value, key);
    const shown = descriptor && 'value' in descriptor ? inner(descriptor.value) : '[Getter]';
    return `${/^[\w$]+$/.test(key) ? key : inspect(key)}: ${shown}`;
  });
  if (keys.length > ITEMS_MAX) parts.push(`… ${keys.length - ITEMS_MAX} more`);
  return parts;
}

function braced(open: string, parts: string[], close: string): string {
  if (!parts.length) return open + close;
  const line = parts.join(', ');
  if (line.length <= LINE_MAX && !line.includes('\n')) return open === '[' ? `[${line}]` : `${open} ${line} ${close}`;
  return `${open}\n${parts.map((part) => `  ${part.replace(/\n/g, '\n  ')}`).join(',\n')}\n${close}`;
}
