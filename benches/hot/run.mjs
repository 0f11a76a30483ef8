// From a saved file to changed pixels under `minnow dev`, measured: node benches/hot/run.mjs [--write]
// In: the minnow command (MINNOW), Chromium, examples/shop. Out: medians and worst of changes of a style and of a template; with --write the
// section of benches/RESULTS.md. Must not: count a change that loaded the page again.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import { minnowBinary } from '../../conformance/build.mjs';
import { circumstances, writeSection } from '../results.mjs';

const { values: options } = parseArgs({ options: { write: { type: 'boolean', default: false } } });
const PASSES = 21;
const TARGET_MS = 100;
/** What is written behind the file, and what the page is asked until it says so. */
const CHANGES = {
  style: ['pages/index/index.wxss', (n) => `\npage { outline: ${n}px solid red }\n`, (n) => getComputedStyle(document.querySelector('.mn-page-top wx-page')).outlineWidth === `${n}px`],
  template: ['pages/index/index.wxml', (n) => `\n<view id="hot${n}">${n}</view>\n`, (n) => document.getElementById(`hot${n}`) !== null],
};

async function serve(program) {
  const dev = spawn(minnowBinary(), ['dev', program, '--no-open', '--listen', '127.0.0.1:0'], { stdio: ['ignore', 'pipe', 'ignore'] });
  let printed = '';
  for await (const chunk of dev.stdout) {
    const [address] = /http:\/\/127\.0\.0\.1:\d+\//.exec((printed += chunk)) ?? [];
    if (address) return { address, stop: () => dev.kill() };
  }
  throw new Error('minnow dev stopped');
}

/** Resolves with the time of the frame after the one in which the page is as asked. */
const seen = (page, asked, n) =>
  page.evaluate(([text, n]) => {
    const asked = new Function(`return ${text}`)();
    window.sameDocument ??= true;
    return new Promise((resolve) => {
      const look = () => requestAnimationFrame(asked(n) ? () => resolve(performance.timeOrigin + performance.now()) : look);
      look();
    });
  }, [`(${asked})`, n]);

const median = (numbers) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1];
const load = os.loadavg()[0];
const folder = mkdtempSync(join(os.tmpdir(), 'minnow-hot-'));
const program = join(folder, 'shop');
cpSync(fileURLToPath(new URL('../../examples/shop', import.meta.url)), program, { recursive: true });
const { address, stop } = await serve(program);
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
const result = {};
try {
  // The policy of the page allows no code from text, which is how it is asked.
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, bypassCSP: true });
  const page = await context.newPage();
  await page.goto(address);
  await page.locator('.mn-page-top wx-page > *').first().waitFor();
  await page.waitForFunction(() => !document.getElementById('minnow-critical'));
  for (const [kind, [file, text, asked]] of Object.entries(CHANGES)) {
    const source = readFileSync(join(program, file), 'utf8');
    result[kind] = [];
    for (let n = 1; n <= PASSES + 2; n++) {
      const frame = seen(page, asked, n);
      // So that the question is there before the change.
      await page.evaluate(() => 0);
      const start = performance.timeOrigin + performance.now();
      writeFileSync(join(program, file), source + text(n));
      const took = (await frame) - start;
      if (n > 2) result[kind].push(took);
    }
    if (!(await page.evaluate(() => window.sameDocument))) throw new Error('the page was loaded again');
  }
} finally {
  await browser.close();
  stop();
  rmSync(folder, { recursive: true, force: true });
}
const rows = Object.entries(result).map(([kind, times]) => `| ${kind} | ${median(times).toFixed(0)} ms | ${Math.max(...times).toFixed(0)} ms |`);
const met = Object.values(result).every((times) => median(times) < TARGET_MS);
const text = `## Changes while developing (\`benches/hot\`)

\`examples/shop\` under \`minnow dev\`: from the write of a file to the frame that shows it, ${PASSES} times each; the page keeps its data. 40 ms of it are the wait for an editor to finish writing.

| changed | median | worst |
|---|---:|---:|
${rows.join('\n')}

- Target, under ${TARGET_MS} ms: ${met ? 'met' : 'missed'}.

Run: \`node benches/hot/run.mjs --write\`. ${circumstances(load)}`;
console.log(text);
if (options.write) writeSection('hot', text);
