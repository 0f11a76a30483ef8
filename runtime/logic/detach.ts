// Instances that go: life cycles, children first. In: trees and instances. Out: nothing of them is known any more.
// Must not: have a state of its own; the parts that use it have each a copy (runtime/tools/parts.mjs).
import { forgetInstance, hasRelations, runLifetime, type Instance } from './instance';
import { part } from './parts';
import { ElementNode, type SkeletonNode } from './skeleton/tree';

/** Children first: what is slotted, then the tree, then the host. */
export function detachTree(node: SkeletonNode): void {
  for (const child of [...node.children]) detachTree(child);
  if (node instanceof ElementNode && node.instance) detachInstance(node.instance);
}

export function detachInstance(instance: Instance): void {
  if (instance.detached) return;
  if (instance.root) {
    if (instance.root.children.length) part('skeleton').dropSlots(instance.root);
    detachTree(instance.root);
  }
  instance.detached = true;
  forgetInstance(instance);
  if (!instance.attached) return;
  instance.attached = false;
  runLifetime(instance, 'detached');
  if (hasRelations(instance)) part('composition').relationsDetached(instance);
}
