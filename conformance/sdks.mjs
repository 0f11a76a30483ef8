// Server SDKs that were written for the vendor, unmodified, against a platform: node conformance/sdks.mjs
// In: MINNOW, CHROMIUM; conformance/sdks/package.json and requirements.txt, installed on demand (Python's into the cache folder). Out: one line
// a test and a closing line `N passed, N failed`. Must not: change an SDK; each is led to the platform by what it documents for that.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { Agent } from 'node:http';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { repository } from './build.mjs';
import { ask, minnowIn, startPlatform } from './platform/start.mjs';
import { pythonPrograms } from './python.mjs';
import { codes } from './sdks/codes.mjs';
import { installPackages } from './sdks/install.mjs';
import { phone } from './sdks/phone.mjs';
import { runStep } from './steps.mjs';
import { end, note, test } from './tally.mjs';
import { launchBrowser, newContext, patience_ms, until, Visit } from './visit.mjs';

const home = join(repository, 'conformance/sdks');
const APP = JSON.parse(readFileSync(join(home, 'program/project.config.json'), 'utf8')).appid;

/** The registries' packages: what cannot be had is a failure that says so. */
function install() {
  installPackages();
  return join(pythonPrograms('sdks-python', join(home, 'requirements.txt'), ['wechatpy', 'Crypto']), 'python');
}

/** The platform's name leads to this machine, whatever the system's resolver says. */
function toThisMachine() {
  return new Agent({ lookup: (_host, { all }, found) => (all ? found(null, [{ address: '127.0.0.1', family: 4 }]) : found(null, '127.0.0.1', 4)) });
}

/** Two from npm, by the addresses they let one set. */
function nodeServers(platform, secret, folder) {
  const require = createRequire(join(home, 'package.json'));
  const Api = require('co-wechat-api');
  const wechatApi = new Api(APP, secret);
  Object.assign(wechatApi, { prefix: `${platform.origin}/cgi-bin/`, snsPrefix: `${platform.origin}/sns/`, wxaPrefix: `${platform.origin}/wxa/` });
  wechatApi.setOpts({ agent: toThisMachine() });
  const { MiniApp } = require('node-easywechat');
  const http = { baseURL: `http://127.0.0.1:${platform.port}`, headers: { Host: new URL(platform.origin).host } };
  const easy = (more = {}) => new MiniApp({ app_id: APP, secret, http, file_cache: { path: folder }, ...more });
  return { wechatApi, easy };
}

/** One from PyPI, in a process of its own that answers a line with a line. */
function pythonServer(python, platform, secret) {
  const server = spawn(python, [join(home, 'wechatpy_server.py')], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: server.stdout })[Symbol.asyncIterator]();
  const call = async (name, args = {}) => {
    server.stdin.write(`${JSON.stringify({ origin: platform.origin, port: platform.port, appid: APP, secret, call: name, arguments: args })}\n`);
    return JSON.parse((await lines.next()).value);
  };
  return { call, stop: () => server.kill() };
}

/** The program in a browser: what a button of it was answered. */
async function openProgram(browser, platform) {
  const context = await newContext(browser);
  const visit = new Visit(await context.newPage());
  const origin = platform.origin.replace('://', `://${APP}.`);
  await visit.open(`${origin}/`);
  let asked = 0;
  /** `patience`: longer where a person is asked first. */
  const ask = async (button, patience = patience_ms()) => {
    asked++;
    await runStep(`tap #${button}`, visit, { origin });
    return until(patience, async () => {
      const [text] = await visit.read('#answer', (els) => els.map((el) => el.textContent));
      const { number, answer } = JSON.parse(text || '{}');
      if (number !== asked) throw new Error(`no answer to ${button}; ${visit.errors.join('; ')}`);
      return answer;
    });
  };
  return { ask, visit, context };
}

