// People who open programs, signing in at the host app: by codes that come by mail, passkeys and accounts elsewhere, the same person in every browser.
// In: a platform that sends mail and has a provider. Out: notes. Must not: look at anything but what the person, the program and its server see.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { ask, writeProgram } from '../platform/start.mjs';
import { test } from '../tally.mjs';
import { addDevice, atProvider, button, codeOf, expectAccessible, person, picture } from './browser.mjs';

const APP = 'diary';
const ADDRESS = 'mia@example.com';
const PROGRAM = {
  'app.json': JSON.stringify({ pages: ['p/p'] }),
  'app.js': 'App({})',
  'project.config.json': JSON.stringify({ appid: APP }),
  'p/p.wxml': '<button id="login" bindtap="login">login</button><text id="code">{{code}}</text>',
  'p/p.js': 'Page({ data: { code: "" }, login() { wx.login({ success: ({ code }) => this.setData({ code }) }) } })',
};

/** Publishes the program. Out: what its server learns of whoever opens it in a browser. */
async function publish({ folder, origin, minnow, token }) {
  writeProgram(join(folder, APP), PROGRAM);
  await minnow('publish', join(folder, APP), '--app', APP, '--create');
  await minnow('release', '1.0.0', '--app', APP);
  const { secret } = (await ask(origin, `/api/v1/apps/${APP}/secret`, { method: 'POST', token, body: {} })).answer;
  return async (page) => {
    await page.goto(`${origin}/#/p/${APP}/`);
    const program = page.frameLocator('iframe.is-shown');
    await program.locator('#login').waitFor();
    const before = await program.locator('#code').textContent();
    await program.locator('#login').click();
    const shown = program.locator('#code').filter({ hasText: /./, hasNotText: before || undefined });
    await shown.waitFor();
    const code = await shown.textContent();
    await page.goto(`${origin}/#/me`);
    const { answer } = await ask(origin, `/sns/jscode2session?appid=${APP}&secret=${secret}&js_code=${code}&grant_type=authorization_code`);
    assert.equal(answer.openid?.length, 28, JSON.stringify(answer));
    return answer.openid;
  };
}

async function signInByMail(page, mailbox, email) {
  await page.getByLabel('E-mail').fill(email);
  await button(page, 'Send a code').click();
  const code = codeOf(await mailbox.next());
  await page.getByLabel('Code').fill(code);
  await button(page, 'Sign in').first().click();
  await page.getByRole('heading', { name: email }).waitFor();
}

async function byMail({ browser, origin, mailbox, openid }, phone, desk) {
  let mia;
  await test('a guest signs in by a code, and is the same person in another browser', async () => {
    [mia] = [await openid(phone), await openid(desk)];
    await phone.getByText('You are a guest').waitFor();
    await expectAccessible(phone);
    await picture(phone, 'me-guest');
    await signInByMail(phone, mailbox, ADDRESS);
    assert.equal(await openid(phone), mia, 'the guest became somebody else');
    assert.notEqual(await openid(desk), mia);
    await signInByMail(desk, mailbox, ADDRESS);
    assert.equal(await openid(desk), mia);
  });
  await test('a mistyped code says so and signs nobody in', async () => {
    const other = await person(browser, { locale: 'zh-CN' });
    await other.goto(`${origin}/#/me`);
    await other.getByLabel('邮箱').fill(ADDRESS);
    await button(other, '发送验证码').click();
    const code = codeOf(await mailbox.next());
    await other.getByLabel('验证码').fill(code === '000000' ? '000001' : '000000');
    await button(other, '登录').first().click();
    await other.getByText('验证码不对').waitFor();
    await expectAccessible(other);
    await picture(other, 'me-code-zh');
    assert.deepEqual(other.faults, []);
    await other.context().close();
  });
  return mia;
}

async function byPasskey({ browser, origin, openid }, phone, device, mia) {
  await test('a passkey is added, and signs in where the keys of its owner are', async () => {
    await phone.getByText('Ways to sign in').waitFor();
    await button(phone, 'Add a passkey').click();
    await phone.getByText('Added.').waitFor();
    assert.equal((await device.passkeys()).length, 1);
    await expectAccessible(phone);
    await picture(phone, 'me-signed-in');
    const tablet = await person(browser);
    const second = await addDevice(tablet);
    for (const passkey of await device.passkeys()) await second.add(passkey);
    await tablet.goto(`${origin}/#/me`);
    await button(tablet, 'Sign in with a passkey').click();
    await tablet.getByRole('heading', { name: ADDRESS }).waitFor();
    assert.equal(await openid(tablet), mia);
    assert.deepEqual(tablet.faults, []);
    await tablet.context().close();
  });
  await test('whoever has nothing yet makes a passkey, and is somebody without an address', async () => {
    const fresh = await person(browser);
    await addDevice(fresh);
    await fresh.goto(`${origin}/#/me`);
    await fresh.getByText('No passkey yet?').click();
    await button(fresh, 'Make a passkey').click();
    await fresh.getByText('Ways to sign in').waitFor();
    const his = await openid(fresh);
    await button(fresh, 'Sign out').first().click();
    await fresh.getByRole('dialog').getByRole('button', { name: 'Sign out', exact: true }).click();
    await button(fresh, 'Sign in with a passkey').click();
    await fresh.getByText('Ways to sign in').waitFor();
    assert.equal(await openid(fresh), his);
    // Without his last credential he is a guest, in the browsers that know him.
    await button(fresh, /^Remove/).click();
    await fresh.getByText('your only one').waitFor();
    await button(fresh, 'Remove').last().click();
    await fresh.getByText('You are a guest').waitFor();
    assert.equal(await openid(fresh), his);
    assert.deepEqual(fresh.faults, []);
    await fresh.context().close();
  });
}

