// First screens measured: node benches/prerender/run.mjs [FOLDER…] [--rounds 15] [--write]
// In: folders of programs (default: those of examples/ and the shop of benches/launch); MINNOW or the newest build. Out: the time a page takes to be drawn in a realm that is warm; with --write the section of benches/RESULTS.md.
// Must not: count what is paid once for a program: the realm, the runtime, the scripts.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { buildProgram } from '../../conformance/build.mjs';
import { circumstances, writeSection } from '../results.mjs';

const PAGE_MS_MAX = 2;
const root = fileURLToPath(new URL('../..', import.meta.url));
const { values: options, positionals } = parseArgs({ options: { rounds: { type: 'string', default: '15' }, write: { type: 'boolean', default: false } }, allowPositionals: true });
const examples = readdirSync(path.join(root, 'examples'), { withFileTypes: true }).filter((entry) => entry.isDirectory()).map(({ name }) => path.join(root, 'examples', name));
const programs = positionals.length ? positionals.map((folder) => path.resolve(folder)) : [...examples, path.join(root, 'benches/launch/app')];
const loadBefore = os.loadavg()[0];
const cargo = ['run', '--release', '--quiet', '--package', 'minnow-prerender', '--example', 'page_times', '--'];

async function pagesOf(program) {
  const out = mkdtempSync(path.join(os.tmpdir(), 'minnow-prerender-'));
  try {
    const built = await buildProgram(program, out);
    if (!built.ok) throw new Error(`${program} does not build:\n${built.output}`);
    const lines = execFileSync('cargo', [...cargo, out, path.join(root, 'crates/assets/dist/prerender.js'), options.rounds], { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
    return lines.trim().split('\n').filter(Boolean).map((line) => JSON.parse(line));
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}

const median = (list) => [...list].sort((one, other) => one - other)[Math.floor(list.length / 2)];
const lines = ['| program | pages | ms, median | slowest page | its ms | its HTML, KB |', '|---|---:|---:|---|---:|---:|'];
const all = [];
for (const program of programs) {
  const pages = await pagesOf(program);
  if (!pages.length) continue;
  const slowest = pages.reduce((one, other) => (other.ms > one.ms ? other : one));
  all.push(...pages);
  lines.push(`| ${path.basename(program)} | ${pages.length} | ${median(pages.map(({ ms }) => ms)).toFixed(2)} | ${slowest.page} | ${slowest.ms.toFixed(2)} | ${(slowest.html_bytes / 1024).toFixed(1)} |`);
}
const within = all.filter(({ ms }) => ms <= PAGE_MS_MAX).length;
lines.push('', `- Prerender of a page after warm-up: ${within} of ${all.length} pages within ${PAGE_MS_MAX} ms, median ${median(all.map(({ ms }) => ms)).toFixed(2)} ms: ${within === all.length ? 'met' : '**missed**'}.`);
const table = lines.join('\n');
console.log(table);
if (options.write) {
  writeSection('prerender', ['## First screens (`benches/prerender`)', '', `Drawn again and again in one realm, QuickJS; median of ${options.rounds} rounds a page.`, '', table, '', `Run: \`node benches/prerender/run.mjs --write\`. ${circumstances(loadBefore)}`].join('\n'));
}
