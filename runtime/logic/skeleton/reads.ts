// What the view reads of a component's data, told from its markup: only that crosses the border.
// In: the main tree of a file. Out: fields, and the lists drawn with keys. Must not: read templates, whose data is not the component's.
import { dependenciesOf, parseDependency } from '../../shared/expression';
import { isDrawn, isHeard, type Binding, type MarkupNode, type Value } from '../../shared/markup';

export interface ViewReads {
  fields: Set<string>;
  /** Paths of keyed lists with their key: `rows:id`, `rows.*.children:*`. */
  lists: string[];
}

export function readsOfView(main: readonly MarkupNode[]): ViewReads {
  const fields = new Set<string>();
  const lists = new Set<string>();
  collect(main, [], fields, lists);
  return { fields, lists: [...lists].sort() };
}

function collect(nodes: readonly MarkupNode[], frames: (string | null)[], fields: Set<string>, lists: Set<string>): void {
  for (const node of nodes) {
    switch (node.kind) {
      case 'text':
        if (typeof node.value !== 'string') fieldsOf(node.value, fields);
        break;
      case 'element':
        for (const attribute of node.attributes) if (isDrawn(node, attribute.name)) fieldsOf(attribute.value, fields);
        for (const event of node.events) if (isHeard(node, event)) fieldsOf(event.value, fields);
        collect(node.children, node.framed ? [...frames, null] : frames, fields, lists);
        break;
      case 'if':
        for (const { condition, nodes } of node.branches) {
          if (condition) fieldsOf(condition, fields);
          collect(nodes, frames, fields, lists);
        }
        break;
      case 'for': {
        fieldsOf(node.list, fields);
        const path = listPath(node.list, frames);
        if (path !== null && node.key !== null) lists.add(`${path}:${node.key}`);
        collect(node.nodes, [...frames, path], fields, lists);
        break;
      }
      default:
        fieldsOf(node.name, fields);
        for (const { value } of node.data) fieldsOf(value, fields);
    }
  }
}

function fieldsOf(value: Value, fields: Set<string>): void {
  if (typeof value !== 'object') return;
  if (value.kind === 'path') add(parseDependency(value.path).root, fields);
  else if (value.kind === 'function') for (const { root } of dependenciesOf(value.run, 0)) add(root, fields);
  else if (value.kind === 'text') for (const piece of value.pieces) fieldsOf(piece, fields);
}

function add(root: string, fields: Set<string>): void {
  if (!/^[~#]/.test(root)) fields.add(root);
}

/** The path of a list in data, `*` for items of lists around it; `frames` are those of the lists around, where known. */
export function listPath(list: Binding, frames: readonly (string | null)[]): string | null {
  if (list.kind !== 'path') return null;
  const { root, path } = parseDependency(list.path);
  if (root[0] === '#') return null;
  if (root[0] !== '~') return [root, ...path].join('.');
  const outer = frames[+root.slice(1)];
  return outer ? [outer, '*', ...path].join('.') : null;
}
