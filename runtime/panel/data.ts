// The page stack and the data of every page and component, as they are now. In: instances and data of the logic realm. Out: a tab.
// Must not: ask while nobody looks.
import type { InstanceRow } from '../shared/development';
import { empty, h } from './dom';
import { keepFresh } from './refresh';
import type { MakeTab } from './tab';
import { treeOf } from './tree';

const REFRESH_MS = 300;

export const dataTab: MakeTab = ({ development, words }) => {
  let chosen: number | null = null;
  let seenRows = '';
  let seenData = '';
  const open = new Set<string>();
  const choice = h('select', { class: 'wide', 'aria-label': words.instance, onchange: () => ((chosen = Number(choice.value)), void refresh(true)) });
  const query = h('code.quiet', null);
  const tree = h('div.list', { role: 'region', 'aria-label': words.data, tabindex: 0 });

  function drawRows(rows: readonly InstanceRow[]): void {
    const text = JSON.stringify(rows);
    const top = rows.find(({ onTop }) => onTop);
    if (!rows.some(({ instance }) => instance === chosen)) chosen = top?.instance ?? null;
    if (text === seenRows) return;
    seenRows = text;
    choice.replaceChildren(...rows.map(({ instance, path, id, depth, isPage, onTop }) => {
      const name = isPage ? path : path.replace(/^.*\/(?=[^/]+\/[^/]+$)/, '');
      return h('option', { value: instance }, `${'\u00a0\u00a0'.repeat(depth)}${name}${id ? ` #${id}` : ''}${onTop ? ' ◂' : ''}`);
    }));
    choice.value = String(chosen);
  }

  async function refresh(isForced = false): Promise<void> {
    const rows = await development.ask('instances', null);
    drawRows(rows);
    const row = rows.find(({ instance }) => instance === chosen);
    const parameters = Object.entries(row?.query ?? {}).map(([name, value]) => `${name}=${value}`).join(' ');
    query.textContent = parameters && `? ${parameters}`;
    query.hidden = !parameters;
    const found = chosen === null ? null : await development.ask('data', { instance: chosen });
    const text = JSON.stringify([chosen, found]);
    // A field that is being written into stays.
    if (!isForced && (text === seenData || tree.querySelector('input'))) return;
    seenData = text;
    drawData(found);
  }

  function drawData(found: Awaited<ReturnType<typeof development.ask<'data'>>>): void {
    if (!found) return tree.replaceChildren(empty(words.emptyData));
    const entries = 'entries' in found.data ? found.data.entries : [];
    if (!entries.length) return tree.replaceChildren(empty(words.noData));
    const options = {
      open, edit: words.edit,
      changed: () => void refresh(true),
      write: (path: (string | number)[], json: string) => development.ask('write', { instance: chosen!, path, json }),
    };
    const { scrollTop } = tree;
    tree.replaceChildren(treeOf(entries, options));
    tree.scrollTop = scrollTop;
  }

  const element = h('div.body', null, h('div.bar', null, choice, query), tree);
  return {
    element,
    show: () => keepFresh(() => void refresh(), REFRESH_MS),
  };
};
