// The skeleton of a template (docs/internals/template-format.md): what decides which components exist and what they receive,
// compiled once a file from the markup that the view draws.
// In: registrations ``mn.t(path)`…` ``. Out: CompiledForm. Must not: know instances.
import { compileExpression, type Expression, type ExpressionFunction, type WxsModules } from '../../shared/expression';
import { camelCase, readMarkup, type Binding, type ElementNode, type ForNode, type IfNode, type Markup, type MarkupNode, type PlaceNode, type Value } from '../../shared/markup';
import { wxsNamespace } from '../../shared/wxs';
import { parsePatterns, type ListPattern } from '../list_pattern';
import { templateHolds } from './contents';
import { listPath, readsOfView } from './reads';

export const COMPONENT = 1;
export const NATIVE = 2;
export const IF = 3;
export const FOR = 4;
export const TEMPLATE = 5;
export const SLOT = 6;

/** One attribute of a component or native node; `dynamic` is null for a literal. */
export interface Attribute {
  name: string;
  value: unknown;
  dynamic: Expression | null;
}

/** Attributes by what they are for. */
export interface Attributes {
  /** id, class, slot, dataset, marks. */
  node: Attribute[];
  dataset: Attribute[];
  marks: Attribute[];
  /** Properties and external classes of a component. */
  properties: Attribute[];
  generics: Record<string, string> | null;
  /** Two-way bindings: property and the path it writes to. */
  models: { name: string; expression: Expression }[];
  /** The light block reads slot values: it has a frame of its own. */
  readsSlot: boolean;
}

export interface EventBinding {
  type: string;
  capture: boolean;
  stop: boolean;
  mutual: boolean;
  handler: string;
  dynamic: Expression | null;
}

/** What a node, and all below it, reads: roots of data fields and of scope frames. */
export type Reads = Set<string>;

export interface CompiledNode {
  kind: number;
  reads: Reads;
  depth: number;
  tag: string;
  k: number;
  attributes: Attributes | null;
  events: EventBinding[] | null;
  children: CompiledBlock | null;
  branches: { condition: Expression | null; block: CompiledBlock }[] | null;
  expression: Expression | null;
  key: string | null;
  /** A keyed list that the view is told about in runs: rows that come are built before those that stay are updated. */
  inRuns: boolean;
  /** Literal template or slot name, or an expression. */
  name: string | Expression;
  spec: SpecEntry[] | null;
}

export interface SpecEntry {
  /** null: spread. */
  key: string | null;
  expression: Expression;
}

export interface CompiledBlock {
  nodes: CompiledNode[];
  reads: Reads;
  /** Holds a component, or a call of a template that does. */
  hasComponent: boolean;
}

/** One file. `main`, `fields` and `lists` are filled when its component is first made. */
export class CompiledForm {
  main: CompiledBlock = { nodes: [], reads: new Set(), hasComponent: false };
  /** Fields the view reads; null when unknown (all cross). */
  fields: ReadonlySet<string> | null = new Set();
  lists: ListPattern | null = null;
  readonly w: WxsModules;
  readonly templates = new Map<string, CompiledBlock>();
  #opened = false;

  constructor(
    readonly file: string,
    readonly markup: Markup,
  ) {
    this.w = wxsNamespace(markup.modules);
  }

