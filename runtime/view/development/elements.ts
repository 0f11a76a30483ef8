// The elements of a page as they stand in WXML, with the line of each. In: blocks of the page, places that `mn.t` came with.
// Out: rows, a frame round one, the one that is tapped next. Must not: change a node of the program.
//
// A template does not know where its elements stand. The k-th element of a block is the k-th of the nodes the template was made of: found by walking both.
import { readMarkup, type MarkupNode } from '../../shared/markup';
import type { Block } from '../blocks/block';
import { CALL, COMPONENT, FOR, IF, SLOT, type Op, type Template } from '../blocks/template';
import { blockOf } from '../components';
import type { ValueNode } from '../blocks/values';
import { mn, type TemplateFile } from '../registry';
import type { ElementRow } from './types';

const places = new Map<string, (number | string)[]>();
const { t } = mn;
// Chunks of a development server tell the lines behind the path.
mn.t = ((path: string, lines?: (number | string)[]) => {
  if (lines) places.set(path, lines);
  return t(path);
}) as typeof t;

type Placed = { tag: string; place: string };
/** The elements of a template in order. */
const elementsOf = new WeakMap<Template, Placed[]>();
const readFiles = new WeakSet<TemplateFile>();

/** Walks the nodes of a file and tells each element's line. */
function read(block: Block): void {
  const { file, definition } = block.t;
  if (!readFiles.has(file)) {
    readFiles.add(file);
    numberFile(file);
  }
  const main = definition.main;
  if (main && main.file === file && !elementsOf.has(main.t)) associate(main.t, file.main, file);
  for (const name of readMarkup(file.strings, file.functions).templates.keys()) {
    const found = file.find(name);
    if (found?.file === file) associate(definition.template(found.nodes, file), found.nodes, file);
  }
}

const lineOf = new WeakMap<MarkupNode, string>();

function numberFile(file: TemplateFile): void {
  const lines = places.get(file.path) ?? [];
  let count = 0;
  const visit = (nodes: readonly MarkupNode[]): void => {
    for (const node of nodes) {
      if (node.kind === 'if') for (const branch of node.branches) visit(branch.nodes);
      else if (node.kind === 'for') visit(node.nodes);
      else if (node.kind === 'element') {
        const line = lines[count++];
        lineOf.set(node, typeof line === 'string' ? line : line ? `${file.path}.wxml:${line}` : '');
        visit(node.children);
      }
    }
  };
  visit(file.main);
  for (const name of readMarkup(file.strings, file.functions).templates.keys()) visit(file.find(name)!.nodes);
}

/** Elements of a template, and the templates of what stands in it: both lists are in the order of the nodes. */
function associate(template: Template, nodes: readonly MarkupNode[], file: TemplateFile): void {
  const ops = template.ops.filter(({ code }) => [IF, FOR, CALL, SLOT, COMPONENT].includes(code));
  const elements: Placed[] = [];
  const next = (): Op | undefined => ops.shift();
  const visit = (list: readonly MarkupNode[]): void => {
    for (const node of list) {
      if (node.kind === 'text') continue;
      if (node.kind !== 'element') {
        const op = next();
        if (node.kind === 'if') node.branches.forEach((branch, i) => op?.blocks[i] && associate(op.blocks[i]!, branch.nodes, file));
        else if (node.kind === 'for' && op?.blocks[0]) associate(op.blocks[0], node.nodes, file);
        continue;
      }
      elements.push({ tag: node.tag, place: lineOf.get(node) ?? '' });
      if (node.component < 0) visit(node.children);
      else {
        const op = next();
        if (op?.blocks[0]) associate(op.blocks[0], node.children, file);
      }
    }
  };
  visit(nodes);
  elementsOf.set(template, elements);
}

/** The element of WXML that a node is, if it is one. */
function placed(element: Element): Placed | null {
  const block = blockOf(element);
  if (!block || !element.localName.includes('-')) return null;
  if (!elementsOf.has(block.t)) read(block);
  const at = positionIn(block, element);
  return elementsOf.get(block.t)?.[at] ?? null;
}

