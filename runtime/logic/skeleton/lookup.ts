// Looking for one node in an instantiated skeleton. In: nodes. Out: a node. Must not: hold anything: each part that needs it has its own.
import { ElementNode, Fragment, type SkeletonNode } from './tree';

/** Nearest element above, in the tree of the same owner. */
export function parentElement(node: SkeletonNode): ElementNode | null {
  for (let at = node.parent; at; at = at.parent) if (at instanceof ElementNode) return at;
  return null;
}

/** The slot of a component that shows a light child named `slot`. */
export function findSlot(root: SkeletonNode, name: string): Fragment | null {
  for (const child of root.children) {
    if (child instanceof Fragment && child.compiled?.kind === 6 && child.name === name) return child;
    const found = findSlot(child, name);
    if (found) return found;
  }
  return null;
}
