// Nodes of the document as tests in the other realm reach them: one member at a time.
// In: a node, a member, what to do with it. Out: plain values, marks for nodes. Must not: keep anything.
import { writtenClasses } from './classes';
import { markupOf } from './tree';
import type { ValueNode } from '../../view/blocks/values';
import { WINDOW, contentOf, nodeOf, numberOf } from './nodes';

interface Reach {
  node: number;
  kind: 'get' | 'set' | 'call';
  name: string;
  args?: unknown[];
}

export function reach({ node, kind, name, args = [] }: Reach): unknown {
  const holder: any = node === WINDOW ? window : nodeOf(node);
  const own = holder instanceof Element ? told(holder, kind, name, args) : undefined;
  if (own) return encode(own.value);
  if (kind === 'set') return void (holder[name] = decode(args[0]));
  if (kind === 'get') return encode(holder[name]);
  return encode(holder[name](...args.map(decode)));
}

/** Members whose answer is in terms of the program's sources, not of what is drawn for them. */
function told(el: Element, kind: Reach['kind'], name: string, args: unknown[]): { value: unknown } | undefined {
  if (kind === 'set') return undefined;
  if ((el as ValueNode).$c?.anchor) return ofVirtual(el, name);
  switch (name) {
    case 'className':
      return { value: writtenClasses(el).join(' ') };
    case 'classList':
      return { value: writtenClasses(el) };
    case 'innerHTML':
      return { value: markupOf(el, false) };
    case 'outerHTML':
      return { value: markupOf(el, true) };
    case 'tagName':
      return { value: el.localName.toUpperCase() };
    case 'getAttribute':
      return args[0] === 'class' && el.hasAttribute('class') ? { value: writtenClasses(el).join(' ') } : undefined;
    default:
      return undefined;
  }
}

/** A virtual host answers with what stands in its place. */
function ofVirtual(el: Element, name: string): { value: unknown } | undefined {
  const content = contentOf(el);
  switch (name) {
    case 'textContent':
    case 'innerText':
      return { value: content.map(({ textContent }) => textContent).join('') };
    case 'childNodes':
      return { value: content };
    case 'children':
      return { value: content.filter((node) => node instanceof Element) };
    case 'innerHTML':
      return { value: markupOf(el, false) };
    default:
      return undefined;
  }
}

function encode(value: any): unknown {
  if (typeof value === 'function') return { $function: true };
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Node) return { $node: numberOf(value) };
  if (value instanceof CSSStyleDeclaration) return { $style: styles(value) };
  if (value instanceof DOMRect) return value.toJSON();
  if (value instanceof DOMStringMap) return { ...value };
  if (Array.isArray(value) || typeof value[Symbol.iterator] === 'function') return [...value].map(encode);
  return { $object: Object.prototype.toString.call(value) };
}

/** By both names of each property; those of an element's own style that are set. */
function styles(style: CSSStyleDeclaration): Record<string, string> {
  const out: Record<string, string> = { cssText: style.cssText };
  for (const name of style) {
    out[name] = style.getPropertyValue(name);
    out[name.replace(/-+([a-z])/g, (_, letter: string) => letter.toUpperCase())] = out[name]!;
  }
  return out;
}

function decode(value: any): unknown {
  return typeof value === 'object' && value !== null && '$node' in value ? nodeOf(value.$node) : value;
}
