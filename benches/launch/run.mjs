// Launches measured: node benches/launch/run.mjs [--n 15] [--peers DIR] [--write] [--conditions slow4g,fast4g] [--samples FILE] [--lock FILE] [--pictures DIR] [entrant …]
// In: the minnow command (MINNOW, or the newest build), Chromium, Linux as root with /dev/net/tun; for Preact, Taro and uni-app a folder DIR that their npm packages are installed in.
// Out: tables and verdicts of one run; with --write the section of benches/RESULTS.md; with --samples every number, which a run that was stopped goes on from.
// Must not: measure one entrant after the other, or anything over a link that is not emulated. With --lock it holds FILE (`flock`) during each turn only.
import { spawn } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { buildProgram } from '../../conformance/build.mjs';
import { circumstances, writeSection } from '../results.mjs';
import { launch, leak } from './launch.mjs';
import { CONDITIONS, missing, openNetwork } from './network.mjs';
import { report } from './report.mjs';
import { PEERS, app, buildFloor, buildStatic } from './twins/build.mjs';

const { values: options, positionals } = parseArgs({
  options: {
    n: { type: 'string', default: '15' }, peers: { type: 'string' }, conditions: { type: 'string', default: 'slow4g,fast4g' }, samples: { type: 'string' }, lock: { type: 'string' }, pictures: { type: 'string' },
    write: { type: 'boolean', default: false },
  },
  allowPositionals: true,
});
const conditions = options.conditions.split(',');
const reason = missing();
if (reason) {
  console.error(`the launch benchmark emulates a slow network, which this machine does not let it: ${reason}`);
  process.exit(2);
}

async function buildMinnow(out) {
  const built = await buildProgram(app, out);
  if (!built.ok) throw new Error(built.output);
}

/** Every entrant's folder, built: name → folder. */
async function buildEntrants(folder) {
  const recipes = { minnow: buildMinnow, static: buildStatic, floor: buildFloor, ...(options.peers && PEERS) };
  if (!options.peers) console.error('without --peers Preact, Taro and uni-app are not measured');
  const names = positionals.length ? positionals : Object.keys(recipes);
  const roots = {};
  for (const name of names) {
    if (!recipes[name]) throw new Error(`no entrant ${name}: there are ${Object.keys(recipes).join(', ')}`);
    console.error(`building ${name}`);
    roots[name] = path.join(folder, name);
    await recipes[name](roots[name], options.peers && path.resolve(options.peers));
  }
  return roots;
}

/** Holds the lock file while `work` runs, if it can be had within a minute; other work on this machine can wait for it in the same way. */
async function locked(work) {
  if (!options.lock) return work();
  const holder = spawn('flock', ['-w', '60', '-x', options.lock, 'sh', '-c', 'echo held; read line'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const held = await new Promise((resolve) => {
    holder.stdout.once('data', () => resolve(true));
    holder.once('exit', () => resolve(false));
  });
  if (!held) console.error(`${options.lock} is held by others: measured beside them`);
  holder.stdin.on('error', () => {});
  try {
    return await work();
  } finally {
    holder.stdin.end();
  }
}

/** One entrant cold, then warm with the profile that left. */
async function turn(network, name, condition, folder, picture) {
  const profile = mkdtempSync(path.join(folder, 'profile-'));
  const settings = { network, host: `${name}.launch.test`, condition: CONDITIONS[condition], profile };
  const cold = await launch({ ...settings, picture });
  const warm = await launch({ ...settings, warm: true });
  rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  return [{ start: 'cold', ...cold }, { start: 'warm', ...warm }];
}

function readSamples() {
  if (!options.samples || !existsSync(options.samples)) return [];
  return readFileSync(options.samples, 'utf8').trim().split('\n').map((line) => JSON.parse(line));
}

async function measure(network, names, folder) {
  const samples = readSamples();
  for (let round = 0; round < Number(options.n); round++) {
    for (const condition of conditions) {
      const done = names.every((name) => samples.some((sample) => sample.round === round && sample.condition === condition && sample.entrant === name));
      if (done) continue;
      await locked(async () => {
        for (const name of names) {
          const picture = options.pictures && round === 0 ? path.join(options.pictures, `${name}-${condition}`) : undefined;
          const pair = await turn(network, name, condition, folder, picture);
          for (const sample of pair) {
            samples.push({ round, condition, entrant: name, ...sample });
            if (options.samples) appendFileSync(options.samples, `${JSON.stringify(samples.at(-1))}\n`);
          }
          console.error(`round ${round + 1} ${condition} ${name}: ${pair.map(({ start, painted, content, answered, detail }) => `${start} ${[painted, content, answered, detail].map((ms) => (ms === undefined ? '–' : Math.round(ms))).join(' ')}`).join(', ')}`);
        }
      });
    }
  }
  return samples;
}

const loadBefore = os.loadavg()[0];
const folder = mkdtempSync(path.join(os.tmpdir(), 'minnow-launch-'));
if (options.pictures) mkdirSync(options.pictures, { recursive: true });
const roots = await buildEntrants(folder);
const names = Object.keys(roots);
const network = await openNetwork(Object.fromEntries(names.map((name) => [`${name}.launch.test`, roots[name]])), folder);
let samples;
let growth;
try {
  samples = await measure(network, names, folder);
  if (names.includes('minnow')) growth = await locked(() => leak({ network, host: 'minnow.launch.test', condition: CONDITIONS.none, profile: path.join(folder, 'leak') }));
} finally {
  await network.close();
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}
// Also those that were measured before the run went on from its samples.
const entrants = [...new Set(samples.map(({ entrant }) => entrant))];
const text = report(samples, entrants, conditions, growth);
console.log(text);
if (options.write) {
  writeSection('launch', [
    '## Launch (`benches/launch`)', '',
    'The corner shop of `benches/launch/app`, unmodified, against the same shop written by hand (`static`), in Preact, Taro H5 and uni-app H5; `floor` is the smallest page there is. New browser profile, TLS 1.3 and HTTP/2 over an emulated link, brotli 11. From the start of navigation; warm: launched again with the profile the cold launch left.', '',
    text, '',
    `Run: \`make bench-launch\`. ${samples[0].browser}. ${circumstances(loadBefore)}`,
  ].join('\n'));
}
