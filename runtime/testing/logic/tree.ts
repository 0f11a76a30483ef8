// Drawn trees in snapshots. In: what `toJSON` gave. Out: text, as markup. Must not: ask for anything.
import type { Tree } from '../protocol';

export class DrawnTree {
  readonly tagName: string;
  readonly attrs: { name: string; value: string }[];
  readonly event: Record<string, { handler: string }>;
  readonly children: (DrawnTree | string)[];

  constructor({ tag, attributes, handlers, children }: Tree) {
    this.tagName = tag;
    this.attrs = attributes.map(([name, value]) => ({ name, value }));
    this.event = Object.fromEntries(handlers.map(([name, handler]) => [name, { handler }]));
    this.children = children.map((child) => (typeof child === 'string' ? child : new DrawnTree(child)));
  }
}

/** The form that snapshots of component libraries have: one attribute a line, handlers last. */
export const TreeSerializer = {
  test: (value: unknown) => value instanceof DrawnTree,
  serialize: (value: DrawnTree, _config: unknown, indentation: string) => print(value, indentation),
};

function print(tree: DrawnTree | string, indentation: string): string {
  if (typeof tree === 'string') return `${indentation}${tree}`;
  const inner = `${indentation}  `;
  const attributes = [...tree.attrs.map(({ name, value }) => `${inner}${name}="${value}"`), ...Object.entries(tree.event).map(([name, { handler }]) => `${inner}${name}="${handler}"`)];
  const open = `${indentation}<${tree.tagName}${attributes.length ? `\n${attributes.join('\n')}\n${indentation}` : ''}`;
  if (!tree.children.length) return attributes.length ? `${open}/>` : `${open} />`;
  return `${open}>\n${tree.children.map((child) => print(child, inner)).join('\n')}\n${indentation}</${tree.tagName}>`;
}
