// Building the frame's own nodes. In: tag, class, attributes, children. Out: an element: a new one, or the one a document that came with
// its first screen has in its place. Must not: be used for a program's nodes.

const HTML = 'http://www.w3.org/1999/xhtml';
const SVG = 'http://www.w3.org/2000/svg';

/** Nodes of the document in the order this code made them when the document was written. */
let given: Iterator<Node> | null = null;
/** While a document is written: what was made, in order. */
let made: Node[] | null = null;

/** Runs what makes nodes on nodes that are there. Throws where they are not those it would make. */
export function adopting<T>(nodes: readonly Node[], run: () => T): T {
  given = nodes[Symbol.iterator]();
  try {
    return run();
  } finally {
    given = null;
  }
}

/** Writes down what `run` makes. */
export function noting(nodes: Node[], run: () => void): void {
  made = nodes;
  try {
    run();
  } finally {
    made = null;
  }
}

export function make(name: string, namespace = HTML): Element {
  if (given) {
    const node = given.next().value as Element | undefined;
    if (node?.localName !== name) throw new Error(`the first screen has <${node?.localName}> where the frame makes <${name}>`);
    return node;
  }
  const node = document.createElementNS(namespace, name);
  made?.push(node);
  return node;
}

/** Appends what does not stand there already; text of an adopted node is there. */
export function put(parent: Element, ...children: (Node | string)[]): void {
  for (const child of children) if (!given || (typeof child !== 'string' && child.parentNode !== parent)) parent.append(child);
}

export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  className?: string,
  attributes?: Record<string, string> | null,
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const el = make(tag) as HTMLElementTagNameMap[K];
  // What an adopted node has already is not said again: an attribute that is set makes the browser style what is below once more.
  if (className && el.className !== className) el.className = className;
  if (attributes) for (const name in attributes) if (el.getAttribute(name) !== attributes[name]) el.setAttribute(name, attributes[name]);
  put(el, ...children);
  return el;
}

/** A line icon on a square grid of `size` units, drawn with the current colour. */
export function icon(paths: string, size = 24, className = 'mn-icon'): Element {
  return drawing(paths.split('|').map((d) => `<path d="${d}"/>`).join(''), size, className);
}

/** A drawing of shapes on a square grid. */
export function drawing(shapes: string, size: number, className = ''): Element {
  const svg = make('svg', SVG);
  if (given) return svg;
  svg.setAttribute('viewBox', `0 0 ${size} ${size}`);
  svg.setAttribute('aria-hidden', 'true');
  if (className) svg.setAttribute('class', className);
  svg.innerHTML = shapes;
  return svg;
}

export function reducedMotion(): boolean {
  return matchMedia('(prefers-reduced-motion: reduce)').matches;
}

/** A colour of a configuration, or nothing when it is not one: it goes into a style. */
export function colour(value: unknown): string {
  return typeof value === 'string' && /^(#[0-9a-f]{3,8}|[a-z]+|rgba?\([\d.,\s%/]+\))$/i.test(value.trim()) ? value.trim() : '';
}
