// What a platform serves in a second of processor time, beside nginx in the same run.
// In: a `minnow` program built for release (MINNOW), Debian's nginx, h2load (nghttp2-client) and taskset, two processors. Out: a table; with
// --write a section of RESULTS.md. Must not: measure what another process disturbs without saying so (the load stands in the section).
//
//   node benches/serve/run.mjs [--turns N] [--rounds N] [--seconds N] [--only static|launch|publish] [--write]
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import crypto from 'node:crypto';
import zlib from 'node:zlib';
import { request } from 'node:http';
import { execFile, execFileSync, spawn } from 'node:child_process';
import { parseArgs } from 'node:util';
import { setTimeout as sleep } from 'node:timers/promises';
import { ask, minnowIn, writeProgram } from '../../conformance/platform/start.mjs';
import { minnowBinary } from '../../conformance/build.mjs';
import { circumstances, writeSection } from '../results.mjs';
import { freePort } from '../../conformance/free_port.mjs';
import { CORES, burst, load, residentMb, startNginx, stopped, untilOpen } from './peers.mjs';

const { values: options } = parseArgs({
  options: { turns: { type: 'string', default: '41' }, rounds: { type: 'string', default: '5' }, seconds: { type: 'string', default: '4' }, only: { type: 'string', default: '' }, write: { type: 'boolean' } },
});
const [turns, rounds, seconds] = [options.turns, options.rounds, options.seconds].map(Number);
const wants = (part) => !options.only || options.only === part;
const loadBefore = os.loadavg()[0];
const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];
/** About how long a turn is, for the faster of the two. */
const TURN_SECONDS = 0.4;
const DOMAIN = 'mini.localhost';

/** Sizes of the compressed bodies in bytes. */
const SIZES = { small: 800, middle: 16_000, large: 240_000 };
const PLAIN_TARGETS = { small: 1, middle: 1, large: 0.8 };

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'minnow-bench-serve-'));
// nginx reads as somebody else.
fs.chmodSync(folder, 0o755);
const running = [];
process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true }));

/** A text that no compressor makes much smaller: what remains of it is about `bytes`. */
const incompressible = (bytes) => crypto.randomBytes(bytes).toString('base64').slice(0, bytes * 1.31 | 0);

function certificate() {
  const tls = { certificate: path.join(folder, 'chain.pem'), key: path.join(folder, 'key.pem') };
  const names = `subjectAltName=DNS:${DOMAIN},DNS:*.${DOMAIN}`;
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2', '-subj', '/CN=bench', '-addext', names, '-keyout', tls.key, '-out', tls.certificate], { stdio: 'ignore' });
  return tls;
}

