// The sheet that asks guests to sign in, for a program that needs that: at the program's own address and in the host app.
// In: a platform that sends mail. Out: notes. Must not: look at anything but what the person, the program and its server see.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { FORMS } from '../platform/asking.mjs';
import { ask, writeProgram } from '../platform/start.mjs';
import { test } from '../tally.mjs';
import { button, codeOf, expectAccessible, person, picture } from './browser.mjs';

const APP = 'club';
const PROGRAM = {
  'app.json': JSON.stringify({ pages: ['p/p'] }),
  // Whoever leaves it with `#leave` tapped is asked while he is away.
  'app.js': 'App({ onHide() { if (this.asksAway) getCurrentPages()[0].login() } })',
  'project.config.json': JSON.stringify({ appid: APP, minnow: { name: 'Reading club' } }),
  'p/p.wxml': '<button id="login" bindtap="login">login</button><button id="leave" bindtap="leave">leave</button><view id="said">{{said}}</view>',
  'p/p.js': `let number = 0
  Page({ data: { said: '' }, login() { this.ask(true) }, leave() { getApp().asksAway = true },
    // As programs do that take a failure for one of the network: the person who has just said no is not asked again.
    ask(mayTryAgain) {
      wx.login({ complete: ({ code = '', errMsg }) => code || !mayTryAgain ? this.setData({ said: [++number, code, errMsg].join('|') }) : this.ask(false) })
    } })`,
};
const TITLE = 'Reading club wants you to sign in';

/** Publishes the program and says that it needs people to sign in. Out: what its server learns for a code. */
async function publish({ folder, origin, minnow, token }) {
  writeProgram(join(folder, APP), PROGRAM);
  await minnow('publish', join(folder, APP), '--app', APP, '--create');
  await minnow('release', '1.0.0', '--app', APP);
  const face = await ask(origin, `/api/v1/apps/${APP}/face`, { method: 'PATCH', token, body: { needs_sign_in: true } });
  assert.equal(face.answer.needs_sign_in, true, JSON.stringify(face));
  const { secret } = (await ask(origin, `/api/v1/apps/${APP}/secret`, { method: 'POST', token, body: {} })).answer;
  return async (code) => {
    const { answer } = await ask(origin, `/sns/jscode2session?appid=${APP}&secret=${secret}&js_code=${code}&grant_type=authorization_code`);
    assert.equal(answer.openid?.length, 28, JSON.stringify(answer));
    return answer.openid;
  };
}

/** A fresh person who has the program open; `login` taps, `told` is what the program hears of it. */
async function visit({ browser, origin }, form) {
  const page = await person(browser, { viewport: { width: 360, height: 740 } });
  const { scope, sheet } = await FORMS[form](page, { origin }, APP);
  let heard = 0;
  return {
    page,
    scope,
    sheet,
    login: () => scope.locator('#login').click(),
    async told() {
      const said = scope.locator('#said').filter({ hasText: new RegExp(`^${++heard}\\|`) });
      await said.waitFor();
      const [, code, errMsg] = (await said.textContent()).split('|');
      return { code, errMsg };
    },
  };
}

async function fillIn(scope, mailbox, email) {
  await scope.getByLabel('E-mail').fill(email);
  await button(scope, 'Send a code').click();
  await scope.getByLabel('Code').fill(codeOf(await mailbox.next()));
  await button(scope, 'Sign in').first().click();
}

export async function sheet(world) {
  const openidOf = await publish(world);
  const members = [];
  for (const form of Object.keys(FORMS)) {
    await test(`a program that needs it gets nobody who does not sign in, ${form}`, async () => {
      const { page, sheet, login, told } = await visit(world, form);
      await login();
      await sheet.getByRole('heading', { name: TITLE }).waitFor();
      await expectAccessible(page);
      await picture(page, `sheet-${form.replaceAll(' ', '-')}`);
      await button(sheet, 'Not now').click();
      assert.deepEqual(await told(), { code: '', errMsg: 'login:fail auth deny' });
      await login();
      await sheet.getByRole('heading', { name: TITLE }).waitFor();
      await page.keyboard.press('Escape');
      assert.deepEqual(await told(), { code: '', errMsg: 'login:fail auth deny' });
      await login();
      await fillIn(sheet, world.mailbox, 'kim@example.com');
      members.push(await openidOf((await told()).code));
      // Known from now on.
      await login();
      members.push(await openidOf((await told()).code));
      assert.deepEqual(page.faults, []);
      await page.context().close();
    });
  }
  await test('whoever signs in so is the same person in either form', () => assert.equal(new Set(members).size, 1, members.join(' ')));
  await test('what a program asks while it is not shown is asked when it is', async () => {
    const { page, scope, sheet, told } = await visit(world, 'in the host app');
    await scope.locator('#leave').click();
    await page.evaluate(() => (location.hash = '#/'));
    await page.getByRole('heading', { name: 'Popular' }).waitFor();
    await page.evaluate((app) => (location.hash = `#/p/${app}/`), APP);
    await sheet.getByRole('heading', { name: TITLE }).waitFor();
    await button(sheet, 'Not now').click();
    assert.equal((await told()).errMsg, 'login:fail auth deny');
    assert.deepEqual(page.faults, []);
    await page.context().close();
  });
  await test('who signs in in another tab goes on in the program', async () => {
    const { page, sheet, login, told } = await visit(world, 'at its own address');
    await login();
    const [tab] = await Promise.all([page.context().waitForEvent('page'), sheet.getByRole('link', { name: 'Another way' }).click()]);
    await fillIn(tab, world.mailbox, 'kim@example.com');
    await tab.getByRole('heading', { name: 'kim@example.com' }).waitFor();
    await tab.close();
    await page.bringToFront();
    assert.equal(await openidOf((await told()).code), members[0]);
    assert.deepEqual(page.faults, []);
    await page.context().close();
  });
}
