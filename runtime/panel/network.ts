// Exchanges over the network, each with what was asked and answered, and answers pinned in place of a back end's.
// In: network records. Out: a tab; pinned answers to the settings. Must not: ask a back end itself.
import type { Exchange, Mock, Pairs } from '../shared/development';
import { markPretended } from './device';
import { button, bytesText, field, h, msText, perFrame, timeText } from './dom';
import { fillRows, type Row } from './rows';
import type { MakeTab } from './tab';

export const networkTab: MakeTab = (context) => {
  const { development, words, mark } = context;
  let text = '';
  const open = new Set<number>();
  const list = h('div.list', { tabindex: 0, 'aria-label': words.network, role: 'region' });
  const pins = h('div', null);

  const draw = perFrame(() => {
    const { items } = development.network;
    mark('network', items.filter(({ state }) => state === 'failed').length);
    const found = items.filter(({ url, method }) => `${method} ${url}`.toLowerCase().includes(text.toLowerCase()));
    fillRows(list, found.map(rowOf).reverse(), items.length ? words.emptyFilter : words.emptyNetwork);
  });

  const rowOf = (exchange: Exchange): Row => {
    const { id, state, status, bytes, ms, mocked, frames } = exchange;
    return { key: id, shows: JSON.stringify([state, status, bytes, ms, mocked, frames?.length]), make: () => row(exchange) };
  };

  function row(exchange: Exchange): HTMLElement {
    const { host, pathname, search } = placeOf(exchange.url);
    const state = { open: exchange.status ? String(exchange.status) : words.pending, done: String(exchange.status), failed: words.failed }[exchange.state];
    const colour = exchange.state === 'failed' || exchange.status >= 400 ? 'bad' : exchange.state === 'open' ? 'pending' : 'good';
    const details = h('details', { open: open.has(exchange.id) }, h('summary', null,
      h('span.method', null, exchange.method),
      h('span.wide', null, h('span.name', null, `${pathname}${search}`), h('br'), h('span.quiet', null, host, exchange.mocked && ` · ${words.mocked}`)),
      h(`span.state.${colour}` as 'span', null, state),
      h('span.figure', null, exchange.state === 'open' ? '' : bytesText(exchange.bytes), h('br'), exchange.ms ? msText(exchange.ms) : '')));
    const fill = () => details.append(inside(exchange));
    if (details.open) fill();
    details.addEventListener('toggle', () => {
      if (details.open === open.has(exchange.id)) return;
      if (details.open) {
        open.add(exchange.id);
        fill();
      } else {
        open.delete(exchange.id);
        details.lastChild!.remove();
      }
    });
    return details;
  }

  function inside(exchange: Exchange): HTMLElement {
    const { url, at, error, requestHeaders, requestBody, headers, body, frames } = exchange;
    const part = (title: string, content: Node | null) => content && [h('h2', null, title), content];
    const pinThis = () => setMocks([...development.settings.mocks, { on: true, pattern: url, status: exchange.status || 200, body, delayMs: 0 }]);
    return h('div.inside', null,
      error && h('p.bad', { style: 'margin:0;white-space:pre-wrap' }, error),
      h('code', null, url), h('span.quiet', null, timeText(at)),
      ...(part(`${words.request} · ${words.headers}`, pairs(requestHeaders)) ?? []),
      ...(part(`${words.request} · ${words.body}`, requestBody ? h('pre', { tabindex: 0 }, pretty(requestBody)) : null) ?? []),
      ...(part(`${words.response} · ${words.headers}`, pairs(headers)) ?? []),
      ...(part(`${words.response} · ${words.body}`, body ? h('pre', { tabindex: 0 }, pretty(body)) : null) ?? []),
      ...(part(words.frames, frames?.length ? h('pre', { tabindex: 0 }, frames.map(({ at, out, text }) => `${timeText(at)} ${out ? '→' : '←'} ${text}`).join('\n')) : null) ?? []),
      exchange.kind !== 'socket' && exchange.state !== 'open' && h('div.buttons', null, button(words.pin, pinThis, { class: 'action' })));
  }

  function setMocks(mocks: Mock[]): void {
    development.apply({ mocks });
    markPretended(context);
    drawPins();
  }

  function drawPins(): void {
    const { mocks } = development.settings;
    const changed = () => {
      development.apply({ mocks });
      markPretended(context);
    };
    const editors = mocks.map((mock) => {
      const input = (label: string, key: 'pattern' | 'status' | 'delayMs', type: string) =>
        field(label, h('input', { type, value: String(mock[key]), onchange: ({ target }: any) => (((mock as any)[key] = type === 'number' ? Number(target.value) : target.value), changed()) }));
      const body = h('textarea', { spellcheck: 'false', onchange: () => ((mock.body = body.value), changed()) });
      body.value = pretty(mock.body);
      const on = h('input', { type: 'checkbox', onchange: () => ((mock.on = on.checked), changed()) });
      on.checked = mock.on;
      return h('div.section', null, input(words.pattern, 'pattern', 'text'), h('div.grid', null, input(words.status, 'status', 'number'), input(words.delay, 'delayMs', 'number')), field(words.body, body),
        h('div.buttons', null, h('label.check', null, on, words.on), button(words.remove, () => setMocks(mocks.filter((other) => other !== mock)), { class: 'action' })));
    });
    const wasOpen = pins.querySelector('details')?.open ?? false;
    pins.replaceChildren(h('details', { open: wasOpen }, h('summary', null, h('span.wide', null, words.pins), h('span.quiet', null, String(mocks.filter(({ on }) => on).length))),
      h('div.list', { style: 'max-height:320px' }, h('div.section', null, h('p.note', null, words.noPins), h('div.buttons', null,
        button(words.addPin, () => setMocks([...mocks, { on: true, pattern: '', status: 200, body: '{}', delayMs: 0 }]), { class: 'action' }))), ...editors)));
  }

  const element = h('div.body', null,
    h('div.bar', null,
      h('input', { type: 'search', placeholder: words.filter, 'aria-label': words.filter, oninput: ({ target }: any) => ((text = target.value), draw()) }),
      button(words.clear, () => development.network.clear(), { class: 'action' })),
    pins, list);
  development.network.follow(draw);
  draw();
  drawPins();
  return { element, show: () => (draw(), drawPins()) };
};

function placeOf(url: string): { host: string; pathname: string; search: string } {
  try {
    const { host, pathname, search } = new URL(url);
    return { host, pathname, search };
  } catch {
    return { host: '', pathname: url, search: '' };
  }
}

function pairs(list: Pairs): HTMLElement | null {
  return list.length ? h('dl', null, ...list.flatMap(([name, value]) => [h('dt', null, name), h('dd', null, value)])) : null;
}

export function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
