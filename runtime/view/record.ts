// Writes down what was drawn of a page (hydrate.ts reads it). In: blocks whose nodes are numbered, by whoever writes them as HTML. Out: the record.
// Must not: record what is not in the written document; a page whose drawn nodes stand apart has no record.
import { eachRoot, type Block } from './blocks/block';
import { CALL, COMPONENT, FOR, IF, SLOT, type Op } from './blocks/template';
import type { Component, ComponentRecord } from './components';
import type { BlockRecord } from './hydrate';
import { numberOf, Unwritable, type WrittenNode } from './written';

export function treeRecord(component: Component): BlockRecord | 0 {
  return component.block ? blockRecord(component.block, 0).record : 0;
}

interface Recorded {
  record: BlockRecord;
  /** Number of the block's first node. */
  first: number;
}

/** `size` is told by who knows what comes after the block. */
function blockRecord(b: Block, base: number, size = 0): Recorded {
  const record: BlockRecord = [size];
  let before = base;
  let first = -1;
  for (let slot = 0; slot < b.t.kept.length; slot++) {
    const number = numberOf(b.n[slot]);
    if (number < 0) {
      record.push(null);
      continue;
    }
    if (first < 0) first = number;
    record.push(number - before);
    before = number;
  }
  if (first < 0) first = base;
  for (const op of b.t.ops) if (op.code >= IF && op.code <= COMPONENT) record.push(opRecord(b, op, first));
  return { record, first };
}

function opRecord(b: Block, op: Op, base: number): unknown {
  const state = b.n[op.v];
  const anchor: WrittenNode = b.n[op.n];
  switch (op.code) {
    case IF:
      return state.block ? [state.at, blockRecord(state.block, base, sizeBefore(state.block, anchor)).record] : 0;
    case CALL:
      return state.block ? [state.name, blockRecord(state.block, base, sizeBefore(state.block, anchor)).record] : 0;
    case FOR:
      return rowRecords(state.rows, anchor, base);
    case SLOT:
      return state.content ? blockRecord(state.content, base).record : 0;
    default:
      return componentRecord(state, base);
  }
}

/** Rows that are like the one before them, number for number, are 0. */
function rowRecords(rows: readonly Block[], anchor: WrittenNode, base: number): (BlockRecord | 0)[] {
  const records: (BlockRecord | 0)[] = [];
  let last = '';
  for (let i = 0; i < rows.length; i++) {
    const size = sizeBefore(rows[i]!, firstRoot(rows.slice(i + 1)) ?? anchor);
    const { record, first } = blockRecord(rows[i]!, base, size);
    base = first;
    const text = JSON.stringify(record);
    records.push(text === last ? 0 : record);
    last = text;
  }
  return records;
}

function componentRecord(component: Component | null, base: number): ComponentRecord | 0 {
  if (!component) return 0;
  const anchor: WrittenNode | null = component.anchor;
  return [
    component.definition.scope,
    anchor ? numberOf(anchor) - base : null,
    component.block ? blockRecord(component.block, base).record : 0,
    component.light ? blockRecord(component.light, base).record : 0,
  ];
}

function firstRoot(blocks: readonly Block[]): WrittenNode | null {
  for (const b of blocks) {
    let first: WrittenNode | null = null;
    eachRoot(b, (node) => (first ??= node));
    if (first) return first;
  }
  return null;
}

/** How many nodes stand from the first of a block to what comes after it. */
function sizeBefore(b: Block, next: WrittenNode): number {
  const first = firstRoot([b]);
  const from = first?.$place ?? -1;
  const to = next.$place ?? -1;
  if (!first || from < 0) return 0;
  if (first.parentNode !== next.parentNode || to <= from) throw new Unwritable('a block of slotted content stands in several places');
  return to - from;
}
