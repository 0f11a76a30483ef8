// Draws a block of markup as HTML, and writes down what changes in it. In: nodes of the markup. Out: the HTML; ops of the Template.
// Must not: touch the document, or hold back anything the HTML parser would number otherwise.
import { compileExpression, type Expression } from '../../shared/expression';
import { camelCase, isDrawn, isHeard, targetOf, type Attribute, type Binding, type ElementNode, type EventAttribute, type MarkupNode, type PlaceNode, type Value } from '../../shared/markup';
import { styleText } from '../style';
import { ANIMATION, ATTRIBUTE, CALL, CHANGE, CLASS, COMPONENT, DATASET, FOR, IF, MARK, MODEL, SLOT, STYLE, TEXT, WXS_EVENT, type DataSpec, type Template } from './template';

export function draw(template: Template, nodes: readonly MarkupNode[]): string {
  const drawing = new Drawing(template);
  drawing.nodes(nodes);
  return drawing.html;
}

class Drawing {
  html = '';
  /** Nodes so far: elements, texts and anchors, in the order the HTML parser makes them. */
  #count = 0;
  constructor(readonly template: Template) {}

  nodes(nodes: readonly MarkupNode[]): void {
    for (const node of nodes) this.#node(node);
  }

  #node(node: MarkupNode): void {
    const { template } = this;
    switch (node.kind) {
      case 'text': {
        const at = this.#count++;
        const isDynamic = typeof node.value !== 'string';
        this.html += isDynamic ? ' ' : node.value;
        if (isDynamic) template.op(TEXT, at, '', this.#expression(node.value as Binding));
        return;
      }
      case 'element':
        return this.#element(node);
      case 'if': {
        const op = template.op(IF, this.#anchor(targetOf([node])));
        for (const { condition, nodes } of node.branches) {
          op.conds.push(condition && this.#expression(condition));
          op.blocks.push(template.inner(nodes, false));
        }
        return;
      }
      case 'for': {
        const op = template.op(FOR, this.#anchor(targetOf([node])), '', this.#expression(node.list));
        op.key = node.key ?? '';
        op.blocks.push(template.inner(node.nodes, true));
        return;
      }
      default:
        return this.#place(node);
    }
  }

  #place(node: PlaceNode): void {
    const op = this.template.op(node.kind === 'call' ? CALL : SLOT, this.#anchor(node.target));
    if (typeof node.name === 'string') op.name = node.name;
    else op.e = this.#expression(node.name);
    op.spec = node.data.length || node.kind === 'call' ? this.#spec(node) : null;
  }

  #spec(node: PlaceNode): DataSpec {
    return node.data.map(({ key, value }) => ({ name: key === '...' ? 0 : key, e: this.#expression(value) }));
  }

  /** The place of something that is not drawn itself; its text is the slot its content goes to. A comment ends at `-->`. */
  #anchor(target: string): number {
    this.html += target && /^\w+(-\w+)*$/.test(target) ? `<!--${target}-->` : '<!>';
    return this.#count++;
  }

  #element(node: ElementNode): void {
    const { template } = this;
    const at = this.#count++;
    const isHost = node.component >= 0;
    const name = (isHost && node.tag.includes('-') ? '' : 'wx-') + node.tag.toLowerCase();
    this.html += `<${name}`;
    for (const event of node.events) if (isHeard(node, event)) this.#event(at, event);
    for (const attribute of node.attributes) if (isDrawn(node, attribute.name)) this.#attribute(at, attribute);
    this.html += '>';
    if (isHost) {
      const op = template.op(COMPONENT, at);
      op.k = node.component;
      if (node.children.length) op.blocks.push(template.inner(node.children, node.framed));
    } else this.nodes(node.children);
    this.html += `</${name}>`;
  }

  #event(at: number, { name, prefix, capture, wxs, value, raw }: EventAttribute): void {
    const attribute = `${capture ? 'capture' : ''}${prefix}${name.toLowerCase()}`;
    if (typeof value === 'object') this.template.op(wxs ? WXS_EVENT : ATTRIBUTE, at, attribute, this.#expression(value));
    else this.#static(attribute, raw);
  }

  #attribute(at: number, { name, value, raw }: Attribute): void {
    const { template } = this;
    const dynamic = typeof value === 'object' ? this.#expression(value) : null;
    const colon = name.indexOf(':');
    if (colon > 0) return this.#prefixed(at, name.slice(0, colon), name.slice(colon + 1), value, dynamic);
    if (!dynamic) return this.#static(name, name === 'style' ? styleText(raw) : raw);
    if (name === 'class') template.op(CLASS, at, '', dynamic);
    else if (name === 'style') template.op(STYLE, at, '', dynamic);
    else if (name === 'animation') template.op(ANIMATION, at, name, dynamic);
    else if (name.startsWith('data-')) template.op(DATASET, at, camelCase(name.slice(5).toLowerCase()), dynamic);
    else template.op(ATTRIBUTE, at, name.toLowerCase(), dynamic);
  }

  /** `mark:x`, `model:x`, `change:x`. */
  #prefixed(at: number, prefix: string, name: string, value: Value, dynamic: Expression | null): void {
    const { template } = this;
    if (prefix === 'mark') template.op(MARK, at, name, dynamic ?? this.#expression({ kind: 'constant', value: value === true ? '' : value }));
    else if (prefix === 'model') {
      template.op(ATTRIBUTE, at, name, dynamic);
      template.op(MODEL, at, name).key = (value as Binding & { kind: 'path' }).path;
    } else if (dynamic) template.op(CHANGE, at, name, dynamic);
  }

  /** An attribute of the markup, whose name the parser makes lower case; one that would end the tag, or be a handler of HTML's, means nothing. */
  #static(name: string, raw: string): void {
    if (!/^on[a-z]+$|[\s>/=]/i.test(name)) this.html += raw ? ` ${name}="${raw}"` : ` ${name}`;
  }

  #expression(binding: Binding): Expression {
    return compileExpression(binding, this.template.depth);
  }
}
