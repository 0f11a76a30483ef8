// Markup of rich-text: text or node objects to DOM nodes, through a list of what is trusted.
// In: a program's or its server's data, hostile until shown otherwise. Out: nodes without scripts, handlers, links or ids.

import { decodeEntities } from './entities';

export interface RichNode {
  type?: string;
  name?: string;
  attrs?: Record<string, unknown>;
  children?: unknown;
  text?: unknown;
}

export interface RichOptions {
  scoped(classes: string): string;
  url(path: string): string;
  rpxToPx(rpx: number): number;
  text(text: string): string;
}

const TAGS = new Set(
  ('a abbr address article aside b bdi bdo big blockquote br caption center cite code col colgroup dd del div dl dt em fieldset font footer ' +
    'h1 h2 h3 h4 h5 h6 header hr i img ins label legend li mark nav ol p pre q rt ruby s section small span strong sub sup table tbody td tfoot th thead tr tt u ul').split(' '),
);
/** Attributes beyond class and style. */
const ATTRIBUTES: Record<string, string[]> = {
  bdo: ['dir'], col: ['span', 'width'], colgroup: ['span', 'width'], font: ['color', 'face', 'size'], img: ['alt', 'src', 'height', 'width'], ol: ['start', 'type'],
  table: ['width', 'border', 'cellspacing', 'cellpadding', 'align'], td: ['colspan', 'height', 'rowspan', 'width', 'align'], th: ['colspan', 'height', 'rowspan', 'width', 'align'], tr: ['colspan', 'height', 'rowspan', 'width', 'align'],
};
const DEPTH_MAX = 200;

/** HTML text to node objects. The browser's own parser reads it into a document that runs nothing and loads nothing. */
export function parse(html: string): RichNode[] {
  const document = new DOMParser().parseFromString(html, 'text/html');
  return childrenOf(document.body, 0);
}

function childrenOf(parent: Node, depth: number): RichNode[] {
  const list: RichNode[] = [];
  if (depth > DEPTH_MAX) return list;
  for (const node of parent.childNodes) {
    if (node.nodeType === Node.TEXT_NODE) list.push({ type: 'text', text: escapeAmpersand(node.nodeValue ?? '') });
    else if (node instanceof Element) {
      const attrs: Record<string, string> = {};
      for (const { name, value } of node.attributes) attrs[name] = value;
      list.push({ name: node.localName, attrs, children: childrenOf(node, depth + 1) });
    }
  }
  return list;
}

/** The parser has decoded the text; `build` decodes once more what node objects carry. */
const escapeAmpersand = (text: string) => text.replace(/&/g, '&amp;');

export function build(nodes: unknown, options: RichOptions, depth = 0): Node[] {
  const out: Node[] = [];
  if (!Array.isArray(nodes) || depth > DEPTH_MAX) return out;
  for (const node of nodes as RichNode[]) {
    if (!node || typeof node !== 'object') continue;
    if (node.type === 'text') {
      out.push(document.createTextNode(options.text(decodeEntities(String(node.text ?? '')))));
      continue;
    }
    const name = String(node.name ?? '').toLowerCase();
    if (!TAGS.has(name)) continue;
    const el = document.createElement(name);
    for (const key in node.attrs ?? {}) attribute(el, name, key.toLowerCase(), node.attrs![key], options);
    el.append(...build(node.children, options, depth + 1));
    out.push(el);
  }
  return out;
}

function attribute(el: HTMLElement, tag: string, name: string, value: unknown, options: RichOptions): void {
  if (value === null || value === undefined) return;
  const text = String(value);
  if (name === 'class') el.className = options.scoped(text);
  else if (name === 'style') el.style.cssText = text.replace(/(-?[\d.]+)rpx\b/g, (_, rpx) => `${options.rpxToPx(Number(rpx))}px`);
  else if (ATTRIBUTES[tag]?.includes(name)) {
    if (name !== 'src') el.setAttribute(name, text);
    else if (!/^\s*(javascript|vbscript|file):/i.test(text)) {
      el.setAttribute('src', options.url(text));
      el.setAttribute('loading', 'lazy');
    }
  }
}
