// The instances in the tree of another. In: nodes of an instantiated skeleton. Out: visits, life cycles. Must not: be needed where a template has no components.
import { attachInstance, type Instance } from '../instance';
import { ElementNode, type SkeletonNode } from './tree';

/** Parents first: host, its tree, then what is slotted into it. */
export function attachTree(node: SkeletonNode): void {
  if (node instanceof ElementNode && node.instance) attachInstance(node.instance);
  for (const child of [...node.children]) attachTree(child);
}

/** Visits all instances below an instance, parents first: host, its shadow tree, then what is slotted into it. */
export function walkInstances(root: SkeletonNode, visit: (instance: Instance) => void): void {
  for (const child of [...root.children]) {
    if (child instanceof ElementNode && child.instance) {
      visit(child.instance);
      if (child.instance.root) walkInstances(child.instance.root, visit);
    }
    walkInstances(child, visit);
  }
}

/** Visits instances children first: what is slotted, then the shadow tree, then the host. */
export function walkInstancesUp(root: SkeletonNode, visit: (instance: Instance) => void): void {
  for (const child of [...root.children]) {
    walkInstancesUp(child, visit);
    if (child instanceof ElementNode && child.instance) {
      if (child.instance.root) walkInstancesUp(child.instance.root, visit);
      visit(child.instance);
    }
  }
}
