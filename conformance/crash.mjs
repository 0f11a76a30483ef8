// A platform that is killed, again and again, while everything goes on: node conformance/crash.mjs [--rounds N]
// In: MINNOW. Out: what was lost or half done, and a closing line `N passed, N failed` (one a life). Must not: end it in any gentler way than SIGKILL.

import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { minnowBinary } from './build.mjs';
import { APP, ask, Work } from './crash/work.mjs';
import { minnowIn, writeProgram } from './platform/start.mjs';
import { end, note } from './tally.mjs';

const { values: options } = parseArgs({ options: { rounds: { type: 'string', default: '10' } } });
/** A moment between nothing and some publications. */
const LIFE_MS_MAX = 5000;
const READY_LIMIT_MS = 30_000;
const TOKENS_LOOKED_AT = 5;

const folder = mkdtempSync(join(tmpdir(), 'crash-'));
const data = join(folder, 'data');
let server;

/** Starts the platform on what the last one left; resolves when it answers. */
async function start(port) {
  server = spawn(minnowBinary(), ['serve', '--data', data, '--listen', `127.0.0.1:${port}`], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  server.stdout.on('data', (chunk) => (said += chunk));
  const begun = Date.now();
  for (;;) {
    const bound = port || Number(/mini\.localhost:(\d+)/.exec(said)?.[1]);
    if (bound && (await ask(bound, '/readyz'))?.status === 200) return { port: bound, said: () => said };
    if (server.exitCode !== null || Date.now() - begun > READY_LIMIT_MS) throw new Error(`the platform did not start: ${said}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const kill = () => new Promise((resolve) => {
  server.on('exit', resolve);
  server.kill('SIGKILL');
});

/** What is not as it was acknowledged. */
async function faults(port, work) {
  const found = [];
  const api = (path) => ask(port, `/api/v1${path}`, { token: work.token });
  const { answer: versions } = await api(`/apps/${APP}/versions`);
  const listed = new Map(versions.map((version) => [version.number, version.state]));
  for (const number of [...work.versions].slice(-80)) if (listed.get(number) !== 'approved') found.push(`version ${number} is ${listed.get(number) ?? 'gone'}`);
  const { answer: releases } = await api(`/apps/${APP}/releases`);
  const running = releases.filter(({ state }) => state === 'running').map(({ version }) => version);
  if (work.released && !(running.length === 1 && [work.released, work.releasing].includes(running[0]))) found.push(`released are ${running}, not ${work.released} or ${work.releasing}`);
  if (running.length) {
    // Whatever shows, shows whole.
    const opened = await ask(port, '/', { label: APP });
    if (!opened?.answer.includes(`version ${running[0]}`)) found.push(`version ${running[0]} does not open: ${opened?.status}`);
    const files = [...(opened?.answer.matchAll(/(?:src|href)="[./]*(a\/[^"]+)"/g) ?? [])].map(([, file]) => file);
    if (!files.length) found.push('the document names no files');
    for (const file of files) if ((await ask(port, `/${file}`, { label: APP }))?.status !== 200) found.push(`${file} is gone`);
    // What people get is what was released last from here on.
    [work.released, work.releasing] = [running[0], null];
  }
  for (const token of work.tokens.slice(-TOKENS_LOOKED_AT)) if ((await ask(port, '/api/v1/me', { token }))?.status !== 200) found.push('a token is gone');
  for (const cookie of work.users.slice(-TOKENS_LOOKED_AT)) {
    const session = await ask(port, '/_minnow/session', { label: APP, method: 'POST', origin: true, cookie });
    if (!session?.answer?.is_signed_in) found.push('a user is no longer known');
  }
  for (const path of work.entries) if (running.length && (await ask(port, path, { label: APP }))?.status !== 200) found.push(`the entry ${path} is gone`);
  if (running.length) work.launches = { sent: work.launches.sent + work.entries.length, acknowledged: work.launches.acknowledged + work.entries.length };
  return found;
}

/** Launches by entries, once all that were logged are counted. */
async function counted(port, work) {
  for (let tries = 0; ; tries++) {
    const { answer } = await ask(port, `/api/v1/apps/${APP}/launches`, { token: work.token });
    const launches = answer.filter(({ entry }) => entry).reduce((sum, row) => sum + row.launches, 0);
    if (launches >= work.launches.acknowledged || tries > 50) return launches;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** A program that is released, since there is nothing to kill before. */
async function prepare({ said }) {
  const sources = join(folder, 'sources');
  const files = { 'app.json': '{"pages":["pages/home/home"]}', 'project.config.json': JSON.stringify({ appid: APP }), 'pages/home/home.wxml': '<text>version 1.0.0</text>', 'pages/home/home.js': 'Page({})' };
  writeProgram(sources, files);
  const minnow = minnowIn(folder);
  const [, origin, code] = /login (\S+) --setup-code (\S+)/.exec(said());
  await minnow('login', origin, '--setup-code', code, '--email', 'ann@example.com');
  await minnow('publish', sources, '--create', '--number', '1.0.0');
  await minnow('release', '1.0.0', '--app', APP);
  return new Work((await minnow('admin', 'token', 'ann@example.com', '--data', data)).stdout.trim());
}

/** A build that the last life began may still write. */
async function removed(folder) {
  for (let tries = 0; existsSync(folder) && tries < 20; tries++) {
    try {
      rmSync(folder, { recursive: true, force: true });
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }
}

try {
  const first = await start(0);
  const { port } = first;
  const work = await prepare(first);
  for (let round = 1; round <= Number(options.rounds); round++) {
    const working = work.begin(port);
    await new Promise((resolve) => setTimeout(resolve, Math.random() * LIFE_MS_MAX));
    await kill();
    await working;
    await start(port);
    const found = await faults(port, work);
    note(`life ${round} lost nothing`, found.join('\n'));
  }
  const launches = await counted(port, work);
  const isRight = work.launches.acknowledged <= launches && launches <= work.launches.sent;
  note(`${launches} launches are counted; ${work.launches.acknowledged} were answered, ${work.launches.sent} asked for`, isRight ? '' : 'neither fewer than were answered nor more than were asked for may be counted');
  console.log(`${work.versions.size} versions, ${work.tokens.length} tokens, ${work.users.length} users, ${work.entries.length} entries were acknowledged in ${options.rounds} lives`);
} finally {
  server?.kill('SIGKILL');
  await removed(folder);
}
end();
