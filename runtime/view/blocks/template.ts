// Compiles a block of markup to a Template: operations with their dependencies at once, the DOM prototype when first needed.
// In: nodes of the markup. Out: Template (shared by every instance of the block under one definition).
// Must not: create instances, or hold anything of one.
import { parseDependency, type Dependency, type Expression } from '../../shared/expression';
import type { MarkupNode } from '../../shared/markup';
import type { Definition } from '../components';
import type { ElementDefinition } from '../element';
import type { TemplateFile } from '../registry';
import { draw } from './draw';

export const TEXT = 0;
export const CLASS = 1;
export const STYLE = 2;
export const ATTRIBUTE = 3;
export const DATASET = 4;
export const MARK = 5;
export const WXS_EVENT = 6;
export const IF = 7;
export const FOR = 8;
export const CALL = 9;
export const SLOT = 10;
export const COMPONENT = 11;
export const MODEL = 12;
export const CHANGE = 13;
export const ANIMATION = 14;

/** What class bindings depend on beside data where the component has external classes. */
export const EXTERNAL: Dependency = { root: '.', path: [] };

/** A data spec: expressions by name; name 0 is a spread. */
export type DataSpec = readonly { name: string | 0; e: Expression }[];

export interface Op {
  readonly code: number;
  /** Preorder number of the node in the block's html. */
  readonly at: number;
  /** Slot of the node in `Block.n`; -1 while the block is not parsed, and for good when no update needs the node. */
  n: number;
  /** Slot of the op's state in `Block.n`. */
  v: number;
  /** The op's expression: value, list, name or function. */
  e: Expression | null;
  name: string;
  deps: readonly Dependency[];
  /** Roots that blocks below depend on. */
  inner: Set<string> | null;
  blocks: Template[];
  conds: (Expression | null)[];
  spec: DataSpec | null;
  /** `wx:key`; '' for none. */
  key: string;
  /** Component number. */
  k: number;
  /** The node stands at the root of its block. */
  root: boolean;
  /** Anchor that is the only child of its parent: its list may be cleared at one stroke. */
  alone: boolean;
  /** The same node is a component host. */
  host: boolean;
}

export class Template {
  readonly html: string;
  readonly ops: Op[] = [];
  /** Dataset and mark: read when an event passes, so they cost nothing before. */
  readonly lazy: Op[] = [];
  readonly index = new Map<string, Op[]>();
  /** Instances are scope frames of their own (rows, slot values): the depth their frame has, else -1. */
  readonly frame: number;
  /** Something in it must be told when the block goes; set upwards when a block with behaviours is parsed. */
  ends: boolean;

  /** Filled by `parse`. */
  proto: Node | null = null;
  /** For each node reached after the root: (base << 1) | (1: next sibling, 0: first child), bases numbered in order of reaching. */
  walk: number[] = [];
  /** The reached nodes that have a slot: what an instance does not hold, it does not keep alive. */
  kept: number[] = [];
  /** Length of `Block.n`. */
  size = 0;
  /** Slots of the nodes at the root, in order. */
  roots: number[] = [];
  /** For each root the op that may draw before it, or null. */
  rootOps: (Op | null)[] = [];
  /** Nodes that are built-ins with a behaviour. */
  behaved: { n: number; definition: ElementDefinition }[] = [];
  /** Child indexes from the root for nodes without a slot, by preorder number. */
  places: Map<number, number[]> = new Map();

  constructor(
    nodes: readonly MarkupNode[],
    readonly depth: number,
    framed: boolean,
    readonly definition: Definition,
    readonly file: TemplateFile,
    readonly parent: Template | null = null,
  ) {
    this.frame = framed ? depth - 1 : -1;
    this.html = draw(this, nodes);
    this.#order();
    this.ends = this.ops.some((op) => (op.code >= CALL && op.code <= COMPONENT) || op.blocks.some((block) => block.ends));
  }

  /** An op of the node numbered `at`; the caller fills in what it does. */
  op(code: number, at: number, name = '', e: Expression | null = null): Op {
    const op: Op = { code, at, n: -1, v: -1, e, name, deps: [], inner: null, blocks: [], conds: [], spec: null, key: '', k: 0, root: false, alone: false, host: false };
    (code === DATASET || code === MARK ? this.lazy : this.ops).push(op);
    return op;
  }

  inner(nodes: readonly MarkupNode[], framed: boolean): Template {
    return new Template(nodes, framed ? this.depth + 1 : this.depth, framed, this.definition, this.file, this);
  }

  #order(): void {
    const hosts = new Set(this.ops.filter((op) => op.code === COMPONENT).map((op) => op.at));
    // On one node, whatever the order in the markup: listeners of attributes first, then attributes, then the host is built.
    this.ops.sort((a, b) => a.at - b.at || rank(a) - rank(b));
    for (const op of this.ops) {
      op.host = hosts.has(op.at);
      op.deps = this.#dependencies(op);
      for (const block of op.blocks) {
        for (const root of block.index.keys()) {
          if (block.frame >= 0 && (root === `~${block.frame}` || root === `#${block.frame}`)) continue;
          (op.inner ??= new Set()).add(root);
        }
      }
      const roots = new Set(op.inner ?? []);
      for (const dep of op.deps) roots.add(dep.root);
      for (const root of roots) {
        const list = this.index.get(root);
        if (list) list.push(op);
        else this.index.set(root, [op]);
      }
    }
  }

  #dependencies(op: Op): Dependency[] {
    const deps: Dependency[] = [...(op.e?.deps ?? [])];
    if (op.code === CLASS && this.definition.externalClasses.size) deps.push(EXTERNAL);
    for (const cond of op.conds) if (cond) deps.push(...cond.deps);
    for (const field of op.spec ?? []) deps.push(...field.e.deps);
    return deps;
  }
}

function rank({ code }: Op): number {
  return code === CHANGE || code === MODEL ? 0 : code === COMPONENT ? 2 : 1;
}

/** Path of a two-way binding, relative to data or to a frame. */
export function modelTarget(op: Op): Dependency {
  return parseDependency(op.key);
}
