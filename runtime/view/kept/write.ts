// Writes drawn nodes as HTML that a parser reads as just the same nodes, and numbers them. In: nodes that were drawn to be written. Out: HTML.
// Must not: write what a parser would arrange otherwise, change what is written, or load a picture.
import { Unwritable, type WrittenNode } from '../written';
import { isPlain } from './plain';

/** Nothing loads here, and nothing runs. */
const inert = document.implementation.createHTMLDocument('');
/** Pictures that do not make their box wait for the page to answer taps, as in a screen that was built (crates/prerender, images.rs). */
const MAY_WAIT = 'wx-image:not(.wx-image-w,.wx-image-h)>img.wx-image-img[src]:not([hidden],[src^="data:"])';

export class ScreenWriter {
  /** Nodes so far. */
  count = 0;

  /** The HTML of what is below `root`. */
  write(root: Node): string {
    const copy = inert.createElement('div');
    const originals = new Map<Node, Node>();
    for (const node of root.childNodes) pair(node, copy.appendChild(inert.importNode(node, true)), originals);
    for (const [node, original] of originals) settle(node, original);
    for (const picture of copy.querySelectorAll('img[src^="blob:"]')) {
      // Nobody has it at the next launch.
      picture.removeAttribute('src');
      picture.setAttribute('hidden', '');
    }
    for (const picture of copy.querySelectorAll(MAY_WAIT)) {
      picture.setAttribute('hidden', '');
      picture.setAttribute('loading', 'lazy');
    }
    separate(copy, originals);
    // Rich text may be of any nesting; what a parser would misread of it is left to the element, which builds it in the page.
    for (const box of copy.querySelectorAll('.wx-rich-text')) if (!isReadAsItIs(box, box.innerHTML)) box.replaceChildren();
    const html = copy.innerHTML;
    if (!isReadAsItIs(copy, html)) throw new Unwritable('a parser would read other nodes');
    this.#number(copy, originals);
    return html;
  }

  #number(parent: Node, originals: Map<Node, Node>): void {
    let place = 0;
    for (const node of parent.childNodes) {
      const original = originals.get(node) as WrittenNode | undefined;
      if (original) {
        original.$number = this.count;
        original.$place = place;
      }
      this.count++;
      place++;
      this.#number(node, originals);
    }
  }
}

function pair(node: Node, copy: Node, originals: Map<Node, Node>): void {
  originals.set(copy, node);
  for (let a = node.firstChild, b = copy.firstChild; a && b; a = a.nextSibling, b = b.nextSibling) pair(a, b, originals);
}

/** What an element has that its attributes do not say. */
function settle(copy: Node, node: Node): void {
  // A parser drops the first line break.
  if (node instanceof HTMLTextAreaElement) copy.textContent = node.value.replace(/^\n/, '\n\n');
  else if (node instanceof HTMLInputElement) {
    const input = copy as HTMLInputElement;
    if (node.type === 'password') input.removeAttribute('value');
    else if (node.value) input.setAttribute('value', node.value);
    input.toggleAttribute('checked', node.checked);
  } else if (node instanceof HTMLImageElement && node.naturalWidth && !node.hasAttribute('width') && !node.hasAttribute('height')) {
    // Nothing moves when it comes.
    (copy as Element).setAttribute('width', String(node.naturalWidth));
    (copy as Element).setAttribute('height', String(node.naturalHeight));
  }
}

/** Two texts side by side would be read as one, and one of nothing not at all: comments stand between them and in its place. */
function separate(parent: Node, originals: Map<Node, Node>): void {
  let isAfterText = false;
  for (const node of [...parent.childNodes] as ChildNode[]) {
    const isText = node.nodeType === 3;
    const isEmpty = isText && (node as Text).data === '';
    if (isEmpty) {
      const comment = inert.createComment('');
      originals.set(comment, originals.get(node)!);
      node.replaceWith(comment);
    } else if (isText && isAfterText) node.before(inert.createComment(''));
    isAfterText = isText && !isEmpty;
    separate(node, originals);
  }
}

/** Whether a parser makes the same nodes of the HTML, and all of them are plain. */
function isReadAsItIs(parent: Element, html: string): boolean {
  const template = inert.createElement('template');
  template.innerHTML = html;
  return isPlain(template.content) && isAlike(template.content, parent);
}

function isAlike(one: Node, other: Node): boolean {
  let a = one.firstChild;
  let b = other.firstChild;
  for (; a && b; a = a.nextSibling, b = b.nextSibling) if (a.nodeName !== b.nodeName || !isAlike(a, b)) return false;
  return a === b;
}
