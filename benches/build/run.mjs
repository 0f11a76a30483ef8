// Builds measured: MINNOW=target/release/minnow node benches/build/run.mjs [--write] [--of COMMIT, where the command was built from another one]
// In: the minnow command, conformance/libraries with its packages installed (`npm install` there), GNU time.
// Out: a cold build of the TDesign gallery and a rebuild after one file changed, medians; with --write the section of
// benches/RESULTS.md. Must not: measure a build that failed, or a rebuild that changed nothing.
import { execFileSync, spawn } from 'node:child_process';
import { appendFileSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { minnowBinary } from '../../conformance/build.mjs';
import { generate } from '../../conformance/libraries/gallery.mjs';
import { circumstances, writeSection } from '../results.mjs';

const { values: options } = parseArgs({ options: { write: { type: 'boolean', default: false }, of: { type: 'string' } } });
const PASSES = 9;
const LIBRARY = 'tdesign';
const EDITED = { WXML: ['pages/tdesign/button/button.wxml', '<view>again {}</view>\n'], WXSS: ['pages/tdesign/button/button.wxss', '.again-{} { color: red }\n'], JavaScript: ['pages/tdesign/button/button.js', 'console.log({})\n'] };

const median = (numbers) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1];

/** Wall time, processor time and the highest memory of whole processes. */
function coldBuilds(program, out, words) {
  const runs = [];
  for (let pass = 0; pass < PASSES; pass++) {
    rmSync(out, { recursive: true, force: true });
    const times = join(out, '..', 'times');
    execFileSync('/usr/bin/time', ['-o', times, '-f', '%e %U %S %M', minnowBinary(), 'build', program, '--out', out, ...words], { stdio: 'ignore' });
    const [wall, user, system, memory] = readFileSync(times, 'utf8').trim().split(' ').map(Number);
    runs.push({ wall, processor: user + system, memory: memory / 1024 });
  }
  const of = (name) => median(runs.map((run) => run[name]));
  return { wall: of('wall'), processor: of('processor'), memory: Math.max(...runs.map(({ memory }) => memory)) };
}

/** Processor time a process has used, over all its threads (Linux). */
function processorMs(pid) {
  const tasks = `/proc/${pid}/task`;
  return readdirSync(tasks).reduce((sum, task) => sum + Number(readFileSync(`${tasks}/${task}/schedstat`, 'utf8').split(' ')[0]) / 1e6, 0);
}

/** What `minnow dev` says a rebuild took, and the processor time it cost, a kind of file at a time. */
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
      const before = processorMs(dev.pid);
      for (let pass = 0; pass < PASSES; pass++) {
        appendFileSync(join(program, file), text.replace('{}', String(pass)));
        times.push(await compiled());
      }
      result[kind] = { wall: median(times), processor: (processorMs(dev.pid) - before) / PASSES };
    }
    return result;
  } finally {
    dev.kill();
  }
}

function section({ cold, compressed, warm, pages }) {
  return [
    '## Build (`benches/build`)', '', `The gallery of TDesign 1.16.0: ${pages} pages, a component each, the whole library compiled. Medians of ${PASSES}, memory the highest.`, '',
    '| | measured | target |', '|---|---:|---:|',
    `| cold build, every first screen drawn, whole process | ${cold.wall.toFixed(2)} s | 1 s |`,
    `| its processor time | ${cold.processor.toFixed(2)} s | |`,
    `| its highest memory | ${cold.memory.toFixed(0)} MB | 150 MB |`,
    `| cold build with every compressed form | ${compressed.wall.toFixed(2)} s | |`,
    `| its processor time | ${compressed.processor.toFixed(2)} s | |`,
    ...Object.entries(warm).flatMap(([kind, { wall, processor }]) => [`| rebuild after a change of one ${kind} file | ${wall} ms | 30 ms |`, `| its processor time | ${processor.toFixed(0)} ms | |`]), '',
    `Run: \`node benches/build/run.mjs --write\`. ${circumstances(loadBefore, options.of)}`,
  ].join('\n');
}

const loadBefore = os.loadavg()[0];
const folder = mkdtempSync(join(os.tmpdir(), 'minnow-build-'));
const pages = generate(join(folder, 'program'), ({ library, steps }) => library === LIBRARY && !steps).length;
const cold = coldBuilds(join(folder, 'program'), join(folder, 'out'), ['--no-compress']);
const compressed = coldBuilds(join(folder, 'program'), join(folder, 'out'), []);
const warm = await rebuilds(join(folder, 'program'));
const text = section({ cold, compressed, warm, pages });
console.log(text);
if (options.write) writeSection('build', text);
rmSync(folder, { recursive: true, force: true });
