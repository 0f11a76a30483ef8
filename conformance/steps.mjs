// The step language of conformance cases (see README.md).
// In: a line and a Visit. Out: nothing, or an Error that says what was seen instead.

import { DEVICE_STEPS } from './device.mjs';
import { patience_ms, until } from './visit.mjs';

/** Whether a step is about the device: at the beginning of a case these come before the program is opened. */
export const isDeviceStep = (line) => line.split(/\s/, 1)[0] in DEVICE_STEPS;

/** Runs one step. `env`: origin, build, rebuild, setHost; source and out, the program's folder and its package's. */
export async function runStep(line, visit, env) {
  const [, word, rest = ''] = /^(\S+)\s*(.*)$/.exec(line);
  if (word === 'expect') return expectation(rest, visit, env);
  const action = ACTIONS[word];
  if (!action) throw new Error(`unknown step "${word}"`);
  await action(rest, visit, env);
}

const numbers = (text) => text.trim().split(/\s+/).map(Number);

/** `#sel with spaces 10 20` → [selector, numbers] */
function selectorAndNumbers(text, count) {
  const words = text.trim().split(/\s+/);
  return [words.slice(0, -count).join(' '), words.slice(-count).map(Number)];
}

const ACTIONS = {
  ...DEVICE_STEPS,
  tap: (rest, visit) => visit.tap(rest),
  click: (rest, visit) => visit.click(rest),
  longpress: (rest, visit) => visit.longPress(rest),
  key: (rest, visit) => visit.page.keyboard.press(rest),
  back: (_, visit) => visit.back(),
  tab: (rest, visit) => visit.tab(Number(rest)),
  reload: (_, visit) => visit.page.reload(),
  history: (rest, visit) => visit.page.evaluate((delta) => history.go(delta), Number(rest)),
  open: (rest, visit, env) => visit.open(env.origin + rest),
  logic: (rest, visit) => visit.logic(rest),
  scripts: (rest, visit) => visit.setScripts(rest.trim() === 'on'),
  theme: (rest, visit) => visit.page.emulateMedia({ colorScheme: rest }),
  rest: (_, visit) => visit.rest(),
  clear: async (_, visit) => {
    await visit.rest();
    visit.logs.length = 0;
  },
  resize: (rest, visit) => {
    const [width, height] = numbers(rest);
    return visit.page.setViewportSize({ width, height });
  },
  input: (rest, visit) => {
    const [selector, text] = splitAt(rest, ' = ');
    return visit.input(selector, plain(text));
  },
  swipe: (rest, visit) => {
    const [selector, [dx, dy]] = selectorAndNumbers(rest, 2);
    return visit.swipe(selector, dx, dy);
  },
  wheel: (rest, visit) => {
    const [selector, [dy]] = selectorAndNumbers(rest, 1);
    return visit.wheel(selector, dy);
  },
  scroll: async (rest, visit) => {
    const [selector, [top]] = selectorAndNumbers(rest, 1);
    await until(patience_ms(), async () => {
      if (!(await visit.handles(selector)).length) throw new Error(`nothing matches ${selector}`);
    });
    await visit.scroll(selector, top);
  },
};

function splitAt(text, separator) {
  const at = text.indexOf(separator);
  if (at < 0) return text.endsWith(separator.trimEnd()) ? [text.slice(0, -separator.trimEnd().length).trim(), ''] : [text.trim(), undefined];
  return [text.slice(0, at).trim(), text.slice(at + separator.length)];
}

function plain(text = '') {
  const trimmed = text.trim();
  if (!/^".*"$/s.test(trimmed)) return trimmed;
  try {
    return JSON.parse(trimmed);
  } catch {
    return trimmed;
  }
}

// The first of these words in an expectation separates what is read from what is wanted.
const COMPARISONS = [' not contains ', ' contains ', ' matches ', ' != ', ' = '];

function comparison(text) {
  const padded = `${text} `;
  const found = COMPARISONS.map((word) => ({ word, at: padded.indexOf(word) })).filter(({ at }) => at >= 0);
  if (!found.length) return { subject: text.trim(), word: '', wanted: '' };
  const { word, at } = found.reduce((best, next) => (next.at < best.at ? next : best));
  return { subject: padded.slice(0, at).trim(), word: word.trim(), wanted: plain(padded.slice(at + word.length)) };
}

function compare(actual, word, wanted) {
  const seen = actual === null || actual === undefined ? '' : String(actual);
  const holds = {
    '=': () => seen === wanted,
    '!=': () => seen !== wanted,
    contains: () => seen.includes(wanted),
    'not contains': () => !seen.includes(wanted),
    matches: () => new RegExp(wanted.replace(/^\/|\/$/g, '')).test(seen),
  }[word];
  if (!holds) throw new Error('no comparison in this expectation');
  if (!holds()) throw new Error(`saw ${JSON.stringify(actual)}`);
}

