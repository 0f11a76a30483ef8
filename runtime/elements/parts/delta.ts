// The editor's contents as a delta (the list of inserts that the vendor's editor, and Quill, use), as html and as text.
// In: nodes or a delta. Out: the other. Must not: let untrusted markup through; html is written from the delta alone.

export interface Insert {
  insert: string | { image?: string; divider?: boolean };
  attributes?: Record<string, unknown>;
}
export interface Delta {
  ops: Insert[];
}

const BLOCKS = new Set(['P', 'DIV', 'H1', 'H2', 'H3', 'H4', 'H5', 'H6', 'LI', 'BLOCKQUOTE']);
const STYLES: Record<string, string> = { color: 'color', backgroundColor: 'backgroundColor', fontSize: 'fontSize', fontFamily: 'fontFamily' };

export function deltaOf(area: HTMLElement): Delta {
  const ops: Insert[] = [];
  let lineHasText = false;
  const push = (insert: Insert['insert'], attributes: Record<string, unknown>) => {
    const last = ops[ops.length - 1];
    if (typeof insert === 'string' && typeof last?.insert === 'string' && JSON.stringify(last.attributes ?? {}) === JSON.stringify(attributes)) last.insert += insert;
    else ops.push(Object.keys(attributes).length ? { insert, attributes } : { insert });
  };
  const endLine = (attributes: Record<string, unknown>) => {
    push('\n', attributes);
    lineHasText = false;
  };
  const walk = (parent: Node, inline: Record<string, unknown>, line: Record<string, unknown>) => {
    for (const node of parent.childNodes) {
      if (node.nodeType === Node.TEXT_NODE) {
        if (node.nodeValue) {
          push(node.nodeValue, inline);
          lineHasText = true;
        }
        continue;
      }
      if (!(node instanceof HTMLElement)) continue;
      const name = node.nodeName;
      if (name === 'BR') {
        if (lineHasText || parent.childNodes.length > 1) endLine(line);
      } else if (name === 'IMG') {
        push({ image: node.getAttribute('src') ?? '' }, { ...(node.getAttribute('alt') ? { alt: node.getAttribute('alt') } : {}) });
        lineHasText = true;
      } else if (name === 'HR') push({ divider: true }, {});
      else if (BLOCKS.has(name)) {
        if (lineHasText) endLine(line);
        const own = { ...line };
        if (/^H[1-6]$/.test(name)) own.header = Number(name[1]);
        if (name === 'LI') own.list = node.parentElement?.nodeName === 'OL' ? 'ordered' : 'bullet';
        if (node.style.textAlign && node.style.textAlign !== 'left') own.align = node.style.textAlign;
        const before = ops.length;
        walk(node, inline, own);
        if (lineHasText || ops.length === before) endLine(own);
      } else walk(node, { ...inline, ...inlineOf(node) }, line);
    }
  };
  walk(area, {}, {});
  if (lineHasText || !ops.length) endLine({});
  return { ops };
}

function inlineOf(node: HTMLElement): Record<string, unknown> {
  const found: Record<string, unknown> = {};
  const { nodeName, style } = node;
  if (/^(B|STRONG)$/.test(nodeName) || /^(bold|[6-9]00)$/.test(style.fontWeight)) found.bold = true;
  if (/^(I|EM)$/.test(nodeName) || style.fontStyle === 'italic') found.italic = true;
  const line = style.textDecorationLine || style.textDecoration;
  if (/^(U|INS)$/.test(nodeName) || /underline/.test(line)) found.underline = true;
  if (/^(S|DEL|STRIKE)$/.test(nodeName) || /line-through/.test(line)) found.strike = true;
  if (/^SU[BP]$/.test(nodeName)) found.script = nodeName.toLowerCase();
  for (const name in STYLES) if ((style as any)[STYLES[name]]) found[name] = (style as any)[STYLES[name]];
  return found;
}

interface Line {
  parts: Insert[];
  attributes: Record<string, unknown>;
}

/** Lines of a delta: what each holds, and its own attributes. */
function linesOf({ ops }: Delta): Line[] {
  const lines: Line[] = [];
  let parts: Insert[] = [];
  for (const op of Array.isArray(ops) ? ops : []) {
    if (typeof op?.insert !== 'string') {
      if (op?.insert && typeof op.insert === 'object') parts.push(op);
      continue;
    }
    op.insert.split('\n').forEach((piece, index) => {
      if (index > 0) {
        lines.push({ parts, attributes: op.attributes ?? {} });
        parts = [];
      }
      if (piece) parts.push({ insert: piece, attributes: op.attributes });
    });
  }
  if (parts.length) lines.push({ parts, attributes: {} });
  return lines;
}

export function fill(area: HTMLElement, delta: Delta, url: (path: string) => string): void {
  area.replaceChildren();
  let list = null as HTMLElement | null;
  for (const { parts, attributes } of linesOf(delta)) {
    const kind = attributes.list;
    const block = document.createElement(kind ? 'li' : attributes.header ? `h${Math.max(1, Math.min(6, Number(attributes.header) || 1))}` : 'p');
    if (typeof attributes.align === 'string') block.style.textAlign = attributes.align;
    for (const { insert, attributes: own = {} } of parts) {
      if (typeof insert === 'string') block.append(inlineNode(insert, own));
      else if (insert.image) block.append(Object.assign(document.createElement('img'), { src: url(String(insert.image)), alt: String(own.alt ?? '') }));
      else if (insert.divider) block.append(document.createElement('hr'));
    }
    if (!block.childNodes.length) block.append(document.createElement('br'));
    if (kind) {
      const tag = kind === 'ordered' ? 'OL' : 'UL';
      if (!list || list.nodeName !== tag) area.append((list = document.createElement(tag)));
      list.append(block);
    } else {
      list = null;
      area.append(block);
    }
  }
}

function inlineNode(text: string, attributes: Record<string, unknown>): Node {
  let node: Node = document.createTextNode(text);
  const wrap = (tag: string) => {
    const el = document.createElement(tag);
    el.append(node);
    node = el;
    return el;
  };
  if (attributes.bold) wrap('strong');
  if (attributes.italic) wrap('em');
  if (attributes.underline) wrap('u');
  if (attributes.strike) wrap('del');
  if (attributes.script === 'sub' || attributes.script === 'sup') wrap(attributes.script as string);
  const styled = Object.keys(STYLES).filter((name) => typeof attributes[name] === 'string');
  if (styled.length) {
    const span = wrap('span');
    for (const name of styled) (span.style as any)[STYLES[name]] = attributes[name];
  }
  return node;
}

export function htmlOf(area: HTMLElement): string {
  const copy = document.createElement('div');
  fill(copy, deltaOf(area), (path) => path);
  return copy.innerHTML;
}

export function textOf(area: HTMLElement): string {
  return deltaOf(area).ops.map((op) => (typeof op.insert === 'string' ? op.insert : '')).join('');
}
