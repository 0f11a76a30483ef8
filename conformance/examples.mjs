// Runs examples/<name>/test.mjs against the built example, or takes its pictures.
// In: names to run (none: all). Out: counts. A test file exports `tests`: { 'what is true': async ({ visit, steps, origin, context }) => … },
// and `screens` for the pictures (screens.mjs).

import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildProgram, repository } from './build.mjs';
import { looksNamed, takeScreens } from './screens.mjs';
import { startServer } from './server.mjs';
import { runStep } from './steps.mjs';
import { launchBrowser, newContext, Visit } from './visit.mjs';

const examples = join(repository, 'examples');

/** Names of the examples. */
const exampleNames = () => readdirSync(examples).filter((name) => existsSync(join(examples, name, 'test.mjs')));

/** Builds and serves examples; `use` gets one after the other. */
async function withExamples(names, keep, use) {
  const folder = keep ?? mkdtempSync(join(tmpdir(), 'examples-'));
  const roots = new Map();
  const server = await startServer(roots);
  const browser = await launchBrowser();
  try {
    for (const name of names) {
      const source = join(examples, name);
      const out = join(folder, name);
      const build = await buildProgram(source, out);
      if (!build.ok) console.log(`✗ ${name}: does not build\n${build.output}`);
      roots.set(name, out);
      await use({ name, source, build, browser, origin: server.origin(name), ...(await import(pathToFileURL(join(source, 'test.mjs')))) });
    }
  } finally {
    await browser.close();
    server.close();
    if (!keep) rmSync(folder, { recursive: true, force: true });
  }
}

export async function runExamples({ filters, keep, show }) {
  const counts = { passed: 0, failed: 0 };
  await withExamples(exampleNames().filter((name) => !filters.length || filters.includes(name)), keep, async ({ name, build, browser, origin, tests }) => {
    for (const [title, test] of Object.entries(tests)) {
      let failure = await runTest(test, browser, origin, build);
      // One more chance: what fails twice is a fault, what passes then is named as unsteady.
      if (failure) {
        const first = failure.split('\n')[0];
        failure = await runTest(test, browser, origin, build);
        if (!failure) console.log(`~ ${name}: ${title}: unsteady, passed the second time; first: ${first}`);
      }
      counts[failure ? 'failed' : 'passed']++;
      console.log(`${failure ? '✗' : '✓'} ${name}: ${title}${failure ? `\n    ${failure.split('\n').slice(0, show ? 60 : 6).join('\n    ')}` : ''}`);
    }
  });
  return counts;
}

/** Pictures of the examples named in `filters` (none: all), in the looks whose names begin with the others; into the folder `screens`. */
export async function photographExamples({ filters, keep, screens: folder }) {
  const all = exampleNames();
  const names = all.filter((name) => filters.includes(name));
  const looks = looksNamed(filters.filter((word) => !all.includes(word)));
  const counts = { pictures: 0, failed: 0 };
  await withExamples(names.length ? names : all, keep, async (example) => {
    const { pictures, failures } = await takeScreens({ ...example, folder, looks });
    counts.pictures += pictures;
    counts.failed += failures.length;
    console.log([`${example.name}: ${pictures} pictures`, ...failures.map((failure) => `✗ ${failure}`)].join('\n'));
  });
  return counts;
}

/** Runs one test of an example in a fresh profile; why it failed, or null. */
export async function runTest(test, browser, origin, build) {
  const context = await newContext(browser, { viewport: { width: 390, height: 844 } });
  const visit = new Visit(await context.newPage());
  let current = 'open';
  /** Runs steps of the conformance language, one a line. */
  const steps = async (text) => {
    for (current of text.split('\n').map((line) => line.trim()).filter(Boolean)) await runStep(current, visit, { origin, build });
  };
  try {
    await visit.open(`${origin}/`);
    await test({ visit, steps, origin, context });
    current = 'no uncaught errors';
    if (visit.errors.length) throw new Error(visit.errors.join('\n'));
    return null;
  } catch (error) {
    return `${current}: ${error.message}\npage: ${(await visit.text().catch(() => '')).slice(0, 300)}\nlog: ${visit.logs.slice(-20).join(', ')}\nerrors: ${visit.errors.join('\n').slice(0, 600)}\nrequests: ${visit.failedRequests.slice(0, 8).join(' ; ')}`;
  } finally {
    await context.close();
  }
}
