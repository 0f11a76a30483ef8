// Certificates by ACME, from Pebble, the test authority of Let's Encrypt, which looks at DNS records as a real one does: node conformance/certificates.mjs
// In: MINNOW; `pebble` and `pebble-challtestsrv` (Debian: `apt-get install pebble`), `openssl`. Out: one line a test and a closing line
// `N passed, N failed`. Must not: let the authority off what it checks.

import assert from 'node:assert/strict';
import { execFile, execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { get } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { promisify } from 'node:util';
import { minnowBinary } from './build.mjs';
import { freePort } from './free_port.mjs';
import { startPlatform } from './platform/start.mjs';
import { end, test } from './tally.mjs';
import { patience_ms, until } from './visit.mjs';

const DOMAIN = 'mini.example.test';
/** A life after two thirds of which the test need not wait long. */
const SHORT_LIFE_S = 15;
const folder = mkdtempSync(join(tmpdir(), 'certificates-'));
const closers = [() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 })];

function start(command, words, env = {}) {
  const child = spawn(command, words, { stdio: 'ignore', env: { ...process.env, ...env } });
  closers.push(() => child.kill());
  return { end: () => new Promise((ended) => { child.once('exit', ended); child.kill(); }) };
}

/** What stands at an https address of the authority, whose own certificate is made for this test. */
const fetched = (address) =>
  new Promise((resolve, reject) => {
    const asking = get(address, { ca: readFileSync(join(folder, 'authority.pem')), agent: false }, async (answer) => {
      let text = '';
      for await (const part of answer) text += part;
      resolve(text);
    });
    asking.on('error', reject);
  });

/** An authority whose certificates have `life_s`; its directory, and the root that its certificates go back to. `customers`: the only ones it serves, each id with his key. */
async function startAuthority(dns, life_s, customers) {
  const [port, management] = [await freePort(), await freePort()];
  const config = join(folder, `pebble-${port}.json`);
  const [certificate, privateKey] = [join(folder, 'authority.pem'), join(folder, 'authority.key')];
  const pebble = { listenAddress: `127.0.0.1:${port}`, managementListenAddress: `127.0.0.1:${management}`, certificate, privateKey, httpPort: 1, tlsPort: 1, certificateValidityPeriod: life_s, ...(customers && { externalAccountBindingRequired: true, externalAccountMACKeys: customers }) };
  writeFileSync(config, JSON.stringify({ pebble }));
  const { end } = start('pebble', ['-config', config, '-strict', '-dnsserver', dns], { PEBBLE_VA_NOSLEEP: '1' });
  let root;
  await until(3 * patience_ms(), async () => (root = await fetched(`https://127.0.0.1:${management}/roots/0`)));
  return { directory: `https://127.0.0.1:${port}/dir`, root, end };
}

/** Shakes hands under a name as a browser does; the certificate, when it is trusted. */
const certificateOf = (port, servername, root) =>
  new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port, servername, ca: root, ALPNProtocols: ['h2'] }, () => {
      resolve(socket.getPeerCertificate());
      socket.end();
    });
    socket.on('error', reject);
  });

const told = () => (existsSync(join(folder, 'told')) ? readFileSync(join(folder, 'told'), 'utf8').trim().split('\n') : []);

