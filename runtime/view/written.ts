// Nodes that were written as HTML. In: numbers that whoever writes them hangs on them. Out: steps for a record. Must not: know blocks or a document.

export interface WrittenNode {
  /** Number in the written document, where the node stands in it; -1 or nothing elsewhere. */
  $number?: number;
  /** Position among its written siblings. */
  $place?: number;
  readonly parentNode: unknown;
}

/** Something that a parser would read as other nodes. */
export class Unwritable extends Error {}

export function numberOf({ $number = -1 }: WrittenNode): number {
  return $number;
}

/** Numbers as steps from the one before. */
export function steps(nodes: readonly WrittenNode[]): number[] {
  let before = 0;
  return nodes.map((node) => {
    const step = numberOf(node) - before;
    before = numberOf(node);
    return step;
  });
}