async function expectation(text, visit, env) {
  const [, kind, rest = ''] = /^(\S+)\s*(.*)$/.exec(text);
  if (kind === 'diagnostic' || kind === 'build') return buildExpectation(kind, rest, env);
  const run = EXPECTATIONS[kind];
  if (!run) throw new Error(`unknown expectation "${kind}"`);
  const parsed = comparison(rest.startsWith('=') || rest.startsWith('contains') || rest.startsWith('not contains') || rest.startsWith('matches') || rest.startsWith('!=') ? ` ${rest}` : rest);
  await until(patience_ms(), () => run(parsed, visit));
  if (kind === 'log' || kind === 'no') {
    await visit.rest();
    await run(parsed, visit);
  }
}

function buildExpectation(kind, rest, { build }) {
  if (kind === 'build') {
    if (build.ok !== (rest.trim() === 'ok')) throw new Error(`the build ${build.ok ? 'succeeded' : 'failed'}`);
    return;
  }
  const { word, wanted } = comparison(` ${rest}`);
  compare(build.output, word, wanted);
}

/** Reads one value from the first match. */
async function first(visit, selector, read, argument) {
  const value = await visit.read(selector, `(els, argument) => els.length ? { value: (${read})(els[0], argument) } : null`, argument);
  if (!value) throw new Error(`nothing matches ${selector}`);
  return value.value;
}

/** `#sel name` → [selector, name] */
function lastWord(subject) {
  const at = subject.lastIndexOf(' ');
  return [subject.slice(0, at).trim(), subject.slice(at + 1)];
}

const textOf = `(el) => (el.innerText ?? el.textContent).replace(/\\u00a0/g, ' ').trim()`;

const EXPECTATIONS = {
  text: async ({ subject, word, wanted }, visit) => compare(await first(visit, subject, textOf), word, wanted),
  rawtext: async ({ subject, word, wanted }, visit) => compare(await first(visit, subject, `(el) => el.textContent`), word, wanted),
  texts: async ({ subject, word, wanted }, visit) => compare((await visit.read(subject, `(els) => els.map(${textOf})`)).join(', '), word, wanted),
  count: async ({ subject, word, wanted }, visit) => compare(await visit.read(subject, `(els) => els.length`), word, wanted),
  absent: async ({ subject }, visit) => compare(await visit.read(subject, `(els) => els.length`), '=', '0'),
  visible: async ({ subject }, visit) => compare(await visit.read(subject, `(els) => els.some((el) => el.getClientRects().length > 0 && getComputedStyle(el).visibility !== 'hidden')`), '=', 'true'),
  hidden: async ({ subject }, visit) => compare(await visit.read(subject, `(els) => els.every((el) => el.getClientRects().length === 0 || getComputedStyle(el).visibility === 'hidden')`), '=', 'true'),
  attr: async ({ subject, word, wanted }, visit) => {
    const [selector, name] = lastWord(subject);
    compare(await first(visit, selector, `(el, name) => el.getAttribute(name)`, name), word, wanted);
  },
  class: async ({ subject, word, wanted }, visit) => {
    const seen = await first(visit, subject, `(el) => el.getAttribute('class') ?? ''`);
    compare([...new Set(seen.split(/\s+/).filter((name) => name && !/^[ph]_/.test(name)).map((name) => name.replace(/_[0-9a-z]+$/i, '')))].join(' '), word, wanted);
  },
  style: async ({ subject, word, wanted }, visit) => {
    const [selector, name] = lastWord(subject);
    compare(await first(visit, selector, `(el, name) => getComputedStyle(el).getPropertyValue(name)`, name), word, wanted);
  },
  rect: async ({ subject, word, wanted }, visit) => {
    const [selector, name] = lastWord(subject);
    const seen = await first(visit, selector, `(el, name) => el.getBoundingClientRect()[name]`, name);
    if (word !== '=' || Math.abs(seen - Number(wanted)) > 1) throw new Error(`saw ${seen}`);
  },
  value: async ({ subject, word, wanted }, visit) => compare(await first(visit, subject, `(el) => (el.querySelector('input, textarea') ?? el).value`), word, wanted),
  role: async ({ subject, word, wanted }, visit) => compare((await visit.accessible(subject)).role, word, wanted),
  name: async ({ subject, word, wanted }, visit) => compare((await visit.accessible(subject)).name, word, wanted),
  focused: async ({ subject }, visit) => compare(await visit.read(subject, `(els) => els.some((el) => el.contains(document.activeElement))`), '=', 'true'),
  title: async ({ word, wanted }, visit) => compare(await visit.title(), word, wanted),
  page: async ({ word, wanted }, visit) => compare(await visit.path(), word, wanted),
  depth: async ({ word, wanted }, visit) => compare(await visit.depth(), word, wanted),
  logged: async ({ subject }, visit) => {
    if (!visit.logs.includes(plain(subject))) throw new Error(`logged ${JSON.stringify(visit.logs)}`);
  },
  log: async ({ word, wanted }, visit) => compare(visit.logs.join(', '), word, wanted),
  error: async ({ word, wanted }, visit) => compare(visit.errors.join('\n'), word, wanted),
  kept: async ({ word, wanted }, visit) => compare((await visit.keptPages()).join(', '), word, wanted),
  download: async ({ word, wanted }, visit) => compare(visit.downloads.join(', '), word, wanted),
  no: async (_, visit) => {
    if (visit.errors.length) throw new Error(`errors: ${visit.errors.join('\n')}`);
  },
};