async function byAccount({ browser, origin, provider, openid }, phone, mia) {
  await test('an account elsewhere is added, and signs in the same person in another browser', async () => {
    await button(phone, 'Add an account at Acme').click();
    await atProvider(phone, provider.issuer, 'mia');
    await phone.waitForURL(`${origin}/#/me`);
    await button(phone, 'Remove mia@elsewhere.example').waitFor();
    const tablet = await person(browser);
    await tablet.goto(`${origin}/#/me`);
    await button(tablet, 'Sign in with Acme').click();
    await atProvider(tablet, provider.issuer, 'mia');
    await tablet.getByRole('heading', { name: ADDRESS }).waitFor();
    assert.equal(await openid(tablet), mia);
    assert.deepEqual(tablet.faults, []);
    await tablet.context().close();
  });
  await test('why nobody was signed in stands in the address as a word, and is said once', async () => {
    const other = await person(browser);
    await other.goto(`${origin}/#/me?refused=refused-account`);
    await other.getByText('was not completed').waitFor();
    assert.equal(new URL(other.url()).hash, '#/me');
    await other.context().close();
  });
}

async function inbox({ origin }, desk) {
  await test('what was done with the account on other devices stands in the inbox, and is new once', async () => {
    await desk.goto(`${origin}/#/`);
    await desk.getByRole('link', { name: /Me, \d+ new notices/ }).click();
    await desk.getByRole('link', { name: /^Inbox \d+ new/ }).click();
    await desk.getByText('Added: the account mia@elsewhere.example').waitFor();
    await desk.getByText('Signed in with mia@example.com').first().waitFor();
    await expectAccessible(desk);
    await picture(desk, 'inbox');
    await desk.goto(`${origin}/#/`);
    await desk.getByRole('link', { name: 'Me', exact: true }).waitFor();
    await desk.goto(`${origin}/#/me`);
  });
}

async function signingOut({ origin, openid }, phone, desk, mia) {
  await test('who signs out is nobody there, and his programs do not run on', async () => {
    await button(desk, 'Sign out').first().click();
    await picture(desk, 'me-sign-out');
    await expectAccessible(desk);
    await desk.getByRole('dialog').getByRole('button', { name: 'Sign out', exact: true }).click();
    await desk.getByText('You are a guest').waitFor();
    assert.equal(await desk.locator('iframe.program').count(), 0, 'a program still runs');
    await desk.goto(`${origin}/#/`);
    await desk.getByRole('heading', { name: 'Popular' }).waitFor();
    assert.equal(await desk.getByRole('heading', { name: 'Recently used' }).count(), 0, 'what he used is still shown');
    assert.notEqual(await openid(desk), mia);
    assert.equal(await openid(phone), mia, 'he was signed out elsewhere, too');
  });
}

async function elsewhere({ browser, origin, mailbox, openid }, phone, mia) {
  await test('who is signed out everywhere else is a stranger there, and himself where he pressed it', async () => {
    const lost = await person(browser);
    await lost.goto(`${origin}/#/me`);
    await signInByMail(lost, mailbox, ADDRESS);
    assert.equal(await openid(lost), mia);
    await button(phone, 'Sign out everywhere else').click();
    await expectAccessible(phone);
    await button(phone, 'Sign out everywhere else').last().click();
    await phone.getByText('You are signed in here only.').waitFor();
    await lost.reload();
    await lost.getByText('You are a guest').waitFor();
    assert.notEqual(await openid(lost), mia);
    assert.equal(await openid(phone), mia);
    await lost.context().close();
  });
}

export async function people(given) {
  const world = { ...given, openid: await publish(given) };
  const [phone, desk] = [await person(world.browser, { viewport: { width: 360, height: 740 } }), await person(world.browser)];
  const device = await addDevice(phone);
  const mia = await byMail(world, phone, desk);
  await byPasskey(world, phone, device, mia);
  await byAccount(world, phone, mia);
  await inbox(world, desk);
  await signingOut(world, phone, desk, mia);
  await elsewhere(world, phone, mia);
  for (const page of [phone, desk]) assert.deepEqual(page.faults, []);
}
