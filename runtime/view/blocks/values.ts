// Value operations: text, class, style, attributes, WXS handlers, two-way targets, change listeners, animations.
// In: an op of a block. Out: the one DOM write it stands for, and only when the value differs. Must not: touch structure.
import { toText } from '../../shared/expression';
import type { Path } from '../../shared/path';
import { isSwitch } from '../attributes';
import { later } from '../batch';
import { withLate } from '../late';
import type { Host } from '../element_host';
import { preventable } from '../taps';
import { scopeClass } from '../scope_class';
import { placeSlots } from '../slots';
import { styleText } from '../style';
import { valueOf, type Block, type ViewNode } from './block';
import { flat } from './parse';
import { ANIMATION, ATTRIBUTE, CHANGE, CLASS, MODEL, STYLE, TEXT, WXS_EVENT, modelTarget, type Op } from './template';

/** What value ops hang on nodes, beside ViewNode. */
export interface ValueNode extends ViewNode {
  /** Behaviour of a built-in. */
  $e?: Host;
  /** Values of bound attributes, by flat name; kept typed. */
  $a?: Record<string, unknown>;
  /** WXS handlers by event attribute. */
  $w?: Record<string, unknown>;
  /** Two-way bindings by flat attribute name. */
  $m?: Record<string, { b: Block; op: Op }>;
  /** `change:` listeners by flat property name. */
  $p?: Record<string, { b: Block; op: Op }>;
  /** Draws the template's style, while something is laid over it (style_layer.ts). */
  $s?: (base: string) => void;
  /** Draws the template's classes, while some are laid over them (class_layer.ts). */
  $k?: (base: string) => void;
}

export function initValue(b: Block, op: Op): void {
  const node = b.n[op.n];
  switch (op.code) {
    case TEXT: {
      const text = toText(valueOf(b, op.e!));
      b.n[op.v] = text;
      if (b.$first < 0) (node as Text).data = text;
      else if ((node as Text).data !== text) writeText(b, op, text);
      return;
    }
    case CLASS: {
      const text = toText(valueOf(b, op.e!));
      b.n[op.v] = text;
      if (text || op.host || b.$first >= 0) writeClass(b, op, node, text);
      return;
    }
    case STYLE: {
      const text = toText(valueOf(b, op.e!));
      b.n[op.v] = text;
      // In a document that came with its first screen it stands as written.
      const drawn = b.$first < 0 ? '' : (node.getAttribute('style') ?? '');
      if (styleText(text) !== drawn) writeStyle(node, styleText(text));
      return;
    }
    case MODEL:
      b.n[op.v] = null;
      (node.$m ??= {})[flat(op.name)] = { b, op };
      return;
    case CHANGE:
      b.n[op.v] = undefined;
      (node.$p ??= {})[flat(op.name)] = { b, op };
      return;
    default:
      b.n[op.v] = undefined;
      write(b, op, node, valueOf(b, op.e!));
      if (op.code === WXS_EVENT && op.name.endsWith('touchmove')) preventable(node);
  }
}

export function applyValue(b: Block, op: Op): void {
  const node = b.n[op.n];
  if (op.code === MODEL || op.code === CHANGE) return;
  const value = valueOf(b, op.e!);
  const old = b.n[op.v];
  switch (op.code) {
    case TEXT: {
      const text = toText(value);
      if (text !== old) writeText(b, op, (b.n[op.v] = text));
      return;
    }
    case CLASS: {
      const text = toText(value);
      // External classes change what the same text means.
      if (text !== old || op.deps.length > op.e!.deps.length) writeClass(b, op, node, (b.n[op.v] = text));
      return;
    }
    case STYLE: {
      const text = toText(value);
      if (text !== old) writeStyle(node, styleText((b.n[op.v] = text)));
      return;
    }
    default:
      write(b, op, node, value);
  }
}

/** A document that came with its first screen has a comment where there was no text to show. */
function writeText(b: Block, op: Op, text: string): void {
  let node: Text | Comment = b.n[op.n];
  if (node.nodeType === 8) {
    const holder = node as Comment;
    node = b.n[op.n] = document.createTextNode('');
    (node as ViewNode & Text).$b = (holder as ViewNode & Comment).$b;
    holder.replaceWith(node);
  }
  node.data = text;
}

