// Signing in, in a browser: at the console by codes of a real mail server and accounts of a certified OpenID Connect provider, and as somebody who opens
// programs: node conformance/sign_in.mjs
// In: MINNOW, CHROMIUM; conformance/sign_in/package.json, installed on demand. Out: one line a test and a closing line `N passed, N failed`; with
// `--screens FOLDER` pictures of the pages. Must not: bend the provider or the mail server towards the platform.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repository } from './build.mjs';
import { ask, minnowIn, startPlatform } from './platform/start.mjs';
import { atProvider, button, codeOf, expectAccessible, person, picture } from './sign_in/browser.mjs';
import { startMailbox } from './sign_in/mailbox.mjs';
import { people } from './sign_in/people.mjs';
import { CLIENT, startProvider } from './sign_in/provider.mjs';
import { sheet } from './sign_in/sheet.mjs';
import { end, note, test } from './tally.mjs';
import { launchBrowser } from './visit.mjs';

const home = join(repository, 'conformance/sign_in');

/** Who there is at the provider, by what each types as a name. */
const OUTSIDERS = {
  ann: { email: 'ann@example.com', email_verified: true, name: 'Ann' },
  bob: { email: 'bob@example.com', email_verified: true, name: 'Bob' },
  eve: { email: 'eve@example.com', email_verified: false, name: 'Eve' },
  mia: { email: 'mia@elsewhere.example', email_verified: true, name: 'Mia' },
  mallory: { email: 'ann@example.com', email_verified: true, name: 'Mallory' },
};

