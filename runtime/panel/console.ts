// The console of the logic realm and of the page, and a line to evaluate expressions with. In: console records. Out: a tab. Must not: run text here.
import type { ConsoleLine, Level } from '../shared/development';
import { button, followEnd, h, perFrame, select } from './dom';
import { fillRows, type Row } from './rows';
import type { MakeTab } from './tab';

const LEVELS: readonly Level[] = ['debug', 'log', 'info', 'warn', 'error'];
/** Answered by crates/cli/src/dev/evaluate.rs. */
const EVALUATE_PATH = '/_minnow/evaluate';

interface Line extends ConsoleLine {
  asked?: boolean;
}

/** Lines that say the same one after the other. */
interface Joined {
  line: Line;
  times: number;
}

/** Without the frames of the runtime, where there are some of the program. */
function readable(text: string): string {
  const lines = text.split('\n');
  const isFrame = (line: string) => /^\s+at |^\S*@\S+:\d+:\d+$/.test(line);
  const isForeign = (line: string) => isFrame(line) && /:\/\/|<anonymous>/.test(line);
  if (!lines.some((line) => isFrame(line) && !isForeign(line))) return text;
  // A stack begins with the message that stands above it already.
  return lines.filter((line, i) => !isForeign(line) && !(i === 1 && lines[0]!.endsWith(line))).join('\n');
}

export const consoleTab: MakeTab = ({ development, words, mark }) => {
  let least: Level | '' = '';
  let text = '';
  const asked: Line[] = [];
  const list = h('div.list', { role: 'log', 'aria-label': words.console, tabindex: 0 });
  const passes = (line: ConsoleLine) => (!least || LEVELS.indexOf(line.level) >= LEVELS.indexOf(least)) && (!text || `${line.text} ${line.place}`.toLowerCase().includes(text.toLowerCase()));

  function lines(): Joined[] {
    const all = [...(development.console.items as readonly Line[]), ...asked].filter(passes).sort((a, b) => a.at - b.at);
    const joined: Joined[] = [];
    for (const line of all) {
      const before = joined.at(-1);
      if (before && !before.line.asked && before.line.text === line.text && before.line.level === line.level && before.line.place === line.place) before.times++;
      else joined.push({ line, times: 1 });
    }
    return joined;
  }

  const rowOf = ({ line, times }: Joined): Row => ({
    key: line,
    shows: String(times),
    make() {
      const { level, text, place, page, asked } = line;
      return h(`div.row.${level}${asked ? '.asked' : ''}` as 'div', null, times > 1 && h('span.times', null, String(times)), h('div.wide.line.mono', null, readable(text)), (place || page) && h('span.place', { title: page }, place || page));
    },
  });

  const draw = perFrame(() => {
    mark('console', development.console.items.filter(({ level }) => level === 'error').length);
    followEnd(list, () => fillRows(list, lines().map(rowOf), development.console.items.length || asked.length ? words.emptyFilter : words.emptyConsole));
    // What is too long to stand there whole is scrolled, by keys too.
    for (const line of list.querySelectorAll<HTMLElement>('.line:not([tabindex])')) if (line.scrollHeight > line.clientHeight + 1) line.tabIndex = 0;
  });

  const add = (text: string, level: Level, isQuestion: boolean) => {
    asked.push({ at: performance.timeOrigin + performance.now(), level, text, page: '', place: '', asked: isQuestion });
    draw();
  };
  const input = h('input', { 'aria-label': words.evaluate, placeholder: words.evaluate, autocomplete: 'off', autocapitalize: 'off', spellcheck: 'false' });
  const before: string[] = [];
  let at = 0;
  input.addEventListener('keydown', (event) => {
    if (event.isComposing) return;
    if (event.key === 'ArrowUp' && at > 0) input.value = before[--at]!;
    else if (event.key === 'ArrowDown' && at < before.length) input.value = before[++at] ?? '';
    else if (event.key === 'Enter' && input.value.trim()) {
      const code = input.value;
      at = before.push(code);
      input.value = '';
      add(`› ${code}`, 'log', true);
      evaluate(code).then(({ ok, text }) => add(`‹ ${text}`, ok ? 'info' : 'error', false), (error) => add(String(error), 'error', false));
    }
  });

  async function evaluate(code: string): Promise<{ ok: boolean; text: string }> {
    const answer = await fetch(EVALUATE_PATH, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(code) });
    if (!answer.ok) throw new Error(`${EVALUATE_PATH}: ${answer.status}`);
    return development.ask('evaluate', { url: await answer.text() });
  }

  const element = h('div.body', null,
    h('div.bar', null,
      h('input', { type: 'search', placeholder: words.filter, 'aria-label': words.filter, oninput: ({ target }: any) => ((text = target.value), draw()) }),
      select(words.levels, [['', words.all], ...LEVELS.slice(1).map((level): [string, string] => [level, `≥ ${level}`])], '', (value) => ((least = value as Level | ''), draw())),
      button(words.clear, () => {
        asked.length = 0;
        development.console.clear();
      }, { class: 'action' })),
    list,
    h('div.prompt', null, input));
  development.console.follow(draw);
  draw();
  return {
    element,
    show: () => {
      draw();
      list.scrollTop = list.scrollHeight;
    },
  };
};
