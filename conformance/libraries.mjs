// Compiles a gallery of three public component libraries and mounts every component in the browser.
// In: conformance/libraries/package.json (installed on demand). Out: LIBRARIES.md, pictures in a temporary folder, exit 1
// when a component does not compile, does not mount or logs an error. Must not commit anything it generates.
// Usage: node conformance/libraries.mjs [library | library/component …]  a part only
//        node conformance/libraries.mjs --work DIR library …               a part whose results DIR keeps
//        node conformance/libraries.mjs --work DIR --report                 the table of all that DIR keeps

import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { buildProgram, repository } from './build.mjs';
import { DATA, sampleOf } from './libraries/samples.mjs';
import { startServer } from './server.mjs';
import { launchBrowser, newContext, until, Visit } from './visit.mjs';

const home = join(repository, 'conformance', 'libraries');
const LIBRARIES = [
  { name: 'vant', npm: '@vant/weapp', prefix: 'van', root: 'lib', file: () => 'index' },
  { name: 'tdesign', npm: 'tdesign-miniprogram', prefix: 't', root: 'miniprogram_dist', file: (name) => name },
  { name: 'weui', npm: 'weui-miniprogram', prefix: 'mp', root: 'miniprogram_dist', file: (name) => name },
];

function install() {
  if (!LIBRARIES.every(({ npm }) => existsSync(join(home, 'node_modules', npm)))) {
    execFileSync('npm', ['install', '--no-save', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: home, stdio: 'inherit' });
  }
}

/** Names of the folders that hold a component. */
function componentsOf({ npm, root, file }) {
  const folder = join(home, 'node_modules', npm, root);
  return readdirSync(folder).filter((name) => {
    const config = join(folder, name, `${file(name)}.json`);
    return existsSync(config) && JSON.parse(readFileSync(config, 'utf8')).component === true;
  });
}

/** The program: a page for each component of the libraries named. Returns the pages. */
export function generate(folder, names = LIBRARIES.map(({ name }) => name)) {
  const pages = [];
  const using = {};
  const write = (path, content) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  };
  for (const library of LIBRARIES.filter(({ name }) => names.includes(name))) {
    const components = componentsOf(library);
    using[library.name] = Object.fromEntries(components.map((name) => [`${library.prefix}-${name}`, `${library.npm}/${name}/${library.file(name)}`]));
    for (const name of components) pages.push({ library: library.name, prefix: library.prefix, name, path: `pages/${library.name}/${name}/${name}` });
    cpSync(join(home, 'node_modules', library.npm), join(folder, 'node_modules', library.npm), { recursive: true });
  }
  for (const { library, prefix, name, path } of pages) {
    const wxml = sampleOf(library, prefix, name);
    const tags = Object.fromEntries(Object.entries(using[library]).filter(([tag]) => new RegExp(`<${tag}[\\s/>]`).test(wxml)));
    write(`${path}.wxml`, `<view class="page">${wxml}</view>\n`);
    write(`${path}.js`, `Page({ data: ${JSON.stringify(DATA)} })\n`);
    write(`${path}.json`, JSON.stringify({ navigationBarTitleText: `${library} ${name}`, usingComponents: tags }));
    write(`${path}.wxss`, '.page { padding: 16px } .cell { padding: 12px; background: #eee; color: #333 }\n');
  }
  const picture = (color) => `<svg xmlns="http://www.w3.org/2000/svg" width="200" height="150"><rect width="200" height="150" fill="${color}"/></svg>\n`;
  write('a.svg', picture('#7fb09a'));
  write('b.svg', picture('#c99a6b'));
  write('app.js', 'App({})\n');
  write('app.wxss', names.includes('weui') ? '@import "weui-miniprogram/weui-wxss/dist/style/weui.wxss";\n' : '');
  write('app.json', JSON.stringify({ pages: pages.map(({ path }) => path), window: { navigationBarTitleText: 'gallery', navigationBarBackgroundColor: '#ffffff', navigationBarTextStyle: 'black' } }));
  write('package.json', readFileSync(join(home, 'package.json'), 'utf8'));
  return pages;
}

