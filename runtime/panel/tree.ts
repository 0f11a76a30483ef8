// A tree for eyes, keys and screen readers: the Tab key stops at it once, arrows go through it. In: rows, each with its depth. Out: nodes.
// Must not: know what a row is about.
import { empty, h } from './dom';
import { fillRows, type Row } from './rows';

export interface TreeRow {
  key: unknown;
  depth: number;
  /** Null without anything below it. */
  open: boolean | null;
  /** Whether it is the chosen one; null where none is chosen. */
  selected: boolean | null;
  shows: string;
  /** What stands in it behind the fold. */
  content(): (Node | string)[];
  toggle(): void;
  /** Enter, Space, a click: on what is to be clicked then. */
  prepare?(node: HTMLElement): void;
}

/** Fills `list` with the tree, or says `nothing`. */
export function fillTree(list: HTMLElement, rows: readonly TreeRow[], label: string, nothing: string): void {
  const old = list.querySelector<HTMLElement>(':scope > .tree');
  if (!rows.length) return list.replaceChildren(empty(nothing));
  const tree = old ?? h('div.tree', { role: 'tree', 'aria-label': label, onkeydown: move, onfocusin: ({ target }) => stopAt(target.closest('[role=treeitem]')) });
  fillRows(tree, rows.map(rowOf), nothing);
  if (!tree.querySelector('.node[tabindex="0"]')) (tree.firstElementChild as HTMLElement).tabIndex = 0;
  if (!old) list.replaceChildren(tree);
}

function rowOf(row: TreeRow): Row {
  const { key, depth, open, selected, shows, content, toggle, prepare } = row;
  return {
    key,
    shows: JSON.stringify([depth, open, selected, shows]),
    make() {
      const fold = h(`span.fold${open === null ? '.leaf' : ''}` as 'span', { 'aria-hidden': 'true' });
      fold.onclick = (event) => {
        event.stopPropagation();
        if (open !== null) toggle();
      };
      const node = h('div.node', { role: 'treeitem', style: `--depth:${depth}`, tabindex: -1, 'aria-level': depth + 1, 'aria-expanded': open, 'aria-selected': selected }, fold, ...content());
      prepare?.(node);
      return node;
    },
  };
}

/** The Tab key comes back to where the arrows were. */
function stopAt(node: HTMLElement | null): void {
  if (!node) return;
  for (const other of node.parentElement!.querySelectorAll<HTMLElement>('.node[tabindex="0"]')) other.tabIndex = -1;
  node.tabIndex = 0;
}

const levelOf = (node: Element) => Number(node.getAttribute('aria-level'));

function move(event: KeyboardEvent): void {
  const node = event.target as HTMLElement;
  // Keys in a field that stands in the tree are the field's.
  if (node.getAttribute('role') !== 'treeitem' || event.altKey || event.ctrlKey || event.metaKey) return;
  const isOpen = node.getAttribute('aria-expanded');
  const unfold = () => node.querySelector<HTMLElement>('.fold')!.click();
  let to: Element | null | undefined;
  switch (event.key) {
    case 'ArrowDown': to = node.nextElementSibling; break;
    case 'ArrowUp': to = node.previousElementSibling; break;
    case 'Home': to = node.parentElement!.firstElementChild; break;
    case 'End': to = node.parentElement!.lastElementChild; break;
    case 'ArrowRight':
      if (isOpen === 'false') unfold();
      else if (isOpen) to = node.nextElementSibling;
      break;
    case 'ArrowLeft':
      if (isOpen === 'true') unfold();
      else for (to = node.previousElementSibling; to && levelOf(to) >= levelOf(node);) to = to.previousElementSibling;
      break;
    case 'Enter':
    case ' ':
      (node.querySelector<HTMLElement>('button') ?? node).click();
      break;
    default: return;
  }
  event.preventDefault();
  (to as HTMLElement | null | undefined)?.focus();
}
