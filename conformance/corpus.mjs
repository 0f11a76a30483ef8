// Builds and opens real programs laid out in a folder, and counts what works.
// In: DIR with manifest.json, and the texts each first screen must show (--expect FILE, or DIR/devset.json). Out: CORPUS.md.
// Must not change DIR: programs that need npm are prepared in a copy.
// Usage: node conformance/corpus.mjs DIR [--expect devset.json] [--work DIR] [--only text[,text]] [--table FILE|off] [--report]
// The work folder keeps each program's results, what the compiler said, and a picture of every page reached.
// --only runs a part and writes no table; --table names another place for it; --report writes it from what is kept.

import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { buildProgram, repository } from './build.mjs';
import { explore } from './explore.mjs';
import { startServer } from './server.mjs';
import { launchBrowser, newContext, until, Visit } from './visit.mjs';

const SHOWN_MS = 8000;
/** The largest of the programs has over 300 pages, and the compiler may be one built for debugging. */
const BUILD_MS = 600_000;
/** For loading a page: whether a program runs is the question here, not how fast on a busy machine. */
const LOAD_MS = 120_000;

function optionsFrom(words) {
  const options = { folder: undefined, expect: undefined, work: join(tmpdir(), 'corpus'), only: undefined, table: join(repository, 'conformance', 'CORPUS.md'), report: false };
  for (let i = 0; i < words.length; i++) {
    const name = /^--(expect|work|only|table)$/.exec(words[i])?.[1];
    if (name) options[name] = words[++i];
    else if (words[i] === '--report') options.report = true;
    else options.folder = words[i];
  }
  return options;
}

/** Where the program lies below its own folder in `folder`: the list names it from wherever the programs were laid out. */
function rootIn(folder, app) {
  const words = app.root.split('/');
  return join(folder, app.id, ...words.slice(words.indexOf(app.id) + 1));
}

/** The folder to build: the original, or a copy with its packages installed. */
function prepared(app, expected, { folder, work }) {
  const steps = (expected?.prepare ?? []).filter((step) => step.step === 'npm');
  const from = join(folder, app.id);
  if (steps.every((step) => existsSync(join(from, step.cwd ?? '', 'node_modules')))) return rootIn(folder, app);
  const copy = join(work, app.id);
  if (!existsSync(join(copy, '.prepared'))) {
    cpSync(from, copy, { recursive: true });
    for (const step of steps) installPackages(join(copy, step.cwd ?? ''));
    writeFileSync(join(copy, '.prepared'), '');
  }
  return rootIn(work, app);
}

/** Installs as the program asks; where a version is no longer offered, the next newer one that is. */
function installPackages(folder) {
  const install = () => execFileSync('npm', ['install', '--omit=dev', '--ignore-scripts', '--legacy-peer-deps', '--no-audit', '--no-fund'], { cwd: folder, stdio: 'ignore', timeout: 600_000 });
  try {
    install();
  } catch {
    const file = join(folder, 'package.json');
    const json = JSON.parse(readFileSync(file, 'utf8'));
    for (const name in json.dependencies) json.dependencies[name] = json.dependencies[name].replace(/^[~^]?(\d)/, '>=$1');
    writeFileSync(file, JSON.stringify(json));
    install();
  }
}

/** What of the expectations is on the screen now. */
async function lookFor(visit, expected) {
  const seen = await visit.page.evaluate(() => ({
    text: document.body.innerText,
    placeholders: [...document.querySelectorAll('[placeholder], .input-placeholder, .textarea-placeholder')].map((el) => el.getAttribute('placeholder') ?? el.textContent).join('\n') + document.body.innerText,
  }));
  const title = await visit.title();
  const squeeze = (text) => text.replace(/\s+/g, '');
  const all = squeeze(seen.text);
  const tabs = await visit.tabTexts();
  return {
    texts: expected.texts.filter(({ text }) => all.includes(squeeze(text))).length,
    missing: expected.texts.filter(({ text }) => !all.includes(squeeze(text))).map(({ text }) => text),
    title: expected.nav_title === '' || title === expected.nav_title,
    seenTitle: title,
    tabs: expected.tab_texts.every((text) => tabs.includes(text)),
    placeholders: expected.placeholders.every((text) => seen.placeholders.includes(text)),
  };
}

const complete = (look, expected) => look.texts === expected.texts.length && look.title && look.tabs && look.placeholders;

/** What reading a program's sources showed about an error of its own, by hand. */
const NOTES = JSON.parse(readFileSync(join(repository, 'conformance', 'corpus_notes.json'), 'utf8'));

