// Parses the html of a Template once: node lookup by preorder number, shells of built-ins, scoped classes, and the walk
// that finds the needed nodes of a clone. In: Template. Out: the fields of Template marked "filled by parse".
// Must not: run per instance.
import { definitionOf } from '../registry';
import { CLASS, COMPONENT, EXTERNAL, FOR, IF, type Op, type Template } from './template';
import type { ElementDefinition } from '../element';
import { compileExpression } from '../../shared/expression';

/**
 * Names with a hyphen are those of custom elements, and browsers remember every such node in the document in case somebody defines its name.
 * Nobody does here: nodes parsed in a tree without a registry, and their clones, cost less to insert. Where the option is unknown they are ordinary.
 */
const parser = document.createElement('div').attachShadow({ mode: 'open', customElementRegistry: null } as ShadowRootInit);
const shells = new Map<string, DocumentFragment>();

/** Static `aria-role` is the role, and a state without a value is true. */
function accessible(el: Element): void {
  const role = el.getAttribute('aria-role');
  if (role) el.setAttribute('role', role);
  for (const { name, value } of el.attributes) {
    if (value === '' && /^aria-(checked|selected|expanded|disabled|hidden|pressed|modal|busy|required|readonly|invalid|atomic|multi\w+)$/.test(name)) el.setAttribute(name, 'true');
  }
}

export function parse(t: Template): Node {
  const content = fragmentOf(t.html);
  const nodes: Node[] = [];
  const walker = document.createTreeWalker(content);
  while (walker.nextNode()) nodes.push(walker.currentNode);
  const structural = t.ops.some((op) => op.code >= IF && op.code <= COMPONENT);
  for (const op of t.ops) {
    const node = nodes[op.at]!;
    op.root = node.parentNode === content;
    op.alone = op.code === FOR && !op.root && node.parentNode!.childNodes.length === 1;
  }
  const behaved: { node: Node; definition: ElementDefinition }[] = [];
  for (const node of nodes) {
    if (node.nodeType !== 1) continue;
    const definition = definitionOf(node as Element);
    accessible(node as Element);
    if (definition?.create && wants(definition, node as Element, t)) behaved.push({ node, definition });
    if (definition?.shell) insertShell(node as Element, definition);
  }
  const external = scopeClasses(t, nodes);
  const single = content.childNodes.length === 1 && !t.ops.some((op) => op.root && isRange(op)) && content.firstChild!;
  const root: Node = single || content;

  // A node is reached from its earlier sibling or its parent; only those somebody asks for get a slot. The root has slot 0.
  const reached = new Map<Node, number>([[root, 0]]);
  const reach = (node: Node): number => {
    let at = reached.get(node);
    if (at === undefined) {
      const previous = node.previousSibling;
      const step = previous ? (reach(previous) << 1) | 1 : reach(node.parentNode!) << 1;
      t.walk.push(step);
      at = t.walk.length;
      reached.set(node, at);
    }
    return at;
  };
  const slots = new Map<Node, number>([[root, 0]]);
  t.kept.push(0);
  const slotOf = (node: Node): number => {
    let slot = slots.get(node);
    if (slot === undefined) {
      slots.set(node, (slot = t.kept.length));
      t.kept.push(reach(node));
    }
    return slot;
  };
  for (const op of t.ops) op.n = slotOf(nodes[op.at]!);
  for (const { node, definition } of behaved) t.behaved.push({ n: slotOf(node), definition });
  for (const { node, text } of external) addClassOp(t, slotOf(node), text);
  const eager = structural || behaved.length > 0;
  for (const op of t.lazy) {
    if (eager || !single) op.n = slotOf(nodes[op.at]!);
    else t.places.set(op.at, placeOf(nodes[op.at]!, root));
  }
  for (const node of single ? [single] : content.childNodes) {
    t.roots.push(slotOf(node));
    t.rootOps.push(t.ops.find((op) => op.root && isRange(op) && nodes[op.at] === node) ?? null);
  }
  t.size = t.kept.length;
  for (const op of t.ops) op.v = t.size++;
  if (behaved.length) for (let up: Template | null = t; up && !up.ends; up = up.parent) up.ends = true;
  if (single) content.removeChild(single);
  t.proto = root;
  return root;
}

function fragmentOf(html: string): DocumentFragment {
  parser.innerHTML = html;
  const fragment = document.createDocumentFragment();
  fragment.append(...parser.childNodes);
  return fragment;
}

function isRange(op: Op): boolean {
  return op.code >= IF && op.code <= COMPONENT;
}

/** `when` limits a behaviour to nodes that have one of its attributes. */
function wants(definition: ElementDefinition, el: Element, t: Template): boolean {
  const when = definition.when;
  if (!when) return true;
  const wanted = when.map(flat);
  for (const name of el.getAttributeNames()) if (wanted.includes(flat(name))) return true;
  // A bound attribute is not in the html; which node it is on does not matter for being careful.
  return t.ops.some((op) => op.name !== '' && wanted.includes(flat(op.name)));
}

/** Attribute names are compared without case and hyphens. */
export function flat(name: string): string {
  return name.replace(/-/g, '').toLowerCase();
}

function insertShell(el: Element, definition: ElementDefinition): void {
  let shell = shells.get(definition.tag);
  if (!shell) {
    shells.set(definition.tag, (shell = fragmentOf(definition.shell!)));
  }
  const copy = shell.cloneNode(true) as DocumentFragment;
  const slot = copy.querySelector('slot');
  const children = [...el.childNodes];
  if (slot) slot.replaceWith(...children);
  else if (children.length) {
    // What draws nothing of its children still has them: they hold a template's updates and components.
    const undrawn = document.createElement('div');
    undrawn.hidden = true;
    undrawn.append(...children);
    copy.append(undrawn);
  }
  el.append(copy);
}

/** Rewrites static classes; those that name external classes differ by instance and become operations. */
function scopeClasses(t: Template, nodes: Node[]): { node: Node; text: string }[] {
  const { definition } = t;
  const external: { node: Node; text: string }[] = [];
  for (const node of nodes) {
    if (node.nodeType !== 1) continue;
    const text = (node as Element).getAttribute('class');
    if (!text) continue;
    if (definition.classDependsOnInstance(text)) {
      (node as Element).removeAttribute('class');
      external.push({ node, text });
    } else if (!definition.plainClasses) (node as Element).setAttribute('class', definition.scopeStatic(text));
  }
  return external;
}

function addClassOp(t: Template, n: number, text: string): void {
  const constant = compileExpression({ kind: 'constant', value: text }, t.depth);
  const host = t.ops.some((op) => op.n === n && op.code === COMPONENT);
  const op: Op = { code: CLASS, at: -1, n, v: -1, e: constant, name: '', deps: [EXTERNAL], inner: null, blocks: [], conds: [], spec: null, key: '', k: 0, root: false, alone: false, host };
  t.ops.unshift(op);
  const list = t.index.get('.');
  if (list) list.push(op);
  else t.index.set('.', [op]);
}

function placeOf(node: Node, root: Node): number[] {
  const place: number[] = [];
  for (let at = node; at !== root; at = at.parentNode!) place.unshift(Array.prototype.indexOf.call(at.parentNode!.childNodes, at));
  return place;
}

/** The node of an op in a block: by slot, or by its place in a block whose structure never changes. */
export function nodeOf(t: Template, op: Op, n: any[]): Node {
  if (op.n >= 0) return n[op.n];
  let node: Node = n[0];
  for (const i of t.places.get(op.at) ?? []) node = node.childNodes[i]!;
  return node;
}
