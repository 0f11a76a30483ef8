// Logic forms of templates (docs/internals/template-format.md), compiled once a file to what the skeleton runs on.
// In: registrations `mn.l(file, make, meta)`. Out: CompiledForm. Must not: know instances.
import { callMember, compileExpression, toText, type Expression, type ExpressionLiteral, type WxsModules } from '../../shared/expression';
import { wxsNamespace } from '../../shared/wxs';
import { parsePatterns, type ListPattern } from '../list_diff';

type Block = any[];
type Make = (Z: typeof toText, X: typeof callMember) => [Block, Record<string, Block>?];
interface Meta {
  i?: string[];
  w?: Record<string, string>;
  v?: string[] | '*';
  k?: string[];
}

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
}

export interface CompiledForm {
  file: string;
  main: CompiledBlock;
  w: WxsModules;
  /** Fields the view reads; null when unknown (all cross). */
  fields: ReadonlySet<string> | null;
  lists: ListPattern | null;
  templates: Record<string, Block>;
  imports: string[];
  compiledTemplates: Map<string, CompiledBlock>;
}

const registered = new Map<string, { make: Make; meta: Meta; form: CompiledForm | null }>();

export function registerForm(file: string, make: Make, meta: Meta = {}): void {
  registered.set(file, { make, meta, form: null });
}

export function formOf(file: string): CompiledForm | null {
  const entry = registered.get(file);
  if (!entry) return null;
  if (!entry.form) {
    const [main, templates] = entry.make(toText, callMember);
    const { meta } = entry;
    entry.form = {
      file,
      main: compileBlock(main ?? [], 0, { lists: new Set((meta.k ?? []).map((list) => list.slice(0, list.lastIndexOf(':')))), frames: [] }),
      w: wxsNamespace(meta.w),
      fields: Array.isArray(meta.v) ? new Set(meta.v) : meta.v === '*' ? null : new Set(),
      lists: parsePatterns(meta.k),
      templates: templates ?? {},
      imports: meta.i ?? [],
      compiledTemplates: new Map(),
    };
  }
  return entry.form;
}

/** A template by name: of the file itself, else of its imports, the last one first. */
export function findTemplate(form: CompiledForm, name: string): { form: CompiledForm; block: CompiledBlock } | null {
  let owner = own(form, name) ? form : null;
  for (let i = form.imports.length - 1; !owner && i >= 0; i--) {
    const imported = formOf(form.imports[i]);
    if (imported && own(imported, name)) owner = imported;
  }
  if (!owner) return null;
  let block = owner.compiledTemplates.get(name);
  if (!block) owner.compiledTemplates.set(name, (block = compileBlock(owner.templates[name], 0, { lists: new Set(), frames: [] })));
  return { form: owner, block };
}

function own(form: CompiledForm, name: string): boolean {
  return Object.prototype.hasOwnProperty.call(form.templates, name);
}

/** Paths of lists sent in runs, and the list path of each frame around. */
interface Surroundings {
  lists: ReadonlySet<string>;
  frames: (string | null)[];
}

function compileBlock(block: Block, depth: number, around: Surroundings): CompiledBlock {
  const nodes = block.map((node) => compileNode(node, depth, around));
  const reads: Reads = new Set();
  for (const node of nodes) for (const root of node.reads) reads.add(root);
  return { nodes, reads };
}

function compileNode(source: any[], depth: number, around: Surroundings): CompiledNode {
  const node: CompiledNode = {
    kind: source[0], reads: new Set(), depth, tag: '', k: 0, attributes: null, events: null, children: null, branches: null,
    expression: null, key: null, inRuns: false, name: '', spec: null,
  };
  switch (node.kind) {
    case COMPONENT:
      node.tag = source[1];
      node.k = source[2];
      compileElement(node, source[3], source[4], source[5], source[6], source[7] === 1, depth, around);
      break;
    case NATIVE:
      node.tag = source[1];
      compileElement(node, source[2], source[3], source[4], source[5], source[6] === 1, depth, around);
      break;
    case IF:
      compileBranches(node, source[1], depth, around);
      break;
    case FOR:
      node.expression = expression(node, source[1], depth);
      node.key = source[2] || null;
      compileRows(node, source[3], depth, around);
      break;
    case TEMPLATE:
    case SLOT:
      node.name = typeof source[1] === 'string' ? source[1] : expression(node, source[1], depth);
      node.spec = compileSpec(node, source[2], depth);
      break;
  }
  return node;
}

function compileRows(node: CompiledNode, block: Block, depth: number, around: Surroundings): void {
  const path = listPath(node.expression!, around.frames);
  node.inRuns = node.key !== null && path !== null && around.lists.has(path);
  node.children = compileBlock(block, depth + 1, { lists: around.lists, frames: [...around.frames, path] });
  readsOf(node, node.children, depth);
}