/** Why an error is none of this platform's: no cloud environment and no network are given here. */
const CLOUD = /-501000|env not exists|cloud\.\w+:fail/;
const NETWORK = /request:fail|downloadFile:fail|connectSocket:fail|net::ERR/;

/** A build of the program's own that comes before it is a mini program, named by its file. */
function ownBuild(app, folder) {
  const top = join(folder, app.id);
  for (let at = dirname(rootIn(folder, app).replace(/\/$/, '')); at.startsWith(top); at = dirname(at)) {
    const found = ['gulpfile.js', 'gulpfile.ts', 'webpack.config.js', 'rollup.config.js'].find((name) => existsSync(join(at, name)));
    if (found) return relative(top, join(at, found));
  }
  return undefined;
}

/** Whether anything in the program's sources opens a page with a query. */
function queriesIn(root) {
  const sources = readdirSync(root, { recursive: true })
    .filter((name) => /\.(wxml|js|ts)$/.test(name) && !/(^|\/)(node_modules|miniprogram_npm)\//.test(name))
    .map((name) => readFileSync(join(root, name), 'utf8'));
  return (path) => sources.some((text) => text.includes(`${path.split('/').slice(-2).join('/')}?`) || text.includes(`/${path.split('/').at(-1)}?`));
}

/** The errors by their reason; `own` are those nothing outside explains. */
function sortErrors(result) {
  const queryless = new Set(result.queryless ?? []);
  const sorted = { cloud: 0, network: 0, queryless: [], own: [] };
  for (const [index, error] of result.errors.entries()) {
    if (CLOUD.test(error)) sorted.cloud++;
    else if (NETWORK.test(error)) sorted.network++;
    else if (queryless.has(index)) sorted.queryless.push(error);
    else sorted.own.push(error);
  }
  return sorted;
}

async function runApp(app, expected, tools) {
  let source;
  try {
    source = prepared(app, expected, tools.options);
  } catch (error) {
    return { id: app.id, built: false, note: `preparing failed: ${String(error.message).split('\n')[0]}` };
  }
  const out = join(tools.options.work, 'out', app.id);
  const build = await buildProgram(source, out, [], BUILD_MS);
  if (!build.ok) return { id: app.id, built: false, note: build.output.split('\n').filter((line) => /error/.test(line))[0] ?? build.output.slice(-200), output: build.output };
  const name = `app${tools.roots.size}`;
  tools.roots.set(name, out);
  const manifest = JSON.parse(readFileSync(join(out, 'minnow.json'), 'utf8'));
  const context = await newContext(tools.browser, { viewport: { width: 390, height: 844 } });
  context.setDefaultTimeout(LOAD_MS);
  const origin = tools.server.origin(name);
  await context.route((url) => url.origin !== origin, (route) => route.abort());
  const visit = new Visit(await context.newPage());
  const result = { id: app.id, built: true, build_ms: build.elapsed_ms, output: build.output, wanted: expected?.expect.texts.length ?? 0 };
  try {
    await visit.open(`${origin}/`);
    await until(LOAD_MS, async () => {
      if (!(await visit.depth())) throw new Error('no page was opened');
    });
    await visit.rest();
    if (expected) {
      result.look = await until(SHOWN_MS, async () => {
        result.last = await lookFor(visit, expected.expect);
        if (!complete(result.last, expected.expect)) throw new Error('not all shown');
        return result.last;
      }).catch(() => result.last);
      result.complete = Boolean(result.look) && complete(result.look, expected.expect);
    }
    const pictures = join(tools.options.work, 'pictures', app.id);
    rmSync(pictures, { recursive: true, force: true });
    const picture = (path) => visit.page.screenshot({ path: join(pictures, `${path.replaceAll('/', '_')}.png`) }).catch(() => 0);
    await picture('first screen');
    Object.assign(result, await explore(visit, manifest, queriesIn(source), picture));
  } catch (error) {
    result.note = error.message.split('\n')[0];
  }
  result.errors = visit.errors.slice();
  await context.close();
  return result;
}

/** Everything a reader must know about a program that is not in the numbers. */
function why(r, sorted) {
  const { look } = r;
  return [
    look && !look.title ? `title "${look.seenTitle}"` : '',
    look?.missing.length ? `missing ${look.missing.join(', ')}` : '',
    r.note ?? '',
    sorted.own.length && NOTES[r.id] ? NOTES[r.id] : '',
    sorted.own.length && r.ownBuild ? `its own build, ${r.ownBuild}, was not run` : '',
    sorted.cloud ? `needs a cloud environment: ${sorted.cloud} calls rejected` : '',
    sorted.network ? `needs the network: ${sorted.network} requests rejected` : '',
    sorted.queryless.length ? `${sorted.queryless.length} errors of pages opened without the query their links give (${firstOf(sorted.queryless)})` : '',
    sorted.own.length ? firstOf(sorted.own) : '',
  ].filter(Boolean).join('; ');
}

const firstOf = (errors) => errors[0].split('\n')[0].slice(0, 140);

function report(results, skipped) {
  const count = results.length;
  const rows = results.map((r) => {
    if (!r.built) return `| ${r.id} | no | – | – | – | – | – | – | ${cell(r.note)} |`;
    const { look } = r;
    const mark = (ok) => (ok ? 'yes' : 'no');
    const sorted = sortErrors(r);
    return `| ${r.id} | yes | ${look ? `${look.texts}/${r.wanted}` : '–'} | ${look ? mark(look.title && look.tabs && look.placeholders) : '–'} | ${mark(r.complete)} | ${r.tapped ?? 0} | ${r.opened ?? 0}/${r.targets ?? 0} | ${sorted.own.length} | ${cell(why(r, sorted))} |`;
  });
  return [
    '# Real programs', '',
    'Written by `cargo xtask corpus DIR`. Each program is built, opened without network, and compared with the texts its first screen must show. Then a visitor taps through every tab and what it leads to; up to ten pages nothing led to are opened by their address.',
    'Errors are uncaught ones and those on the console. Those that come from what is not there (a cloud environment, the network, the query of a link) are counted apart, in the last column.', '',
    `**${results.filter((r) => r.built).length} of ${count} build, ${results.filter((r) => r.complete).length} of ${count} show everything expected.**`, '',
    '| program | builds | texts | title, tabs, placeholders | complete | pages reached | by address | errors | why |', '|---|---|---:|---|---|---:|---:|---:|---|',
    ...rows, '', ...(skipped.length ? [`Not WeChat programs, or not laid out: ${skipped.join(', ')}.`, ''] : []),
  ].join('\n');
}

const cell = (text) => String(text ?? '').replaceAll('|', '¦').replace(/\s+/g, ' ').replace(/(\/[\w.+@~-]+){3,}\/(?=[\w.-]+)/g, '…/').replace(/localhost:\d+/g, 'localhost').slice(0, 360);

async function main() {
  const options = optionsFrom(process.argv.slice(2));
  if (!options.folder || !existsSync(join(options.folder, 'manifest.json'))) {
    console.log(`corpus: skipped, ${options.folder ? `${options.folder} holds no manifest.json` : 'no folder was given'}`);
    return 0;
  }
  const manifest = JSON.parse(readFileSync(join(options.folder, 'manifest.json'), 'utf8'));
  const beside = join(options.folder, 'devset.json');
  options.expect ??= existsSync(beside) ? beside : undefined;
  const expectations = options.expect ? JSON.parse(readFileSync(options.expect, 'utf8')).apps : [];
  const apps = manifest.filter((app) => app.ok && app.dialect === 'wechat' && (!options.only || options.only.split(',').some((text) => app.id.includes(text))));
  const skipped = manifest.filter((app) => !app.ok || app.dialect !== 'wechat').map((app) => app.id);
  mkdirSync(options.work, { recursive: true });
  const kept = join(options.work, 'results');
  mkdirSync(kept, { recursive: true });
  const results = [];
  if (options.report) {
    for (const { id } of apps) results.push(JSON.parse(readFileSync(join(kept, `${id}.json`), 'utf8')));
    return finish(results, skipped, options.table);
  }
  const roots = new Map();
  const server = await startServer(roots);
  const browser = await launchBrowser();
  for (const app of apps) {
    const result = await runApp(app, expectations.find(({ id }) => id === app.id), { options, roots, server, browser });
    result.ownBuild = ownBuild(app, options.folder);
    results.push(result);
    writeFileSync(join(kept, `${app.id}.json`), JSON.stringify(result));
    console.log(`${result.complete ? '✓' : '✗'} ${result.id}: ${result.built ? `built in ${result.build_ms} ms, ${result.look ? `${result.look.texts}/${result.wanted} texts` : ''}, ${result.tapped} pages by tapping, ${result.opened}/${result.targets} by address; ${result.errors.length} errors ${(result.errors[0] ?? '').split('\n')[0].slice(0, 200)} ${(result.look?.missing ?? []).join()} ${result.note ?? ''}` : result.note}`);
  }
  await browser.close();
  server.close();
  return finish(results, skipped, options.only ? 'off' : options.table);
}

function finish(results, skipped, table) {
  if (table !== 'off') writeFileSync(table, report(results, skipped));
  console.log(`${results.filter((r) => r.complete).length} passed, ${results.filter((r) => !r.complete).length} failed`);
  return 0;
}

process.exit(await main());
