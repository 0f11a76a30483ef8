// A document that only remembers: what the view and the elements need of the DOM to draw a page, without layout, events or network.
// In: calls of the view's own drawing code. Out: a tree of nodes (html.ts writes it). Must not: run on a visitor's machine.
import { parseHtml, writeHtml } from './html';
import { matches, selectAll } from './select';
import { StyleDeclaration } from './declarations';

export const HTML = 'http://www.w3.org/1999/xhtml';
export const ELEMENT = 1;
export const TEXT = 3;
export const COMMENT = 8;
export const FRAGMENT = 11;

export class RememberedNode {
  nodeType = 0;
  parentNode: RememberedNode | null = null;
  firstChild: RememberedNode | null = null;
  lastChild: RememberedNode | null = null;
  nextSibling: RememberedNode | null = null;
  previousSibling: RememberedNode | null = null;
  /** Number in the written document, where it stands in one (html.ts). */
  $number = -1;
  /** Position among its written siblings. */
  $place = -1;

  static readonly TEXT_NODE = TEXT;
  static readonly DOCUMENT_POSITION_FOLLOWING = 4;

  get ownerDocument(): RememberedDocument {
    return remembered;
  }
  get parentElement(): RememberedElement | null {
    return this.parentNode instanceof RememberedElement ? this.parentNode : null;
  }
  get childNodes(): RememberedNode[] {
    const nodes: RememberedNode[] = [];
    for (let at = this.firstChild; at; at = at.nextSibling) nodes.push(at);
    return nodes;
  }
  get children(): RememberedElement[] {
    return this.childNodes.filter((node): node is RememberedElement => node.nodeType === ELEMENT);
  }
  get childElementCount(): number {
    return this.children.length;
  }
  get firstElementChild(): RememberedElement | null {
    return this.children[0] ?? null;
  }
  get lastElementChild(): RememberedElement | null {
    return this.children.at(-1) ?? null;
  }
  get nextElementSibling(): RememberedElement | null {
    let at = this.nextSibling;
    while (at && at.nodeType !== ELEMENT) at = at.nextSibling;
    return at as RememberedElement | null;
  }
  get previousElementSibling(): RememberedElement | null {
    let at = this.previousSibling;
    while (at && at.nodeType !== ELEMENT) at = at.previousSibling;
    return at as RememberedElement | null;
  }
  get isConnected(): boolean {
    return this.getRootNode() === remembered;
  }
  getRootNode(): RememberedNode {
    let at: RememberedNode = this;
    while (at.parentNode) at = at.parentNode;
    return at;
  }
  get textContent(): string {
    let text = '';
    for (let at = this.firstChild; at; at = at.nextSibling) if (at.nodeType !== COMMENT) text += at.textContent;
    return text;
  }
  set textContent(text: string) {
    this.replaceChildren(...(text === '' || text == null ? [] : [String(text)]));
  }
  contains(other: RememberedNode | null): boolean {
    for (let at = other; at; at = at.parentNode) if (at === this) return true;
    return false;
  }
  hasChildNodes(): boolean {
    return this.firstChild !== null;
  }

