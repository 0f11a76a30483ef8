// Programs that were published to a platform and released there: the examples' tests once more, and what only a platform has
// (platform/): node conformance/platform.mjs [example or part …].
// In: MINNOW, CHROMIUM. Out: one line a test and a closing line `N passed, N failed`. Must not: leave a server running.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { repository } from './build.mjs';
import { runTest } from './examples.mjs';
import { dictionaries } from './platform/dictionaries.mjs';
import { entries } from './platform/entries.mjs';
import { experiments } from './platform/experiments.mjs';
import { hostApp } from './platform/host_app.mjs';
import { offline } from './platform/offline.mjs';
import { phone } from './platform/phone.mjs';
import { privacy } from './platform/privacy.mjs';
import { minnowIn, startPlatform } from './platform/start.mjs';
import { end, note } from './tally.mjs';
import { launchBrowser, newContext, Visit } from './visit.mjs';

/** Enough to see that what runs from a folder runs from a platform: pages, storage, tabs, requests, pictures. */
const EXAMPLES = ['shop', 'todo'];
/** What only a platform has, of its own programs and the examples. The last one ends it. */
const PARTS = { entries, experiments, privacy, phone, dictionaries, 'host-app': hostApp, offline };

/** What a visitor of a published program must not find: errors, refusals of the page's own policy. */
async function opensClean(browser, origin) {
  const context = await newContext(browser);
  const visit = new Visit(await context.newPage());
  try {
    await visit.open(`${origin}/`);
    await visit.page.waitForFunction(() => !window.mnTaps && document.querySelector('wx-page')?.textContent.trim());
    const refusals = visit.errors.filter((error) => /Content Security Policy|violates/.test(error));
    return [...refusals, ...visit.errors, ...visit.failedRequests].join('\n');
  } catch (error) {
    return error.message;
  } finally {
    await context.close();
  }
}

const wanted = process.argv.slice(2).length ? process.argv.slice(2) : [...EXAMPLES, ...Object.keys(PARTS)];
const names = wanted.filter((name) => !(name in PARTS));
const folder = mkdtempSync(join(tmpdir(), 'platform-'));
const minnow = minnowIn(folder);
const platform = await startPlatform(folder);
const browser = await launchBrowser();
try {
  await minnow('login', platform.origin, '--setup-code', platform.code, '--email', 'ann@example.com');
  for (const name of names) {
    const published = await minnow('publish', join('examples', name), '--app', name, '--create').then(() => '', (error) => error.stderr);
    note(`${name} is published`, published);
    if (published) continue;
    await minnow('release', '1.0.0', '--app', name);
    const origin = platform.origin.replace('://', `://${name}.`);
    note(`${name}: nothing is refused`, await opensClean(browser, origin));
    const { tests } = await import(pathToFileURL(join(repository, 'examples', name, 'test.mjs')));
    for (const [title, test] of Object.entries(tests)) {
      const attempt = () => runTest(test, browser, origin, { ok: true, output: '' });
      note(`${name}: ${title}`, (await attempt()) && (await attempt()));
    }
  }
  for (const [name, part] of Object.entries(PARTS)) if (wanted.includes(name)) await part({ browser, folder, minnow, platform, note });
} finally {
  await browser.close();
  platform.stop();
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}
end();
