// Instances of blocks: built by cloning, walked once, updated op by op along the dependency index.
// In: Template, context (data, owner), frame. Out: Block; DOM nodes in the page. Must not: deep-compare or deep-copy data, or
// touch a node whose binding did not depend on the change.
import { evaluate, toText, type Expression, type Frame, type WxsModules } from '../../shared/expression';
import { pathsTouch, type Key, type Path } from '../../shared/path';
import { applyValue, initValue } from './values';
import { buildComponent, destroyComponent, touchLight, type Component } from '../components';
import { destroySlot, initSlot, placeSlots, slotRoots, touchSlot, type SlotState } from '../slots';
import { createHost } from '../element_host';
import { discard, take, type BlockRecord } from '../hydrate';
import { lateParts } from '../late';
import { destroyList, initList, listRoots, touchList } from '../lists';
import { parse } from './parse';
import { CALL, COMPONENT, FOR, IF, SLOT, type DataSpec, type Op, type Template } from './template';

/** What the expressions of one scope tree (a component's main tree, or one template call) read. */
export interface Context {
  owner: Component;
  d: any;
  w: WxsModules;
}

/** Changes of a list as runs of old items; only the `wx:for` that draws exactly this path uses them. */
export interface Runs {
  runs: readonly number[];
}

/** A block in the document. Where its template is framed it is its own scope frame. */
export class Block implements Frame {
  /** Nodes by slot, then the states of ops. */
  readonly n: any[];
  readonly s: Frame | null;
  /** Key of a row under `wx:key`. */
  k: unknown = undefined;
  /** In a taken-over document the number of its first node; -1 for one made of new nodes. */
  $first = -1;
  /** The `wx:for` a row belongs to: what a two-way binding to `item` writes is found through it. */
  $list: Op | null = null;
  constructor(
    readonly t: Template,
    readonly c: Context,
    readonly p: Frame | null,
    public v: unknown,
    public i: Key,
    /** The component whose light content has this block at its root. */
    readonly light: Component | null,
  ) {
    this.s = t.frame >= 0 ? this : p;
    this.n = new Array(t.size);
  }
}

/** What the view hangs on nodes. */
export interface ViewNode extends HTMLElement {
  /** The block whose root this element is. */
  $b?: Block;
  /** The component whose host this element is. */
  $c?: Component;
  /** Set by an element that moved its content elsewhere (root-portal): the node events go on to. */
  $up?: Node;
}

/** What of a block of a taken-over document is what its op draws: the rest is taken out, and drawn anew. */
type Drawn = BlockRecord | 0 | null | undefined;

/** The nodes of the block being built. */
const reached: Node[] = [];

/** Makes a block of new nodes; with a record of what was drawn of it, of those the document has. `base`: what the record counts from. */
export function build(
  t: Template, c: Context, p: Frame | null, v: unknown = undefined, i: Key = 0, light: Component | null = null, record: Drawn = null, base = 0,
): Block {
  const proto = t.proto ?? parse(t);
  const b = new Block(t, c, p, v, i, light);
  if (record) b.$first = take(t, record, base, b.n);
  else copy(b, proto);
  const { n } = b;
  for (const slot of t.roots) (n[slot] as ViewNode).$b = b;
  let at = t.kept.length + 1;
  for (const op of t.ops) init(b, op, record && op.code >= IF && op.code <= COMPONENT ? record[at++] : null);
  for (const { n: slot, definition } of t.behaved) createHost(b, n[slot], definition);
  return b;
}

function copy({ t: { walk, kept }, n }: Block, proto: Node): void {
  // Nothing else is built between here and the copy below, so the one array serves all blocks.
  reached[0] = proto.cloneNode(true);
  for (let i = 0; i < walk.length; i++) {
    const step = walk[i]!;
    const base = reached[step >> 1]!;
    reached[i + 1] = step & 1 ? base.nextSibling! : base.firstChild!;
  }
  for (let i = 0; i < kept.length; i++) n[i] = reached[kept[i]!];
}

export function valueOf(b: Block, e: Expression): unknown {
  return evaluate(e, b.c.d, b.s, b.c.w);
}

/** `record`: of what the op drew, where the block is one of the document. */
function init(b: Block, op: Op, record: any): void {
  switch (op.code) {
    case IF:
      b.n[op.v] = { at: -1, block: null } satisfies IfState;
      return setBranch(b, op, b.n[op.v], choose(b, op), record);
    case FOR:
      return initList(b, op, record);
    case CALL:
      b.n[op.v] = { name: '', block: null } satisfies CallState;
      return setCall(b, op, b.n[op.v], record);
    case SLOT:
      return initSlot(b, op, record);
    case COMPONENT:
      return buildComponent(b, op, record);
    default:
      initValue(b, op);
  }
}

