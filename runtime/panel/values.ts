// A value as rows of a tree, with leaves that can be changed. In: values as the logic realm cuts them. Out: rows. Must not: keep the values.
import type { Shown } from '../shared/development';
import { button, h } from './dom';
import type { TreeRow } from './tree';

export type Path = (string | number)[];

export interface ValueOptions {
  /** Paths that are open, as JSON. */
  open: Set<string>;
  /** Writes a leaf; answers why it cannot be, or nothing. */
  write(path: Path, json: string): Promise<string>;
  changed(): void;
  words: { edit: string; more: string };
}

export function rowsOfValue(value: Shown, options: ValueOptions): TreeRow[] {
  const rows: TreeRow[] = [];
  addInside(rows, [], value, 0, options);
  return rows;
}

function addInside(rows: TreeRow[], path: Path, value: Shown, depth: number, options: ValueOptions): void {
  if (!('entries' in value)) return;
  const isArray = value.kind === 'array';
  for (const [key, inner] of value.entries) add(rows, [...path, isArray ? Number(key) : key], inner, depth, options);
  const left = value.size - value.entries.length;
  if (!left || !value.entries.length) return;
  rows.push({ key: `${JSON.stringify(path)}…`, depth, open: null, selected: null, shows: String(left), content: () => [h('span.quiet', null, `… ${left} ${options.words.more}`)], toggle: () => undefined });
}

function add(rows: TreeRow[], path: Path, value: Shown, depth: number, options: ValueOptions): void {
  const key = JSON.stringify(path);
  const name = String(path.at(-1));
  const isBranch = 'entries' in value && value.size > 0;
  const isOpen = isBranch && options.open.has(key);
  const toggle = () => {
    if (!options.open.delete(key)) options.open.add(key);
    options.changed();
  };
  rows.push({
    key, depth, open: isBranch ? isOpen : null, selected: null, toggle,
    shows: 'entries' in value ? summary(value) : JSON.stringify(value),
    content: () => [h('span.key', null, name), h('span.quiet', null, ':'), 'entries' in value ? h('span.quiet.size', null, summary(value)) : leaf(path, value, options)],
    prepare: (node) => {
      if (isBranch) node.onclick = toggle;
    },
  });
  if (isOpen) addInside(rows, path, value, depth + 1, options);
}

const summary = ({ kind, size }: { kind: string; size: number }): string => (kind === 'array' ? `[${size}]` : `{${size}}`);

function leaf(path: Path, value: Shown & { kind: 'plain' | 'other' }, options: ValueOptions): HTMLElement {
  // What is not JSON, or only a part of a text, could only be written back as something else.
  if (value.kind !== 'plain') return h('span.quiet.leafvalue', null, value.text);
  const text = JSON.stringify(value.value);
  const kind = typeof value.value === 'string' ? 'text' : 'number';
  const shown = button(text, () => edit(shown, path, text, options), { class: `leafvalue ${kind}`, tabindex: -1, 'aria-label': `${options.words.edit} ${path.join('.')}: ${text}` });
  return shown;
}

function edit(shown: HTMLElement, path: Path, text: string, options: ValueOptions): void {
  const node = shown.closest<HTMLElement>('.node')!;
  const input = h('input', { value: text, spellcheck: 'false', autocapitalize: 'off', 'aria-label': path.join('.') });
  const back = () => input.isConnected && input.replaceWith(shown);
  input.addEventListener('keydown', async (event) => {
    if (event.isComposing || (event.key !== 'Escape' && event.key !== 'Enter')) return;
    // This very key would begin anew.
    event.stopPropagation();
    event.preventDefault();
    const said = event.key === 'Enter' ? await options.write(path, input.value) : '';
    if (said) {
      input.setCustomValidity(said);
      input.reportValidity();
      return;
    }
    node.focus();
    if (event.key === 'Enter') options.changed();
  });
  input.addEventListener('input', () => input.setCustomValidity(''));
  input.addEventListener('blur', back);
  shown.replaceWith(input);
  input.focus();
  input.select();
}
