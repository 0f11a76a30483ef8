// Builds and runs the conformance cases, or the examples' tests, in a real browser; or takes pictures of the examples.
// Every case runs twice in `make test`: its documents come with their first screen, which must be taken over; and (`--fresh`) every page is drawn.
// In: cases/**.md and the minnow command. Out: SCORE.md and a closing line `N passed, N failed`, where a known failure is neither; exit 1 on an unknown one.

import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildProgram, repository, writeProgram } from './build.mjs';
import { parseCaseFile } from './case_file.mjs';
import { coverage, coverageText, isWhole, readApis } from './coverage.mjs';
import { photographExamples, runExamples } from './examples.mjs';
import { scoreText } from './score.mjs';
import { startServer } from './server.mjs';
import { isDeviceStep, runStep } from './steps.mjs';
import { launchBrowser, newContext, patience_ms, Visit } from './visit.mjs';

const here = join(repository, 'conformance');

function readCases(filters) {
  const cases = [];
  const areas = readdirSync(join(here, 'cases'), { withFileTypes: true }).filter((entry) => entry.isDirectory());
  for (const { name: area } of areas) {
    for (const entry of readdirSync(join(here, 'cases', area)).sort()) {
      if (!entry.endsWith('.md')) continue;
      const file = entry.slice(0, -3);
      const wanted = !filters.length || filters.some((filter) => `${area}/${file}`.startsWith(filter) || filter === area);
      if (wanted) cases.push(...parseCaseFile(readFileSync(join(here, 'cases', area, entry), 'utf8'), area, file));
    }
  }
  return cases;
}

/** Runs `work` over `items`, `width` at a time, in order of start. */
async function pool(items, width, work) {
  let next = 0;
  const lane = async () => {
    while (next < items.length) await work(items[next], next++);
  };
  await Promise.all(Array.from({ length: width }, lane));
}

async function runCase(test, { freshPage, server, roots, hosts, folder }, index) {
  const name = `case${index}`;
  const origin = server.origin(name);
  const source = join(folder, name);
  const out = join(folder, `${name}-out`);
  writeProgram(source, test.files, origin);
  const build = await buildProgram(source, out);
  const onlyBuild = test.steps.every((step) => /^expect (build|diagnostic)/.test(step));
  if (!build.ok && !test.steps.some((step) => step.startsWith('expect build'))) return { step: 'build', reason: build.output.trim().slice(0, 2000) };
  roots.set(name, out);
  const visit = onlyBuild ? null : new Visit(await freshPage());
  try {
    let step = 'open';
    try {
      const env = { origin, build, source, out, rebuild: async () => Object.assign(build, await buildProgram(source, out)), setHost: (host) => hosts.set(name, host) };
      const first = test.steps.findIndex((line) => !isDeviceStep(line));
      for (const [at, line] of test.steps.entries()) {
        if (visit && at === first && !line.startsWith('open ')) await visit.open(`${origin}/`);
        await runStep((step = line), visit, env);
      }
      const faults = visit ? await visit.takeoverFaults() : [];
      if (faults.length) {
        step = 'the first screen is taken over';
        throw new Error(faults.join('\n'));
      }
      if (visit && !test.steps.some((line) => line.startsWith('expect error')) && visit.errors.length) {
        step = 'no uncaught errors';
        throw new Error(visit.errors.join('\n'));
      }
      return null;
    } catch (error) {
      const seen = visit ? `\npage: ${(await visit.text().catch(() => '')).slice(0, 400)}\nlog: ${visit.logs.join(', ').slice(0, 600)}\nerrors: ${visit.errors.join('\n').slice(0, 800)}` : '';
      return { step, reason: String(error.message).slice(0, 600), seen };
    }
  } finally {
    await visit?.page.context().close();
    hosts.delete(name);
    rmSync(out, { recursive: true, force: true });
  }
}

/** A case takes a second or two, and the slowest 20; one that takes longer than this hangs with its browser. */
const CASE_LIMIT_MS = 120_000;

/** What `work` comes to, or a failure when it does not end. */
async function withinLimit(work, renewBrowser) {
  const limit_ms = Math.max(CASE_LIMIT_MS, 4 * patience_ms());
  let timer;
  const hangs = new Promise((resolve) => {
    timer = setTimeout(() => {
      renewBrowser();
      resolve({ step: 'run', reason: `the case did not end within ${limit_ms / 1000} s` });
    }, limit_ms);
  });
  const outcome = await Promise.race([work.catch((error) => ({ step: 'run', reason: String(error.message ?? error) })), hangs]);
  clearTimeout(timer);
  return outcome;
}

