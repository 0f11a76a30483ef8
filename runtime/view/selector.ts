// Selectors of programs: `#id`, `.a.b`, `.p > .c`, `.a .b`, tags, attributes, unions, and `>>>` into components.
// In: selector text and the component whose tree is searched. Out: its nodes in document order.
// Must not: find nodes of other components, except past `>>>`.
import { blockOf, components, type Component } from './components';
import { pageOf } from './pages';
import { scopeClass } from './scope_class';

/** Elements written by `scope`'s own files that match. */
export function select(scope: Component, selector: string, one: boolean): HTMLElement[] {
  const found = new Set<HTMLElement>();
  for (const part of String(selector).split(',')) {
    const steps = part.split('>>>').map((step) => step.trim());
    for (const el of through(scope, steps)) found.add(el);
    if (one && found.size && !selector.includes(',')) break;
  }
  const list = [...found];
  if (list.length > 1) list.sort((a, z) => (a.compareDocumentPosition(z) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1));
  return list;
}

function through(scope: Component, steps: string[]): HTMLElement[] {
  let found = within(scope, steps[0]!);
  for (const step of steps.slice(1)) {
    // Past `>>>` the boundary does not count: any node below that matches in the tree it was written in.
    found = found.flatMap((el) => [...el.querySelectorAll<HTMLElement>('*')].filter((node) => written(node) && matches(node, step)));
  }
  return found;
}

/** A node a template wrote (not part of a shell, not made by an element). */
function written(node: HTMLElement): boolean {
  return node.localName.includes('-') && blockOf(node) !== null;
}

function matches(node: HTMLElement, selector: string): boolean {
  const owner = blockOf(node)!.c.owner;
  const query = translate(owner, selector);
  try {
    return query !== '' && node.matches(query);
  } catch {
    return false;
  }
}

function within(scope: Component, selector: string): HTMLElement[] {
  const query = translate(scope, selector);
  if (!query) return [];
  try {
    // Only the last compound is checked for its writer: ancestors across a component never carry the scope's own classes by accident in isolated trees.
    return rootsOf(scope).flatMap((root) => [...root.querySelectorAll<HTMLElement>(query)]).filter((node) => blockOf(node)?.c.owner === scope);
  } catch {
    return [];
  }
}

/** Where the nodes of a component are: the whole page, since portals move content out of hosts, and what it gave to components that show no slot for it now. */
function rootsOf(scope: Component): ParentNode[] {
  const viewport = pageOf(scope)?.viewport;
  if (!viewport) return [];
  const roots: ParentNode[] = [viewport];
  for (const { owner, holder } of components.values()) if (owner === scope && holder?.firstElementChild) roots.push(holder);
  return roots;
}

/** Program selector to one of the document: tags get their prefix, classes their scope, numeric ids are escaped. */
export function translate(scope: Component, selector: string): string {
  let out = '';
  const token = /(\[[^\]]*\]|::?[\w-]+(?:\([^)]*\))?)|#([\w-]+|[^\s.#>+~[:]+)|\.([^\s.#>+~[:]+)|([a-zA-Z][\w-]*|\*)|(\s*[>+~]\s*|\s+)/gy;
  const text = selector.trim();
  while (token.lastIndex < text.length) {
    const at = token.lastIndex;
    const match = token.exec(text);
    if (!match) {
      token.lastIndex = at + 1;
      continue;
    }
    const [, verbatim, id, name, tag, space] = match;
    if (verbatim !== undefined) out += verbatim;
    else if (id !== undefined) out += `#${CSS.escape(id)}`;
    else if (name !== undefined) out += classSelector(scope, name);
    else if (tag !== undefined) out += tag === '*' ? '*' : tag === 'page' ? 'wx-page' : `:is(wx-${tag.toLowerCase()},${tag.includes('-') ? tag.toLowerCase() : `wx-${tag.toLowerCase()}`})`;
    else if (space !== undefined) out += space.trim() ? ` ${space.trim()} ` : ' ';
  }
  return out;
}

/** Any of the class names the program's name may have become, all of which its own nodes carry. */
function classSelector(scope: Component, name: string): string {
  const names = scopeClass(scope, name).split(' ').filter(Boolean);
  return names.map((one) => `.${CSS.escape(one)}`).join('') || `.${CSS.escape(name)}`;
}