function write(b: Block, op: Op, node: ValueNode, value: unknown): void {
  const old = b.n[op.v];
  b.n[op.v] = value;
  if (op.code === ATTRIBUTE) {
    if (value !== old || typeof value === 'object') setAttribute(node, op.name, value);
    if (op.name === 'slot' && op.root && b.light) placeSlots(b.light);
  } else if (op.code === WXS_EVENT) (node.$w ??= {})[op.name] = value;
  else if (op.code === ANIMATION && value !== old && value) withLate(({ applyAnimation }) => applyAnimation(node, value));
}

/** Whether the value of an attribute can be drawn as an attribute at all. */
export function setAttribute(node: ValueNode, name: string, value: unknown): void {
  const key = flat(name);
  const bound = (node.$a ??= {});
  const old = bound[key];
  bound[key] = value;
  if (key.startsWith('aria')) writeAria(node, name, value);
  else if (value === false || value === null || value === undefined || (!value && isSwitch(node, key))) node.removeAttribute(name);
  else if (typeof value !== 'object' && typeof value !== 'function') {
    const text = value === true ? '' : String(value);
    if (node.getAttribute(name) !== text) writeAttribute(node, name, text);
  }
  node.$e?.changed(name, value);
  const change = node.$p?.[key];
  if (change) later(() => callChange(node, change, value, old));
}

/** States are words (`aria-checked="false"`), and `aria-role` is the role. */
function writeAria(node: Element, name: string, value: unknown): void {
  const target = flat(name) === 'ariarole' ? 'role' : name;
  if (value === null || value === undefined || value === '') node.removeAttribute(target);
  else writeAttribute(node, target, String(value));
}

function writeAttribute(node: Element, name: string, text: string): void {
  // A handler of HTML's would run the text.
  if (/^on[a-z]+$/i.test(name)) return;
  try {
    node.setAttribute(name, text);
  } catch {
    // A name the DOM refuses (`bind:tap"`): programs contain such slips, and they mean nothing.
  }
}

/** `change:prop`: called with the new value, the old one, and descriptors of the owner and of the node. */
export function callChange(node: ValueNode, { b, op }: { b: Block; op: Op }, value: unknown, old: unknown): void {
  const f = valueOf(b, op.e!);
  if (typeof f !== 'function') return;
  withLate(({ callListener }) => callListener(f as (...args: unknown[]) => unknown, node, b, value, old));
}

/** Where a two-way binding writes: the data path, resolved through the frames of the block; null when it is not data. */
export function modelPath({ b, op }: { b: Block; op: Op }): Path | null {
  const { root, path } = modelTarget(op);
  if (root[0] !== '~') return [root, ...path];
  return framePath(b, +root.slice(1), path);
}

function framePath(b: Block, depth: number, path: Path): Path | null {
  let frame = b.s as Block | null;
  while (frame && frame.t.frame !== depth) frame = frame.p as Block | null;
  const operand = frame?.$list?.e?.path;
  if (!frame || !operand) return null;
  const below = [...operand.path, frame.i, ...path];
  return operand.root[0] === '~' ? framePath(frame, +operand.root.slice(1), below) : [operand.root, ...below];
}

// Class and style: the template's, what the host must carry, and what is laid over.

function writeClass(b: Block, op: Op, node: ValueNode, text: string): void {
  let classes = scopeClass(b.c.owner, text);
  if (op.host && node.$c) classes = node.$c.hostClass(classes);
  setClass(node, classes);
}

export function setClass(node: ValueNode, classes: string): void {
  if (node.$k) node.$k(classes);
  else if (node.className !== classes) node.className = classes;
}

export function writeStyle(node: ValueNode, text: string): void {
  if (node.$s) return node.$s(text);
  if (text) node.style.cssText = text;
  else node.removeAttribute('style');
  node.$e?.behaviour?.styled?.();
}
