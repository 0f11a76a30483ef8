// HTML to remembered nodes and back. In: what templates, shells and the frame are drawn as. Out: nodes; text that a browser parses to just
// the same nodes, each numbered as it will meet them. Must not: write what a parser would arrange otherwise.
import { Unwritable } from '../view/written';
import { ELEMENT, HTML, RememberedComment, RememberedElement, RememberedText, TEXT, type RememberedNode } from './document';

const VOID = new Set('area base br col embed hr img input link meta source track wbr'.split(' '));
const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', nbsp: '\u00a0', apos: "'", times: '×', hellip: '…' };
const tagName = /[a-zA-Z][^\s/>]*/y;
const attribute = /\s*([^\s=>/]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+)))?|\s*\//y;

function decode(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(?:#(\d+)|#x([\da-f]+)|(\w+));/gi, (whole, decimal, hexadecimal, name) =>
    decimal ? String.fromCodePoint(+decimal) : hexadecimal ? String.fromCodePoint(parseInt(hexadecimal, 16)) : (ENTITIES[name] ?? whole),
  );
}

/** Reads markup of our own making: every element is closed or void, values are quoted where they must be. */
export function parseHtml(html: string, namespace = HTML): RememberedNode[] {
  const top: RememberedNode[] = [];
  const open: RememberedElement[] = [];
  const add = (node: RememberedNode) => {
    const parent = open.at(-1);
    if (parent) parent.append(node);
    else top.push(node);
  };
  for (let at = 0; at < html.length; ) {
    const start = html.indexOf('<', at);
    if (start !== at) {
      const end = start < 0 ? html.length : start;
      add(new RememberedText(decode(html.slice(at, end))));
      at = end;
      continue;
    }
    if (html.startsWith('<!--', at)) {
      const end = html.indexOf('-->', at + 4);
      add(new RememberedComment(html.slice(at + 4, end)));
      at = end + 3;
    } else if (html[at + 1] === '!') {
      const end = html.indexOf('>', at);
      add(new RememberedComment(html.slice(at + 2, end)));
      at = end + 1;
    } else if (html[at + 1] === '/') {
      open.pop();
      at = html.indexOf('>', at) + 1;
    } else at = readTag(html, at + 1, open, add, namespace);
  }
  return top;
}

function readTag(html: string, at: number, open: RememberedElement[], add: (node: RememberedNode) => void, namespace: string): number {
  tagName.lastIndex = at;
  const found = tagName.exec(html);
  if (!found) {
    add(new RememberedText('<'));
    return at;
  }
  const space = found[0] === 'svg' ? 'http://www.w3.org/2000/svg' : (open.at(-1)?.namespaceURI ?? namespace);
  const el = new RememberedElement(space === HTML ? found[0].toLowerCase() : found[0], space);
  at = tagName.lastIndex;
  let closed = false;
  for (;;) {
    attribute.lastIndex = at;
    const pair = attribute.exec(html);
    if (!pair) break;
    at = attribute.lastIndex;
    closed = pair[1] === undefined;
    const name = pair[1] && (space === HTML ? pair[1].toLowerCase() : pair[1]);
    if (name && el.getAttribute(name) === null) el.writeAttribute(name, decode(pair[2] ?? pair[3] ?? pair[4] ?? ''));
  }
  add(el);
  if (!(VOID.has(el.localName) && space === HTML) && !(closed && space !== HTML)) open.push(el);
  return html.indexOf('>', at) + 1;
}

export class Writer {
  html = '';
  /** Nodes so far. */
  count = 0;

  children(parent: RememberedNode): void {
    let place = 0;
    let afterText = false;
    for (let at = parent.firstChild; at; at = at.nextSibling) {
      if (at.nodeType === TEXT && afterText && (at as RememberedText).data !== '') {
        // Two texts side by side would be parsed as one.
        this.html += '<!---->';
        this.count++;
        place++;
      }
      at.$place = place++;
      this.node(at);
      afterText = at.nodeType === TEXT && (at as RememberedText).data !== '';
    }
  }