/** One browser for all cases; a new one when it has died or hangs. */
function keptBrowser() {
  let launched = null;
  return {
    /** A page in a fresh profile. */
    async freshPage() {
      for (let tries = 3; ; tries--) {
        launched ??= launchBrowser();
        const mine = launched;
        try {
          return await (await newContext(await mine)).newPage();
        } catch (error) {
          if (launched === mine) launched = null;
          if (tries === 1) throw error;
        }
      }
    },
    /** The next page comes from another browser. The old one ends in its own time, at the latest with this process. */
    renewBrowser() {
      launched?.then((browser) => browser.close()).catch(() => {});
      launched = null;
    },
    closeBrowser: async () => (await launched)?.close(),
  };
}

/** How often a long run says how far it is. */
const CASES_PER_LINE = 100;

/** The first of apis.txt that the platform promises whole. */
const APIS_PROMISED = 130;

export async function runCases({ filters, show, keep, jobs, fresh }, known) {
  const cases = readCases(filters);
  const folder = keep ?? mkdtempSync(join(tmpdir(), 'conformance-'));
  const roots = new Map();
  const hosts = new Map();
  const server = await startServer(roots, hosts, { fresh });
  const { freshPage, renewBrowser, closeBrowser } = keptBrowser();
  const results = [];
  try {
    const attempt = (test, index) => withinLimit(runCase(test, { freshPage, server, roots, hosts, folder }, index), renewBrowser);
    let ended = 0;
    await pool(cases, jobs, async (test, index) => {
      results[index] = { ...test, failure: await attempt(test, index) };
      if (++ended % CASES_PER_LINE === 0) console.log(`${ended} of ${cases.length} cases`);
    });
    // A case that fails beside others gets one more chance alone: what fails twice is a fault, what passes then is named as unsteady.
    for (const [index, result] of results.entries()) {
      if (!result.failure) continue;
      const failure = await attempt(cases[index], index);
      if (!failure) console.log(`~ ${result.id}: unsteady, passed alone; first: ${result.failure.step}: ${result.failure.reason.split('\n')[0]}`);
      else if (known[result.id]) console.log(`≈ ${result.id}: known: ${known[result.id]}`);
      else console.log(`✗ ${result.id}\n    ${failure.step}: ${failure.reason.split('\n').slice(0, show ? 40 : 2).join('\n    ')}${show ? (failure.seen ?? '').replaceAll('\n', '\n    ') : ''}`);
      result.failure = failure;
    }
  } finally {
    await closeBrowser();
    server.close();
    if (!keep) rmSync(folder, { recursive: true, force: true });
  }
  return results;
}

function optionsFrom(words) {
  const options = { filters: [], show: false, fresh: false, keep: undefined, jobs: 2, examples: false, screens: undefined, apis: false };
  for (let i = 0; i < words.length; i++) {
    if (words[i] === '--show') options.show = true;
    else if (words[i] === '--fresh') options.fresh = true;
    else if (words[i] === '--examples') options.examples = true;
    else if (words[i] === '--apis') options.apis = true;
    else if (words[i] === '--screens') options.screens = words[++i];
    else if (words[i] === '--keep') options.keep = words[++i];
    else if (words[i] === '--jobs') options.jobs = Number(words[++i]);
    else options.filters.push(words[i].replace(/^.*cases\//, '').replace(/\.md$/, ''));
  }
  return options;
}

const options = optionsFrom(process.argv.slice(2));
if (options.screens) {
  const { pictures, failed } = await photographExamples(options);
  console.log(`${pictures} pictures in ${options.screens}, ${failed} failed`);
  process.exit(failed ? 1 : 0);
}
if (options.examples) {
  const { passed, failed } = await runExamples(options);
  console.log(`${passed} passed, ${failed} failed`);
  process.exit(failed ? 1 : 0);
}
const table = (cases) => coverageText(coverage(readApis(here), cases), APIS_PROMISED);
if (options.apis) {
  console.log(table(readCases(options.filters)));
  process.exit();
}
const knownFile = join(here, 'known.json');
const known = existsSync(knownFile) ? JSON.parse(readFileSync(knownFile, 'utf8')) : {};
const results = await runCases(options, known);
const passed = results.filter((result) => !result.failure);
const unknown = results.filter((result) => result.failure && !known[result.id]);
for (const { id } of passed) if (known[id]) console.log(`known failure passes now: ${id}`);
// An API without its cases is a fault of the cases, whether they pass or not.
const lacking = options.filters.length ? [] : coverage(readApis(here), results).slice(0, APIS_PROMISED).filter((row) => !isWhole(row));
for (const { name, wanted, ...counts } of lacking) console.log(`✗ wx.${name} has no case of ${wanted.filter((side) => !counts[side]).join(', ')}`);
if (!options.filters.length && !options.fresh) writeFileSync(join(here, 'SCORE.md'), `${scoreText(results, known)}\n${table(passed)}`);
const failed = unknown.length + lacking.length;
console.log(`${passed.length} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
