// What back ends are told of experiments, by OpenFeature's own client and provider, unmodified, against a platform: node conformance/experiments.mjs
// In: MINNOW, CHROMIUM; conformance/sdks/package.json, installed on demand. Out: one line a test and a closing line `N passed, N failed`.
// Must not: ask the platform otherwise than the provider does, where it is the provider that is tested.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ask, minnowIn, startPlatform, writeProgram } from './platform/start.mjs';
import { installPackages } from './sdks/install.mjs';
import { end, note, test } from './tally.mjs';
import { launchBrowser, newContext, patience_ms, Visit } from './visit.mjs';

const APP = 'flags';
const VISITORS = 150;
const PROGRAM = {
  'app.json': JSON.stringify({ pages: ['pages/home/home'] }),
  'app.js': 'App({})',
  'project.config.json': JSON.stringify({ appid: APP }),
  'pages/home/home.wxml': '<text id="shown">{{shown}}</text><button id="login" bindtap="login">login</button><text id="code">{{code}}</text>',
  'pages/home/home.js': `Page({ data: { shown: '', code: '' },
    onLoad() { this.setData({ shown: JSON.stringify(wx.getExptInfoSync(['colour'])) }) },
    login() { wx.login({ success: ({ code }) => this.setData({ code }) }) } })`,
};

/** The platform's name leads to this machine, whatever the system's resolver says. */
const fetchHere = (origin) => async (request) => {
  const { pathname } = new URL(request.url);
  const { status, headers, answer } = await ask(origin, pathname, { method: request.method, headers: Object.fromEntries(request.headers), raw: await request.text() });
  return new Response(typeof answer === 'string' ? answer : JSON.stringify(answer), { status, headers });
};

/** A visit by a code without a browser: the random name it is given, and the parameters of its document. */
async function launch(origin, path) {
  const { headers, answer } = await ask(origin, path, { headers: { 'sec-fetch-mode': 'navigate' } });
  const [, name] = /mn_visitor=([^.;]+)/.exec(String(headers['set-cookie']));
  const data = JSON.parse(/id="minnow-launch">(.*)<\/script>\s*$/.exec(answer)[1]);
  return { unit: createHash('sha256').update(name).digest('base64url'), colour: data.experiments?.parameters.colour };
}

/** A program with an experiment for those who come by a code, and what may be asked about both. */
async function prepare(folder, platform) {
  const minnow = minnowIn(folder);
  await minnow('login', platform.origin, '--setup-code', platform.code, '--email', 'ann@example.com');
  writeProgram(join(folder, APP), PROGRAM);
  await minnow('publish', join(folder, APP), '--app', APP, '--create');
  await minnow('release', '1.0.0', '--app', APP);
  const admin = (await minnow('admin', 'token', 'ann@example.com', '--data', join(folder, 'data'))).stdout.trim();
  const call = async (path, body, method = 'POST') => (await ask(platform.origin, `/api/v1${path}`, { method, token: admin, body })).answer;
  const { token } = await call('/tokens', { name: 'server', scopes: ['flags'] });
  const arms = ['red', 'blue', 'green'].map((id) => ({ id, parameters: { colour: id } }));
  const { id } = await call(`/apps/${APP}/experiments`, { name: 'Colour', share_percent: 80, conditions: { ways: ['code'] }, arms });
  const act = (body) => call(`/apps/${APP}/experiments/${id}/acts`, body);
  await act({ act: 'start' });
  const { address } = await call(`/apps/${APP}/entries`, { kind: 'code' });
  const counted = async (wanted) => {
    for (const end = Date.now() + patience_ms(); Date.now() < end; ) {
      const { arms } = await call(`/apps/${APP}/experiments/${id}/results`, undefined, 'GET');
      if (arms.reduce((sum, { people }) => sum + people, 0) >= wanted) return;
    }
    throw new Error('launches were not counted');
  };
  return { call, act, counted, token, arms, address, origin: platform.origin.replace('://', `://${APP}.`), path: new URL(address).pathname };
}

async function run(folder, platform, { OpenFeature }, { OFREPProvider }) {
  const prepared = await prepare(folder, platform);
  const { token } = prepared;
  const provider = (more = {}) => new OFREPProvider({ baseUrl: platform.origin, headers: { Authorization: `Bearer ${token}`, 'X-Minnow-App': APP }, fetchImplementation: fetchHere(platform.origin), ...more });
  await OpenFeature.setProviderAndWait(provider());
  const client = OpenFeature.getClient();
  await launches(client, prepared);
  await people(client, platform, prepared);
  await faults(client, OpenFeature, provider);
  await promotion(client, prepared);
}