  insertBefore<N extends RememberedNode>(node: N, before: RememberedNode | null): N {
    if (node.nodeType === FRAGMENT) {
      for (const child of node.childNodes) this.insertBefore(child, before);
      return node;
    }
    if (node === (before as RememberedNode | null)) return node;
    node.remove();
    const previous = before ? before.previousSibling : this.lastChild;
    node.parentNode = this;
    node.previousSibling = previous;
    node.nextSibling = before;
    if (previous) previous.nextSibling = node;
    else this.firstChild = node;
    if (before) before.previousSibling = node;
    else this.lastChild = node;
    return node;
  }
  appendChild<N extends RememberedNode>(node: N): N {
    return this.insertBefore(node, null);
  }
  removeChild<N extends RememberedNode>(node: N): N {
    node.remove();
    return node;
  }
  remove(): void {
    const { parentNode: parent, previousSibling: previous, nextSibling: next } = this;
    if (!parent) return;
    if (previous) previous.nextSibling = next;
    else parent.firstChild = next;
    if (next) next.previousSibling = previous;
    else parent.lastChild = previous;
    this.parentNode = this.previousSibling = this.nextSibling = null;
  }
  append(...nodes: (RememberedNode | string)[]): void {
    for (const node of nodes) this.insertBefore(toNode(node), null);
  }
  prepend(...nodes: (RememberedNode | string)[]): void {
    const first = this.firstChild;
    for (const node of nodes) this.insertBefore(toNode(node), first);
  }
  before(...nodes: (RememberedNode | string)[]): void {
    for (const node of nodes) this.parentNode?.insertBefore(toNode(node), this);
  }
  after(...nodes: (RememberedNode | string)[]): void {
    const next = this.nextSibling;
    for (const node of nodes) this.parentNode?.insertBefore(toNode(node), next);
  }
  replaceWith(...nodes: (RememberedNode | string)[]): void {
    const { parentNode: parent, nextSibling: next } = this;
    this.remove();
    for (const node of nodes) parent?.insertBefore(toNode(node), next);
  }
  replaceChildren(...nodes: (RememberedNode | string)[]): void {
    while (this.firstChild) this.firstChild.remove();
    this.append(...nodes);
  }
  cloneNode(deep = false): RememberedNode {
    const copy = this.shallowCopy();
    if (deep) for (let at = this.firstChild; at; at = at.nextSibling) link(copy, at.cloneNode(true));
    return copy;
  }
  shallowCopy(): RememberedNode {
    return new RememberedNode();
  }
  /** 4 where `other` comes later in the document, else 2. */
  compareDocumentPosition(other: RememberedNode): number {
    const mine = pathOf(this);
    const theirs = pathOf(other);
    for (let i = 0; i < mine.length && i < theirs.length; i++) {
      if (mine[i] === theirs[i]) continue;
      for (let at: RememberedNode | null = mine[i]!; at; at = at.nextSibling) if (at === theirs[i]) return RememberedNode.DOCUMENT_POSITION_FOLLOWING;
      return 2;
    }
    return mine.length < theirs.length ? RememberedNode.DOCUMENT_POSITION_FOLLOWING : 2;
  }
  querySelectorAll(selector: string): RememberedElement[] {
    return selectAll(this, selector);
  }
  querySelector(selector: string): RememberedElement | null {
    return selectAll(this, selector, true)[0] ?? null;
  }
  // Nothing happens here.
  addEventListener(): void {}
  removeEventListener(): void {}
  dispatchEvent(): boolean {
    return true;
  }
}

/** Appends a node that stands nowhere yet. */
function link(parent: RememberedNode, node: RememberedNode): void {
  const last = parent.lastChild;
  node.parentNode = parent;
  node.previousSibling = last;
  if (last) last.nextSibling = node;
  else parent.firstChild = node;
  parent.lastChild = node;
}

function pathOf(node: RememberedNode): RememberedNode[] {
  const path: RememberedNode[] = [];
  for (let at: RememberedNode | null = node; at; at = at.parentNode) path.unshift(at);
  return path;
}

function toNode(node: RememberedNode | string): RememberedNode {
  return node instanceof RememberedNode ? node : new RememberedText(String(node));
}

export class RememberedText extends RememberedNode {
  constructor(public data: string) {
    super();
    this.nodeType = TEXT;
  }
  override get textContent(): string {
    return this.data;
  }
  override set textContent(text: string) {
    this.data = String(text);
  }
  override shallowCopy(): RememberedText {
    return new RememberedText(this.data);
  }
}

export class RememberedComment extends RememberedNode {
  constructor(public data: string) {
    super();
    this.nodeType = COMMENT;
  }
  override get textContent(): string {
    return this.data;
  }
  override shallowCopy(): RememberedComment {
    return new RememberedComment(this.data);
  }
}

export class RememberedFragment extends RememberedNode {
  constructor() {
    super();
    this.nodeType = FRAGMENT;
  }
  override shallowCopy(): RememberedFragment {
    return new RememberedFragment();
  }
  set innerHTML(html: string) {
    this.replaceChildren(...parseHtml(html));
  }
  getElementById(id: string): RememberedElement | null {
    return this.querySelector(`#${id}`);
  }
}