/** Something at `root` + `path` changed: updates what depends on it. */
export function touch(b: Block, root: string, path: Path, runs?: Runs): void {
  const ops = b.t.index.get(root);
  if (ops) for (const op of ops) touchOp(b, op, root, path, runs);
}

/** Something at `root` changed below several items of the list at `path`. */
export function touchColumn(b: Block, root: string, path: Path, field: Path, at: readonly number[]): void {
  const ops = b.t.index.get(root);
  if (!ops) return;
  // Where that list is all that reads it, its rows are told at once.
  if (ops.length === 1 && ops[0]!.code === FOR && lateParts()?.touchItems(b, ops[0]!, root, path, field, at)) return;
  for (const i of at) touch(b, root, [...path, i, ...field]);
}

/** The same for instances of one block. */
export function touchAll(blocks: readonly Block[], root: string, path: Path, runs?: Runs): void {
  const ops = blocks.length > 0 && blocks[0]!.t.index.get(root);
  if (ops) for (const b of blocks) for (const op of ops) touchOp(b, op, root, path, runs);
}

function touchOp(b: Block, op: Op, root: string, path: Path, runs?: Runs): void {
  switch (op.code) {
    case IF: {
      const state: IfState = b.n[op.v];
      if (depends(op, root, path)) {
        const at = choose(b, op);
        if (at !== state.at) return setBranch(b, op, state, at);
      }
      if (state.block && op.inner?.has(root)) touch(state.block, root, path, runs);
      return;
    }
    case FOR:
      return touchList(b, op, root, path, runs);
    case CALL:
      return touchCall(b, op, root, path, runs);
    case SLOT:
      return touchSlot(b, op, root, path);
    case COMPONENT:
      return touchLight(b, op, root, path, runs);
    default:
      if (path.length === 0 || depends(op, root, path)) applyValue(b, op);
  }
}

/** Whether the op's own expressions read something at or around the path. */
export function depends(op: Op, root: string, path: Path): boolean {
  for (const dep of op.deps) if (dep.root === root && pathsTouch(dep.path, path)) return true;
  return false;
}

// wx:if

interface IfState {
  at: number;
  block: Block | null;
}

function choose(b: Block, op: Op): number {
  for (let i = 0; i < op.conds.length; i++) {
    const cond = op.conds[i];
    if (!cond || valueOf(b, cond)) return i;
  }
  return -1;
}

/** `record`: the branch that the document has, and its block. */
function setBranch(b: Block, op: Op, state: IfState, at: number, record: [at: number, block: BlockRecord] | 0 | null = null): void {
  if (state.block) remove(state.block);
  state.block = null;
  state.at = at;
  const anchor: Node = b.n[op.n];
  const drawn = record && record[0] === at ? record[1] : null;
  if (record && !drawn) discard(anchor, record[1][0]);
  if (at < 0) return changedRoots(b, op);
  state.block = build(op.blocks[at]!, b.c, b.s, undefined, 0, op.root ? b.light : null, drawn, b.$first);
  if (!drawn) anchor.parentNode!.insertBefore(state.block.n[0], anchor);
  changedRoots(b, op);
}

/** Light content changed at its root: named slots may have to take it elsewhere. */
export function changedRoots(b: Block, op: Op): void {
  if (op.root && b.light) placeSlots(b.light);
}

// template calls

interface CallState {
  name: string;
  block: Block | null;
}

/** `record`: the template that the document has drawn, and its block. */
function setCall(b: Block, op: Op, state: CallState, record: [name: string, block: BlockRecord] | 0 | null = null): void {
  if (state.block) remove(state.block);
  state.block = null;
  state.name = op.e ? toText(valueOf(b, op.e)) : op.name;
  const anchor: Node = b.n[op.n];
  const drawn = record && record[0] === state.name ? record[1] : null;
  if (record && !drawn) discard(anchor, record[1][0]);
  const found = b.t.file.find(state.name);
  if (found) {
    const t = b.t.definition.template(found.nodes, found.file);
    const context: Context = { owner: b.c.owner, d: op.spec ? specValues(b, op.spec) : {}, w: found.file.w };
    state.block = build(t, context, null, undefined, 0, op.root ? b.light : null, drawn, b.$first);
    if (!drawn) anchor.parentNode!.insertBefore(state.block.n[0], anchor);
  }
  changedRoots(b, op);
}

export function specValues(b: Block, spec: DataSpec): any {
  const values: any = {};
  for (const { name, e } of spec) {
    const value = valueOf(b, e);
    if (name !== 0) values[name] = value;
    else if (typeof value === 'object' && value !== null) Object.assign(values, value);
  }
  return values;
}

