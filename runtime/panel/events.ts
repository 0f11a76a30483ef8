// Events as handlers were given them. In: event records. Out: a tab. Must not: send any.
import type { EventRecord } from '../shared/development';
import { button, followEnd, h, perFrame, timeText } from './dom';
import { fillRows, type Row } from './rows';
import type { MakeTab } from './tab';

const rowOf = (record: EventRecord): Row => ({
  key: record,
  shows: '',
  make() {
    const { at, type, handler, where, target, detail } = record;
    return h('div.row', null, h('span.method.tag', { style: 'width:5.4em' }, type),
      h('span.wide', null, h('span.mono', null, `${handler}()`), h('span.quiet', null, ` ${where}`), h('br'), h('span.quiet.mono', null, target === '{}' ? '' : `${target} `, detail === '{}' ? '' : detail)),
      h('span.place', null, timeText(at)));
  },
});

export const eventsTab: MakeTab = ({ development, words }) => {
  let text = '';
  const list = h('div.list', { role: 'log', 'aria-label': words.events, tabindex: 0 });
  const draw = perFrame(() => {
    const { items } = development.events;
    const found = items.filter(({ type, handler, where }) => `${type} ${handler} ${where}`.toLowerCase().includes(text.toLowerCase()));
    followEnd(list, () => fillRows(list, found.map(rowOf), items.length ? words.emptyFilter : words.emptyEvents));
  });
  const element = h('div.body', null,
    h('div.bar', null,
      h('input', { type: 'search', placeholder: words.filter, 'aria-label': words.filter, oninput: ({ target }: any) => ((text = target.value), draw()) }),
      button(words.clear, () => development.events.clear(), { class: 'action' })),
    list);
  return {
    element,
    show() {
      draw();
      return development.events.follow(draw);
    },
  };
};