/** Names the DOM refuses; the HTML parser takes more of them, which is why setting one can fail. */
const badName = /^[-.0-9]|[\s"'<>/=@{}()[\]*+?!,;&$%^~`|\\#]/;
const noBox = { x: 0, y: 0, left: 0, top: 0, right: 0, bottom: 0, width: 0, height: 0 };
const noAnimation = { cancel() {}, finish() {}, pause() {}, play() {}, finished: new Promise<never>(() => {}), currentTime: 0 };

export class RememberedElement extends RememberedNode {
  #attributes: Map<string, string> | null = null;
  #style: StyleDeclaration | null = null;
  /** Layout there is none of (below, on the prototype). */
  declare clientWidth: number;
  declare clientHeight: number;
  declare offsetLeft: number;
  declare offsetTop: number;
  declare offsetWidth: number;
  declare offsetHeight: number;
  declare scrollLeft: number;
  declare scrollTop: number;
  declare scrollWidth: number;
  declare scrollHeight: number;

  constructor(
    readonly localName: string,
    readonly namespaceURI: string = HTML,
  ) {
    super();
    this.nodeType = ELEMENT;
  }
  get tagName(): string {
    return this.namespaceURI === HTML ? this.localName.toUpperCase() : this.localName;
  }
  get nodeName(): string {
    return this.tagName;
  }
  override shallowCopy(): RememberedElement {
    const copy = new RememberedElement(this.localName, this.namespaceURI);
    if (this.#attributes) copy.#attributes = new Map(this.#attributes);
    return copy;
  }

  // Attributes
  getAttribute(name: string): string | null {
    return this.#attributes?.get(name) ?? null;
  }
  setAttribute(name: string, value: unknown): void {
    if (badName.test(name) || name === '') throw new TypeError(`"${name}" is not an attribute's name`);
    this.writeAttribute(this.namespaceURI === HTML ? name.toLowerCase() : name, String(value));
  }
  /** As the parser does, which refuses no name. */
  writeAttribute(name: string, value: string): void {
    if (name === 'style') this.#style = null;
    (this.#attributes ??= new Map()).set(name, value);
  }
  removeAttribute(name: string): void {
    if (name === 'style') this.#style = null;
    this.#attributes?.delete(name);
  }
  hasAttribute(name: string): boolean {
    return this.getAttribute(name) !== null;
  }
  toggleAttribute(name: string, on = !this.hasAttribute(name)): boolean {
    if (on) this.setAttribute(name, this.getAttribute(name) ?? '');
    else this.removeAttribute(name);
    return on;
  }
  getAttributeNames(): string[] {
    return this.#attributes ? [...this.#attributes.keys()] : [];
  }
  forEachAttribute(run: (value: string, name: string) => void): void {
    this.#attributes?.forEach(run);
  }
  get attributes(): { name: string; value: string }[] {
    return this.#attributes ? [...this.#attributes].map(([name, value]) => ({ name, value })) : [];
  }
  get style(): any {
    return (this.#style ??= new StyleDeclaration(
      this.#attributes?.get('style') ?? '',
      (text) => {
        if (text) (this.#attributes ??= new Map()).set('style', text);
        else this.#attributes?.delete('style');
      },
    )).proxy;
  }
  set style(text: string) {
    this.setAttribute('style', text);
  }
  get className(): string {
    return this.#attributes?.get('class') ?? '';
  }
  set className(text: string) {
    this.writeAttribute('class', String(text));
  }
  get classList(): ClassList {
    return new ClassList(this);
  }
  get dataset(): Record<string, string> {
    return new Proxy({} as Record<string, string>, {
      get: (_, key) => (typeof key === 'string' ? (this.getAttribute(dataName(key)) ?? undefined) : undefined),
      set: (_, key, value) => (this.setAttribute(dataName(String(key)), value), true),
      deleteProperty: (_, key) => (this.removeAttribute(dataName(String(key))), true),
      has: (_, key) => this.hasAttribute(dataName(String(key))),
    });
  }
  get tabIndex(): number {
    return Number(this.getAttribute('tabindex') ?? -1);
  }
  set tabIndex(value: number) {
    this.setAttribute('tabindex', value);
  }

  // Markup
  get innerHTML(): string {
    return this.childNodes.map(writeHtml).join('');
  }
  set innerHTML(html: string) {
    this.replaceChildren(...parseHtml(html, this.namespaceURI));
  }
  get outerHTML(): string {
    return writeHtml(this);
  }
  matches(selector: string): boolean {
    return matches(this, selector);
  }
  closest(selector: string): RememberedElement | null {
    for (let at: RememberedNode | null = this; at; at = at.parentNode) if (at instanceof RememberedElement && matches(at, selector)) return at;
    return null;
  }
  attachShadow(): RememberedFragment {
    return new RememberedFragment();
  }

  // What needs layout, time or a person
  getBoundingClientRect() {
    return noBox;
  }
  getClientRects(): object[] {
    return [];
  }
  getAnimations(): object[] {
    return [];
  }
  animate(): object {
    return noAnimation;
  }
  getContext(): null {
    return null;
  }
  scrollTo(): void {}
  scrollBy(): void {}
  scrollIntoView(): void {}
  focus(): void {}
  blur(): void {}
  click(): void {}
  select(): void {}
  setSelectionRange(): void {}
  load(): void {}
  pause(): void {}
  play(): Promise<never> {
    return new Promise(() => {});
  }
  setPointerCapture(): void {}
  releasePointerCapture(): void {}
}
Object.assign(RememberedElement.prototype, { clientWidth: 0, clientHeight: 0, offsetLeft: 0, offsetTop: 0, offsetWidth: 0, offsetHeight: 0, scrollLeft: 0, scrollTop: 0, scrollWidth: 0, scrollHeight: 0 });

function dataName(key: string): string {
  return `data-${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

class ClassList {
  constructor(readonly element: RememberedElement) {}
  get names(): string[] {
    return this.element.className.split(/\s+/).filter(Boolean);
  }
  contains(name: string): boolean {
    return this.names.includes(name);
  }
  add(...names: string[]): void {
    const before = this.names;
    const after = [...before, ...names.filter((name) => name && !before.includes(name))];
    if (after.length > before.length) this.element.className = after.join(' ');
  }
  remove(...names: string[]): void {
    const before = this.names;
    const after = before.filter((name) => !names.includes(name));
    if (after.length < before.length) this.element.className = after.join(' ');
  }
  toggle(name: string, on = !this.contains(name)): boolean {
    if (on) this.add(name);
    else this.remove(name);
    return on;
  }
  get length(): number {
    return this.names.length;
  }
  [Symbol.iterator](): Iterator<string> {
    return this.names[Symbol.iterator]();
  }
}

/** Properties that are attributes of another name or kind. */
function reflect(names: string, get: (el: RememberedElement, name: string) => unknown, set: (el: RememberedElement, name: string, value: unknown) => void): void {
  for (const pair of names.split(' ')) {
    const [property, attribute = property!.toLowerCase()] = pair.split('=');
    Object.defineProperty(RememberedElement.prototype, property!, {
      get(this: RememberedElement) {
        return get(this, attribute);
      },
      set(this: RememberedElement, value: unknown) {
        set(this, attribute, value);
      },
      configurable: true,
    });
  }
}
const TEXTS =
  'id slot title lang src alt href rel type name placeholder role=role referrerPolicy inputMode enterKeyHint autocomplete max min step width height target ' +
  'poster preload htmlFor=for ariaLabel=aria-label ariaHidden=aria-hidden ariaDisabled=aria-disabled decoding loading pattern dir';
const FLAGS = 'hidden inert disabled readOnly multiple autofocus controls loop muted autoplay playsInline required draggable';
reflect(TEXTS, (el, name) => el.getAttribute(name) ?? '', (el, name, value) => el.setAttribute(name, value));
reflect(FLAGS, (el, name) => el.hasAttribute(name), (el, name, value) => void el.toggleAttribute(name, !!value));
// A field's content is its attribute here: there is nobody who could have typed.
reflect('value', (el, name) => (el.localName === 'textarea' ? el.textContent : (el.getAttribute(name) ?? '')), (el, name, value) => {
  if (el.localName === 'textarea') el.textContent = String(value ?? '');
  else if (value === '' || value == null) el.removeAttribute(name);
  else el.setAttribute(name, value);
});
reflect('defaultValue=value', (el, name) => el.getAttribute(name) ?? '', (el, name, value) => el.setAttribute(name, value));
reflect('checked', (el, name) => el.hasAttribute(name), (el, name, value) => void el.toggleAttribute(name, !!value));
reflect('maxLength=maxlength', (el, name) => Number(el.getAttribute(name) ?? -1), (el, name, value) => (Number(value) >= 0 ? el.setAttribute(name, value) : el.removeAttribute(name)));

export class RememberedDocument extends RememberedNode {
  readonly documentElement = new RememberedElement('html');
  readonly head = new RememberedElement('head');
  readonly body = new RememberedElement('body');
  readonly fonts = { add() {}, ready: new Promise<never>(() => {}) };
  readonly hidden = false;
  readonly visibilityState = 'visible';
  readonly readyState = 'complete';
  readonly currentScript = null;
  readonly activeElement = this.body;
  readonly fullscreenElement = null;
  title = '';

  constructor() {
    super();
    this.nodeType = 9;
    this.documentElement.append(this.head, this.body);
    this.append(this.documentElement);
  }
  createElement(name: string): RememberedElement {
    return new RememberedElement(String(name).toLowerCase());
  }
  createElementNS(namespace: string | null, name: string): RememberedElement {
    return new RememberedElement(name, namespace ?? '');
  }
  createTextNode(data: string): RememberedText {
    return new RememberedText(String(data));
  }
  createComment(data: string): RememberedComment {
    return new RememberedComment(String(data));
  }
  createDocumentFragment(): RememberedFragment {
    return new RememberedFragment();
  }
  createTreeWalker(root: RememberedNode, show = 0xffffffff): { currentNode: RememberedNode; nextNode(): RememberedNode | null } {
    return {
      currentNode: root,
      nextNode() {
        for (let at: RememberedNode | null = this.currentNode; (at = following(at, root)); ) {
          if (show & (1 << (at.nodeType - 1))) return (this.currentNode = at);
        }
        return null;
      },
    };
  }
  getElementById(id: string): RememberedElement | null {
    return this.querySelector(`#${id}`);
  }
  hasFocus(): boolean {
    return false;
  }
}

function following(node: RememberedNode, root: RememberedNode): RememberedNode | null {
  if (node.firstChild) return node.firstChild;
  for (let at: RememberedNode | null = node; at && at !== root; at = at.parentNode) if (at.nextSibling) return at.nextSibling;
  return null;
}

export const remembered: RememberedDocument = new RememberedDocument();