async function people(program, platform, { wechatApi, easy }, wechatpy) {
  const frames = [];
  program.visit.page.on('frameattached', (frame) => frames.push(frame));
  await test('wx.checkSession fails before the first wx.login, and getUserProfile before it is declared', async () => {
    assert.equal((await program.ask('check')).errMsg, 'checkSession:fail session time out, need relogin');
    assert.equal((await program.ask('profile')).errMsg, 'getUserProfile:fail api scope is not declared in the privacy agreement');
    assert.equal(frames.length, 0);
  });
  let first;
  await test('a code of wx.login gives node-easywechat the session', async () => {
    const { code, errMsg } = await program.ask('login');
    assert.equal(errMsg, 'login:ok');
    first = await easy().getUtils().codeToSession(code);
    assert.equal(first.openid.length, 28);
    assert.equal(Buffer.from(first.session_key, 'base64').length, 16);
    await assert.rejects(easy().getUtils().codeToSession(code), /40163/);
  });
  await test('the frame is seen at the first wx.login alone, and cookies stay with their hosts', async () => {
    await program.ask('login');
    assert.equal(frames.length, 1);
    const cookies = await program.context.cookies();
    const seen = cookies.map(({ name, domain, httpOnly, sameSite }) => `${name} ${domain} ${httpOnly} ${sameSite}`).sort();
    const host = new URL(platform.origin).hostname;
    assert.deepEqual(seen, [`mn_person ${host} true Lax`, `mn_user ${APP}.${host} true Lax`]);
    assert.deepEqual(program.visit.errors, []);
  });
  await test('wx.checkSession holds, and the account is that of the release', async () => {
    assert.equal((await program.ask('check')).errMsg, 'checkSession:ok');
    assert.deepEqual(await program.ask('account'), { appId: APP, envVersion: 'release', version: '1.0.0' });
  });
  await test('co-wechat-api and wechatpy get the same person for codes of their own', async () => {
    const second = await wechatApi.code2Session((await program.ask('login')).code);
    const third = await wechatpy.call('code_to_session', { js_code: (await program.ask('login')).code });
    assert.deepEqual(second, first);
    assert.deepEqual(third.value, first);
    assert.deepEqual(await wechatpy.call('code_to_session', { js_code: 'none' }), { failure: 40029 });
    await assert.rejects(wechatApi.code2Session('none'), { code: 40029 });
  });
  await test('node-easywechat, wechatpy and wechat-oauth read the encrypted profile', async () => {
    const declaration = { items: { profile: 'to greet you' }, contact: 'ann@example.com', retention: '30 days' };
    assert.equal((await ask(platform.origin, `/api/v1/apps/${APP}/privacy`, { method: 'PUT', token: platform.token, body: declaration })).status, 200);
    const answered = program.ask('profile');
    await program.visit.page.frameLocator('.mn-a-consent iframe').getByRole('button', { name: '允许', exact: true }).click();
    const { userInfo, rawData, signature, encryptedData, iv } = await answered;
    assert.deepEqual(JSON.parse(rawData), userInfo);
    assert.equal(createHash('sha1').update(rawData + first.session_key).digest('hex'), signature);
    const OAuth = createRequire(join(home, 'package.json'))('wechat-oauth');
    const read = [
      easy().getUtils().decryptSession(first.session_key, iv, encryptedData),
      (await wechatpy.call('decrypt', { session_key: first.session_key, iv, data: encryptedData })).value,
      new OAuth(APP, '').decryptMiniProgramUser({ sessionKey: first.session_key, encryptedData, iv }),
    ];
    for (const { watermark, openId, unionId, ...profile } of read) {
      assert.equal(watermark.appid, APP);
      assert.deepEqual([openId, unionId], [first.openid, first.unionid]);
      assert.deepEqual(profile, userInfo);
    }
  });
  await test('another browser is another person, whatever other windows tell its page', async () => {
    const other = await openProgram(program.visit.page.context().browser(), platform);
    await other.visit.page.evaluate(() => setInterval(() => postMessage({ ticket: 'forged', failure: 'forged' }, '*'), 1));
    const session = await easy().getUtils().codeToSession((await other.ask('login')).code);
    assert.notEqual(session.openid, first.openid);
    assert.notEqual(session.unionid, first.unionid);
    await other.context.close();
  });
  return first;
}

async function tokens({ wechatApi, easy }, wechatpy) {
  await test('each SDK gets a token, and a stable one is the same again', async () => {
    const { accessToken } = await wechatApi.getAccessToken();
    const plain = await easy().getAccessToken().getToken();
    const python = (await wechatpy.call('token')).value;
    assert.equal(new Set([accessToken, plain, python.access_token]).size, 3);
    assert.equal(python.expires_in, 7200);
    const stable = () => easy({ use_stable_access_token: true }).getAccessToken().getStableAccessToken();
    assert.equal(await stable(), await stable());
  });
}

async function main() {
  const folder = mkdtempSync(join(tmpdir(), 'sdks-'));
  let python;
  try {
    python = install();
  } catch (error) {
    return note('the SDKs are installed from npm and PyPI', error);
  }
  const started = await startPlatform(folder);
  const platform = { ...started, port: Number(new URL(started.origin).port) };
  const browser = await launchBrowser();
  let wechatpy;
  try {
    const minnow = minnowIn(folder);
    await minnow('login', platform.origin, '--setup-code', platform.code, '--email', 'ann@example.com');
    await minnow('publish', join(home, 'program'), '--create', '--number', '1.0.0');
    await minnow('release', '1.0.0', '--app', APP);
    const token = (await minnow('admin', 'token', 'ann@example.com', '--data', join(folder, 'data'))).stdout.trim();
    const { answer } = await ask(platform.origin, `/api/v1/apps/${APP}/secret`, { method: 'POST', token, body: {} });
    const servers = nodeServers(platform, answer.secret, folder);
    wechatpy = pythonServer(python, platform, answer.secret);
    await tokens(servers, wechatpy);
    const program = await openProgram(browser, platform);
    const session = await people(program, { ...platform, token }, servers, wechatpy);
    await phone({ test, program, platform: { ...platform, token }, session, appId: APP, wechatpy, ...servers });
    await codes({ test, browser, wechatpy, ...servers });
  } finally {
    wechatpy?.stop();
    await browser.close();
    platform.stop();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

await main();
end();
