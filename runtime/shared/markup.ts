// Reads the markup of a template file (docs/internals/template-format.md): the one form both realms load.
// In: the strings and functions of ``mn.t(path)`…` ``. Out: a tree of nodes. Must not: know what a realm does with a node, or run a function.
import type { ExpressionFunction } from './expression';

/** What a value is computed from. */
export type Binding =
  | { readonly kind: 'path'; readonly path: string }
  | { readonly kind: 'function'; readonly run: ExpressionFunction }
  | { readonly kind: 'constant'; readonly value: unknown }
  | { readonly kind: 'text'; readonly pieces: readonly (string | Binding)[] };

/** Text, `true` where no value is written, or something computed. */
export type Value = string | true | Binding;

export interface Attribute {
  name: string;
  value: Value;
  /** The value as written: fit for the inside of double quotes in HTML. */
  raw: string;
}

export interface EventAttribute {
  name: string;
  prefix: 'bind' | 'catch' | 'mutbind';
  capture: boolean;
  /** The value is a function of WXS. */
  wxs: boolean;
  /** On a component: the DOM may send the event. On a native element: only a component can. */
  foreign: boolean;
  value: Value;
  raw: string;
}

export interface TextNode {
  kind: 'text';
  /** HTML, or what gives the text. */
  value: string | Binding;
}

export interface ElementNode {
  kind: 'element';
  tag: string;
  /** Number of the component in its file; -1 for a native element. */
  component: number;
  /** The children read slot values: each place they are put into gives them a frame. */
  framed: boolean;
  attributes: Attribute[];
  events: EventAttribute[];
  children: MarkupNode[];
}

export interface IfNode {
  kind: 'if';
  /** Else has no condition. */
  branches: { condition: Binding | null; nodes: MarkupNode[] }[];
}

export interface ForNode {
  kind: 'for';
  list: Binding;
  /** `*` is the item itself. */
  key: string | null;
  nodes: MarkupNode[];
}

/** A template call or a slot. */
export interface PlaceNode {
  kind: 'call' | 'slot';
  name: string | Binding;
  /** Key `...` is a spread. */
  data: { key: string; value: Binding }[];
  /** The slot that the node itself goes to. */
  target: string;
}

export type MarkupNode = TextNode | ElementNode | IfNode | ForNode | PlaceNode;

export interface Markup {
  imports: string[];
  /** Paths of WXS modules by name. */
  modules: Record<string, string>;
  main: MarkupNode[];
  templates: Map<string, MarkupNode[]>;
}

const entity = /&(?:amp|lt|gt|quot|#(\d+));/g;
const named: Record<string, string> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"' };

function decode(text: string): string {
  return text.includes('&') ? text.replace(entity, (whole, code) => (code ? String.fromCharCode(+code) : named[whole]!)) : text;
}

const directive = /([?:*])(?:"([^"]*)"|([^\s:]*))(?::(\S*))?/y;
const attribute = /([^\s=]+)(?:=(?:"([^"]*)"|(\S*)))?/g;
const prefixes: Record<string, EventAttribute['prefix']> = { '@': 'bind', '!': 'catch', '+': 'mutbind' };

export function readMarkup(strings: readonly string[], functions: readonly ExpressionFunction[]): Markup {
  return new Reader(strings.join('{}'), functions).read();
}

class Reader {
  readonly #markup: Markup = { imports: [], modules: {}, main: [], templates: new Map() };
  /** Node lists of the open tags, outermost first. */
  #open: MarkupNode[][] = [this.#markup.main];
  #functionCount = 0;
  #componentCount = 0;

  constructor(
    readonly text: string,
    readonly functions: readonly ExpressionFunction[],
  ) {}

  read(): Markup {
    const { text } = this;
    for (let end = 0; end < text.length; ) {
      let start = text.indexOf('<', end);
      if (start < 0) start = text.length;
      if (start > end) {
        const raw = text.slice(end, start);
        this.#open.at(-1)!.push({ kind: 'text', value: raw.includes('{') ? (this.#value(raw) as Binding) : raw });
      }
      if (start === text.length) break;
      end = text.indexOf('>', start) + 1;
      this.#tag(text.slice(start + 1, end - 1));
    }
    return this.#markup;
  }