/** Starts a platform; `tls`: it ends TLS itself. */
async function startPlatform(data, tls) {
  const port = await freePort();
  const secure = tls ? ['--tls-cert', tls.certificate, '--tls-key', tls.key] : [];
  const begin = process.hrtime.bigint();
  const child = spawn('taskset', ['-c', CORES.server, minnowBinary(), 'serve', '--data', data, '--listen', `127.0.0.1:${port}`, ...secure], { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.on('data', (piece) => (text += piece));
  await untilOpen(port);
  const startMs = Number(process.hrtime.bigint() - begin) / 1e6;
  for (const end = Date.now() + 5_000; !/(setup-code|console:)/.test(text) && Date.now() < end; ) await sleep(5);
  const [, code] = /--setup-code (\S+)/.exec(text) ?? [];
  const platform = { name: 'minnow', pid: child.pid, data, port, tlsPort: port, plainPort: port, host: `bench.${DOMAIN}`, code, startMs, stop: () => stopped(child) };
  running.push(platform);
  return platform;
}

/** Publishes a program whose three pages bring a script of each size; gives the files as the package has them. */
async function publish(platform) {
  const minnow = minnowIn(folder);
  const origin = `http://${DOMAIN}:${platform.port}`;
  const project = path.join(folder, 'program');
  const pages = Object.keys(SIZES);
  const files = { 'app.json': JSON.stringify({ pages: pages.map((page) => `pages/${page}/${page}`) }), 'app.js': 'App({})', 'project.config.json': JSON.stringify({ appid: 'bench' }) };
  for (const page of pages) {
    files[`pages/${page}/${page}.wxml`] = `<view wx:for="{{rows}}" wx:key="*this"><text>{{item}}</text></view>`;
    files[`pages/${page}/${page}.js`] = `Page({ data: { rows: ['one', 'two', 'three'] }, text: ${JSON.stringify(incompressible(SIZES[page]))} })`;
  }
  writeProgram(project, files);
  await minnow('login', origin, '--setup-code', platform.code, '--email', 'bench@example.com', '--organisation', 'Bench');
  await minnow('publish', project, '--create', '--number', '1.0.0');
  await minnow('release', '1.0.0', '--app', 'bench');
  const { stdout } = await minnow('admin', 'token', 'bench@example.com', '--data', platform.data);
  return { token: stdout.trim() };
}

const PROGRAM_BYTES = 2_000_000;
const CHANGED_SHARE = 0.05;
const UPLOAD_SHARE_MAX = 0.07;

/** Bytes that `act` sends through a port which leads to the platform. */
async function sentThrough(platform, act) {
  let sent = 0;
  const server = net.createServer((socket) => {
    const onward = net.connect(platform.port, '127.0.0.1');
    socket.on('data', (piece) => (sent += piece.length));
    for (const end of [socket, onward]) end.on('error', () => (socket.destroy(), onward.destroy()));
    socket.pipe(onward).pipe(socket);
  }).listen(0, '127.0.0.1');
  await new Promise((listening) => server.once('listening', listening));
  await act(`http://${DOMAIN}:${server.address().port}`);
  server.close();
  return sent;
}

/** What publishing a program of 2 MB anew sends when a twentieth of its bytes changed, as a share of the program. */
async function publishChanged(platform, token) {
  const env = { ...process.env, XDG_CONFIG_HOME: path.join(folder, 'republished') };
  const minnow = (words, input = '') => new Promise((done, fail) => execFile(minnowBinary(), words, { env }, (error, _, said) => (error ? fail(new Error(said)) : done())).stdin.end(input));
  const project = path.join(folder, 'large');
  const files = { 'app.json': JSON.stringify({ pages: ['pages/a/a'] }), 'app.js': 'App({})', 'project.config.json': JSON.stringify({ appid: 'large' }), 'pages/a/a.wxml': '<view>a</view>', 'pages/a/a.js': 'Page({})' };
  const count = 200;
  // A program's files in their usual sizes: scripts and data that compress, pictures that do not.
  const text = (at) => Array.from({ length: 220 }, (_, row) => `exports.row${at}_${row} = '${crypto.createHash('sha1').update(`${at} ${row}`).digest('hex')}';\n`).join('').slice(0, PROGRAM_BYTES / count);
  for (let at = 0; at < count; at++) files[at % 2 ? `data/d${at}.js` : `images/i${at}.png`] = at % 2 ? text(at) : crypto.randomBytes(PROGRAM_BYTES / count);
  writeProgram(project, files);
  const publishTo = (number) => async (origin) => {
    await minnow(['login', origin, '--token-stdin'], token);
    await minnow(['publish', project, '--create', '--number', number, '--server', origin]);
  };
  const first = await sentThrough(platform, publishTo('1.0.0'));
  const changed = Object.keys(files).filter((name) => /^(data|images)/.test(name)).slice(0, count * CHANGED_SHARE);
  for (const name of changed) fs.writeFileSync(path.join(project, name), name.endsWith('js') ? text(name + 'changed') : crypto.randomBytes(PROGRAM_BYTES / count));
  const again = await sentThrough(platform, publishTo('1.0.1'));
  return { first: first / PROGRAM_BYTES, again: again / PROGRAM_BYTES };
}

/** The gzip form of a file and its head, as the platform sends them. */
function raw(platform, target) {
  return new Promise((resolve, reject) => {
    const headers = { host: `${platform.host}:${platform.port}`, 'accept-encoding': 'gzip' };
    const asking = request({ host: '127.0.0.1', port: platform.port, path: target, headers, agent: false }, (response) => {
      const parts = [];
      response.on('data', (part) => parts.push(part));
      response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(parts) }));
    });
    asking.on('error', reject).end();
  });
}

/** The scripts whose gzip forms lie nearest to the sizes, of those that documents name: { word: { target, bytes, forms } }. */
async function scripts(platform) {
  const found = new Map();
  for (const page of Object.keys(SIZES)) {
    const { body } = await raw(platform, `/pages/${page}/${page}`);
    const html = zlib.gunzipSync(body).toString();
    for (const [name] of html.matchAll(/a\/[\w.~-]+\.js/g)) found.set(name, null);
  }
  for (const name of found.keys()) found.set(name, await raw(platform, `/${name}`));
  const far = (size) => ([, { body }]) => Math.abs(Math.log(body.length / size));
  const nearest = (size) => [...found].sort((a, b) => far(size)(a) - far(size)(b))[0];
  return Object.fromEntries(Object.entries(SIZES).map(([word, size]) => {
    const [name, { body, headers }] = nearest(size);
    if (headers['content-encoding'] !== 'gzip') throw new Error(`${name} has no gzip form`);
    return [word, { target: `/${name}`, bytes: body.length, forms: { [name]: zlib.gunzipSync(body), [`${name}.gz`]: body } }];
  }));
}

