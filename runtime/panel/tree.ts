// A value as a tree that opens, with leaves that can be changed. In: values as the logic realm cuts them. Out: nodes. Must not: keep the values.
import type { Shown } from '../shared/development';
import { button, h } from './dom';

export type Path = (string | number)[];

export interface TreeOptions {
  /** Paths that are open, as JSON. */
  open: Set<string>;
  /** Writes a leaf; answers why it cannot be, or nothing. */
  write(path: Path, json: string): Promise<string>;
  changed(): void;
  edit: string;
}

export function treeOf(entries: readonly [key: string, value: Shown][], options: TreeOptions): HTMLElement {
  const tree = h('div.tree', { role: 'tree' });
  for (const [key, value] of entries) add(tree, [], key, value, 0, false, options);
  return tree;
}

function add(into: HTMLElement, above: Path, key: string, value: Shown, depth: number, isItem: boolean, options: TreeOptions): void {
  const path = [...above, isItem ? Number(key) : key];
  const id = JSON.stringify(path);
  const isBranch = value.kind === 'object' || value.kind === 'array';
  const isOpen = isBranch && options.open.has(id);
  const fold = h('button.fold', { type: 'button', 'aria-expanded': isBranch ? isOpen : null, 'aria-label': key, tabindex: isBranch ? 0 : -1 });
  if (!isBranch || !value.entries.length) fold.classList.add('leaf');
  fold.onclick = () => {
    if (!options.open.delete(id)) options.open.add(id);
    options.changed();
  };
  const node = h('div.node', { role: 'treeitem', style: `--depth:${depth}`, 'aria-level': depth + 1, 'aria-expanded': isBranch ? isOpen : null }, fold, h('span.key', null, key), h('span.quiet', null, ':'));
  node.append(isBranch ? summary(value) : leaf(node, path, value, options));
  into.append(node);
  if (isOpen && isBranch) for (const [inner, of] of value.entries) add(into, path, inner, of, depth + 1, value.kind === 'array', options);
}

function summary(value: Shown & { kind: 'object' | 'array' }): HTMLElement {
  return h('span.quiet', null, value.kind === 'array' ? `[${value.size}]` : `{${value.size}}`);
}

function leaf(node: HTMLElement, path: Path, value: Shown, options: TreeOptions): HTMLElement {
  if (value.kind !== 'plain') return h('span.quiet', null, value.kind === 'other' ? value.text : '');
  const text = JSON.stringify(value.value);
  const kind = typeof value.value === 'string' ? 'text' : 'number';
  const shown = button(text, () => edit(node, shown, path, text, options), { class: `leafvalue ${kind}`, 'aria-label': `${options.edit} ${path.join('.')}: ${text}` });
  return shown;
}

function edit(node: HTMLElement, shown: HTMLElement, path: Path, text: string, options: TreeOptions): void {
  const input = h('input', { value: text, spellcheck: 'false', 'aria-label': path.join('.') });
  const back = () => input.isConnected && input.replaceWith(shown);
  input.addEventListener('keydown', async (event) => {
    if (event.key === 'Escape') back();
    if (event.key !== 'Enter') return;
    const said = await options.write(path, input.value);
    if (said) {
      input.setCustomValidity(said);
      input.reportValidity();
    } else {
      input.remove();
      options.changed();
    }
  });
  input.addEventListener('input', () => input.setCustomValidity(''));
  input.addEventListener('blur', back);
  node.replaceChild(input, shown);
  input.focus();
  input.select();
}