  #tag(inside: string): void {
    if (inside === '/') this.#open.pop();
    else if (inside[0] === '#') {
      const nodes: MarkupNode[] = [];
      this.#markup.templates.set(decode(inside.slice(1)), nodes);
      this.#open = [nodes];
    } else if (inside.startsWith('import ')) this.#markup.imports.push(decode(inside.slice(7)));
    else if (inside.startsWith('wxs ')) {
      const at = inside.indexOf('=');
      this.#markup.modules[inside.slice(4, at)] = decode(inside.slice(at + 1));
    } else this.#element(inside);
  }

  #element(inside: string): void {
    const empty = inside.endsWith('/');
    if (empty) inside = inside.slice(0, -1);
    const head = headOf(inside);
    const name = head[0] === '=' ? this.#value(unquoted(head.slice(1))) : '';
    let into = this.#open.at(-1)!;
    let at = head.length;
    for (;;) {
      if (inside[at] === ' ') at++;
      if (!isDirective(inside[at])) break;
      directive.lastIndex = at;
      const found = directive.exec(inside)!;
      into = this.#directive(into, found[1]!, found[2] ?? found[3]!, found[4]);
      at = directive.lastIndex;
    }
    if (head === '') this.#open.push(into);
    else if (head[0] === '=' || head === 'slot') into.push(this.#place(head === 'slot' ? 'slot' : 'call', name, inside, at));
    else {
      const node = this.#node(head, inside, at);
      into.push(node);
      if (!empty) this.#open.push(node.children);
    }
  }

  /** Opens the block of a directive and returns its nodes. */
  #directive(into: MarkupNode[], sign: string, raw: string, key: string | undefined): MarkupNode[] {
    const nodes: MarkupNode[] = [];
    const binding = raw.includes('{') ? (this.#value(raw) as Binding) : ({ kind: 'path', path: raw } as const);
    if (sign === '*') into.push({ kind: 'for', list: binding, key: key === undefined ? null : decode(key), nodes });
    else if (sign === '?') into.push({ kind: 'if', branches: [{ condition: binding, nodes }] });
    else (into.at(-1) as IfNode).branches.push({ condition: raw ? binding : null, nodes });
    return nodes;
  }

  #place(kind: 'call' | 'slot', name: string | Binding, inside: string, at: number): PlaceNode {
    const node: PlaceNode = { kind, name, data: [], target: '' };
    this.#attributes(inside, at, (key, value) => {
      if (key === '@') node.target = value as string;
      else if (kind === 'slot' && key === 'name') node.name = value as string | Binding;
      else node.data.push({ key: decode(key), value: typeof value === 'object' ? value : { kind: 'constant', value } });
    });
    return node;
  }

  #node(head: string, inside: string, at: number): ElementNode {
    const turned = head[0] === '!';
    const tag = decode(turned ? head.slice(1) : head);
    const component = tag.includes('-') !== turned ? this.#componentCount++ : -1;
    const node: ElementNode = { kind: 'element', tag, component, framed: false, attributes: [], events: [], children: [] };
    this.#attributes(inside, at, (key, value, raw) => {
      if (key === '~') node.framed = true;
      else if ('@!+^%'.includes(key[0]!)) node.events.push(eventAttribute(key, value, raw));
      else node.attributes.push({ name: decode(key), value, raw });
    });
    return node;
  }

  #attributes(inside: string, at: number, add: (key: string, value: Value, raw: string) => void): void {
    attribute.lastIndex = at;
    for (let found; (found = attribute.exec(inside)); ) {
      const raw = found[2] ?? found[3];
      add(found[1]!, raw === undefined ? true : this.#value(raw), raw ?? '');
    }
  }

  #value(raw: string): string | Binding {
    const start = raw.indexOf('{');
    if (start < 0) return decode(raw);
    if (start === 0 && raw.indexOf('}') === raw.length - 1) return this.#binding(raw.slice(1, -1));
    const parts = raw.split(/[{}]/);
    const pieces: (string | Binding)[] = [];
    for (let i = 0; i < parts.length; i++) {
      if (i % 2) pieces.push(this.#binding(parts[i]!));
      else if (parts[i]) pieces.push(decode(parts[i]!));
    }
    return { kind: 'text', pieces };
  }

  /** What stands between braces: nothing for the next function, a literal, or a path. */
  #binding(inside: string): Binding {
    if (inside === '') return { kind: 'function', run: this.functions[this.#functionCount++]! };
    if (inside[0]! <= '9' && inside[0]! >= '-') return { kind: 'constant', value: +inside };
    if (inside in literals) return { kind: 'constant', value: literals[inside] };
    return { kind: 'path', path: inside };
  }
}

const literals: Record<string, unknown> = { __proto__: null, '!0': true, '!1': false, null: null, void: undefined, "''": '' };

/** The name of a tag: none where directives follow at once. */
function headOf(inside: string): string {
  if (isDirective(inside[0])) return '';
  const end = inside.startsWith('="') ? inside.indexOf('"', 2) + 1 : inside.indexOf(' ');
  return end < 0 ? inside : inside.slice(0, end);
}

function isDirective(sign: string | undefined): boolean {
  return sign === '?' || sign === ':' || sign === '*';
}

/** `%` for WXS, `^` for capture, the kind, `:` for what comes from elsewhere. */
function eventAttribute(key: string, value: Value, raw: string): EventAttribute {
  let at = 0;
  const wxs = key[at] === '%';
  if (wxs) at++;
  const capture = key[at] === '^';
  if (capture) at++;
  const prefix = prefixes[key[at++]!]!;
  const foreign = key[at] === ':';
  return { name: decode(key.slice(foreign ? at + 1 : at)), prefix, capture, wxs, foreign, value, raw };
}

function unquoted(text: string): string {
  return text[0] === '"' ? text.slice(1, -1) : text;
}

/** The slot that the nodes of a block name, as far as it is known without running. */
export function targetOf(nodes: readonly MarkupNode[]): string {
  for (const node of nodes) {
    let target = '';
    if (node.kind === 'element') {
      const slot = node.attributes.find(({ name }) => name === 'slot')?.value;
      if (typeof slot === 'string') target = slot;
    } else if (node.kind === 'for') target = targetOf(node.nodes);
    else if (node.kind === 'if') target = targetOf(node.branches.flatMap((branch) => branch.nodes));
    else if (node.kind !== 'text') target = node.target;
    if (target) return target;
  }
  return '';
}

/** Attributes of a component's host that the view draws. */
const drawnOnHosts = new Set(['id', 'class', 'style', 'hidden', 'slot', 'animation']);

/** Whether the view has a use for an attribute of an element, rather than the logic realm alone. */
export function isDrawn(element: ElementNode, name: string): boolean {
  return element.component < 0 || drawnOnHosts.has(name);
}

/** Likewise for an event: on a host, only what the DOM may send. */
export function isHeard(element: ElementNode, event: EventAttribute): boolean {
  return element.component < 0 || event.foreign;
}

/** `my-prop` as `myProp`. */
export function camelCase(name: string): string {
  return name.replace(/-+([^-])/g, (_, letter: string) => letter.toUpperCase());
}
