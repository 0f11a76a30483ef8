// The nodes of a document's first screen in the order in which records number them. In: the frame. Out: a list. Must not: need more of the view
// than this: the script that restores a kept screen stands in the document.

export function nodesBelow(root: Node): Node[] {
  const nodes: Node[] = [];
  const walker = document.createTreeWalker(root);
  while (walker.nextNode()) nodes.push(walker.currentNode);
  return nodes;
}

/** The frame, what is below it, and what the document holds of content that no slot shows. */
export function screenNodes(frame: Element): Node[] {
  const held = document.querySelector<HTMLTemplateElement>('body>#minnow-held');
  return [frame, ...nodesBelow(frame), ...(held ? nodesBelow(held.content) : [])];
}
