// Functions of WXS that the view calls: handlers of events, listeners of properties. In: the function, its event or values. Out: what it returned.
// Must not: let one that throws keep others from being called.
import type { Block, ViewNode } from './blocks/block';
import type { ValueNode } from './blocks/values';
import { record, type Occurrence, type Outcome, type PathStep } from './events';
import { datasetOf } from './node_facts';
import { nodeDescriptor } from './wxs_instance';

export function callHandler(f: (event: unknown, owner: unknown) => unknown, steps: PathStep[], i: number, event: Occurrence, outcome: Outcome): void {
  const { el, b, owner } = steps[i]!;
  const facts = record(steps, i, event, b);
  const target = steps.find((step) => step.owner === owner)!;
  // Here the nodes are at hand: targets are complete, component hosts too.
  const complete = (node: ViewNode, block: Block) => ({ id: node.id, dataset: datasetOf(node, block), offsetLeft: node.offsetLeft, offsetTop: node.offsetTop });
  try {
    const result = f({ ...facts, target: complete(target.el, target.b), currentTarget: complete(el, b), instance: nodeDescriptor(el, b) }, nodeDescriptor(owner));
    if (result === false) outcome.prevented = true;
  } catch (error) {
    console.error(error);
  }
}

/** `change:prop`: called with the new value, the old one, and descriptors of the owner and of the node. Of what has ended nothing is told. */
export function callListener(f: (...args: unknown[]) => unknown, node: ValueNode, b: Block, value: unknown, old: unknown): void {
  if (b.c.owner.ended) return;
  try {
    f(value, old, nodeDescriptor(b.c.owner), nodeDescriptor(node));
  } catch (error) {
    console.error(error);
  }
}
