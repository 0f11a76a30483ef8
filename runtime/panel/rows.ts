// A list of rows that changes while somebody looks. In: what each row is about and what it shows. Out: nodes, of which those that show the same stay the same ones:
// what is selected, unfolded, in focus or was read out in them is left alone. Must not: know what a row is.
import { empty } from './dom';

export interface Row {
  /** What it is about: the same in every drawing. */
  key: unknown;
  /** All that can be seen of it, in any form. */
  shows: string;
  make(): HTMLElement;
}

interface Standing {
  node: HTMLElement;
  shows: string;
}

const standing = new WeakMap<HTMLElement, Map<unknown, Standing>>();

/** Fills a list; without rows it says `nothing`. */
export function fillRows(list: HTMLElement, rows: readonly Row[], nothing: string): void {
  const before = standing.get(list) ?? new Map<unknown, Standing>();
  const now = new Map<unknown, Standing>();
  for (const row of rows) now.set(row.key, drawn(row, before.get(row.key)));
  standing.set(list, now);
  const nodes = [...now.values()].map(({ node }) => node);
  if (!nodes.length) nodes.push(empty(nothing));
  const wanted = new Set<Node>(nodes);
  for (const node of [...list.childNodes]) if (!wanted.has(node)) node.remove();
  let next = list.firstChild;
  for (const node of nodes) {
    if (node === next) next = next.nextSibling;
    else list.insertBefore(node, next);
  }
}

function drawn(row: Row, before: Standing | undefined): Standing {
  // What somebody writes into stays as it is until he is done.
  if (before && (before.shows === row.shows || before.node.querySelector('input:focus, textarea:focus'))) return before;
  const node = row.make();
  if (before) replace(before.node, node);
  return { node, shows: row.shows };
}

const FOCUSABLE = 'summary, button, input, select, textarea, [tabindex]';

/** What was in focus is so in the new node. */
function replace(old: HTMLElement, node: HTMLElement): void {
  const parts = (of: HTMLElement) => [of, ...of.querySelectorAll<HTMLElement>(FOCUSABLE)];
  const at = parts(old).findIndex((part) => part.matches(':focus'));
  if (old.hasAttribute('tabindex')) node.tabIndex = old.tabIndex;
  old.replaceWith(node);
  if (at >= 0) (parts(node)[at] ?? node).focus({ preventScroll: true });
}
