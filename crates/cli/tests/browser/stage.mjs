// What tests of a development server share: a program in a folder of its own, the server, a browser, and the run of the tests.
// In: MINNOW (the binary), CHROMIUM. Out: `stage`. Must not: sleep, or need the network.

import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { chromium } from 'playwright-core';

const minnow = process.env.MINNOW ?? 'minnow';
const CHROMIUM_ARGUMENTS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

/** Errors of pages and requests that failed since the last test: shown with a failure. */
const seen = [];

/** Prepares a program of these files; `close` ends all that was started. */
export function stage(files) {
  const folder = mkdtempSync(join(tmpdir(), 'minnow-stage-'));
  const closers = [() => rmSync(folder, { recursive: true, force: true })];
  const write = (path, text) => {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  };
  for (const path in files) write(path, files[path]);
  return {
    folder,
    write,
    onClose: (closer) => closers.push(closer),
    /** Starts `minnow dev` and waits for the address it prints. */
    serve: (...options) =>
      new Promise((resolve, reject) => {
        const child = spawn(minnow, ['dev', folder, '--listen', '127.0.0.1:0', '--no-open', ...options], { stdio: ['ignore', 'pipe', 'pipe'] });
        closers.push(() => child.kill());
        let log = '';
        const read = (chunk) => {
          log += chunk;
          const found = /http:\/\/127\.0\.0\.1:\d+\//.exec(log);
          if (found) resolve(found[0]);
        };
        child.stdout.on('data', read);
        child.stderr.on('data', read);
        child.on('exit', (code) => reject(new Error(`minnow dev ended with ${code}\n${log}`)));
        child.on('error', reject);
      }),
    async browse(options = { viewport: { width: 390, height: 844 } }) {
      const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: CHROMIUM_ARGUMENTS });
      closers.push(() => browser.close());
      const page = await (await browser.newContext(options)).newPage();
      page.setDefaultTimeout(15_000);
      page.on('console', (message) => message.type() === 'error' && seen.push(message.text()));
      page.on('requestfailed', (request) => seen.push(`${request.failure()?.errorText} ${request.url()}`));
      return page;
    },
    close: async () => {
      for (const close of closers.reverse()) await close();
    },
  };
}

export function equal(got, want, note) {
  if (JSON.stringify(got) !== JSON.stringify(want)) throw new Error(`${note}: got ${JSON.stringify(got)}, want ${JSON.stringify(want)}`);
}

/** What never happens is a failure too. */
async function within(done) {
  let timer;
  const late = new Promise((_, reject) => (timer = setTimeout(() => reject(new Error('not done within a minute')), 60_000)));
  await Promise.race([done, late]).finally(() => clearTimeout(timer));
}

/** Runs tests one after the other and ends the process. `page` is what a failure shows. */
export async function run(tests, page, close) {
  const only = process.argv[2];
  let passed = 0;
  let failed = 0;
  for (const [name, test] of Object.entries(tests)) {
    if (only && !name.includes(only)) continue;
    seen.length = 0;
    try {
      await within(test());
      passed += 1;
    } catch (error) {
      failed += 1;
      console.log(`FAILED ${name}\n    ${error.message}\n    page: ${(await page.evaluate(() => document.body?.innerText ?? '').catch(() => '')).slice(0, 300)}${seen.map((line) => `\n    seen: ${line}`).join('')}`);
    }
  }
  await close();
  console.log(`${passed} passed, ${failed} failed`);
  process.exit(failed ? 1 : 0);
}