try {
  // Of the authority's own server: no authority itself, which TLS of a server may not be.
  writeFileSync(join(folder, 'request.cnf'), '[req]\ndistinguished_name=name\nx509_extensions=about\n[name]\n[about]\nbasicConstraints=critical,CA:FALSE\nsubjectAltName=IP:127.0.0.1\n');
  execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=authority', '-config', join(folder, 'request.cnf'), '-keyout', join(folder, 'authority.key'), '-out', join(folder, 'authority.pem')], { stdio: 'ignore' });
  const [dns, records] = [await freePort(), await freePort()];
  start('pebble-challtestsrv', ['-dns01', `127.0.0.1:${dns}`, '-management', `127.0.0.1:${records}`, '-http01', '', '-https01', '', '-tlsalpn01', '']);
  // As an operator writes one: told what to do, it asks the DNS server's API. It notes what it was told.
  const hook = join(folder, 'hook');
  writeFileSync(hook, `#!${process.execPath}
const [act, host, value] = process.argv.slice(2);
require('node:fs').appendFileSync(${JSON.stringify(join(folder, 'told'))}, [act, host, value].join(' ') + '\\n');
const path = act === 'present' ? 'set-txt' : 'clear-txt';
fetch('http://127.0.0.1:${records}/' + path, { method: 'POST', body: JSON.stringify({ host, value }) }).then((answer) => { process.exitCode = answer.ok ? 0 : 1; });
`);
  chmodSync(hook, 0o755);
  const options = ({ directory }) => ['--domain', DOMAIN, '--acme-hook', hook, '--acme-directory', directory, '--acme-root', join(folder, 'authority.pem'), '--acme-wait', '0', '--acme-email', 'ops@example.com'];
  const authority = await startAuthority(`127.0.0.1:${dns}`, 90 * 24 * 60 * 60);

  await test('a server on an empty folder gets a certificate for the platform and for every program', async () => {
    const platform = await startPlatform(folder, options(authority));
    const { port } = new URL(platform.origin);
    assert.equal(new URL(platform.origin).protocol, 'https:');
    for (const name of [DOMAIN, `shop.${DOMAIN}`]) {
      const { subjectaltname } = await certificateOf(port, name, authority.root);
      assert.deepEqual(subjectaltname.split(', ').sort(), [`DNS:*.${DOMAIN}`, `DNS:${DOMAIN}`]);
    }
    await platform.end();
  });
  await test('the records that were written are removed, and no more was asked for', async () => {
    const lines = told().map((line) => line.split(' '));
    assert.deepEqual(lines.map(([act, name]) => [act, name]), ['present', 'present', 'cleanup', 'cleanup'].map((act) => [act, `_acme-challenge.${DOMAIN}.`]));
    const values = (act) => lines.filter(([word]) => word === act).map(([, , value]) => value).sort();
    assert.deepEqual(values('cleanup'), values('present'));
    assert.notEqual(values('present')[0], values('present')[1]);
  });
  await test('key and account are for the server’s own account alone', async () => {
    for (const name of [`${DOMAIN}.pem`, 'account.json']) assert.equal(statSync(join(folder, 'data/acme', name)).mode & 0o777, 0o600);
  });
  await test('the next start takes the certificate that is there, without asking the authority', async () => {
    await authority.end();
    const before = told().length;
    const platform = await startPlatform(folder, options(authority));
    await certificateOf(new URL(platform.origin).port, DOMAIN, authority.root);
    await platform.end();
    assert.equal(told().length, before);
  });
  await test('a certificate is renewed after two thirds of its life, while the server runs', async () => {
    const short = await startAuthority(`127.0.0.1:${dns}`, SHORT_LIFE_S);
    rmSync(join(folder, 'data/acme', `${DOMAIN}.pem`));
    const platform = await startPlatform(folder, options(short));
    const { port } = new URL(platform.origin);
    const serial = async () => (await certificateOf(port, DOMAIN, short.root)).serialNumber;
    const first = await serial();
    await until(SHORT_LIFE_S * 1000 + 2 * patience_ms(), async () => assert.notEqual(await serial(), first));
    await platform.end();
    await short.end();
  });
  await test('an edge gets one, too', async () => {
    const near = await startAuthority(`127.0.0.1:${dns}`, 90 * 24 * 60 * 60);
    const port = await freePort();
    const edge = start(minnowBinary(), ['serve', '--role', 'edge', '--origin', 'http://127.0.0.1:1', '--data', join(folder, 'edge'), '--listen', `127.0.0.1:${port}`, ...options(near)]);
    await until(3 * patience_ms(), async () => assert.match((await certificateOf(port, `shop.${DOMAIN}`, near.root)).subjectaltname, /DNS:\*\.mini/));
    await edge.end();
    await near.end();
  });
  await test('an authority that serves its customers alone gets to know whose account it is', async () => {
    // 32 bytes, as the authority wants them at least.
    const key = randomBytes(32).toString('base64url');
    const closed = await startAuthority(`127.0.0.1:${dns}`, 90 * 24 * 60 * 60, { 'customer-1': key });
    const data = join(folder, 'customer');
    const words = ['serve', '--data', data, '--listen', '127.0.0.1:0', ...options(closed)];
    const refused = async (more, env = {}) => {
      const failed = await promisify(execFile)(minnowBinary(), [...words, ...more], { env: { ...process.env, ...env } }).then(() => undefined, (error) => error);
      assert.equal(failed?.code, 2, failed?.stderr);
      return failed.stderr;
    };
    assert.match(await refused([]), /serves its customers alone: name your account there \(--acme-eab-id/);
    assert.match(await refused(['--acme-eab-id', 'customer-1'], { MINNOW_ACME_EAB_KEY: randomBytes(32).toString('base64url') }), /externalAccountBinding|verif/i);
    assert.match(await refused(['--acme-eab-id', 'customer-1']), /needs the account's key/);
    assert.match(await refused(['--acme-eab-id', 'customer-1'], { MINNOW_ACME_EAB_KEY: 'not Base64!' }), /is Base64 for addresses/);
    writeFileSync(join(folder, 'eab'), `${key}\n`);
    const customer = join(folder, 'customer-lives');
    const platform = await startPlatform(customer, [...options(closed), '--acme-eab-id', 'customer-1', '--acme-eab-key-file', join(folder, 'eab')]);
    await certificateOf(new URL(platform.origin).port, DOMAIN, closed.root);
    await platform.end();
    await closed.end();
  });
  await test('where the record is not seen the server does not start, and says what the authority saw', async () => {
    const strict = await startAuthority(`127.0.0.1:${dns}`, 60 * 60);
    const words = ['serve', '--data', join(folder, 'other'), '--listen', '127.0.0.1:0', ...options(strict)];
    words[words.indexOf(hook)] = '/bin/true';
    const failed = await promisify(execFile)(minnowBinary(), words).then(() => undefined, (error) => error);
    assert.equal(failed.code, 2);
    assert.match(failed.stderr, /does not see the record that was written at `_acme-challenge\.mini\.example\.test\.`/);
    words[words.indexOf('/bin/true')] = '/bin/false';
    const refused = await promisify(execFile)(minnowBinary(), words).then(() => undefined, (error) => error);
    assert.equal(refused.code, 2);
    assert.match(refused.stderr, /DNS record `_acme-challenge\.mini\.example\.test\.`: `\/bin\/false present` ends with/);
  });
} finally {
  for (const close of closers.reverse()) await close();
}
end();