  node(node: RememberedNode): void {
    node.$number = this.count++;
    if (node instanceof RememberedText) {
      // A text of nothing has no place in HTML: a comment keeps it.
      this.html += node.data === '' ? '<!---->' : escapeText(node.data);
    } else if (node instanceof RememberedComment) {
      if (/^-?>|--|-$/.test(node.data)) throw new Unwritable(`a comment cannot hold "${node.data}"`);
      this.html += `<!--${node.data}-->`;
    } else this.#element(node as RememberedElement);
  }

  #element(el: RememberedElement): void {
    const name = el.localName;
    if (!/^[a-zA-Z][\w.:-]*$/.test(name) || name === 'template') throw new Unwritable(`<${name}> cannot be written`);
    this.html += `<${name}`;
    el.forEachAttribute((value, attribute) => (this.html += value === '' ? ` ${attribute}` : ` ${attribute}="${escapeAttribute(value)}"`));
    this.html += '>';
    if (el.namespaceURI === HTML && VOID.has(name)) return;
    if (el.firstChild) this.#content(el);
    this.html += `</${name}>`;
  }

  #content(el: RememberedElement): void {
    if (el.localName === 'textarea') {
      this.html += `\n${escapeText(el.textContent)}`;
      this.count += el.textContent === '' ? 0 : 1;
      return;
    }
    // All is looked at from the top, once; rich text, which may be of any nesting, by itself: what a parser would misread of it
    // is left to the element, which builds it in the browser.
    const isRich = isRichText(el);
    const misread = isRich || !(el.parentNode instanceof RememberedElement) ? reparented(el) : null;
    if (misread === null) this.children(el);
    else if (!isRich) throw new Unwritable(misread);
  }
}

function isRichText(el: RememberedElement): boolean {
  return el.localName === 'div' && el.className.startsWith('wx-rich-text');
}

export function writeHtml(node: RememberedNode): string {
  const writer = new Writer();
  writer.node(node);
  return writer.html;
}

function escapeText(text: string): string {
  return text.replace(/[&<>\r\0]/g, (sign) => (sign === '&' ? '&amp;' : sign === '<' ? '&lt;' : sign === '>' ? '&gt;' : sign === '\r' ? '&#13;' : '\ufffd'));
}

function escapeAttribute(text: string): string {
  return text.replace(/[&"<>\r\0]/g, (sign) => (sign === '"' ? '&quot;' : sign === '\0' ? '\ufffd' : escapeText(sign)));
}

// Nestings that a parser rearranges.

const BLOCKS = new Set(
  'address article aside blockquote center details dialog dir div dl dd dt fieldset figcaption figure footer form header hgroup hr li main menu nav ol p pre search section summary table ul h1 h2 h3 h4 h5 h6'.split(' '),
);
const TABLES = new Set('table caption colgroup col thead tbody tfoot tr td th select option optgroup ruby rb rt rp rtc image frameset plaintext xmp'.split(' '));
const NOT_IN_ITSELF = new Set(['a', 'button', 'form', 'nobr']);

/** What of an element's content a parser would put elsewhere, in words; null when nothing. Custom names are arranged nowhere. */
function reparented(el: RememberedElement): string | null {
  for (let at = el.firstChild; at; at = at.nextSibling) {
    if (at.nodeType !== ELEMENT) continue;
    const child = at as RememberedElement;
    const fault = misplaced(child);
    if (fault) return fault;
  }
  return null;
}

function misplaced(el: RememberedElement): string | null {
  const name = el.localName;
  if (!name.includes('-')) {
    if (TABLES.has(name)) return `<${name}> in markup that is not checked`;
    const parent = (el.parentNode as RememberedElement).localName;
    if (/^h[1-6]$/.test(name) && /^h[1-6]$/.test(parent)) return `<${name}> in <${parent}>`;
    for (let up = el.parentNode as RememberedElement | null; up instanceof RememberedElement; up = up.parentNode as RememberedElement | null) {
      const around = up.localName;
      if (around.includes('-')) continue;
      if (around === 'p' && BLOCKS.has(name)) return `<${name}> in <p>`;
      if (around === name && NOT_IN_ITSELF.has(name)) return `<${name}> in <${name}>`;
      if ((name === 'li' && around === 'ul') || around === 'ol') break;
      if (name === 'li' && around === 'li') return '<li> in <li>';
      if (/^d[dt]$/.test(name) && /^d[dt]$/.test(around)) return `<${name}> in <${around}>`;
    }
  }
  return isRichText(el) ? null : reparented(el);
}
