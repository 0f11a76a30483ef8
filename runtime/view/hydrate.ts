// Taking over the first screen that came with the document: which nodes of it a block's are, and what was drawn in it.
// In: the document and its record (record.ts writes it). Out: nodes for blocks and for the frame, in place of new ones.
// Must not: make a node, or trust a document that does not fit its record: it throws, and the page is drawn afresh.
import type { Template } from './blocks/template';
import { screenNodes } from './screen_nodes';

/**
 * What was drawn of a block: how many sibling nodes it is, then the number of each kept node (from the one before; the first from
 * `base`, null for one that is not in the document), then the records of its ops that draw blocks. 0 is what was not drawn.
 */
export type BlockRecord = [size: number, ...rest: any[]];

/** What `minnow-record` holds. */
export interface ScreenRecord {
  /** Nodes in the frame and below, all told. */
  count: number;
  /** Nodes of the frame and of the page around its content, each from the one before. */
  frame: number[];
  page: number[];
  /** The page's own tree. */
  tree: BlockRecord | 0;
  /** What the numbers of the tree count from, where they are of a kept screen. */
  base?: number;
  /** The program's own tab bar: its host, its tree. */
  tabBar?: [host: number, tree: BlockRecord | 0];
}

/** What kept/restore.ts put in place of the page's content. */
export interface KeptScreen {
  /** The nodes of the screen as it was built, and behind them those of the kept one. */
  nodes: Node[];
  /** Nodes that now stand in the frame and below. */
  count: number;
  tree: BlockRecord;
}

let nodes: Node[] = [];

export class FirstScreen {
  constructor(
    readonly record: ScreenRecord,
    readonly element: HTMLElement,
  ) {}

  frameNodes(): Node[] {
    return pick(this.record.frame);
  }
  pageNodes(): Node[] {
    return pick(this.record.page);
  }
}

/** The first screen of this document, while nobody changed it. */
export function readFirstScreen(): FirstScreen | null {
  const text = document.getElementById('minnow-record')?.textContent;
  const element = document.querySelector<HTMLElement>('body>.mn-frame');
  if (!text || !element) return null;
  const record: ScreenRecord = JSON.parse(text);
  const kept: KeptScreen | undefined = (globalThis as any).mnKept;
  nodes = screenNodes(element);
  const { count } = kept ?? record;
  if (nodes.length !== count) throw new Error(`the first screen has ${nodes.length} nodes, and ${count} are recorded`);
  if (kept) {
    nodes = kept.nodes;
    record.tree = kept.tree;
    record.base = record.count;
  }
  return new FirstScreen(record, element);
}

export function nodeAt(at: number): Node {
  const node = nodes[at];
  if (!node) throw new Error(`the first screen has no node ${at}`);
  return node;
}

function pick(steps: readonly number[]): Node[] {
  let at = 0;
  return steps.map((step) => nodeAt((at += step)));
}

/** The numbers are of no use once the page is taken over. */
export function forgetFirstScreen(): void {
  nodes = [];
}

/** Numbers of a record's kept nodes. */
function numbersOf(t: Template, record: BlockRecord, base: number): (number | null)[] {
  let at = base;
  return t.kept.map((_, i) => {
    const step = record[i + 1];
    return step === null ? null : (at += step);
  });
}

/** Puts the document's nodes into a block's slots; returns the number of its first one, from which the row after it counts. */
export function take(t: Template, record: BlockRecord, base: number, into: any[]): number {
  const numbers = numbersOf(t, record, base);
  let copies: Node[] | null = null;
  numbers.forEach((at, slot) => {
    // What the document does not have (a virtual host, light content that no slot shows) is made, and stands nowhere.
    into[slot] = at === null ? (slot === 0 && t.proto!.nodeType === 11 ? t.proto : (copies ??= copyOf(t))[t.kept[slot]!]) : nodeAt(at);
  });
  return firstOf(numbers) ?? base;
}

function firstOf(numbers: readonly (number | null)[]): number | undefined {
  for (const at of numbers) if (at !== null) return at;
}

/** All reached nodes of a new copy, as `build` finds them. */
export function copyOf(t: Template): Node[] {
  const reached: Node[] = [t.proto!.cloneNode(true)];
  for (const step of t.walk) {
    const base = reached[step >> 1]!;
    reached.push(step & 1 ? base.nextSibling! : base.firstChild!);
  }
  return reached;
}

/** Takes out of the document what was drawn before `anchor` and is not wanted. */
export function discard(anchor: Node, size: number): void {
  for (; size > 0; size--) (anchor.previousSibling as ChildNode).remove();
}
