// `wx:for`: rows of a list, kept by key or by position, changed by patches below an item, by runs, or by whole lists.
// In: operands and changes of them. Out: rows in the document. Must not: read more of an item than its key, or need lists_late.ts, which only makes
// the same changes with less work.
import { pathsTouch, type Path } from '../shared/path';
import { itemKey, listItems, matchKeys } from '../shared/keys';
import { build, changedRoots, depends, destroy, firstNode, move, remove, touch, touchAll, valueOf, type Block, type Runs } from './blocks/block';
import type { Op } from './blocks/template';
import { discard, type BlockRecord } from './hydrate';
import { lateParts } from './late';

export interface ListState {
  rows: Block[];
  operand: unknown;
  /** Keys of an object operand: the indexes of its rows. */
  keys: readonly string[] | null;
  /** Positions whose item was replaced by one with another key; settled when the change is complete. */
  moved: number[];
}

/** Lists with replaced items, until the change is complete. */
let unsettled: { b: Block; op: Op }[] = [];

/** `record`: the rows that the document has; 0 is one like that before it. */
export function initList(b: Block, op: Op, record: (BlockRecord | 0)[] | 0 | null): void {
  b.n[op.v] = { rows: [], operand: undefined, keys: null, moved: [] } satisfies ListState;
  if (record) takeRows(b, op, b.n[op.v], record);
  else setList(b, op, b.n[op.v], valueOf(b, op.e!));
}

/** Rows the document has are continued by position, whatever their keys: everything they show is read again. */
function takeRows(b: Block, op: Op, state: ListState, record: readonly (BlockRecord | 0)[]): void {
  const operand = (state.operand = valueOf(b, op.e!));
  const { items, keys } = listItems(operand);
  state.keys = keys;
  const anchor: ChildNode = b.n[op.n];
  let like: BlockRecord = [0];
  let base = b.$first;
  for (let i = 0; i < items.length; i++) {
    const drawn = i < record.length ? (like = record[i] || like) : null;
    const row = newRow(b, op, state, items[i], i, drawn, base);
    state.rows.push(row);
    base = row.$first;
    if (!drawn) anchor.parentNode!.insertBefore(row.n[0], anchor);
  }
  let rest = 0;
  record.forEach((one, i) => {
    like = one || like;
    if (i >= items.length) rest += like[0];
  });
  discard(anchor, rest);
  changedRoots(b, op);
}

export function listRoots(state: ListState): readonly Block[] {
  return state.rows;
}

export function destroyList(state: ListState): void {
  state.moved = [];
  if (state.rows.length && state.rows[0]!.t.ends) for (const row of state.rows) destroy(row);
}

export function touchList(b: Block, op: Op, root: string, path: Path, runs?: Runs): void {
  const state: ListState = b.n[op.v];
  const operand = op.e!.path;
  if (operand && operand.root === root) {
    const at = operand.path.length;
    if (pathsTouch(operand.path, path)) {
      if (path.length > at) touchItem(b, op, state, path, runs);
      else if (runs && path.length === at && op.key) setRuns(b, op, state, runs);
      else setList(b, op, state, valueOf(b, op.e!));
    }
  } else if (depends(op, root, path)) setList(b, op, state, valueOf(b, op.e!));
  if (op.inner?.has(root)) touchAll(state.rows, root, path, runs);
}

/** A change at or below one item: the other rows are not visited. */
function touchItem(b: Block, op: Op, state: ListState, path: Path, runs?: Runs): void {
  const below = op.e!.path!.path.length + 1;
  const operand = valueOf(b, op.e!) as any;
  const key = path[below - 1]!;
  const array = Array.isArray(operand);
  const i = array ? +key : (state.keys?.indexOf(String(key)) ?? -1);
  const row = state.rows[i];
  if (!row || operand !== state.operand || (array && operand.length !== state.rows.length)) return setList(b, op, state, operand);
  touchRow(b, op, state, i, operand[key], path.slice(below), runs);
}

