// nginx beside a platform: the same bytes, the same certificate, one core each, and a client on the other core.
// In: folders, ports. Out: servers that say how much processor time they took. Must not: touch a server that is there already.
import fs from 'node:fs';
import path from 'node:path';
import net from 'node:net';
import { execFileSync, spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../conformance/free_port.mjs';

/** Processor of what is measured, and of what asks. */
export const CORES = { server: '0', client: '1' };

export async function untilOpen(port, patience_ms = 20_000) {
  for (const end = Date.now() + patience_ms; Date.now() < end; await sleep(5)) {
    const isOpen = await new Promise((done) => {
      const socket = net.connect(port, '127.0.0.1', () => (socket.destroy(), done(true)));
      socket.on('error', () => done(false));
    });
    if (isOpen) return;
  }
  throw new Error(`nothing listens on port ${port}`);
}

/** Seconds of processor time that a process's threads took, in nanoseconds as the system's scheduler counts them: its usual ticks are of 10 ms. */
export function processorSeconds(pid) {
  const ran = (task) => Number(fs.readFileSync(`/proc/${pid}/task/${task}/schedstat`, 'utf8').split(' ')[0]);
  return fs.readdirSync(`/proc/${pid}/task`).reduce((sum, task) => sum + ran(task), 0) / 1e9;
}

/** Resident memory of a process in MB. */
export const residentMb = (pid) => Number(/VmRSS:\s+(\d+)/.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024;

const CONFIGURATION = (folder, { tlsPort, plainPort, tls }) => `
daemon off; master_process on; worker_processes 1; pid ${folder}/nginx.pid; error_log ${folder}/error.log;
events { worker_connections 1024; }
http {
  include /etc/nginx/mime.types; access_log off; sendfile on; tcp_nopush on; tcp_nodelay on;
  keepalive_requests 1000000000; keepalive_timeout 300s; gzip_static on; gzip_vary on; http2_max_concurrent_streams 128;
  open_file_cache max=1000 inactive=60s; open_file_cache_valid 60s; server_tokens off;
  client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy; fastcgi_temp_path ${folder}/fastcgi; uwsgi_temp_path ${folder}/uwsgi; scgi_temp_path ${folder}/scgi;
  ssl_certificate ${tls.certificate}; ssl_certificate_key ${tls.key}; ssl_protocols TLSv1.3; ssl_session_tickets on;
  server {
    listen 127.0.0.1:${plainPort}; listen 127.0.0.1:${tlsPort} ssl http2; root ${folder}/files;
    location / { add_header Cache-Control "public, max-age=31536000, immutable"; HEADERS }
  }
}
`;

/** `files`: { name: content of the gzip form, and the file itself }. `headers`: added to each answer. */
export async function startNginx(folder, files, tls, headers = {}) {
  fs.mkdirSync(path.join(folder, 'files'), { recursive: true });
  for (const [name, content] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(folder, 'files', name)), { recursive: true });
    fs.writeFileSync(path.join(folder, 'files', name), content);
  }
  execFileSync('chmod', ['-R', 'a+rX', folder]);
  const [tlsPort, plainPort] = [await freePort(), await freePort()];
  const added = Object.entries(headers).map(([name, value]) => `add_header ${name} ${JSON.stringify(value)};`).join(' ');
  fs.writeFileSync(path.join(folder, 'nginx.conf'), CONFIGURATION(folder, { tlsPort, plainPort, tls }).replace('HEADERS', added));
  const process_ = spawn('taskset', ['-c', CORES.server, 'nginx', '-c', path.join(folder, 'nginx.conf')], { stdio: ['ignore', 'inherit', 'inherit'] });
  await untilOpen(plainPort);
  const worker = Number(execFileSync('pgrep', ['-P', String(process_.pid)], { encoding: 'utf8' }).trim().split('\n')[0]);
  return { name: 'nginx', pid: worker, tlsPort, plainPort, host: '127.0.0.1', stop: () => stopped(process_) };
}

export function stopped(process_) {
  if (process_.exitCode !== null || process_.signalCode !== null) return Promise.resolve();
  const ended = new Promise((done) => process_.once('exit', done));
  process_.kill('SIGTERM');
  return ended;
}

/** The arguments of h2load that many questions of one address have in common. */
function asking(server, { protocol, host, target, headers = {}, connections, streams }) {
  const isTls = protocol === 'h2';
  const port = isTls ? server.tlsPort : server.plainPort;
  return [
    ...(isTls ? ['--tls13-ciphers=TLS_AES_128_GCM_SHA256'] : ['--h1']),
    '-t1', `-c${connections}`, `-m${streams}`, '--connect-to', `127.0.0.1:${port}`,
    ...Object.entries({ 'accept-encoding': 'gzip', ...headers }).flatMap(([name, value]) => ['-H', `${name}: ${value}`]),
    `${isTls ? 'https' : 'http'}://${host}:${port}${target}`,
  ];
}

/** Runs h2load beside `meanwhile`; gives requests a second and how many failed. */
async function h2load(options, meanwhile = () => {}) {
  const child = spawn('taskset', ['-c', CORES.client, 'h2load', ...options], { stdio: ['ignore', 'pipe', 'pipe'] });
  let [text, complaint] = ['', ''];
  child.stdout.on('data', (piece) => (text += piece));
  child.stderr.on('data', (piece) => (complaint += piece));
  const ended = new Promise((done) => child.once('close', done));
  await meanwhile();
  const code = await ended;
  const rate = /finished in [^,]+, ([\d.]+) req\/s/.exec(text);
  const counts = /requests: (\d+) total, \d+ started, (\d+) done, (\d+) succeeded, (\d+) failed, (\d+) errored/.exec(text);
  if (code !== 0 || !rate || !counts) throw new Error(`h2load: ${complaint || text}`);
  return { perSecond: Number(rate[1]), failed: Number(counts[4]) + Number(counts[5]) };
}

/**
 * Asks for one address for some seconds. `streams`: requests at once on each of `connections` connections.
 * Out: requests answered in full, the processor seconds that the server took for them, requests that failed.
 */
export async function load(server, { seconds, perSecond, log, ...asked }) {
  const rate = perSecond ? ['--rps', String(perSecond / asked.connections)] : [];
  const options = ['-D', String(seconds), '--warm-up-time', '1s', ...rate, ...(log ? [`--log-file=${log}`] : []), ...asking(server, asked)];
  let share;
  const { perSecond: done, failed } = await h2load(options, async () => {
    // The warming up and the connecting are not in h2load's figures, nor in these.
    await sleep(1_300);
    const [before, began] = [processorSeconds(server.pid), process.hrtime.bigint()];
    await sleep(seconds * 1_000 - 800);
    share = (processorSeconds(server.pid) - before) / (Number(process.hrtime.bigint() - began) / 1e9);
  });
  return { perSecond: done, perCpuSecond: done / share, failed };
}

/** Requests answered in a second of processor time, by so many requests; what the connections cost is counted, too. */
export async function burst(server, { requests, ...asked }) {
  const before = processorSeconds(server.pid);
  const { failed } = await h2load(['-n', String(requests), ...asking(server, asked)]);
  if (failed) throw new Error(`${server.name}: ${failed} requests failed`);
  return requests / (processorSeconds(server.pid) - before);
}
