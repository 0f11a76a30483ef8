// Text of an element's own nodes. In: a node, its text. Out: the text in place. Must not: make a node where nothing changes, since a
// document that came with its first screen has the text already.

export function setText(el: Element, text: string): void {
  if (el.textContent !== text) el.textContent = text;
}
