// What the start and each setData cost. In: phases and updates of both realms. Out: a tab. Must not: measure.
import type { SetData, Update } from '../shared/development';
import type { Phase } from '../view/development/types';
import { button, bytesText, h, msText, perFrame, timeText } from './dom';
import { fillRows } from './rows';
import type { MakeTab } from './tab';

const SHOWN_MAX = 200;
/** From here on an update is felt: two frames. */
const SLOW_MS = 32;

export const timingsTab: MakeTab = ({ development, words }) => {
  const launch = h('div.bars', null);
  const list = h('div', null);
  const scroller = h('div.list', { role: 'region', 'aria-label': words.timings, tabindex: 0 },
    h('div.section', null, h('h2', null, words.launch), launch),
    h('div.section', { style: 'border:0;padding-bottom:4px' }, h('div.buttons', null, h('h2', { style: 'margin:0;font-size:13px;flex:1' }, words.updates), button(words.clear, () => development.updates.clear(), { class: 'action' })),
      h('div.legend', null, ...(['logic', 'wire', 'view'] as const).map((name) => h('span', null, h(`i.${name}` as 'i'), words[name])))),
    list);

  async function drawLaunch(): Promise<void> {
    const phases = await development.launch();
    const end = Math.max(1, ...phases.map(({ endMs }) => endMs));
    launch.replaceChildren(...phases.flatMap((phase) => bar(phase, end)));
  }

  function bar({ name, startMs, endMs }: Phase, end: number): HTMLElement[] {
    const left = (startMs / end) * 100;
    const width = (Math.max(0, endMs - startMs) / end) * 100;
    return [h('span', null, words.phases[name]), h('span.track', null, h('i', { style: `left:${left}%;width:${width}%` })), h('span.figure', { title: `${msText(startMs)} – ${msText(endMs)}` }, msText(endMs))];
  }

  const draw = perFrame(() => {
    const updates = development.updates.items.slice(-SHOWN_MAX).reverse();
    list.style.setProperty('--longest', String(Math.max(1, ...updates.map(sum))));
    fillRows(list, updates.map((update) => ({ key: update, shows: '', make: () => row(update) })), words.emptyUpdates);
  });

  function row(update: Update): HTMLElement {
    const { at, calls, opCount, bytes, logicMs, wireMs, viewMs } = update;
    const part = (name: string, ms: number) => h(`i.${name}` as 'i', { style: `width:calc(${ms} / var(--longest) * 100%)` });
    return h('details', null, h('summary', null,
      h('span.wide', null, h('span.name', null, title(update)), h('div.stacked', null, part('logic', logicMs), part('wire', wireMs), part('view', viewMs))),
      h('span.figure', null, bytesText(bytes)), h(`span.figure${sum(update) > SLOW_MS ? '.bad' : ''}` as 'span', null, msText(sum(update)))),
    h('div.inside', null, update.kind === 'unseen' && h('p.note', null, words.noteUnseen), h('dl', null, ...[['', timeText(at)], [words.logic, msText(logicMs)], [words.wire, msText(wireMs)], [words.view, `${msText(viewMs)}, ${opCount} ${words.ops}, ${bytesText(bytes)}`]].flatMap(([name, value]) => [h('dt', null, name!), h('dd', null, value!)])),
      ...calls.map((call) => h('div.mono', null, `${call.where}.setData(${call.keys.join(', ')})`, h('span.quiet', null, ` ${bytesText(call.bytes)}, ${msText(call.ms)}`)))));
  }

  function title({ kind, calls }: Update): string {
    if (kind === 'open') return `${calls[0]?.where ?? ''} ${words.firstRender}`.trim();
    if (!calls.length) return words.noCall;
    const name = ({ where, keys }: SetData) => `${where.split('/').pop()}: ${keys.slice(0, 4).join(', ')}${keys.length > 4 ? '…' : ''}`;
    const text = calls.length === 1 ? name(calls[0]!) : `${name(calls[0]!)} +${calls.length - 1}`;
    return kind === 'unseen' ? `${text} · ${words.unseen}` : text;
  }

  const element = h('div.body', null, scroller);
  return {
    element,
    show() {
      void drawLaunch();
      draw();
      return development.updates.follow(draw);
    },
  };
};

const sum = ({ logicMs, wireMs, viewMs }: Update): number => logicMs + wireMs + viewMs;
