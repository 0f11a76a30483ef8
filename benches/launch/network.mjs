// The network of the launch benchmark: two network namespaces joined by the emulated link, and the web server in one of them.
// In: folders by host name. Out: the link's speed set, traffic and requests counted. Must not: outlive the benchmark, or reach any other network.
import { execFileSync, spawn } from 'node:child_process';
import { accessSync, constants, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
export const ADDRESS = '10.77.0.1';
const SERVER_SPACE = 'mn-launch-server';
export const CLIENT_SPACE = 'mn-launch-client';
const PORT = 443;

/** Networks and processors: what Chromium's own tools call Slow 4G and Fast 4G, on a phone a quarter as fast as this machine. */
export const CONDITIONS = {
  slow4g: { title: 'Slow 4G', rtt_ms: 150, down_kbit: 1600, up_kbit: 750, slowdown: 4 },
  fast4g: { title: 'Fast 4G', rtt_ms: 60, down_kbit: 9000, up_kbit: 1500, slowdown: 4 },
  none: { title: 'no limit', rtt_ms: 0.2, down_kbit: 0, up_kbit: 0, slowdown: 1 },
};

/** Why the link cannot be emulated on this machine; nothing if it can. */
export function missing() {
  if (process.platform !== 'linux') return 'network namespaces are of Linux';
  if (process.getuid() !== 0) return 'network namespaces need root: run it under sudo, or in a virtual machine';
  for (const command of ['ip', 'openssl', 'cargo']) {
    try {
      execFileSync('which', [command], { stdio: 'ignore' });
    } catch {
      return `\`${command}\` is missing`;
    }
  }
  try {
    accessSync('/dev/net/tun', constants.R_OK | constants.W_OK);
    execFileSync('ip', ['netns', 'add', `${SERVER_SPACE}-try`], { stdio: 'pipe' });
    execFileSync('ip', ['netns', 'del', `${SERVER_SPACE}-try`], { stdio: 'pipe' });
  } catch (error) {
    return `this kernel or container gives no TUN devices or network namespaces (${(error.stderr?.toString() || error.message).trim()})`;
  }
  return undefined;
}

/** A program that answers every line with a line, after a first `ready`. */
async function conversation(command, args) {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error(`${command} ${args.join(' ')} stopped`);
    return value;
  };
  if (await next() !== 'ready') throw new Error(`${command}: not ready`);
  return {
    ask(line) {
      child.stdin.write(`${line}\n`);
      return next();
    },
    end: () => new Promise((resolve) => {
      child.once('exit', resolve);
      child.stdin.end();
    }),
  };
}

/** A key and a certificate of this run for the host names; Chromium is told its fingerprint. */
function certify(folder, hosts) {
  const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')];
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '30', '-subj', '/CN=launch.test',
    '-addext', `subjectAltName=${hosts.map((host) => `DNS:${host}`).join(',')}`, '-keyout', key, '-out', certificate], { stdio: 'pipe' });
  const publicKey = execFileSync('openssl', ['x509', '-in', certificate, '-pubkey', '-noout']);
  const bytes = execFileSync('openssl', ['pkey', '-pubin', '-outform', 'der'], { input: publicKey });
  const fingerprint = execFileSync('openssl', ['dgst', '-sha256', '-binary'], { input: bytes }).toString('base64');
  return { key, certificate, fingerprint };
}

function removeSpaces() {
  for (const space of [SERVER_SPACE, CLIENT_SPACE]) {
    try {
      execFileSync('ip', ['netns', 'del', space], { stdio: 'pipe' });
    } catch {
      // There was none.
    }
  }
}

/** `roots`: host name → folder. `folder`: where keys and the built emulator go. */
export async function openNetwork(roots, folder) {
  const target = join(folder, 'link');
  execFileSync('cargo', ['build', '--release', '--quiet', '--manifest-path', join(here, 'link/Cargo.toml'), '--target-dir', target], { stdio: ['ignore', 'inherit', 'inherit'] });
  removeSpaces();
  for (const space of [SERVER_SPACE, CLIENT_SPACE]) {
    execFileSync('ip', ['netns', 'add', space]);
    execFileSync('ip', ['-n', space, 'link', 'set', 'lo', 'up']);
    // What one connection learned of the link must not help the next.
    execFileSync('ip', ['netns', 'exec', space, 'sysctl', '-qw', 'net.ipv4.tcp_no_metrics_save=1']);
  }
  const { key, certificate, fingerprint } = certify(folder, Object.keys(roots));
  const rootsFile = join(folder, 'roots.json');
  writeFileSync(rootsFile, JSON.stringify(roots));
  const inServer = ['netns', 'exec', SERVER_SPACE];
  const link = await conversation('ip', [...inServer, join(target, 'release/minnow-bench-link'), CLIENT_SPACE]);
  const server = await conversation('ip', [...inServer, process.execPath, join(here, 'server.mjs'), String(PORT), ADDRESS, key, certificate, rootsFile]);
  return {
    fingerprint,
    shape: ({ rtt_ms, down_kbit, up_kbit }) => link.ask(`${rtt_ms} ${down_kbit} ${up_kbit}`),
    /** Forgets what was counted. */
    reset: async () => {
      await link.ask('count');
      await server.ask('reset');
    },
    requests: async () => JSON.parse(await server.ask('requests')),
    /** Bytes down the link with all headers, and packets its queue dropped, since last asked. */
    traffic: async () => {
      const [bytes, drops] = (await link.ask('count')).split(' ').map(Number);
      return { bytes, drops };
    },
    close: async () => {
      await server.end();
      await link.end();
      removeSpaces();
    },
  };
}
