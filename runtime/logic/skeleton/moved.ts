// Rows that change their place: their components hear of it. In: a row. Out: calls of `moved`. Must not: move anything.
import { hasRelations, runLifetime } from '../instance';
import { part } from '../parts';
import { ElementNode, type SkeletonNode } from './tree';

export function movedTree(node: SkeletonNode): void {
  if (node instanceof ElementNode && node.instance) {
    runLifetime(node.instance, 'moved');
    if (hasRelations(node.instance)) part('composition').relationsMoved(node.instance);
    if (node.instance.root) movedTree(node.instance.root);
  }
  for (const child of [...node.children]) movedTree(child);
}
