// Runs hostile programs, served by the real `minnow dev`, and watches from outside that no attempt gets through.
//   node conformance/attacks.mjs [chromium firefox webkit] [--unwalled] [--show] [AREA or AREA-N …]
// In: attacks/*.md, MINNOW. Out: one line a failure, closing line `N passed, N failed`; exit 1 when one failed.
// Must not: believe a program: what counts is what the canary heard and what is true in the page.
// `--unwalled` takes the walls down and expects each attempt to succeed that says so: a case that cannot fail proves nothing.

import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repository, writeProgram } from './build.mjs';
import { startCanary } from './attacks/canary.mjs';
import { readAttacks } from './attacks/cases.mjs';
import { serveProgram } from './attacks/serve.mjs';
import { buildUnwalled, withoutPolicy } from './attacks/walls.mjs';
import { patience_ms, until } from './visit.mjs';

const ENGINES = ['chromium', 'firefox', 'webkit'];
const here = join(repository, 'conformance/attacks');

/** After the attempt was made: what is on its way to the canary arrives on this machine within. */
const ARRIVAL_MS = 120;

/** Runs in the page: everything that must not be there. */
function traces() {
  const found = [];
  const holders = { window, document, Object: Object.prototype, Array: Array.prototype, Function: Function.prototype, String: String.prototype, Promise: Promise.prototype, Map: Map.prototype };
  for (const name in holders) if (Object.prototype.hasOwnProperty.call(holders[name], 'pwned')) found.push(`pwned on ${name}`);
  for (const node of document.querySelectorAll('wx-page *')) {
    if (/^(script|object|embed|applet|base|meta|link|frame|frameset|portal|math|foreignobject)$/.test(node.localName)) found.push(`<${node.localName}>`);
    if (node.localName === 'iframe' && !(node.className === 'wx-web-view' && /allow-scripts/.test(node.sandbox) && !/allow-top-navigation/.test(node.sandbox))) found.push('<iframe>');
    for (const { name, value } of node.attributes) {
      if (/^on/.test(name) || name === 'srcdoc' || name === 'formaction') found.push(`${name} on <${node.localName}>`);
      if (/^(href|src|action|xlink:href)$/.test(name) && /^\s*(javascript|vbscript|data:text)/i.test(value) && !node.localName.includes('-')) found.push(`${name}=${value.slice(0, 30)}`);
    }
  }
  return JSON.stringify({ isRestored: Boolean(window.mnKept?.nodes), attempted: !window.isLeft && Boolean(document.querySelector('#attempted')?.textContent), found, place: location.origin + location.pathname, text: document.body?.innerText.slice(0, 300) });
}

/** Runs in the page: puts in place what the next launch begins with, where that is not what the page keeps itself, and begins it. */
function relaunch(path, html) {
  const key = `minnow-screen /${path}`;
  if (html === null && localStorage.getItem(key) === null) throw new Error('the page has kept nothing yet');
  if (html !== null) localStorage.setItem(key, JSON.stringify([document.documentElement.dataset.kept, false, html, html, [0]]));
  window.isLeft = true;
  location.reload();
}

async function attempt(engine, observer, program, one) {
  const url = `${program.origin}/${one.path}`;
  const visit = await engine.visit(url);
  try {
    const state = async () => JSON.parse(await visit.evaluate(`(${traces})()`));
    let last = { found: [] };
    const broken = [];
    for (const html of [undefined, ...one.planted, ...(one.again ? [null] : [])]) {
      try {
        if (html !== undefined) await until(patience_ms(), () => visit.evaluate(`(${relaunch})(${JSON.stringify(one.path)}, ${JSON.stringify(html)})`));
        await until(patience_ms() + 5000, async () => {
          last = await state();
          if (!last.attempted) throw new Error(`the attempt was not made: ${last.text}`);
        });
      } catch (error) {
        // A page that is no longer there was led away, or began anew.
        if (!last.place || last.place === url) return { unmade: `${String(error.message)} ${visit.seen.join(' | ').slice(0, 1500)}` };
      }
      await new Promise((wait) => setTimeout(wait, ARRIVAL_MS));
      last = await state().catch(() => last);
      if (!String(last.place).startsWith(`${program.origin}/`)) broken.push(`the page is at ${last.place}`);
      broken.push(...last.found);
      // What is not shown again proves nothing of what it may do.
      if (html === null && !last.isRestored) broken.push('what was kept is not shown');
    }
    broken.push(...visit.dialogs());
    const windows = await visit.windows();
    if (windows !== 1) broken.push(`${windows} windows`);
    return { page: broken, canary: [...observer.of(one.slug), ...program.printed(`/${one.slug}`)], seen: visit.seen };
  } finally {
    await visit.close();
  }
}

