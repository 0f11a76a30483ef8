// Component instances as the view knows them: definitions, the queues of announced instances, hosts, light content.
// In: definitions and instances of the logic realm, component nodes of blocks. Out: hosts with drawn trees.
// Must not: decide which components exist; a node whose queue is empty gets an empty host.
import type { Frame } from '../shared/expression';
import { getPath, setPath, type Path } from '../shared/path';
import type { ComponentShape } from '../shared/bridge';
import { nodeAt, type BlockRecord } from './hydrate';
import { build, destroy, eachRoot, touch, touchColumn, type Block, type Context, type Runs } from './blocks/block';
import { Template, type Op } from './blocks/template';
import { callChange, type ValueNode } from './blocks/values';
import { flat } from './blocks/parse';
import { later } from './batch';
import type { MarkupNode } from '../shared/markup';
import { templateFile, TemplateFile } from './registry';
import { scopeClass } from './scope_class';
import { distribute, type SlotState } from './slots';

export class Definition {
  readonly path: string;
  readonly scope: string;
  readonly virtualHost: boolean;
  readonly multipleSlots: boolean;
  readonly dynamicSlots: boolean;
  readonly externalClasses: Set<string>;
  /** Class names are used as written (pages). */
  readonly plainClasses: boolean;
  /** Only names of its own sheet apply. */
  readonly isolated: boolean;
  readonly classes = new Map<string, string>();
  readonly #templates = new Map<readonly MarkupNode[], Template>();
  #main: Template | undefined;

  constructor(shape: ComponentShape, isPage: boolean) {
    this.path = shape.path;
    this.scope = shape.scope;
    this.virtualHost = !!shape.virtualHost && !isPage;
    this.multipleSlots = !!shape.multipleSlots;
    this.dynamicSlots = !!shape.dynamicSlots;
    this.externalClasses = new Set(shape.externalClasses);
    this.plainClasses = isPage;
    this.isolated = !/shared/.test(shape.isolation ?? '');
  }

  /** The main tree; undefined while (or when) the file is not loaded. */
  get main(): { t: Template; file: TemplateFile } | undefined {
    const file = templateFile(this.path);
    if (!file) return undefined;
    this.#main ??= new Template(file.main, 0, false, this, file);
    return { t: this.#main, file };
  }

  /** A `<template>` body under this definition's scope. */
  template(nodes: readonly MarkupNode[], file: TemplateFile): Template {
    let t = this.#templates.get(nodes);
    if (!t) this.#templates.set(nodes, (t = new Template(nodes, 0, false, this, file)));
    return t;
  }

  classDependsOnInstance(text: string): boolean {
    if (/(^|\s)[~^]/.test(text)) return true;
    return this.externalClasses.size > 0 && text.split(/[\s,]+/).some((name) => this.externalClasses.has(name));
  }

  scopeStatic(text: string): string {
    const names = text.split(/[\s,]+/).filter(Boolean);
    return names.map((name) => (this.isolated ? `${name}_${this.scope}` : `${name} ${name}_${this.scope}`)).join(' ');
  }
}

export class Component {
  data: any;
  block: Block | null = null;
  context: Context | null = null;
  /** The node written in the owner's template; for a virtual host it is not in the document. */
  host: ValueNode | null = null;
  /** Where a virtual host stands: its content comes before this comment. */
  anchor: Comment | null = null;
  /** The owner's block the host stands in, and its op there. */
  at: { b: Block; op: Op } | null = null;
  light: Block | null = null;
  slots: SlotState[] = [];
  /** Light nodes no slot shows. */
  holder: DocumentFragment | null = null;
  readonly queues = new Map<string, Component[]>();
  built = false;
  ended = false;
  state: Record<string, unknown> | undefined;
  /** The host's classes as its owner wrote them, scoped: what the external class `class` stands for. */
  given = '';

  constructor(
    readonly id: number,
    readonly definition: Definition,
    /** The component whose file wrote the node; null for a page. */
    readonly owner: Component | null,
    data: any,
    readonly external: Record<string, string>,
  ) {
    this.data = data ?? {};
  }

