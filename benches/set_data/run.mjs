// Updates measured: node benches/set_data/run.mjs [--peers DIR] [--write] [operation …]
// In: the minnow command (MINNOW, or the newest build), the TypeScript of the runtime, glass-easel 0.12.1 installed in DIR (`npm install --prefix DIR glass-easel@0.12.1`).
// Out: medians and ratios of one run; with --write the section of benches/RESULTS.md. Must not: compare entrants that drew different tables.
import fs from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { rolldown } from 'rolldown';
import { buildProgram } from '../../conformance/build.mjs';
import { circumstances, writeSection } from '../results.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const { values: options, positionals } = parseArgs({ options: { peers: { type: 'string' }, write: { type: 'boolean', default: false } }, allowPositionals: true });
const ROUNDS = 3;
const temporary = fs.mkdtempSync(path.join(os.tmpdir(), 'minnow-set-data-'));

// Compiled as runtime/build.mjs compiles what ships.
async function bundle(file, format) {
  const build = await rolldown({
    input: path.join(here, file), platform: 'browser', logLevel: 'warn', tsconfig: path.join(here, '../../tsconfig.json'), transform: { target: 'es2022', define: { 'process.env.NODE_ENV': '"production"' } },
    resolve: options.peers ? { modules: [path.resolve(options.peers, 'node_modules')], conditionNames: ['browser', 'production', 'import', 'default'] } : {},
  });
  const { output } = await build.generate({ format, minify: true, codeSplitting: false });
  return output[0].code;
}

const program = await buildProgram(path.join(here, 'program'), path.join(temporary, 'package'));
if (!program.ok) {
  console.error(program.output);
  process.exit(1);
}
const manifest = JSON.parse(fs.readFileSync(path.join(temporary, 'package/minnow.json'), 'utf8'));
const entry = manifest.pages[manifest.entry];
const settings = { manifest, worker: `/package/${manifest.runtime.logic}`, view: entry.view.map((url) => `/package/${url}`), scripts: [...manifest.appLogic, ...entry.logic].map((url) => `/package/${url}`) };
const files = {
  '/harness.js': await bundle('harness.js', 'es'),
  '/minnow.js': `globalThis.MINNOW=${JSON.stringify(settings)};\n${await bundle('entrants/minnow.ts', 'es')}`,
  '/worker_clone.js': await bundle('entrants/worker_clone.js', 'es'),
  '/worker_clone_logic.js': await bundle('entrants/worker_clone_logic.js', 'iife'),
  '/': '<!doctype html><html><head><meta charset="utf-8"></head><body><div id="main"></div></body></html>',
};
const entrants = ['minnow', 'worker_clone'];
if (options.peers) {
  files['/glass_easel.js'] = await bundle('entrants/glass_easel.js', 'es');
  entrants.push('glass_easel');
} else console.error('without --peers glass-easel is not measured');

// Cross-origin isolation gives timers of 5 µs.
const server = http.createServer((request, response) => {
  const { pathname } = new URL(request.url, 'http://x');
  const headers = { 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp', 'content-type': pathname.endsWith('.js') ? 'text/javascript' : 'text/html' };
  const file = pathname.startsWith('/package/') && path.join(temporary, path.normalize(pathname));
  const body = files[pathname] ?? (file && fs.existsSync(file) ? fs.readFileSync(file) : undefined);
  response.writeHead(body === undefined ? 404 : 200, headers);
  response.end(body);
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const { chromium } = await import('playwright-core');
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', headless: true,
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});
const version = browser.version();
const loadBefore = os.loadavg()[0];
const median = (list) => [...list].sort((a, b) => a - b)[list.length >> 1];
const mean = (list) => Math.exp(list.reduce((sum, value) => sum + Math.log(value), 0) / list.length);

async function sample(entrant, operation) {
  const page = await browser.newPage();
  page.on('pageerror', (error) => console.error(entrant, operation, error.message));
  await page.goto(`http://127.0.0.1:${server.address().port}/`);
  const result = await page.evaluate(async ([module, name]) => {
    const [{ measure }, { mount }] = await Promise.all([import('/harness.js'), import(module)]);
    return measure(mount, name);
  }, [`/${entrant}.js`, operation]);
  await page.close();
  return result;
}

const all = ['create1k', 'replace1k', 'update10th', 'select', 'swap', 'remove', 'append1k', 'clear1k', 'create10k'];
const operations = positionals.length ? positionals : all;
const medians = Object.fromEntries(entrants.map((entrant) => [entrant, {}]));
let different = 0;
for (const operation of operations) {
  let table;
  const samples = Object.fromEntries(entrants.map((entrant) => [entrant, []]));
  // The entrants take turns, each time in a page of its own: what else the machine does meets all of them.
  for (let round = 0; round < ROUNDS; round++) {
    for (const entrant of entrants) {
      const result = await sample(entrant, operation);
      samples[entrant].push(...result.samples);
      table ??= result.table;
      if (result.table !== table) {
        different++;
        console.error(`${operation}: ${entrant} drew another table than ${entrants[0]}`);
      }
    }
  }
  for (const entrant of entrants) medians[entrant][operation] = median(samples[entrant]);
}
await browser.close();
server.close();
fs.rmSync(temporary, { recursive: true, force: true });

const lines = [`| ms, median | ${operations.join(' | ')} | geometric mean |`, `|---|${operations.map(() => '---|').join('')}---|`];
for (const entrant of entrants) lines.push(`| ${entrant} | ${operations.map((name) => medians[entrant][name].toFixed(2)).join(' | ')} | ${mean(Object.values(medians[entrant])).toFixed(2)} |`);
const ratios = {};
for (const peer of entrants.slice(1)) {
  const each = operations.map((name) => medians.minnow[name] / medians[peer][name]);
  ratios[peer] = mean(each);
  lines.push(`| minnow / ${peer} | ${each.map((value) => value.toFixed(2)).join(' | ')} | **${ratios[peer].toFixed(2)}** |`);
}
const verdict = [`- Target: at most 1.40 of worker_clone: ${ratios.worker_clone <= 1.4 ? 'met' : 'missed'} (${ratios.worker_clone.toFixed(2)}).`];
if (ratios.glass_easel) {
  verdict.push(`- Target: at least 5 times faster than glass-easel: ${ratios.glass_easel <= 0.2 ? 'met' : 'missed'} (${(1 / ratios.glass_easel).toFixed(1)} times).`);
  // glass-easel crosses no thread, which costs every small operation a message there and one back.
  const yardstick = ratios.worker_clone / ratios.glass_easel;
  verdict.push(`- worker_clone, which does nothing but send each change to another thread and write it, is ${yardstick.toFixed(1)} times faster than glass-easel: 5 times would be ${(yardstick / 5).toFixed(2)} of it.`);
}
verdict.push(different ? `- **${different} tables differed.**` : '- Every entrant drew the same table (apart from the `wx-` prefix and event attributes), operation by operation.');
console.log([...lines, '', ...verdict].join('\n'));

if (options.write) {
  writeSection('set_data', [
    '## Updates (`benches/set_data`)', '',
    'From `setData` in the Worker to the changed DOM, the Worker\'s time included; js-framework-benchmark operations over one table. `worker_clone` is a view and a Worker written by hand for this table, `glass_easel` is npm\'s, on one thread.', '',
    ...lines, '', ...verdict, '',
    `Run: \`node benches/set_data/run.mjs --peers DIR --write\`. Chromium ${version}. ${circumstances(loadBefore)}`,
  ].join('\n'));
}
process.exitCode = different ? 1 : 0;