  /** `dynamicSlots`: the option of the component whose file it is. */
  open(dynamicSlots: boolean): void {
    if (this.#opened) return;
    this.#opened = true;
    const { main } = this.markup;
    const { fields, lists } = readsOfView(main);
    this.fields = fields;
    this.lists = parsePatterns(lists);
    this.main = compileBlock(main, 0, { form: this, frames: [], slots: dynamicSlots, template: false });
  }

  /** A template by name: of the file itself, else of its imports, the last one first. */
  find(name: string): { form: CompiledForm; nodes: readonly MarkupNode[] } | null {
    const { templates, imports } = this.markup;
    const own = templates.get(name);
    if (own) return { form: this, nodes: own };
    for (let i = imports.length - 1; i >= 0; i--) {
      const form = fileOf(imports[i]);
      const nodes = form?.markup.templates.get(name);
      if (nodes) return { form: form!, nodes };
    }
    return null;
  }

  /** Bodies of all templates it can call by name. */
  callable(): { form: CompiledForm; nodes: readonly MarkupNode[] }[] {
    const forms = [this, ...this.markup.imports.map(fileOf)].filter((form) => form !== null);
    return forms.flatMap((form) => [...form.markup.templates.values()].map((nodes) => ({ form, nodes })));
  }
}

type Registered = { strings: readonly string[]; functions: readonly ExpressionFunction[]; form: CompiledForm | null };
const registered = new Map<string, Registered>();

export function registerTemplate(path: string): (strings: readonly string[], ...functions: ExpressionFunction[]) => void {
  return (strings, ...functions) => {
    registered.set(path, { strings, functions, form: null });
  };
}

function fileOf(path: string): CompiledForm | null {
  const entry = registered.get(path);
  return entry ? (entry.form ??= new CompiledForm(path, readMarkup(entry.strings, entry.functions))) : null;
}

export function formOf(path: string, dynamicSlots: boolean): CompiledForm | null {
  const form = fileOf(path);
  form?.open(dynamicSlots);
  return form;
}

/** The skeleton of a template's body, with the file it stands in. */
export function findTemplate(caller: CompiledForm, name: string): { form: CompiledForm; block: CompiledBlock } | null {
  const found = caller.find(name);
  if (!found) return null;
  const { form, nodes } = found;
  let block = form.templates.get(name);
  if (!block) form.templates.set(name, (block = compileBlock(nodes, 0, { form, frames: [], slots: true, template: true })));
  return { form, block };
}

/** What is around a block. */
interface Surroundings {
  form: CompiledForm;
  /** Path of the list of each frame, where known. */
  frames: (string | null)[];
  /** Slots matter: content lives in them, or something around them listens to events of components. */
  slots: boolean;
  /** In the body of a template, where lists are not known to the view by path. */
  template: boolean;
}

function compileBlock(source: readonly MarkupNode[], depth: number, around: Surroundings): CompiledBlock {
  const block: CompiledBlock = { nodes: [], reads: new Set(), hasComponent: false };
  for (const node of source) compileNode(block, node, depth, around);
  for (const node of block.nodes) for (const root of node.reads) block.reads.add(root);
  return block;
}

/** Adds what the skeleton needs of a node: itself, what is below it, or nothing. */
function compileNode(into: CompiledBlock, source: MarkupNode, depth: number, around: Surroundings): void {
  switch (source.kind) {
    case 'text':
      return;
    case 'element':
      return source.component < 0 ? compileNative(into, source, depth, around) : compileComponent(into, source, depth, around);
    case 'if':
      return compileBranches(into, source, depth, around);
    case 'for':
      return compileRows(into, source, depth, around);
    case 'slot':
      if (around.slots) compilePlace(into, SLOT, source, depth);
      return;
    case 'call': {
      const holds = templateHolds(around.form, source);
      if (!holds.anything) return;
      compilePlace(into, TEMPLATE, source, depth);
      into.hasComponent ||= holds.component;
    }
  }
}

function newNode(kind: number, depth: number): CompiledNode {
  return {
    kind, reads: new Set(), depth, tag: '', k: 0, attributes: null, events: null, children: null, branches: null,
    expression: null, key: null, inRuns: false, name: '', spec: null,
  };
}

function compileBranches(into: CompiledBlock, source: IfNode, depth: number, around: Surroundings): void {
  const blocks = source.branches.map(({ nodes }) => compileBlock(nodes, depth, around));
  // Branches after the last one that matters choose nothing.
  const last = blocks.findLastIndex((block) => block.nodes.length > 0);
  if (last < 0) return;
  const node = newNode(IF, depth);
  node.branches = [];
  for (let i = 0; i <= last; i++) {
    const { condition } = source.branches[i];
    node.branches.push({ condition: condition && expression(node, condition, depth), block: blocks[i] });
    readsOf(node, blocks[i], null);
    into.hasComponent ||= blocks[i].hasComponent;
  }
  into.nodes.push(node);
}

function compileRows(into: CompiledBlock, source: ForNode, depth: number, around: Surroundings): void {
  const path = listPath(source.list, around.frames);
  const children = compileBlock(source.nodes, depth + 1, { ...around, frames: [...around.frames, path] });
  if (!children.nodes.length) return;
  const node = newNode(FOR, depth);
  node.expression = expression(node, source.list, depth);
  node.key = source.key;
  node.inRuns = !around.template && source.key !== null && path !== null;
  node.children = children;
  readsOf(node, children, depth);
  into.nodes.push(node);
  into.hasComponent ||= children.hasComponent;
}

/** Reads of a block one frame deeper: its own frame is nobody else's. */
function readsOf(node: CompiledNode, block: CompiledBlock, depth: number | null): void {
  for (const root of block.reads) if (depth === null || (root !== `~${depth}` && root !== `#${depth}`)) node.reads.add(root);
}

function expression(node: CompiledNode, binding: Binding, depth: number): Expression {
  const compiled = compileExpression(binding, depth);
  for (const dep of compiled.deps) node.reads.add(dep.root);
  return compiled;
}

function compilePlace(into: CompiledBlock, kind: number, source: PlaceNode, depth: number): void {
  const node = newNode(kind, depth);
  node.name = typeof source.name === 'string' ? source.name : expression(node, source.name, depth);
  if (source.data.length) node.spec = source.data.map(({ key, value }) => ({ key: key === '...' ? null : key, expression: expression(node, value, depth) }));
  into.nodes.push(node);
}

/** A native element matters for what passes through it on the way from a component below. */
function compileNative(into: CompiledBlock, source: ElementNode, depth: number, around: Surroundings): void {
  const listens = source.events.some((event) => event.foreign);
  const children = compileBlock(source.children, depth, listens ? { ...around, slots: true } : around);
  if (!children.nodes.length) return;
  into.hasComponent ||= children.hasComponent;
  if (!source.events.length && !(children.hasComponent && isFound(source))) {
    into.nodes.push(...children.nodes);
    return;
  }
  const node = newNode(NATIVE, depth);
  compileElement(node, source, depth, isKept);
  node.children = children;
  readsOf(node, children, null);
  into.nodes.push(node);
}

/** Attributes of a native element that events and selectors ask for. */
function isKept(name: string, value: Value): boolean {
  return /^(id|slot|data-.*|mark:.*)$/s.test(name) || (name === 'class' && typeof value === 'string');
}

/** Whether a native element without handlers can be named by a selector, or adds to the events that pass it. */
function isFound(source: ElementNode): boolean {
  return source.attributes.some(({ name, value }) => isKept(name, value) && !name.startsWith('data-'));
}

function compileComponent(into: CompiledBlock, source: ElementNode, depth: number, around: Surroundings): void {
  const node = newNode(COMPONENT, depth);
  node.k = source.component;
  compileElement(node, source, depth, (name) => name !== 'animation' && !name.startsWith('change:'));
  const { framed } = source;
  // A light block that reads slot values has a frame of its own.
  const children = framed ? compileBlock(source.children, depth + 1, { ...around, frames: [...around.frames, null] }) : compileBlock(source.children, depth, around);
  if (framed || children.nodes.length) {
    node.children = children;
    readsOf(node, children, framed ? depth : null);
    node.attributes!.readsSlot = framed;
  }
  into.nodes.push(node);
  into.hasComponent = true;
}

function compileElement(node: CompiledNode, source: ElementNode, depth: number, matters: (name: string, value: Value) => boolean): void {
  node.tag = source.tag;
  const attributes: Attributes = { node: [], dataset: [], marks: [], properties: [], generics: null, models: [], readsSlot: false };
  for (const { name, value } of source.attributes) {
    if (!matters(name, value)) continue;
    const dynamic = typeof value === 'object' ? expression(node, value, depth) : null;
    addAttribute(attributes, { name, value: dynamic ? undefined : value, dynamic });
  }
  node.attributes = attributes;
  for (const { name, prefix, capture, wxs, value } of source.events) {
    if (wxs) continue;
    const dynamic = typeof value === 'object' ? expression(node, value, depth) : null;
    (node.events ??= []).push({ type: name, capture, stop: prefix === 'catch', mutual: prefix === 'mutbind', handler: typeof value === 'string' ? value : '', dynamic });
  }
}

function addAttribute(attributes: Attributes, attribute: Attribute): void {
  const { name } = attribute;
  const [, prefix, rest] = /^(data-|mark:|generic:|model:|)(.*)$/s.exec(name) as unknown as [string, string, string];
  if (name === 'id' || name === 'class' || name === 'slot') attributes.node.push(attribute);
  else if (prefix === 'data-') attributes.dataset.push({ ...attribute, name: camelCase(rest.toLowerCase()) });
  else if (prefix === 'mark:') attributes.marks.push({ ...attribute, name: rest });
  else if (prefix === 'generic:') (attributes.generics ??= {})[rest] = String(attribute.value);
  else {
    if (prefix === 'model:' && attribute.dynamic) attributes.models.push({ name: rest, expression: attribute.dynamic });
    attributes.properties.push({ ...attribute, name: rest });
  }
}
