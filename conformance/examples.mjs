// Runs examples/<name>/test.mjs against the built example.
// In: names to run (none: all). Out: counts. A test file exports `tests`: { 'what is true': async ({ visit, expect, origin }) => … }.

import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildProgram, repository } from './build.mjs';
import { startServer } from './server.mjs';
import { runStep } from './steps.mjs';
import { launchBrowser, newContext, Visit } from './visit.mjs';

export async function runExamples({ filters, keep, show }) {
  const folder = keep ?? mkdtempSync(join(tmpdir(), 'examples-'));
  const roots = new Map();
  const server = await startServer(roots);
  const browser = await launchBrowser();
  const examples = join(repository, 'examples');
  const names = readdirSync(examples).filter((name) => existsSync(join(examples, name, 'test.mjs')) && (!filters.length || filters.includes(name)));
  let passed = 0;
  let failed = 0;
  try {
    for (const name of names) {
      const out = join(folder, name);
      const build = await buildProgram(join(examples, name), out);
      if (!build.ok) console.log(`✗ ${name}: does not build\n${build.output}`);
      roots.set(name, out);
      const { tests } = await import(pathToFileURL(join(examples, name, 'test.mjs')));
      for (const [title, test] of Object.entries(tests)) {
        let failure = await runTest(test, browser, server.origin(name), build);
        // One more chance: what fails twice is a fault, what passes then is named as unsteady.
        if (failure) {
          const first = failure.split('\n')[0];
          failure = await runTest(test, browser, server.origin(name), build);
          if (!failure) console.log(`~ ${name}: ${title}: unsteady, passed the second time; first: ${first}`);
        }
        if (failure) failed++;
        else passed++;
        console.log(`${failure ? '✗' : '✓'} ${name}: ${title}${failure ? `\n    ${failure.split('\n').slice(0, show ? 60 : 6).join('\n    ')}` : ''}`);
      }
    }
  } finally {
    await browser.close();
    server.close();
    if (!keep) rmSync(folder, { recursive: true, force: true });
  }
  return { passed, failed };
}

async function runTest(test, browser, origin, build) {
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
