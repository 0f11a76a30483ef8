// What is drawn, in terms of the templates: a tree for snapshots, and markup.
// In: a node. Out: tags, attributes, handlers and texts as written. Must not: tell of nodes that elements make for themselves.
import type { ValueNode } from '../../view/blocks/values';
import type { Tree } from '../protocol';
import { writtenClasses } from './classes';
import { contentOf } from './nodes';

const HANDLER = /^(?:capture-?)?(?:mut-?)?(?:bind|catch)/;
/** What the view adds to make elements accessible and lay them out. */
const ADDED = new Set(['class', 'style', 'tabindex', 'role', 'slot']);

export function treeOf(el: Element): Tree {
  const tag = (el as ValueNode).$c ? el.localName.replace(/^wx-/, '') : el.localName;
  return { tag, attributes: attributesOf(el), handlers: handlersOf(el), children: childrenOf(el) };
}

function attributesOf(el: Element): [string, string][] {
  const classes = writtenClasses(el).filter((name) => !name.startsWith('mn-') && !/^wx-/.test(name)).join(' ');
  const style = el.getAttribute('style') ?? '';
  const list: [string, string][] = [];
  if (classes) list.push(['class', classes]);
  if (style) list.push(['style', style]);
  for (const { name, value } of el.attributes) if (!ADDED.has(name) && !HANDLER.test(name) && !name.startsWith('aria-')) list.push([name, value]);
  for (const [name, value] of Object.entries((el as ValueNode).$a ?? {})) {
    if (!el.hasAttribute(name) && value !== undefined && value !== '') list.push([name, typeof value === 'string' ? value : `{{${JSON.stringify(value)}}}`]);
  }
  return list.sort(([one], [other]) => (one < other ? -1 : 1));
}

function handlersOf(el: Element): [string, string][] {
  const handlers = [...el.attributes].filter(({ name, value }) => HANDLER.test(name) && value);
  return handlers.map(({ name, value }): [string, string] => [name.replace(/^(.*?(?:bind|catch)):?/, '$1:'), value]).sort(([one], [other]) => (one < other ? -1 : 1));
}

/** Shells of elements have no hyphen in their names: what they hold counts, they do not. */
function childrenOf(el: Element): (Tree | string)[] {
  const children: (Tree | string)[] = [];
  for (const child of contentOf(el)) {
    if (child.nodeType === Node.TEXT_NODE) addText(children, child.textContent ?? '');
    else if (child instanceof Element) {
      if (child.localName.includes('-')) children.push(treeOf(child));
      else for (const inner of childrenOf(child)) typeof inner === 'string' ? addText(children, inner) : children.push(inner);
    }
  }
  return children;
}

function addText(children: (Tree | string)[], text: string): void {
  const trimmed = text.trim();
  if (trimmed) children.push(trimmed);
}

/** The tree as markup. */
export function markupOf(el: Element, outer: boolean): string {
  if (!el.localName.includes('-')) return outer ? el.outerHTML : el.innerHTML;
  return outer ? write(treeOf(el)) : childrenOf(el).map(write).join('');
}

function write(tree: Tree | string): string {
  if (typeof tree === 'string') return tree.replace(/&/g, '&amp;').replace(/</g, '&lt;');
  const attributes = tree.attributes.map(([name, value]) => ` ${name}="${value.replace(/"/g, '&quot;')}"`).join('');
  return `<${tree.tag}${attributes}>${tree.children.map(write).join('')}</${tree.tag}>`;
}

/** Whether a node holds just this: white space between tags does not count, and tags count with and without `wx-`. */
export function matchesHtml(el: Element, html: string): boolean {
  const form = (text: string) => {
    const holder = document.implementation.createHTMLDocument('').createElement('div');
    holder.innerHTML = text.trim().replace(/>\s+</g, '><').replace(/(<\/?)wx-/g, '$1');
    return holder;
  };
  return form(markupOf(el, false)).isEqualNode(form(html));
}