export function touchRow(b: Block, op: Op, state: ListState, i: number, item: unknown, below: Path, runs?: Runs): void {
  const row = state.rows[i]!;
  if (op.key && (!below.length || String(below[0]) === op.key) && differs(row.k, itemKey(item, op.key))) {
    if (!state.moved.length) unsettled.push({ b, op });
    state.moved.push(i);
    return;
  }
  row.v = item;
  touch(row, `~${row.t.frame}`, below, runs);
}

function differs(a: unknown, b: unknown): boolean {
  return a !== b && (typeof a === 'object' || typeof b === 'object' || String(a) !== String(b));
}

/** The whole list is new. */
function setList(b: Block, op: Op, state: ListState, operand: unknown): void {
  state.moved = [];
  const { items, keys } = listItems(operand);
  state.operand = operand;
  state.keys = keys;
  const { rows } = state;
  let source: number[] | null = null;
  if (rows.length) {
    // Not `map`: a list may have holes.
    source = new Array<number>(items.length);
    for (let i = 0; i < source.length; i++) source[i] = i < rows.length ? i : -1;
    if (op.key) source = matchKeys(rows.map((row) => row.k), source.map((_, i) => itemKey(items[i], op.key)));
  }
  arrange(b, op, state, items, source, true);
}

/** The list is built of runs of its old items. */
function setRuns(b: Block, op: Op, state: ListState, { runs }: Runs): void {
  const operand = valueOf(b, op.e!);
  if (!Array.isArray(operand) || state.keys || state.moved.length) return setList(b, op, state, operand);
  if (lateParts()?.splice(b, op, state, runs, operand)) return;
  const source: number[] = [];
  for (let i = 0; i < runs.length; i += 2) {
    const start = runs[i]!;
    const count = runs[i + 1]!;
    for (let j = 0; j < count; j++) source.push(start < 0 ? -1 : start + j);
  }
  if (source.length !== operand.length || source.some((from) => from >= state.rows.length)) return setList(b, op, state, operand);
  state.operand = operand;
  arrange(b, op, state, operand, source, false);
}

/** The first node of the rows from `i` on, else the anchor of the list: what is put before it stands before those rows. */
export function nodeFrom(b: Block, op: Op, rows: readonly Block[], i: number): ChildNode {
  for (; i < rows.length; i++) {
    const first = firstNode(rows[i]!);
    if (first) return first;
  }
  return b.n[op.n];
}

/**
 * Brings the rows to `items`. `source` gives for each the old row it continues, or -1; null when there are none.
 * Rows are built or updated in the new order: components are taken from their queues in the order both realms visit them.
 * `within`: an item that is the same object may still have changed inside.
 */
function arrange(b: Block, op: Op, state: ListState, items: readonly unknown[], source: number[] | null, within: boolean): void {
  const old = state.rows;
  const count = items.length;
  const anchor: ChildNode = b.n[op.n];
  const t = op.blocks[0]!;
  const keep = source !== null && source.some((from) => from >= 0);
  if (!keep) {
    clear(old, op, anchor);
    const rows: Block[] = (state.rows = []);
    const parent = anchor.parentNode!;
    for (let i = 0; i < count; i++) {
      const row = newRow(b, op, state, items[i], i);
      rows.push(row);
      parent.insertBefore(row.n[0], anchor);
    }
    if (old.length || count) changedRoots(b, op);
    return;
  }
  // What stays at the front and at the back is only told of a new index.
  let tail = 0;
  while (tail < count && tail < old.length && source[count - 1 - tail] === old.length - 1 - tail) tail++;
  const kept = new Uint8Array(old.length);
  for (const from of source) if (from >= 0) kept[from] = 1;
  for (let i = 0; i < old.length; i++) if (!kept[i]) remove(old[i]!);
  const rows = new Array<Block>(count);
  const item = `~${t.frame}`;
  const index = t.index.has(`#${t.frame}`) ? `#${t.frame}` : '';
  state.rows = rows;
  for (let i = 0; i < count; i++) {
    const from = source[i]!;
    if (from < 0) {
      rows[i] = newRow(b, op, state, items[i], i);
      continue;
    }
    const row = (rows[i] = old[from]!);
    const at = state.keys ? state.keys[i]! : i;
    const value = items[i];
    if (row.i !== at) {
      row.i = at;
      if (index) touch(row, index, []);
    }
    if (row.v !== value || (within && typeof value === 'object')) {
      row.v = value;
      touch(row, item, []);
    }
  }
  place(b, op, rows, source, count - tail);
  changedRoots(b, op);
}

