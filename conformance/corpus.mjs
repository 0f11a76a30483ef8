// Builds and opens real programs laid out in a folder, and counts what works.
// In: DIR with manifest.json, and (--expect FILE) the texts each first screen must show. Out: CORPUS.md.
// Must not change DIR: programs that need npm are prepared in a copy.
// Usage: node conformance/corpus.mjs DIR [--expect devset.json] [--work DIR] [--only text]

import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { buildProgram, repository } from './build.mjs';
import { startServer } from './server.mjs';
import { launchBrowser, newContext, until, Visit } from './visit.mjs';

const PAGES_MAX = 10;
const SHOWN_MS = 8000;

function optionsFrom(words) {
  const options = { folder: undefined, expect: undefined, work: join(tmpdir(), 'corpus'), only: undefined };
  for (let i = 0; i < words.length; i++) {
    const name = /^--(expect|work|only)$/.exec(words[i])?.[1];
    if (name) options[name] = words[++i];
    else options.folder = words[i];
  }
  return options;
}

/** The folder to build: the original, or a copy with its packages installed. */
function prepared(app, expected, { folder, work }) {
  const steps = (expected?.prepare ?? []).filter((step) => step.step === 'npm');
  if (!steps.length) return app.root;
  const from = join(folder, app.id);
  const copy = join(work, app.id);
  if (!existsSync(join(copy, '.prepared'))) {
    cpSync(from, copy, { recursive: true });
    for (const step of steps) installPackages(join(copy, step.cwd ?? ''));
    writeFileSync(join(copy, '.prepared'), '');
  }
  return join(copy, relative(from, app.root));
}

