// What events and queries say of a node: id, dataset, marks, offsets. Read when asked; creating nodes costs nothing for it.
// In: nodes of blocks. Out: plain values that may cross to the logic realm. Must not: cache.
import { blockOf, type Component } from './components';
import { valueOf, type Block } from './blocks/block';
import { nodeOf } from './blocks/parse';
import { DATASET, MARK } from './blocks/template';
import type { ValueNode } from './blocks/values';

/** `data-element-type` → elementType; what follows a hyphen is upper-cased, the rest lower-cased. */
export function datasetKey(name: string): string {
  return name.toLowerCase().replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/** Static and bound `data-*` values of a node. */
export function datasetOf(el: Element, b: Block | null = blockOf(el)): Record<string, unknown> {
  const dataset: Record<string, unknown> = {};
  for (const { name, value } of el.attributes) if (name.startsWith('data-')) dataset[datasetKey(name.slice(5))] = value;
  if (b) eachLazy(b, DATASET, el, (name, value) => (dataset[name] = value));
  return dataset;
}

/** Marks of one node. */
export function marksOf(el: Element, b: Block | null, into: Record<string, unknown>): void {
  for (const { name, value } of el.attributes) {
    if (name.startsWith('mark:') && !(name.slice(5) in into)) into[name.slice(5)] = value;
  }
  if (b) eachLazy(b, MARK, el, (name, value) => name in into || (into[name] = value));
}

function eachLazy(b: Block, code: number, el: Element, visit: (name: string, value: unknown) => void): void {
  for (const op of b.t.lazy) if (op.code === code && nodeOf(b.t, op, b.n) === el) visit(op.name, valueOf(b, op.e!));
}

/** A node as an event names it: a component host by its instance, the logic realm knows the rest. */
export function eventNode(el: ValueNode, b: Block | null = blockOf(el)): { component: number } | { id: string; dataset: Record<string, unknown>; offsetLeft: number; offsetTop: number } {
  if (el.$c) return { component: el.$c.id };
  return { id: el.id, dataset: datasetOf(el, b), offsetLeft: el.offsetLeft, offsetTop: el.offsetTop };
}

export type { Component };