async function launches(client, { origin, path, counted }) {
  await test('a server is told what each launch was given', async () => {
    const visits = [];
    for (let at = 0; at < VISITORS; at++) visits.push(await launch(origin, path));
    await counted(visits.filter(({ colour }) => colour).length);
    const seen = new Set();
    for (const { unit, colour } of visits) {
      const details = await client.getStringDetails('colour', 'grey', { targetingKey: unit });
      assert.equal(details.value, colour ?? 'grey');
      if (colour) assert.deepEqual([details.reason, details.variant], ['SPLIT', colour]);
      seen.add(details.value);
    }
    assert.deepEqual([...seen].sort(), ['blue', 'green', 'grey', 'red']);
  });
}

async function people(client, platform, { call, counted, address }) {
  await test('a person is known by his openid, as wx.login and the vendor’s server API give it', async () => {
    const browser = await launchBrowser();
    try {
      const context = await newContext(browser);
      const visit = new Visit(await context.newPage());
      await visit.open(address);
      await visit.page.waitForFunction(() => document.querySelector('#shown')?.textContent.startsWith('{'));
      const { colour } = JSON.parse(await visit.page.textContent('#shown'));
      await visit.page.click('#login');
      const code = await visit.page.waitForFunction(() => document.querySelector('#code')?.textContent).then((handle) => handle.jsonValue());
      const { secret } = await call(`/apps/${APP}/secret`, {});
      const { answer } = await ask(platform.origin, `/sns/jscode2session?appid=${APP}&secret=${secret}&js_code=${code}&grant_type=authorization_code`);
      assert.equal(answer.openid?.length, 28, JSON.stringify(answer));
      if (colour) await counted(1);
      const until = Date.now() + 5000;
      let value;
      // The launch is counted within a second.
      do value = await client.getStringValue('colour', 'grey', { targetingKey: answer.openid });
      while (colour && value !== colour && Date.now() < until);
      assert.equal(value, colour ?? 'grey');
      assert.deepEqual(visit.errors, []);
    } finally {
      await browser.close();
    }
  });
}

/** Somebody who has not come by a code. */
const unit = createHash('sha256').update('somebody').digest('base64url');

async function faults(client, OpenFeature, provider) {
  await test('what cannot be answered is the caller’s default, with the protocol’s word', async () => {
    const details = async (key, context) => { const { value, errorCode } = await client.getStringDetails(key, 'grey', context); return [value, errorCode]; };
    assert.deepEqual(await details('size', { targetingKey: unit }), ['grey', 'FLAG_NOT_FOUND']);
    assert.deepEqual(await details('colour', {}), ['grey', 'TARGETING_KEY_MISSING']);
    assert.deepEqual(await details('colour', { targetingKey: 'nobody' }), ['grey', 'INVALID_CONTEXT']);
    await OpenFeature.setProviderAndWait('stranger', provider({ headers: { Authorization: 'Bearer mn_token_x', 'X-Minnow-App': APP } }));
    const refused = await OpenFeature.getClient('stranger').getStringDetails('colour', 'grey', { targetingKey: unit });
    assert.deepEqual([refused.value, refused.reason], ['grey', 'ERROR']);
  });
}

async function promotion(client, { call, act, arms, origin, path }) {
  await test('an arm that is promoted is everybody’s, and a pause nobody’s', async () => {
    await act({ act: 'pause' });
    assert.equal(await client.getStringValue('colour', 'grey', { targetingKey: unit }), 'grey');
    await act({ act: 'promote', arm: 'blue' });
    assert.equal((await launch(origin, path)).colour, 'blue');
    // It is for those who come by a code, which this one has not.
    assert.equal(await client.getStringValue('colour', 'grey', { targetingKey: unit }), 'grey');
    await act({ act: 'revoke' });
    const { id: next } = await call(`/apps/${APP}/experiments`, { name: 'All', arms });
    await call(`/apps/${APP}/experiments/${next}/acts`, { act: 'start' });
    await call(`/apps/${APP}/experiments/${next}/acts`, { act: 'promote', arm: 'green' });
    const { value, reason, variant } = await client.getStringDetails('colour', 'grey', { targetingKey: unit });
    assert.deepEqual([value, reason, variant], ['green', 'STATIC', 'green']);
  });
}

const folder = mkdtempSync(join(tmpdir(), 'flags-'));
let platform;
try {
  const load = installPackages();
  platform = await startPlatform(folder);
  await run(folder, platform, load('@openfeature/server-sdk'), load('@openfeature/ofrep-provider'));
} catch (error) {
  note('there is a platform with an experiment', error);
} finally {
  platform?.stop();
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}
end();