/** Installs as the program asks; where a version is no longer offered, the next newer one that is. */
function installPackages(folder) {
  const install = () => execFileSync('npm', ['install', '--omit=dev', '--ignore-scripts', '--legacy-peer-deps', '--no-audit', '--no-fund'], { cwd: folder, stdio: 'ignore', timeout: 300_000 });
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

async function openAround(visit, manifest) {
  const tabs = await visit.tabTexts();
  for (let index = 0; index < tabs.length; index++) {
    await visit.tab(index).catch((error) => visit.errors.push(`tab ${index}: ${error.message.split('\n')[0]}`));
    await visit.rest();
  }
  const tabPages = new Set((manifest.app?.tabBar?.list ?? []).map((item) => String(item.pagePath).replace(/^\//, '')));
  const linked = await visit.page.evaluate(() => [...document.querySelectorAll('wx-navigator[url]')].map((el) => el.getAttribute('url').split('?')[0].replace(/^\//, '')));
  const known = Object.keys(manifest.pages);
  const targets = [...new Set([...linked.filter((path) => known.includes(path)), ...known])].filter((path) => !tabPages.has(path) && path !== manifest.entry).slice(0, PAGES_MAX);
  let opened = 0;
  for (const path of targets) {
    const result = await visit.logic(`new Promise((done) => wx.navigateTo({ url: ${JSON.stringify(`/${path}`)}, success: () => done('ok'), fail: (e) => done(e.errMsg) }))`).catch((error) => error.message);
    await visit.rest();
    if (result === 'ok') opened++;
    else visit.errors.push(`navigateTo ${path}: ${String(result).split('\n')[0]}`);
    await visit.logic('getCurrentPages().length > 1 && new Promise((done) => wx.navigateBack({ complete: done }))').catch(() => 0);
    await visit.rest();
  }
  return { opened, targets: targets.length };
}

async function runApp(app, expected, tools) {
  let source;
  try {
    source = prepared(app, expected, tools.options);
  } catch (error) {
    return { id: app.id, built: false, note: `preparing failed: ${String(error.message).split('\n')[0]}` };
  }
  const out = join(tools.options.work, 'out', app.id);
  const build = await buildProgram(source, out);
  if (!build.ok) return { id: app.id, built: false, note: build.output.split('\n').filter((line) => /error/.test(line))[0] ?? build.output.slice(-200), output: build.output };
  const name = `app${tools.roots.size}`;
  tools.roots.set(name, out);
  const manifest = JSON.parse(readFileSync(join(out, 'minnow.json'), 'utf8'));
  const context = await newContext(tools.browser, { viewport: { width: 390, height: 844 } });
  const origin = tools.server.origin(name);
  await context.route((url) => url.origin !== origin, (route) => route.abort());
  const visit = new Visit(await context.newPage());
  const result = { id: app.id, built: true, build_ms: build.elapsed_ms, wanted: expected?.expect.texts.length ?? 0 };
  try {
    await visit.open(`${origin}/`);
    if (expected) {
      result.look = await until(SHOWN_MS, async () => {
        result.last = await lookFor(visit, expected.expect);
        if (!complete(result.last, expected.expect)) throw new Error('not all shown');
        return result.last;
      }).catch(() => result.last);
      result.complete = Boolean(result.look) && complete(result.look, expected.expect);
    }
    await visit.page.screenshot({ path: join(tools.options.work, `${app.id.replace(/[^\w-]+/g, '_')}.png`) });
    result.atFirst = visit.errors.length;
    Object.assign(result, await openAround(visit, manifest));
  } catch (error) {
    result.note = error.message.split('\n')[0];
  }
  result.errors = visit.errors.slice();
  await context.close();
  return result;
}

function report(results, skipped) {
  const wechat = results.length;
  const rows = results.map((r) => {
    if (!r.built) return `| ${r.id} | no | – | – | – | – | – | ${cell(r.note)} |`;
    const look = r.look;
    const mark = (ok) => (ok ? 'yes' : 'no');
    const note = [look && !look.title ? `title "${look.seenTitle}"` : '', look?.missing.length ? `missing ${look.missing.join(', ')}` : '', r.note ?? '', r.errors[0] ?? ''].filter(Boolean).join('; ');
    return `| ${r.id} | yes | ${look ? `${look.texts}/${r.wanted}` : '–'} | ${look ? mark(look.title && look.tabs && look.placeholders) : '–'} | ${mark(r.complete)} | ${r.opened ?? 0}/${r.targets ?? 0} | ${r.errors.length} | ${cell(note)} |`;
  });
  return [
    '# Real programs', '',
    'Written by `cargo xtask corpus DIR`. Each program is built, opened without network, compared with the texts its first screen must show, then every tab and up to ten pages are opened.', '',
    `**${results.filter((r) => r.built).length} of ${wechat} build, ${results.filter((r) => r.complete).length} of ${wechat} show everything expected.**`, '',
    '| program | builds | texts | title, tabs, placeholders | complete | pages opened | uncaught errors | first of what is wrong |', '|---|---|---:|---|---|---:|---:|---|',
    ...rows, '', ...(skipped.length ? [`Not WeChat programs, or not laid out: ${skipped.join(', ')}.`, ''] : []),
  ].join('\n');
}

const cell = (text) => String(text ?? '').replaceAll('|', '¦').replace(/\s+/g, ' ').replace(/(\/[\w.+@~-]+){3,}\/(?=[\w.-]+)/g, '…/').replace(/localhost:\d+/g, 'localhost').slice(0, 140);

async function main() {
  const options = optionsFrom(process.argv.slice(2));
  if (!options.folder || !existsSync(join(options.folder, 'manifest.json'))) {
    console.log(`corpus: skipped, ${options.folder ? `${options.folder} holds no manifest.json` : 'no folder was given'}`);
    return 0;
  }
  const manifest = JSON.parse(readFileSync(join(options.folder, 'manifest.json'), 'utf8'));
  const expectations = options.expect ? JSON.parse(readFileSync(options.expect, 'utf8')).apps : [];
  const apps = manifest.filter((app) => app.ok && app.dialect === 'wechat' && (!options.only || app.id.includes(options.only)));
  const skipped = manifest.filter((app) => !app.ok || app.dialect !== 'wechat').map((app) => app.id);
  mkdirSync(options.work, { recursive: true });
  const roots = new Map();
  const server = await startServer(roots);
  const browser = await launchBrowser();
  const results = [];
  for (const app of apps) {
    const result = await runApp(app, expectations.find(({ id }) => id === app.id), { options, roots, server, browser });
    results.push(result);
    console.log(`${result.complete ? '✓' : '✗'} ${result.id}: ${result.built ? `built in ${result.build_ms} ms, ${result.look ? `${result.look.texts}/${result.wanted} texts` : ''}, pages ${result.opened}/${result.targets}, ${result.errors.length} errors ${(result.errors[0] ?? '').split('\n')[0].slice(0, 200)} ${(result.look?.missing ?? []).join()} ${result.note ?? ''}` : result.note}`);
  }
  await browser.close();
  server.close();
  if (!options.only) writeFileSync(join(repository, 'conformance', 'CORPUS.md'), report(results, skipped));
  console.log(`${results.filter((r) => r.complete).length} passed, ${results.filter((r) => !r.complete).length} failed`);
  return 0;
}

process.exit(await main());