/** Why a case failed; undefined when it passed. */
function verdict(one, outcome, unwalled) {
  if (outcome.unmade) return outcome.unmade;
  const broken = [...outcome.page, ...outcome.canary.map((line) => `the canary heard ${line}`)];
  if (!unwalled) return broken.length ? broken.join('; ') : undefined;
  const { [one.unwalled]: wanted } = outcome;
  return wanted && !wanted.length ? `without the walls nothing was seen at the ${one.unwalled}` : undefined;
}

async function runArea({ area, cases, files }, { engines, observer, folder, options, tally, assets }) {
  const source = join(folder, area);
  const other = await serveProgram(join(folder, 'other'), assets);
  const words = { __CANARY__: observer.canary, __FRIEND__: observer.friend, __FRIEND_SOCKET__: observer.friend.replace('http', 'ws'), __OTHER__: other.origin };
  const filled = [...files].map(([path, text]) => [path, typeof text === 'string' ? text.replace(/__(CANARY|FRIEND|FRIEND_SOCKET|OTHER)__/g, (word) => words[word]) : text]);
  writeProgram(source, filled, '');
  const served = await serveProgram(source, assets);
  const program = options.unwalled ? await withoutPolicy(served) : served;
  try {
    for (const engine of engines) {
      for (const one of cases) {
        const run = () => attempt(engine, observer, { ...program, printed: (word) => [...served.printed(word), ...other.printed(word)] }, one).catch((error) => ({ unmade: String(error.message ?? error) }));
        let outcome = await run();
        // An attempt that was not made says nothing about the walls: one more chance. A broken wall gets none.
        if (outcome.unmade) {
          console.log(`~ ${engine.version} ${one.slug}: unsteady, tried again; first: ${outcome.unmade.slice(0, 200)}`);
          outcome = await run();
        }
        const failure = verdict(one, outcome, options.unwalled);
        if (failure) console.log(`✗ ${engine.version} ${one.slug} ${one.title}\n    ${failure.slice(0, options.show ? 3000 : 400)}`);
        if (options.show) console.log(`  ${one.slug}: ${JSON.stringify(outcome).slice(0, 1500)}`);
        tally[failure ? 'failed' : 'passed']++;
      }
    }
  } finally {
    program.close();
    served.close();
    other.close();
  }
}

function optionsFrom(words) {
  const options = { engines: [], filters: [], unwalled: false, show: false };
  for (const word of words) {
    if (word === '--unwalled') options.unwalled = true;
    else if (word === '--show') options.show = true;
    else if (ENGINES.includes(word)) options.engines.push(word);
    else options.filters.push(word.replace(/\.md$/, ''));
  }
  if (!options.engines.length) options.engines.push('chromium');
  return options;
}

function areas(filters) {
  return readdirSync(here).filter((name) => name.endsWith('.md')).sort().map((name) => {
    const area = name.slice(0, -3);
    const { cases, files } = readAttacks(readFileSync(join(here, name), 'utf8'), area);
    return { area, files, cases: filters.length ? cases.filter(({ slug }) => filters.some((filter) => filter === area || filter === slug)) : cases };
  }).filter(({ cases }) => cases.length);
}

const options = optionsFrom(process.argv.slice(2));
const folder = mkdtempSync(join(tmpdir(), 'attacks-'));
const observer = await startCanary();
const tally = { passed: 0, failed: 0 };
const engines = [];
try {
  writeProgram(join(folder, 'other'), new Map([
    ['app.json', '{"pages":["index"]}'], ['app.js', 'App({})'], ['index.wxml', '<view>other</view>'], ['index.js', 'wx.setStorageSync("secret", 1); Page({})'],
    ['project.config.json', JSON.stringify({ minnow: { domains: { request: [observer.canary] } } })],
  ]), '');
  const assets = options.unwalled ? buildUnwalled(folder) : process.env.MINNOW_ASSETS;
  for (const name of options.engines) engines.push(await (await import(`./attacks/engines/${name}.mjs`)).start());
  for (const area of areas(options.filters)) await runArea(area, { engines, observer, folder, options, tally, assets });
} finally {
  for (const engine of engines) await engine.close();
  observer.close();
  rmSync(folder, { recursive: true, force: true });
}
console.log(`${tally.passed} passed, ${tally.failed} failed`);
process.exit(tally.failed ? 1 : 0);