/** The path of a list in data, `*` for items of lists around it, as the compiler writes it in `k`. */
function listPath({ path }: Expression, frames: readonly (string | null)[]): string | null {
  if (!path || path.root.startsWith('#')) return null;
  if (!path.root.startsWith('~')) return [path.root, ...path.path].join('.');
  const outer = frames[Number(path.root.slice(1))];
  return outer ? [outer, '*', ...path.path].join('.') : null;
}

/** Reads of a block one frame deeper: its own frame is nobody else's. */
function readsOf(node: CompiledNode, block: CompiledBlock, depth: number | null): void {
  for (const root of block.reads) if (depth === null || (root !== `~${depth}` && root !== `#${depth}`)) node.reads.add(root);
}

function expression(node: CompiledNode, literal: ExpressionLiteral, depth: number): Expression {
  const compiled = compileExpression(literal, depth);
  for (const dep of compiled.deps) node.reads.add(dep.root);
  return compiled;
}

function compileBranches(node: CompiledNode, list: any[], depth: number, around: Surroundings): void {
  node.branches = [];
  for (let i = 0; i < list.length; i += 2) {
    const block = compileBlock(list[i + 1] || [], depth, around);
    node.branches.push({ condition: list[i] === 0 ? null : expression(node, list[i], depth), block });
    readsOf(node, block, null);
  }
}

function compileSpec(node: CompiledNode, spec: any, depth: number): SpecEntry[] | null {
  if (!Array.isArray(spec)) return null;
  const entries: SpecEntry[] = [];
  for (let i = 0; i < spec.length; i += 2) entries.push({ key: spec[i] === 0 ? null : spec[i], expression: expression(node, spec[i + 1], depth) });
  return entries;
}

function compileElement(node: CompiledNode, statics: any, dynamics: any, events: any, children: any, framed: boolean, depth: number, around: Surroundings): void {
  const attributes: Attributes = { node: [], dataset: [], marks: [], properties: [], generics: null, models: [], readsSlot: false };
  for (const name in statics || {}) addAttribute(attributes, { name, value: statics[name], dynamic: null });
  for (let i = 0; dynamics && i < dynamics.length; i += 2) {
    addAttribute(attributes, { name: dynamics[i], value: undefined, dynamic: expression(node, dynamics[i + 1], depth) });
  }
  node.attributes = attributes;
  for (const type in events || {}) (node.events ??= []).push(eventBinding(node, type, events[type], depth));
  if (children) {
    // A light block that reads slot values has a frame of its own.
    node.children = compileBlock(children, framed ? depth + 1 : depth, framed ? { lists: around.lists, frames: [...around.frames, null] } : around);
    readsOf(node, node.children, framed ? depth : null);
    attributes.readsSlot = framed;
  }
}

function eventBinding(node: CompiledNode, key: string, value: ExpressionLiteral, depth: number): EventBinding {
  const binding: EventBinding = { type: '', capture: false, stop: false, mutual: false, handler: '', dynamic: null };
  let i = 0;
  for (; i < key.length; i++) {
    if (key[i] === '!') binding.stop = true;
    else if (key[i] === '~') binding.mutual = true;
    else if (key[i] === '>') binding.capture = true;
    else break;
  }
  binding.type = key.slice(i);
  if (typeof value === 'string') binding.handler = value;
  else binding.dynamic = expression(node, value, depth);
  return binding;
}

function addAttribute(attributes: Attributes, attribute: Attribute): void {
  const { name } = attribute;
  if (name === 'id' || name === 'class' || name === 'slot') attributes.node.push(attribute);
  else if (name.startsWith('data-')) attributes.dataset.push({ ...attribute, name: camelCase(name.slice(5).toLowerCase()) });
  else if (name.startsWith('data:')) attributes.dataset.push({ ...attribute, name: name.slice(5) });
  else if (name.startsWith('mark:')) attributes.marks.push({ ...attribute, name: name.slice(5) });
  else if (name.startsWith('generic:')) (attributes.generics ??= {})[name.slice(8)] = String(attribute.value);
  else if (name.startsWith('slot:') || name.startsWith('change:')) return;
  else if (name.startsWith('model:')) {
    const property = name.slice(6);
    if (attribute.dynamic) attributes.models.push({ name: property, expression: attribute.dynamic });
    attributes.properties.push({ ...attribute, name: property });
  } else attributes.properties.push(attribute);
}

export function camelCase(name: string): string {
  return name.replace(/-+([^-])/g, (_, letter: string) => letter.toUpperCase());
}