  /** The page the component is on. */
  get page(): Component {
    let at: Component = this;
    while (at.owner) at = at.owner;
    return at;
  }

  get virtual(): boolean {
    return this.anchor !== null;
  }

  /** A host's classes without the mark: a taken-over document has it already. */
  written(classes: string): string {
    return classes.replace(new RegExp(`(^| )h_${this.definition.scope}$`), '');
  }

  /** What the host's class attribute holds: the owner's classes and the mark `:host` compiles to. */
  hostClass(classes: string): string {
    const before = this.given;
    this.given = classes;
    if (classes !== before && this.block && this.definition.externalClasses.has('class')) touch(this.block, '.', none);
    const mark = `h_${this.definition.scope}`;
    return classes ? `${classes} ${mark}` : mark;
  }

  /** Draws the component's own tree and returns what to insert; nothing where the document has it already. */
  draw(record: BlockRecord | 0 | null = null, base = 0): Node | null {
    const main = this.definition.main;
    this.built = true;
    if (!main) {
      console.error(`template of "${this.definition.path}" is not loaded`);
      return null;
    }
    this.context = { owner: this, d: this.data, w: main.file.w };
    this.block = build(main.t, this.context, null, undefined, 0, null, record, base);
    return record ? null : this.block.n[0];
  }
}

export const components = new Map<number, Component>();
export const definitions = new Map<number, Definition>();

/** Announces an instance; `owner` 0 makes a page. */
export function announce(id: number, owner: number, file: string, k: number, definition: number, data: any, external: any): void {
  const shape = definitions.get(definition);
  if (!shape) throw new Error(`component definition ${definition} is not known`);
  const parent = components.get(owner) ?? null;
  const component = new Component(id, shape, parent, data, external ?? {});
  components.set(id, component);
  if (!parent) return;
  const key = `${k} ${file}`;
  const queue = parent.queues.get(key);
  if (queue) queue.push(component);
  else parent.queues.set(key, [component]);
}

/** The logic realm ended an instance; one that was never drawn leaves its queue. */
export function forget(id: number): void {
  const component = components.get(id);
  if (!component) return;
  components.delete(id);
  if (component.built || !component.owner) return;
  for (const queue of component.owner.queues.values()) {
    const at = queue.indexOf(component);
    if (at >= 0) queue.splice(at, 1);
  }
}

/** What was drawn of a component: the scope of its definition, the anchor of a virtual host (from the block's first node) or null, its tree, its light content. */
export type ComponentRecord = [scope: string, anchor: number | null, tree: BlockRecord | 0, light: BlockRecord | 0];

export function buildComponent(b: Block, op: Op, record: ComponentRecord | 0 | null): void {
  const host = b.n[op.n] as ValueNode;
  const component = b.c.owner.queues.get(`${op.k} ${b.t.file.path}`)?.shift() ?? null;
  b.n[op.v] = component;
  if (record && component?.definition.scope !== record[0]) {
    if (record[1] !== null) throw new Error('the first screen has another component in place of a virtual host');
    // Another component, or none, than when the document was drawn (a placeholder, a generic): it is drawn anew in its host.
    host.replaceChildren();
    host.classList.remove(`h_${record[0]}`);
    record = null;
  }
  if (!component) return;
  const { definition } = component;
  component.host = host;
  component.at = { b, op };
  host.$c = component;
  const light = op.blocks[0];
  if (light && !definition.dynamicSlots) {
    component.light = build(light, b.c, b.s, {}, 0, component, record && record[3], b.$first);
    component.holder = document.createDocumentFragment();
    if (!record || !record[3]) component.holder.append(component.light.n[0]);
  }
  const classes = component.hostClass(record ? component.written(host.className) : host.className);
  if (record && record[1] !== null) component.anchor = nodeAt(b.$first + record[1]) as Comment;
  else if (definition.virtualHost) {
    component.anchor = document.createComment(host.getAttribute('slot') ?? '');
    host.replaceWith(component.anchor);
  } else if (host.className !== classes) host.className = classes;
  const drawn = component.draw(record && record[2], b.$first);
  if (drawn) {
    if (component.anchor) component.anchor.parentNode!.insertBefore(drawn, component.anchor);
    else host.append(drawn);
  }
  distribute(component);
  if (host.$p) for (const name in component.data) changed(component, name, undefined);
}

/** `change:` listeners of a host hear of the component's properties, once the change is drawn. */
function changed(component: Component, name: string, old: unknown): void {
  const listener = component.host?.$p?.[flat(name)];
  if (listener) later(() => callChange(component.host!, listener, component.data[name], old));
}

export function destroyComponent(component: Component | null): void {
  if (!component || component.ended) return;
  component.ended = true;
  if (component.block) destroy(component.block);
  if (component.light) destroy(component.light);
}

export function touchLight(b: Block, op: Op, root: string, path: Path, runs?: Runs): void {
  const component: Component | null = b.n[op.v];
  if (!component || !op.inner?.has(root)) return;
  if (component.light) touch(component.light, root, path, runs);
  else for (const slot of component.slots) if (slot.content) touch(slot.content, root, path, runs);
}

/** One change of an instance's data: everything is written before anything is drawn. */
export interface DataChange {
  path: Path;
  value?: unknown;
  runs?: number[];
  items?: unknown[];
  /** Below several items of the list at `path`: `field` of the item at `at[i]` is `values[i]`. */
  field?: Path;
  at?: number[];
  values?: unknown[];
}

export function applyData(component: Component, changes: readonly DataChange[]): void {
  const before: [string, unknown][] = [];
  for (const change of changes) {
    const name = String(change.path[0]);
    if (component.host?.$p) before.push([name, component.data[name]]);
    if (change.at) setColumn(component.data, change.path, change.field!, change.at, change.values!);
    else if (change.runs) setPath(component.data, change.path, rebuilt(component.data, change.path, change.runs, change.items!));
    else setPath(component.data, change.path, change.value);
  }
  const { block } = component;
  if (block) {
    for (const { path, runs, at, field } of changes) {
      const root = String(path[0]);
      const rest = path.length === 1 ? none : path.slice(1);
      if (at) touchColumn(block, root, rest, field!, at);
      else touch(block, root, rest, runs && { runs });
    }
  }
  for (const [name, old] of before) changed(component, name, old);
}

const none: Path = [];

function setColumn(data: any, path: Path, field: Path, at: readonly number[], values: readonly unknown[]): void {
  const list = getPath(data, path) as any;
  for (let i = 0; i < at.length; i++) {
    const item = Array.isArray(list) && typeof at[i] === 'number' && typeof field[0] === 'string' ? list[at[i]!] : null;
    if (typeof item === 'object' && item !== null) setPath(item, field, values[i]);
    else setPath(data, [...path, at[i]!, ...field], values[i]);
  }
}

/** `runs` are cut to what there is, for whoever reads them after: a message may say anything. */
function rebuilt(data: any, path: Path, runs: number[], items: readonly unknown[]): unknown[] {
  const old: any = getPath(data, path);
  const list: unknown[] = [];
  let taken = 0;
  for (let i = 0; i < runs.length; i += 2) {
    const start = runs[i]!;
    const there = start < 0 ? items.length - taken : (old?.length ?? 0) - start;
    const count = (runs[i + 1] = Math.max(0, Math.min(runs[i + 1]!, there)) || 0);
    if (start < 0) for (let j = 0; j < count; j++) list.push(items[taken++]);
    else for (let j = start; j < start + count; j++) list.push(old[j]);
  }
  return list;
}

export function applyExternal(component: Component, name: string, value: string): void {
  component.external[name] = value;
  if (component.block) touch(component.block, '.', none);
}

/** The component whose file wrote a node, and the block it stands in. */
export function blockOf(node: Node | null): Block | null {
  for (let at: any = node; at; at = at.$up ?? at.parentNode) if (at.$b) return at.$b;
  return null;
}

export function scoped(owner: Component, classes: string): string {
  return scopeClass(owner, classes);
}

export { eachRoot, type Frame };