function touchCall(b: Block, op: Op, root: string, path: Path, runs?: Runs): void {
  const state: CallState = b.n[op.v];
  if (op.e && op.e.deps.some((dep) => dep.root === root && pathsTouch(dep.path, path)) && toText(valueOf(b, op.e)) !== state.name) {
    return setCall(b, op, state);
  }
  if (state.block && op.spec) touchSpec(b, op.spec, state.block.c.d, root, path, runs, (name, rest, moved) => touch(state.block!, name, rest, moved));
}

/**
 * Translates a change through a data spec: below a field that is a plain path it stays a path, else the field is new.
 * All fields are written before anything is told, as with one setData.
 */
export function touchSpec(b: Block, spec: DataSpec, values: any, root: string, path: Path, runs: Runs | undefined, tell: (name: string, rest: Path, runs?: Runs) => void): void {
  const told: [string, Path, Runs?][] = [];
  let spread = false;
  for (const { name, e } of spec) {
    if (!e.deps.some((dep) => dep.root === root && pathsTouch(dep.path, path))) continue;
    const below = e.path && path.length >= e.path.path.length ? path.slice(e.path.path.length) : null;
    if (name === 0) {
      spread = true;
      if (below && below.length) told.push([String(below[0]), below.slice(1), runs]);
      else told.push(['', []]);
    } else told.push([name, below ?? [], below ? runs : undefined]);
  }
  if (!told.length) return;
  const before = spread ? { ...values } : null;
  const after = specValues(b, spec);
  for (const name in values) if (!(name in after)) delete values[name];
  Object.assign(values, after);
  for (const [name, rest, moved] of told) {
    if (name !== '') tell(name, rest, moved);
    else for (const field in { ...before, ...values }) tell(field, []);
  }
}

// Roots: the nodes of a block in its parent.

/** Calls `visit` with every node at the root of a block, in order, contents of ranges included; `slot` is the anchor's slot name where given. */
export function eachRoot(b: Block, visit: (node: ChildNode, slot: string | null) => void, inherited: string | null = null): void {
  const { roots, rootOps } = b.t;
  for (let r = 0; r < roots.length; r++) {
    const op = rootOps[r];
    const node = (op?.code === COMPONENT && b.n[op.v]?.anchor) || (b.n[roots[r]!] as ChildNode);
    const slot = op && node.nodeType === 8 ? (node as Comment).data || inherited : inherited;
    if (op) eachInRange(b, op, visit, slot);
    visit(node, slot);
  }
}

function eachInRange(b: Block, op: Op, visit: (node: ChildNode, slot: string | null) => void, slot: string | null): void {
  const state = b.n[op.v];
  switch (op.code) {
    case IF:
    case CALL:
      if (state.block) eachRoot(state.block, visit, slot);
      break;
    case FOR:
      for (const row of listRoots(state)) eachRoot(row, visit, slot);
      break;
    case SLOT:
      slotRoots(state as SlotState, (node) => visit(node, slot));
      break;
    case COMPONENT:
      if (state?.virtual && state.block) eachRoot(state.block, visit, slot);
  }
}

export function firstNode(b: Block): ChildNode | null {
  if (b.t.rootOps.length && !b.t.rootOps[0]) return b.n[b.t.roots[0]!];
  let first: ChildNode | null = null;
  eachRoot(b, (node) => (first ??= node));
  return first;
}

/** A block that is one node, and nothing is ever drawn beside it. */
function isOneNode({ rootOps }: Template): boolean {
  return rootOps.length === 1 && !rootOps[0];
}

/** Moves all nodes of a block before `ref`. */
export function move(b: Block, ref: Node): void {
  const parent = ref.parentNode!;
  if (isOneNode(b.t)) parent.insertBefore(b.n[0], ref);
  else eachRoot(b, (node) => parent.insertBefore(node, ref));
}

/** Takes a block out of the document for good. */
export function remove(b: Block): void {
  destroy(b);
  if (isOneNode(b.t)) b.n[0].remove();
  else eachRoot(b, (node) => node.remove());
}

/** Tells everything in a block that it goes; its nodes stay where they are. */
export function destroy(b: Block): void {
  if (!b.t.ends) return;
  for (const { n } of b.t.behaved) b.n[n].$e?.end();
  for (const op of b.t.ops) {
    const state = b.n[op.v];
    switch (op.code) {
      case IF:
      case CALL:
        if (state.block) destroy(state.block);
        break;
      case FOR:
        destroyList(state);
        break;
      case SLOT:
        destroySlot(state);
        break;
      case COMPONENT:
        destroyComponent(state);
    }
  }
}