export function newRow(b: Block, op: Op, state: ListState, item: unknown, i: number, drawn: BlockRecord | null = null, base = 0): Block {
  const row = build(op.blocks[0]!, b.c, b.s, item, state.keys ? state.keys[i]! : i, op.root ? b.light : null, drawn, base);
  row.$list = op;
  if (op.key) row.k = itemKey(item, op.key);
  return row;
}

function clear(rows: readonly Block[], op: Op, anchor: ChildNode): void {
  if (!rows.length) return;
  const parent = anchor.parentNode!;
  if (!op.alone || parent.childNodes.length < rows.length) return rows.forEach(remove);
  if (rows[0]!.t.ends) rows.forEach(destroy);
  parent.textContent = '';
  parent.appendChild(anchor);
}

/** Puts rows 0 … end-1 in order; of those that keep their order none moves, else as many stay as lists_late.ts finds. */
function place(b: Block, op: Op, rows: readonly Block[], source: readonly number[], end: number): void {
  let start = 0;
  while (start < end && source[start] === start) start++;
  if (start === end) return;
  const kept = source.slice(start, end).filter((from) => from >= 0);
  const isInOrder = kept.every((from, i) => !i || from > kept[i - 1]!);
  const still = isInOrder ? null : (lateParts()?.longestIncreasing(source, start, end) ?? new Set<number>());
  let ref = nodeFrom(b, op, rows, end);
  for (let i = end - 1; i >= start; i--) {
    const row = rows[i]!;
    if (source[i]! < 0) ref.parentNode!.insertBefore(row.n[0], ref);
    else if (still && !still.has(i)) move(row, ref);
    ref = firstNode(row) ?? ref;
  }
}

/** Settles items replaced in place by others: rows change places among those positions, or are built anew. */
export function settleLists(): void {
  while (unsettled.length) {
    const lists = unsettled;
    unsettled = [];
    for (const { b, op } of lists) settle(b, op, b.n[op.v]);
  }
}

function settle(b: Block, op: Op, state: ListState): void {
  const positions = [...new Set(state.moved)].sort((a, z) => a - z);
  state.moved = [];
  if (!positions.length) return;
  const { rows } = state;
  const operand = state.operand as any;
  const items = positions.map((at) => operand[state.keys ? state.keys[at]! : at]);
  const old = positions.map((at) => rows[at]!);
  const source = matchKeys(old.map((row) => row.k), items.map((item) => itemKey(item, op.key)));
  const kept = new Set(source);
  old.forEach((row, i) => kept.has(i) || remove(row));
  positions.forEach((at, i) => {
    const from = source[i]!;
    if (from < 0) {
      rows[at] = newRow(b, op, state, items[i], at);
      return;
    }
    const row = (rows[at] = old[from]!);
    row.i = state.keys ? state.keys[at]! : at;
    row.v = items[i];
    touch(row, `#${row.t.frame}`, []);
    touch(row, `~${row.t.frame}`, []);
  });
  for (let i = positions.length - 1; i >= 0; i--) {
    if (source[i] === i) continue;
    const at = positions[i]!;
    const ref = nodeFrom(b, op, rows, at + 1);
    if (source[i]! < 0) ref.parentNode!.insertBefore(rows[at]!.n[0], ref);
    else move(rows[at]!, ref);
  }
  changedRoots(b, op);
}
