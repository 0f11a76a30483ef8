// Compiles a gallery of three public component libraries, mounts every component in the browser and works those that answer to touch.
// In: conformance/libraries/package.json (installed on demand). Out: LIBRARIES.md, pictures in a temporary folder, exit 1
// when a component does not compile, does not mount, logs an error or does not do what its use says. Must not commit anything it generates.
// Usage: node conformance/libraries.mjs [--uses] [library | library/component …]  a part only; --uses leaves out the mounting
//        node conformance/libraries.mjs --work DIR library …                       a part whose results DIR keeps
//        node conformance/libraries.mjs --work DIR --report                        the table of all that DIR keeps

import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildProgram, repository } from './build.mjs';
import { allPages, generate, home, LIBRARIES } from './libraries/gallery.mjs';
import { startServer } from './server.mjs';
import { runStep } from './steps.mjs';
import { launchBrowser, newContext, until, Visit } from './visit.mjs';

function install() {
  if (!LIBRARIES.every(({ npm }) => existsSync(join(home, 'node_modules', npm)))) {
    execFileSync('npm', ['install', '--no-save', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: home, stdio: 'inherit' });
  }
}

/** Opens one page; returns what is wrong, or null. */
async function visitPage(page, { context, origin, pictures }) {
  const visit = new Visit(await context.newPage());
  try {
    await visit.open(`${origin}/${page.path}`);
    if (page.steps) await work(page, visit, origin);
    else await mount(page, visit, pictures);
    return visit.errors.length ? visit.errors[0].slice(0, 300) : null;
  } catch (error) {
    return `${error.message} ${visit.errors[0] ?? ''}`.slice(0, 300);
  } finally {
    await visit.page.close();
  }
}

async function mount(page, visit, pictures) {
  await until(10_000, async () => {
    // A component with a virtual host has no node of its own, but the page finds it, and its content is there.
    const [count, content] = await visit.read('page', (els) => [els.flatMap((el) => [...el.querySelectorAll('#it')]).length, els.flatMap((el) => [...el.querySelectorAll('wx-view *')]).length]);
    if (!count && !(content && (await visit.logic("Boolean(getCurrentPages().at(-1).selectComponent('#it'))")))) throw new Error('the component is not on the page');
  });
  await visit.rest();
  await visit.page.screenshot({ path: join(pictures, `${page.library}-${page.name}.png`) });
}

async function work(page, visit, origin) {
  await visit.rest();
  for (const step of page.steps) {
    try {
      await runStep(step, visit, { origin });
    } catch (error) {
      throw new Error(`${step}: ${error.message.split('\n')[0]}`);
    }
  }
}

async function main() {
  install();
  const { wanted, work, isReport, isUses } = optionsFrom(process.argv.slice(2));
  const folder = work ?? mkdtempSync(join(tmpdir(), 'gallery-'));
  const kept = join(folder, 'results.json');
  if (isReport) return finish(allPages(), JSON.parse(readFileSync(kept, 'utf8')));
  rmSync(join(folder, 'program'), { recursive: true, force: true });
  const chosen = generate(join(folder, 'program'), ({ library, name, steps }) => (!isUses || steps) && (!wanted.length || wanted.includes(library) || wanted.includes(`${library}/${name}`)));
  const build = await buildProgram(join(folder, 'program'), join(folder, 'out'));
  console.log(`build: ${build.ok ? 'ok' : 'failed'} in ${build.elapsed_ms} ms, ${chosen.length} pages`);
  const problems = build.output.split('\n').filter((line) => /error/i.test(line));
  if (!build.ok) return console.log(build.output.slice(-4000)), 1;
  const pictures = join(folder, 'pictures');
  mkdirSync(pictures, { recursive: true });
  const server = await startServer(new Map([['gallery', join(folder, 'out')]]));
  const browser = await launchBrowser();
  const context = await newContext(browser);
  const results = { problems, mounted: work && existsSync(kept) ? JSON.parse(readFileSync(kept, 'utf8')).mounted : {} };
  const target = { context, origin: server.origin('gallery'), pictures };
  for (const page of chosen) {
    // A page that fails is opened once more: a machine under load loses frames.
    const problem = (await visitPage(page, target)) && (await visitPage(page, target));
    results.mounted[page.path] = problem;
    if (problem) console.log(`✗ ${page.library} ${page.name}: ${problem.split('\n').slice(0, 3).join(' ')}`);
  }
  await browser.close();
  server.close();
  writeFileSync(kept, JSON.stringify(results));
  console.log(`pictures: ${pictures}`);
  if (!wanted.length && !isUses) return finish(chosen, results);
  return verdict(chosen.length, chosen.filter(({ path }) => results.mounted[path]).length, problems);
}

function optionsFrom(words) {
  const wanted = [...words];
  const at = wanted.indexOf('--work');
  const work = at < 0 ? undefined : wanted.splice(at, 2)[1];
  const isReport = wanted.includes('--report');
  const isUses = wanted.includes('--uses');
  return { wanted: wanted.filter((word) => !word.startsWith('--')), work, isReport, isUses };
}

function verdict(count, failed, problems) {
  console.log(`${count - failed} passed, ${failed} failed`);
  return failed || problems.length ? 1 : 0;
}

/** Writes the table of what was mounted; a page without a result has not passed. */
function finish(pages, { mounted, problems }) {
  const judged = pages.map((page) => ({ ...page, problem: page.path in mounted ? mounted[page.path] : 'not opened' }));
  writeFileSync(join(repository, 'conformance', 'LIBRARIES.md'), report(judged, problems));
  return verdict(judged.length, judged.filter(({ problem }) => problem).length, problems);
}

function report(pages, problems) {
  const { dependencies } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8'));
  const failed = pages.filter(({ problem }) => problem);
  const rows = LIBRARIES.map(({ name, npm }) => {
    const own = pages.filter(({ library }) => library === name);
    const passed = (list) => `${list.filter(({ problem }) => !problem).length} of ${list.length}`;
    return `| ${npm} ${dependencies[npm]} | ${passed(own.filter(({ steps }) => !steps))} | ${passed(own.filter(({ steps }) => steps))} |`;
  });
  const oneLine = (problem) => problem.split('\n')[0].replaceAll('|', '¦').replace(/localhost:\d+/g, 'localhost').slice(0, 160);
  return [
    '# Component libraries', '',
    'Written by `node conformance/libraries.mjs`: a page for each component, compiled from npm and mounted in Chromium; a component passes when it is on the page and nothing was logged as an error.',
    'The uses are what a person does with the components that answer to touch, and what must follow ([uses.md](libraries/uses.md)).', '',
    '| library | components mount | uses pass |', '|---|---:|---:|', ...rows, '', `Compiler errors: ${problems.length}.`, '',
    ...(failed.length ? ['| component | problem |', '|---|---|', ...failed.map(({ library, name, problem }) => `| ${library} ${name} | ${oneLine(problem)} |`), ''] : []),
  ].join('\n');
}

if (process.argv[1]?.endsWith('libraries.mjs')) process.exit(await main());
