// Nodes of the document by number, as tests name them.
// In: nodes. Out: numbers, and back. Must not: keep what nobody can name any more alive for longer than its test file.

const byNumber: Node[] = [];
const numbers = new WeakMap<Node, number>();

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
