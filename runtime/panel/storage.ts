// The program's storage: seen, changed, removed. In: rows of the logic realm. Out: a tab. Must not: read the browser's storage itself.
import type { StorageRow } from '../shared/development';
import { button, bytesText, empty, field, h } from './dom';
import { fillRows } from './rows';
import { pretty } from './network';
import { keepFresh } from './refresh';
import type { MakeTab } from './tab';

const REFRESH_MS = 1000;

export const storageTab: MakeTab = ({ development, words }) => {
  const open = new Set<string>();
  const list = h('div.list', { tabindex: 0, 'aria-label': words.storage, role: 'region' });
  const fresh = h('div', null);

  async function refresh(): Promise<void> {
    const rows = await development.ask('storage', null);
    fillRows(list, rows.map((one) => ({ key: one.key, shows: one.json, make: () => row(one) })), words.emptyStorage);
  }

  function row({ key, json, bytes }: StorageRow): HTMLElement {
    const details = h('details', { open: open.has(key) }, h('summary', null, h('span.wide', null, h('span.name.key', null, key), h('br'), h('span.quiet.mono', null, json.length > 90 ? `${json.slice(0, 90)}…` : json)), h('span.figure', null, bytesText(bytes))),
      h('div.inside', null, editor(key, json)));
    details.addEventListener('toggle', () => (details.open ? open.add(key) : open.delete(key)));
    return details;
  }

  function editor(key: string, json: string): HTMLElement {
    const value = h('textarea', { spellcheck: 'false' });
    value.value = pretty(json);
    const said = h('span.bad', { role: 'status' });
    const save = async () => {
      said.textContent = await development.ask('store', { key, json: value.value });
      if (!said.textContent) await refresh();
    };
    return h('div', null, field(words.json, value), h('div.buttons', { style: 'margin-top:8px' }, button(words.save, () => void save(), { class: 'action main' }),
      button(words.remove, async () => {
        open.delete(key);
        await development.ask('unstore', { key });
        await refresh();
      }, { class: 'action' }), said));
  }

  function drawFresh(): void {
    const key = h('input', { autocomplete: 'off', spellcheck: 'false' });
    const value = h('textarea', { spellcheck: 'false', placeholder: '{}' });
    const said = h('span.bad', { role: 'status' });
    const save = async () => {
      said.textContent = key.value ? await development.ask('store', { key: key.value, json: value.value }) : words.key;
      if (said.textContent) return;
      fresh.replaceChildren();
      await refresh();
    };
    fresh.replaceChildren(h('div.section', null, field(words.key, key), field(words.json, value), h('div.buttons', null, button(words.save, () => void save(), { class: 'action main' }), button(words.cancel, () => fresh.replaceChildren(), { class: 'action' }), said)));
    key.focus();
  }

  /** Asked a second time. */
  const clear = button(words.clear, async () => {
    if (clear.textContent !== words.sure) return void (clear.textContent = words.sure);
    clear.textContent = words.clear;
    await development.ask('unstore', { key: null });
    await refresh();
  }, { class: 'action', onblur: () => (clear.textContent = words.clear) });

  const element = h('div.body', null, h('div.bar', null, button(words.newKey, drawFresh, { class: 'action' }), button(words.refresh, () => void refresh(), { class: 'action' }), clear), fresh, list);
  return {
    element,
    show: () => keepFresh(refresh, REFRESH_MS, (reason) => list.replaceChildren(empty(reason))),
  };
};