/**
 * Requests in a second of processor time, nginx and the platform taking turns; the ratio is the middle one of those of the turns. The machine's pace
 * changes from second to second: turns are short, and many.
 */
async function compare(servers, protocol, target) {
  const asked = (server) => ({ protocol, host: server.host, target, connections: protocol === 'h2' ? 8 : 64, streams: protocol === 'h2' ? 16 : 1 });
  const figures = Object.fromEntries(servers.map(({ name }) => [name, []]));
  // The first, which warms both up, tells how many requests make a turn.
  const pace = Math.max(...(await Promise.all(servers.map((server) => burst(server, { ...asked(server), requests: 2_000 })))));
  const requests = Math.ceil(pace * TURN_SECONDS);
  for (let turn = 0; turn < turns; turn++) {
    for (const server of turn % 2 ? [...servers].reverse() : servers) figures[server.name].push(await burst(server, { ...asked(server), requests }));
  }
  const { nginx, minnow } = figures;
  const ratios = minnow.map((ours, turn) => ours / nginx[turn]).sort((a, b) => a - b);
  return { theirs: median(nginx), ours: median(minnow), ratio: median(ratios), middle: [ratios[turns >> 2], ratios[turns - 1 - (turns >> 2)]] };
}

/** Milliseconds within which so many per cent of the requests were answered, by h2load's log. */
function percentile(log, percent) {
  const times = fs.readFileSync(log, 'utf8').trim().split('\n').map((line) => Number(line.split('\t')[2]) / 1_000).sort((a, b) => a - b);
  return times[Math.min(times.length - 1, Math.floor((times.length * percent) / 100))];
}

/** An experiment for all who come by the entry: an arm is assigned and noted with each launch. */
async function experiment(platform, token) {
  const call = (path, body) => ask(`http://${DOMAIN}:${platform.port}`, `/api/v1/apps/bench/experiments${path}`, { method: 'POST', token, body });
  const arms = ['red', 'blue'].map((id) => ({ id, parameters: { colour: id } }));
  const { answer } = await call('', { name: 'Colour', share_percent: 100, conditions: { ways: ['code'] }, arms });
  const { status } = await call(`/${answer.id}/acts`, { act: 'start' });
  if (status !== 200) throw new Error(`the experiment did not start: ${status}`);
}

/** The cookie of somebody who has come by an entry before. */
async function visitor(platform, entry) {
  const { headers } = await ask(`http://${platform.host}:${platform.port}`, entry, { headers: { 'sec-fetch-mode': 'navigate' } });
  return /mn_visitor=[^;]+/.exec(String(headers['set-cookie']))[0];
}

/**
 * Requests that need the assignment of an arm and the log line of a launch, beside the same platform's files, and how long they take at half of what it
 * can do. `cookie`: of a visitor who is known; without it each request is somebody new.
 */
async function launches(platform, entry, likeIt, cookie) {
  const headers = { 'sec-fetch-mode': 'navigate', 'user-agent': 'Mozilla/5.0' };
  const ask_ = (target, more = {}) => load(platform, { protocol: 'h2', host: platform.host, target, headers: { ...headers, cookie }, seconds, connections: 8, streams: 16, ...more });
  const [files, documents, newcomers] = [[], [], []];
  for (let round = 0; round < rounds; round++) {
    files.push((await ask_(likeIt)).perCpuSecond);
    documents.push(await ask_(entry));
    newcomers.push((await ask_(entry, { headers })).perCpuSecond);
  }
  const saturation = median(documents.map(({ perSecond }) => perSecond));
  const log = path.join(folder, 'launches.log');
  await ask_(entry, { connections: 8, streams: 1, perSecond: Math.floor(saturation / 2), log });
  return { files: median(files), documents: median(documents.map(({ perCpuSecond }) => perCpuSecond)), newcomers: median(newcomers), saturation, p99: percentile(log, 99) };
}

const stopAll = async () => {
  for (const server of running.splice(0)) await server.stop();
};