/** Opens one page; returns what is wrong, or null. */
async function mount(page, { context, origin, pictures }) {
  const visit = new Visit(await context.newPage());
  try {
    await visit.open(`${origin}/${page.path}`);
    await until(3000, async () => {
      // A component with a virtual host has no node of its own, but the page finds it, and its content is there.
      const [count, content] = await visit.read('page', (els) => [els.flatMap((el) => [...el.querySelectorAll('#it')]).length, els.flatMap((el) => [...el.querySelectorAll('wx-view *')]).length]);
      if (!count && !(content && (await visit.logic("Boolean(getCurrentPages().at(-1).selectComponent('#it'))")))) throw new Error('the component is not on the page');
    });
    await visit.rest();
    await visit.page.screenshot({ path: join(pictures, `${page.library}-${page.name}.png`) });
    return visit.errors.length ? visit.errors[0].slice(0, 300) : null;
  } catch (error) {
    return `${error.message} ${visit.errors[0] ?? ''}`.slice(0, 300);
  } finally {
    await visit.page.close();
  }
}

async function main() {
  install();
  const { wanted, work, isReport } = optionsFrom(process.argv.slice(2));
  const folder = work ?? mkdtempSync(join(tmpdir(), 'gallery-'));
  const kept = join(folder, 'results.json');
  const pages = generate(join(folder, 'program'));
  if (isReport) return finish(pages, JSON.parse(readFileSync(kept, 'utf8')));
  const build = await buildProgram(join(folder, 'program'), join(folder, 'out'));
  console.log(`build: ${build.ok ? 'ok' : 'failed'} in ${build.elapsed_ms} ms, ${pages.length} pages`);
  const problems = build.output.split('\n').filter((line) => /error/i.test(line));
  if (!build.ok) return console.log(build.output.slice(-4000)), 1;
  const pictures = join(folder, 'pictures');
  mkdirSync(pictures, { recursive: true });
  const server = await startServer(new Map([['gallery', join(folder, 'out')]]));
  const browser = await launchBrowser();
  const context = await newContext(browser);
  const results = { problems, mounted: work && existsSync(kept) ? JSON.parse(readFileSync(kept, 'utf8')).mounted : {} };
  const chosen = pages.filter(({ library, name }) => !wanted.length || wanted.includes(library) || wanted.includes(`${library}/${name}`));
  for (const page of chosen) {
    const problem = await mount(page, { context, origin: server.origin('gallery'), pictures });
    results.mounted[page.path] = problem;
    if (problem) console.log(`✗ ${page.library} ${page.name}: ${problem.split('\n').slice(0, 3).join(' ')}`);
  }
  await browser.close();
  server.close();
  writeFileSync(kept, JSON.stringify(results));
  console.log(`pictures: ${pictures}`);
  if (!wanted.length) return finish(pages, results);
  const failed = chosen.filter(({ path }) => results.mounted[path]).length;
  console.log(`${chosen.length - failed} passed, ${failed} failed`);
  return failed || problems.length ? 1 : 0;
}

function optionsFrom(words) {
  const wanted = [...words];
  const at = wanted.indexOf('--work');
  const work = at < 0 ? undefined : wanted.splice(at, 2)[1];
  const isReport = wanted.includes('--report');
  return { wanted: wanted.filter((word) => word !== '--report'), work, isReport };
}

/** Writes the table of what was mounted; a page without a result has not passed. */
function finish(pages, { mounted, problems }) {
  const failed = pages.map((page) => ({ ...page, problem: page.path in mounted ? mounted[page.path] : 'not opened' })).filter(({ problem }) => problem);
  writeFileSync(join(repository, 'conformance', 'LIBRARIES.md'), report(pages, failed, problems));
  console.log(`${pages.length - failed.length} passed, ${failed.length} failed`);
  return failed.length || problems.length ? 1 : 0;
}

function report(pages, failed, problems) {
  const rows = LIBRARIES.map(({ name, npm }) => {
    const all = pages.filter(({ library }) => library === name).length;
    const bad = failed.filter(({ library }) => library === name).length;
    return `| ${npm} ${JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')).dependencies[npm]} | ${all} | ${all - bad} |`;
  });
  return [
    '# Component libraries', '', 'Written by `node conformance/libraries.mjs`: a page for each component, compiled from npm and mounted in Chromium; a component passes when it is on the page and nothing was logged as an error.', '',
    '| library | components | pass |', '|---|---:|---:|', ...rows, '', `Compiler errors: ${problems.length}.`, '',
    ...(failed.length ? ['| component | problem |', '|---|---|', ...failed.map(({ library, name, problem }) => `| ${library} ${name} | ${problem.split('\n')[0].replaceAll('|', '¦').replace(/localhost:\d+/g, 'localhost').slice(0, 160)} |`), ''] : []),
  ].join('\n');
}

if (process.argv[1]?.endsWith('libraries.mjs')) process.exit(await main());
