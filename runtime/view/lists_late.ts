// Shorter ways for lists that change: rows put in or taken out at one place, one field of several items, the fewest moves.
// In: lists of lists.ts. Out: what that would do, with less work. Must not: be needed for it.
import { pathsTouch, type Path } from '../shared/path';
import { changedRoots, remove, touch, valueOf, type Block } from './blocks/block';
import type { Op } from './blocks/template';
import { newRow, nodeFrom, touchRow, type ListState } from './lists';

/** Changes of one field of several items; false where the list is not exactly the rows there are, or not exactly what was changed. */
export function touchItems(b: Block, op: Op, root: string, path: Path, field: Path, at: readonly number[]): boolean {
  const operand = op.e!.path;
  if (!operand || operand.root !== root || operand.path.length !== path.length || !pathsTouch(operand.path, path) || op.inner?.has(root)) return false;
  const state: ListState = b.n[op.v];
  const items = valueOf(b, op.e!);
  if (!Array.isArray(items) || items !== state.operand || items.length !== state.rows.length) return false;
  for (const i of at) touchRow(b, op, state, i, items[i], field);
  return true;
}

/** Runs that keep a front and a back and put new items between, as adding and removing do: only what is between is visited. */
export function splice(b: Block, op: Op, state: ListState, runs: readonly number[], operand: readonly unknown[]): boolean {
  const { rows } = state;
  let from = 0;
  let to = runs.length;
  const front = runs[0] === 0 ? runs[1]! : 0;
  if (front) from = 2;
  const back = to > from && runs[to - 2]! >= 0 && runs[to - 2]! + runs[to - 1]! === rows.length ? runs[to - 1]! : 0;
  if (back) to -= 2;
  for (let i = from; i < to; i += 2) if (runs[i]! >= 0) return false;
  const gone = rows.length - front - back;
  const fresh = operand.length - front - back;
  if (gone < 0 || fresh < 0 || (!front && !back)) return false;
  state.operand = operand;
  for (let i = front; i < front + gone; i++) remove(rows[i]!);
  rows.splice(front, gone);
  if (fresh) {
    const ref = nodeFrom(b, op, rows, front);
    const parent = ref.parentNode!;
    const after = rows.splice(front);
    for (let i = front; i < front + fresh; i++) {
      const row = newRow(b, op, state, operand[i], i);
      rows.push(row);
      parent.insertBefore(row.n[0], ref);
    }
    for (const row of after) rows.push(row);
  }
  if (fresh !== gone) {
    const { index, frame } = op.blocks[0]!;
    for (let i = front + fresh; i < rows.length; i++) rows[i]!.i = i;
    if (index.has(`#${frame}`)) for (let i = front + fresh; i < rows.length; i++) touch(rows[i]!, `#${frame}`, []);
  }
  changedRoots(b, op);
  return true;
}

/** New positions of a longest increasing subsequence of old positions. */
export function longestIncreasing(source: readonly number[], start: number, end: number): Set<number> {
  const tops: number[] = [];
  const before = new Int32Array(end);
  for (let i = start; i < end; i++) {
    const from = source[i]!;
    if (from < 0) continue;
    let low = 0;
    let high = tops.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (source[tops[middle]!]! < from) low = middle + 1;
      else high = middle;
    }
    before[i] = low ? tops[low - 1]! : -1;
    tops[low] = i;
  }
  const still = new Set<number>();
  for (let i = tops.length ? tops[tops.length - 1]! : -1; i >= 0; i = before[i]!) still.add(i);
  return still;
}