try {
  const tls = certificate();
  const data = path.join(folder, 'data');
  let platform = await startPlatform(data);
  const startMs = platform.startMs;
  const { token } = await publish(platform);
  const files = await scripts(platform);
  const entry = (await ask(`http://${DOMAIN}:${platform.port}`, '/api/v1/apps/bench/entries', { method: 'POST', token, body: { kind: 'code', page: 'pages/middle/middle', query: 'id=7' } })).answer;
  const entryTarget = new URL(entry.address ?? entry.url).pathname;
  await experiment(platform, token);
  const cookie = await visitor(platform, entryTarget);
  const upload = wants('publish') ? await publishChanged(platform, token) : null;
  if (upload) console.log(upload);
  await stopAll();
  platform = await startPlatform(data);
  await raw(platform, '/');
  await sleep(2_000);
  const idleMb = residentMb(platform.pid);

  const nginx = await startNginx(path.join(folder, 'nginx'), Object.assign({}, ...Object.values(files).map(({ forms }) => forms)), tls);
  running.push(nginx);
  const rows = [];
  const compared = async (protocol) => {
    for (const [word, { target, bytes }] of Object.entries(files)) {
      const compared = await compare([nginx, platform], protocol, target);
      rows.push({ protocol, bytes, ...compared, wanted: protocol === 'h2' ? 1 : PLAIN_TARGETS[word] });
      console.log(protocol, word, bytes, compared);
    }
  };
  if (wants('static')) await compared('http/1.1');
  await platform.stop();
  platform = await startPlatform(data, tls);
  if (wants('static')) await compared('h2');
  const document = wants('launch') ? await launches(platform, entryTarget, files.middle.target, cookie) : null;
  if (document) console.log(document);
  const after = residentMb(platform.pid);
  await stopAll();
  const lines = rows.map(({ protocol, bytes, theirs, ours, ratio, middle, wanted }) => `| ${protocol === 'h2' ? 'HTTP/2 over TLS 1.3' : 'HTTP/1.1'}, ${(bytes / 1000).toFixed(1)} KB | ${Math.round(theirs)} | ${Math.round(ours)} | ${ratio.toFixed(2)} | ${middle.map((end) => end.toFixed(2)).join('–')} | ${wanted} | ${ratio >= wanted ? 'met' : 'missed'} |`);
  const text = `## Serving (\`benches/serve\`)

Requests answered in a second of processor time, the server on one processor and \`h2load\` on the other; gzip forms made ahead, the same bytes and certificate for both, ${turns} turns of about ${TURN_SECONDS} s each: the middle figure of each, the middle ratio of a turn's, and between what the middle half of the ratios lies. nginx of Debian 12: one worker, \`sendfile\`, \`gzip_static\`, \`open_file_cache\`, no log; it sends fewer headers (no policies).

| | nginx | minnow | ratio | half of them | target | |
|---|---:|---:|---:|---:|---:|---|
${lines.join('\n')}

${document ? `- A launch document of an entry with an arm assigned, launch and exposure logged and brought into the database (gzip, HTTP/2 over TLS), for visitors who have come before: ${Math.round(document.documents)} a processor second, ${(document.documents / document.files).toFixed(2)} of the platform's own 16 KB files (target 0.5: ${document.documents / document.files >= 0.5 ? 'met' : 'missed'}); where each is somebody new, ${(document.newcomers / document.files).toFixed(2)}; at half of saturation (${Math.round(document.saturation / 2)} a second) 99 % within ${document.p99.toFixed(1)} ms (target 5: ${document.p99 < 5 ? 'met' : 'missed'}).\n` : ''}${upload ? `- Publishing a program of 2 MB again after ${CHANGED_SHARE * 100} % of its bytes changed sends ${(upload.again * 100).toFixed(1)} % of its bytes, requests and all (target ${Math.round(UPLOAD_SHARE_MAX * 100)} %: ${upload.again <= UPLOAD_SHARE_MAX ? 'met' : 'missed'}); the first time ${(upload.first * 100).toFixed(0)} %.\n` : ''}- From the start of the process to the first connection, on an empty folder: ${Math.round(startMs)} ms (target 1000). Resident at rest: ${idleMb.toFixed(0)} MB (target 60); after these loads ${after.toFixed(0)} MB.

Run: \`node benches/serve/run.mjs --write\`. ${circumstances(loadBefore)}`;
  if (options.write) writeSection('serve', text);
  else console.log(text);
} finally {
  await stopAll();
}
