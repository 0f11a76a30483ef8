// Builds measured: MINNOW=target/release/minnow node benches/build/run.mjs [--write]
// In: the minnow command, conformance/libraries with its packages installed (`npm install` there), GNU time.
// Out: a cold build of the TDesign gallery and a rebuild after one file changed, medians; with --write the section of
// benches/RESULTS.md. Must not: measure a build that failed, or a rebuild that changed nothing.
import { execFileSync, spawn } from 'node:child_process';
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { minnowBinary, repository } from '../../conformance/build.mjs';
import { generate } from '../../conformance/libraries.mjs';

const PASSES = 9;
const LIBRARY = 'tdesign';
const EDITED = { WXML: ['pages/tdesign/button/button.wxml', '<view>again {}</view>\n'], WXSS: ['pages/tdesign/button/button.wxss', '.again-{} { color: red }\n'], JavaScript: ['pages/tdesign/button/button.js', 'console.log({})\n'] };

const median = (numbers) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1];

/** Wall time, processor time and the highest memory of whole processes. */
function coldBuilds(program, out) {
  const runs = [];
  for (let pass = 0; pass < PASSES; pass++) {
    rmSync(out, { recursive: true, force: true });
    const times = join(out, '..', 'times');
    execFileSync('/usr/bin/time', ['-o', times, '-f', '%e %U %S %M', minnowBinary(), 'build', program, '--out', out], { stdio: 'ignore' });
    const [wall, user, system, memory] = readFileSync(times, 'utf8').trim().split(' ').map(Number);
    runs.push({ wall, processor: user + system, memory: memory / 1024 });
  }
  const of = (name) => median(runs.map((run) => run[name]));
  return { wall: of('wall'), processor: of('processor'), memory: Math.max(...runs.map(({ memory }) => memory)) };
}

/** What `minnow dev` says a rebuild took, a kind of file at a time. */
async function rebuilds(program) {
  const dev = spawn(minnowBinary(), ['dev', program, '--no-open', '--listen', '127.0.0.1:0'], { stdio: ['ignore', 'ignore', 'pipe'] });
  const lines = createInterface({ input: dev.stderr })[Symbol.asyncIterator]();
  const compiled = async () => {
    for (;;) {
      const { value, done } = await lines.next();
      if (done) throw new Error('minnow dev stopped');
      const [, word, ms] = /^(compiled|not compiled|compiled, nothing changed) in (\d+) ms$/.exec(value) ?? [];
      if (word && word !== 'compiled') throw new Error(value);
      if (word) return Number(ms);
    }
  };
  try {
    await compiled();
    const result = {};
    for (const [kind, [file, text]] of Object.entries(EDITED)) {
      const times = [];
      for (let pass = 0; pass < PASSES; pass++) {
        appendFileSync(join(program, file), text.replace('{}', String(pass)));
        times.push(await compiled());
      }
      result[kind] = median(times);
    }
    return result;
  } finally {
    dev.kill();
  }
}

function section({ cold, warm, pages }) {
  return [
    '## Build', '', `Written by \`node benches/build/run.mjs --write\`. The gallery of TDesign 1.16.0: ${pages} pages, a component each, the whole library compiled. Medians of ${PASSES}; ${os.cpus().length} processors (${os.cpus()[0].model.trim()}).`, '',
    '| | measured | target |', '|---|---:|---:|',
    `| cold build, whole process | ${cold.wall.toFixed(2)} s | 1 s |`,
    `| its processor time | ${cold.processor.toFixed(2)} s | |`,
    `| its highest memory | ${cold.memory.toFixed(0)} MB | 150 MB |`,
    ...Object.entries(warm).map(([kind, ms]) => `| rebuild after a change of one ${kind} file | ${ms} ms | 30 ms |`), '',
  ].join('\n');
}

function write(text) {
  const file = join(repository, 'benches', 'RESULTS.md');
  const before = existsSync(file) ? readFileSync(file, 'utf8') : '# Results\n\n';
  const [head, ...sections] = before.split(/^(?=## )/m);
  const kept = sections.filter((one) => !one.startsWith('## Build\n'));
  writeFileSync(file, [head, ...kept.map((one) => `${one.trimEnd()}\n\n`), text].join(''));
}

const folder = mkdtempSync(join(os.tmpdir(), 'minnow-build-'));
const pages = generate(join(folder, 'program'), [LIBRARY]).length;
const cold = coldBuilds(join(folder, 'program'), join(folder, 'out'));
const warm = await rebuilds(join(folder, 'program'));
const text = section({ cold, warm, pages });
console.log(text);
if (process.argv.includes('--write')) write(text);
rmSync(folder, { recursive: true, force: true });
