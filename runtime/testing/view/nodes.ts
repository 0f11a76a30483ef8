// Nodes of the document by number, as tests name them.
// In: nodes. Out: numbers, and back. Must not: keep what nobody can name any more alive for longer than its test file.

import { components, eachRoot } from '../../view/components';
import type { ValueNode } from '../../view/blocks/values';

const byNumber: Node[] = [];
const numbers = new WeakMap<Node, number>();

/** What a node holds. A virtual host is not in the document; what its component draws stands in its place. */
export function contentOf(el: Element): Node[] {
  const { $c: host } = el as ValueNode;
  if (!host?.anchor || !host.block) return [...el.childNodes];
  const roots: Node[] = [];
  eachRoot(host.block, (node) => {
    const inner = virtualAt(node);
    roots.push(...(inner ? contentOf(inner) : [node]));
  });
  return roots;
}

function virtualAt(node: Node): Element | null {
  if (node.nodeType !== Node.COMMENT_NODE) return null;
  for (const { anchor, host } of components.values()) if (anchor === node) return host;
  return null;
}

/** The document itself is 0, the window has a number of its own. */
export const WINDOW = -1;

export function numberOf(node: Node): number {
  let number = numbers.get(node);
  if (number === undefined) {
    numbers.set(node, (number = byNumber.length + 1));
    byNumber.push(node);
  }
  return number;
}

export function nodeOf(number: number): HTMLElement {
  const node = number === 0 ? document : byNumber[number - 1];
  if (!node) throw new Error(`there is no node ${number}`);
  return node as HTMLElement;
}
