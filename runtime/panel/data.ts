// The page stack and the data of every page and component, as they are now. In: instances and data of the logic realm. Out: a tab.
// Must not: ask while nobody looks.
import type { InstanceRow } from '../shared/development';
import { empty, h } from './dom';
import { keepFresh } from './refresh';
import type { MakeTab } from './tab';
import { fillTree } from './tree';
import { rowsOfValue, type Path } from './values';

const REFRESH_MS = 300;

export const dataTab: MakeTab = ({ development, words }) => {
  let chosen: number | null = null;
  let seenRows = '';
  const open = new Set<string>();
  const choice = h('select', { class: 'wide', 'aria-label': words.instance, onchange: () => ((chosen = Number(choice.value)), again()) });
  const query = h('code.quiet', null);
  const list = h('div.list', { role: 'region', 'aria-label': words.data });
  const failed = (reason: string) => list.replaceChildren(empty(reason));
  const again = () => void refresh().catch((error) => failed(String(error)));

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

  async function refresh(): Promise<void> {
    const rows = await development.ask('instances', null);
    drawRows(rows);
    const row = rows.find(({ instance }) => instance === chosen);
    const parameters = Object.entries(row?.query ?? {}).map(([name, value]) => `${name}=${value}`).join(' ');
    query.textContent = parameters && `? ${parameters}`;
    query.hidden = !parameters;
    const instance = chosen;
    const found = instance === null ? null : await development.ask('data', { instance, open: [...open] });
    // Another one may have been chosen since.
    if (instance !== chosen) return;
    const options = { open, words, changed: again, write: (path: Path, json: string) => development.ask('write', { instance: instance!, path, json }) };
    fillTree(list, found ? rowsOfValue(found, options) : [], words.data, found ? words.noData : words.emptyData);
  }

  const element = h('div.body', null, h('div.bar', null, choice, query), list);
  return {
    element,
    show: () => keepFresh(refresh, REFRESH_MS, failed),
  };
};