/** Roots of a block stand beside one another, other blocks between them; below them stand other blocks, too. */
function positionIn(block: Block, wanted: Element): number {
  let count = 0;
  // A virtual host is not in the document: its anchor stands for it.
  const anchors = new Set<Node>(block.t.ops.flatMap(({ code, v }) => (code === COMPONENT && block.n[v]?.anchor) || []));
  const visit = (node: Element): boolean => {
    if (node === wanted) return true;
    if (node.localName.includes('-')) count++;
    for (const child of node.childNodes) {
      const own = (child as ValueNode).$b;
      if (anchors.has(child)) count++;
      else if (child.nodeType === 1 && (!own || own === block) && visit(child as Element)) return true;
    }
    return false;
  };
  for (const slot of block.t.roots) {
    const root: Node = block.n[slot];
    if (root.nodeType === 1 && visit(root as Element)) return count;
  }
  return -1;
}

const HIDDEN = /^(bind|catch|mutbind|capturebind|capturecatch)/;
const TEXT_MAX = 80;

export function rowsOf(root: Element): ElementRow[] {
  const rows: ElementRow[] = [{ element: root, depth: 0, tag: 'page', attributes: [], text: '', place: '', childCount: root.children.length }];
  const visit = (parent: Node, depth: number): void => {
    for (const node of parent.childNodes) {
      if (node.nodeType === 3) {
        const text = node.nodeValue!.trim();
        if (text) rows.push({ element: null, depth, tag: '', attributes: [], text: text.slice(0, TEXT_MAX), place: '', childCount: 0 });
      }
      if (node.nodeType !== 1) continue;
      const element = node as Element;
      const found = placed(element);
      if (!found) {
        visit(element, depth);
        continue;
      }
      const attributes = attributesOf(element);
      const row: ElementRow = { element, depth, tag: found.tag, attributes, text: '', place: found.place, childCount: 0 };
      rows.push(row);
      const before = rows.length;
      visit(element, depth + 1);
      row.childCount = rows.length - before;
    }
  };
  visit(root, 1);
  return rows;
}

/** As they are written: events with a colon, classes without their scope. */
function attributesOf(element: Element): [string, string][] {
  const { definition } = blockOf(element)!.t;
  const all = [...element.attributes].map(({ name, value }): [string, string] => [name.replace(HIDDEN, '$1:'), name === 'class' ? plain(value, definition.scope) : value]);
  return all.filter(([name, value]) => name !== 'class' || value);
}

function plain(classes: string, scope: string): string {
  const names = classes.split(/\s+/).filter((name) => name && !/^h_/.test(name));
  return [...new Set(names.map((name) => name.replace(new RegExp(`_${scope}$`), '')))].join(' ');
}

/** The innermost element of WXML a node stands in. */
export function elementAt(node: Element | null): Element | null {
  for (let at = node; at; at = at.parentElement) if (placed(at)) return at;
  return null;
}


let box: HTMLElement | null = null;

export function highlight(element: Element | null): void {
  box?.remove();
  box = null;
  if (!element) return;
  const { left, top, width, height } = element.getBoundingClientRect();
  box = document.createElement('minnow-highlight');
  Object.assign(box.style, {
    position: 'fixed', left: `${left}px`, top: `${top}px`, width: `${width}px`, height: `${height}px`, zIndex: '2147483645', pointerEvents: 'none',
    background: 'rgba(61, 132, 255, .22)', outline: '1.5px solid #3d84ff', borderRadius: '2px',
  });
  document.documentElement.append(box);
}

export function pick(chosen: (element: Element | null) => void): () => void {
  const under = (event: MouseEvent) => elementAt(document.elementFromPoint(event.clientX, event.clientY));
  const isOurs = (event: Event) => event.composedPath().some((node) => node instanceof Element && node.localName.startsWith('minnow-'));
  const move = (event: PointerEvent) => highlight(isOurs(event) ? null : under(event));
  const hold = (event: Event) => {
    if (isOurs(event)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (event.type !== 'click') return;
    stop();
    chosen(under(event as MouseEvent));
  };
  const escape = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return;
    stop();
    chosen(null);
  };
  const held = ['pointerdown', 'pointerup', 'mousedown', 'mouseup', 'touchstart', 'touchend', 'click'];
  const stop = () => {
    highlight(null);
    for (const type of held) removeEventListener(type, hold, true);
    removeEventListener('pointermove', move, true);
    removeEventListener('keydown', escape, true);
  };
  for (const type of held) addEventListener(type, hold, { capture: true, passive: false });
  addEventListener('pointermove', move, true);
  addEventListener('keydown', escape, true);
  return stop;
}