function install() {
  const names = Object.keys(JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')).dependencies);
  if (names.every((name) => existsSync(join(home, 'node_modules', name)))) return;
  execFileSync('npm', ['install', '--no-save', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: home, stdio: 'inherit' });
}

async function whoever(page, origin) {
  const { status, answer } = await page.evaluate(async (address) => {
    const response = await fetch(address);
    return { status: response.status, answer: await response.json() };
  }, `${origin}/api/v1/me`);
  return status === 200 ? answer.email : undefined;
}

async function signOut(page, origin) {
  await page.evaluate(() => fetch('/api/v1/sign-out', { method: 'POST' }));
  assert.equal(await whoever(page, origin), undefined);
}

async function mail({ browser, origin, mailbox }) {
  const ann = await person(browser);
  await test('a code that came by mail signs in, and a mistyped one does not', async () => {
    await ann.goto(`${origin}/console/sign-in`);
    await button(ann, 'Get a code by e-mail').waitFor();
    await button(ann, 'Sign in with Acme').waitFor();
    await expectAccessible(ann);
    await picture(ann, 'ways');
    await button(ann, 'Get a code by e-mail').click();
    await ann.getByLabel('E-mail').fill('ann@example.com');
    await picture(ann, 'address');
    await button(ann, 'Send the code').click();
    await ann.getByLabel('Code').waitFor();
    await expectAccessible(ann);
    const letter = await mailbox.next();
    assert.deepEqual(letter.recipients, ['ann@example.com']);
    assert.equal(letter.from.text, '"Minnow" <minnow@example.com>');
    assert.equal(letter.subject, `Your code for ${new URL(origin).host}`);
    assert.equal(letter.headers.get('auto-submitted'), 'auto-generated');
    const code = codeOf(letter);
    assert.ok(letter.html.includes(code) && !/src=|url\(/.test(letter.html));
    await ann.getByLabel('Code').fill(code === '000000' ? '000001' : '000000');
    await button(ann, 'Sign in').click();
    await ann.getByText(/does not sign (you|anybody) in/).waitFor();
    await picture(ann, 'code');
    await ann.getByLabel('Code').fill(code);
    await button(ann, 'Sign in').click();
    await ann.getByText('No program yet').waitFor();
    assert.equal(await whoever(ann, origin), 'ann@example.com');
  });
  await test('an address that nobody has gets the same page and no letter', async () => {
    const stranger = await person(browser, { locale: 'zh-CN' });
    await stranger.goto(`${origin}/console/sign-in`);
    await button(stranger, '用邮箱验证码登录').click();
    await stranger.getByLabel('邮箱').fill('nobody@example.com');
    await button(stranger, '发送验证码').click();
    await stranger.getByLabel('验证码').fill('123456');
    await picture(stranger, 'code-zh');
    await button(stranger, '登录').click();
    await stranger.getByText('验证码不对').waitFor();
    assert.equal(mailbox.count(), 0);
    assert.deepEqual(stranger.faults, []);
    await stranger.context().close();
  });
  return ann;
}

async function accounts({ browser, origin, provider, mailbox, invite }, ann) {
  await test('an account elsewhere is linked by the person who is signed in, and signs him in from then on', async () => {
    await ann.goto(`${origin}/console/account`);
    await button(ann, 'Link with Acme').click();
    await atProvider(ann, provider.issuer, 'ann');
    await ann.waitForURL(`${origin}/console/account`);
    await ann.getByRole('heading', { name: 'Accounts elsewhere' }).waitFor();
    await ann.getByRole('cell', { name: 'ann@example.com', exact: true }).waitFor();
    await expectAccessible(ann);
    await picture(ann, 'account');
    await signOut(ann, origin);
    await ann.goto(`${origin}/console/sign-in`);
    await button(ann, 'Sign in with Acme').click();
    // The provider knows the browser still.
    await ann.waitForURL(`${origin}/console/`);
    assert.equal(await whoever(ann, origin), 'ann@example.com');
    assert.deepEqual(ann.faults, []);
  });
  await test('somebody else with the same address at the provider does not get in', async () => {
    const mallory = await person(browser);
    await mallory.goto(`${origin}/console/sign-in`);
    await button(mallory, 'Sign in with Acme').click();
    await atProvider(mallory, provider.issuer, 'mallory');
    await mallory.getByText('Nobody invited that address').waitFor();
    assert.equal(new URL(mallory.url()).search, '', 'the word leaves the address');
    assert.equal(await whoever(mallory, origin), undefined);
    await picture(mallory, 'refused');
    await mallory.context().close();
  });
  await test('whoever was invited joins by his address at the provider, if it was confirmed there', async () => {
    for (const name of ['bob', 'eve']) {
      await invite(`${name}@example.com`);
      const letter = await mailbox.next();
      assert.deepEqual(letter.recipients, [`${name}@example.com`]);
      assert.ok(letter.text.includes(`${origin}/console/invitation#mn_invite_`), letter.text);
    }
    const bob = await person(browser);
    await bob.goto(`${origin}/console/sign-in`);
    await button(bob, 'Sign in with Acme').click();
    await atProvider(bob, provider.issuer, 'bob');
    await bob.waitForURL(`${origin}/console/`);
    assert.equal(await whoever(bob, origin), 'bob@example.com');
    const eve = await person(browser);
    await eve.goto(`${origin}/console/sign-in`);
    await button(eve, 'Sign in with Acme').click();
    await atProvider(eve, provider.issuer, 'eve');
    await eve.getByText('no e-mail address that was confirmed').waitFor();
    assert.equal(await whoever(eve, origin), undefined);
    for (const page of [bob, eve]) await page.context().close();
  });
}

async function attacks({ browser, origin, provider }) {
  /** The way back as the provider sends it, held up before the browser follows. */
  const held = async () => {
    const page = await person(browser);
    // By the debugger's way: it sees where a redirect leads before the browser goes there.
    const cdp = await page.context().newCDPSession(page);
    await cdp.send('Fetch.enable', { patterns: [{ urlPattern: `${origin}/sign-in/oidc?*` }] });
    const paused = new Promise((seen) => cdp.once('Fetch.requestPaused', seen));
    await page.goto(`${origin}/console/sign-in`);
    await button(page, 'Sign in with Acme').click();
    await atProvider(page, provider.issuer, 'bob', { isLast: true });
    const { requestId, request } = await paused;
    await cdp.send('Fetch.failRequest', { requestId, errorReason: 'Aborted' });
    await cdp.detach();
    const back = request.url;
    return { page, back: new URL(back) };
  };
  const refused = async (page, address) => {
    await page.goto(address);
    await page.getByText('was not completed').waitFor();
    assert.equal(new URL(page.url()).origin, origin);
    assert.equal(await whoever(page, origin), undefined);
  };
  await test('the way back leads nobody else in, and nobody twice', async () => {
    const { page, back } = await held();
    assert.equal(back.searchParams.get('iss'), provider.issuer);
    const other = await person(browser);
    await refused(other, back.href);
    // The address was not used up by that: it belongs to the first browser.
    await page.goto(back.href);
    await page.waitForURL(`${origin}/console/`);
    assert.equal(await whoever(page, origin), 'bob@example.com');
    await signOut(page, origin);
    await refused(page, back.href);
    for (const one of [page, other]) await one.context().close();
  });
  await test('a way back with another state, issuer, code or aim is refused', async () => {
    for (const [name, value] of [['state', 'another'], ['iss', 'https://evil.example'], ['code', 'another']]) {
      const { page, back } = await held();
      back.searchParams.set(name, value);
      await refused(page, back.href);
      await page.context().close();
    }
    const { page, back } = await held();
    for (const name of ['return_to', 'redirect', 'redirect_uri', 'next', 'url']) back.searchParams.set(name, 'https://evil.example/');
    await page.goto(back.href);
    await page.waitForURL(`${origin}/console/`);
    await page.context().close();
  });
}

async function main() {
  try {
    install();
  } catch (error) {
    return note('the mail server and the provider are installed from npm', error);
  }
  const folder = mkdtempSync(join(tmpdir(), 'sign-in-'));
  const mailbox = await startMailbox('minnow', 'p@ss/word');
  const provider = await startProvider(OUTSIDERS);
  // Secrets go by the environment: arguments are seen by everybody on a machine.
  const env = { MINNOW_SMTP: mailbox.address, MINNOW_MAIL_FROM: 'Minnow <minnow@example.com>', MINNOW_OIDC_SECRET: CLIENT.secret };
  const options = ['--oidc-issuer', provider.issuer, '--oidc-client-id', CLIENT.id, '--oidc-name', 'Acme', '--oidc-people'];
  const { origin, code, stop } = await startPlatform(folder, options, env);
  await provider.open(`${origin}/sign-in/oidc`);
  const browser = await launchBrowser();
  try {
    const minnow = minnowIn(folder);
    await minnow('login', origin, '--setup-code', code, '--email', 'ann@example.com');
    const token = (await minnow('admin', 'token', 'ann@example.com', '--data', join(folder, 'data'))).stdout.trim();
    const { organisations } = (await ask(origin, '/api/v1/me', { token })).answer;
    const path = `/api/v1/organisations/${organisations[0].organisation}/invitations`;
    const invite = async (email) => assert.equal((await ask(origin, path, { method: 'POST', token, body: { email, role: 'developer' } })).status, 201);
    const world = { browser, origin, mailbox, provider, invite, folder, minnow, token };
    const ann = await mail(world);
    await accounts(world, ann);
    await attacks(world);
    await people(world);
    await sheet(world);
  } finally {
    await browser.close();
    stop();
    await Promise.all([mailbox.stop(), provider.stop()]);
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

await main();
end();
