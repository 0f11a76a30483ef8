// Phone numbers in a browser: entered in the platform's sheet, allowed, refused, changed and removed, at the program's own address and in the host app.
// In: a platform with its first operator. Out: notes; pictures of the sheet where SCREENS names a folder. Must not: look at anything but what the program,
// the person and the platform see.

import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { patience_ms } from '../visit.mjs';
import { expect, FORMS, publishAsking, SHEET, visitAsking } from './asking.mjs';

const APP = 'phone';
const PROGRAM = {
  'app.json': JSON.stringify({ pages: ['p/p'] }),
  'app.js': 'App({})',
  'project.config.json': JSON.stringify({ appid: APP, minnow: { name: '街角小店' } }),
  'p/p.wxml': `<view><button id="number" open-type="getPhoneNumber" bindgetphonenumber="told">number</button>
    <button id="realtime" open-type="getRealtimePhoneNumber" bindgetrealtimephonenumber="told">realtime</button>
    <button id="login" bindtap="login">login</button><view id="said">{{said}}</view></view>`,
  'p/p.js': `let number = 0
  Page({ data: { said: '' },
    told({ detail }) { this.setData({ said: JSON.stringify({ number: ++number, detail }) }) },
    login() { wx.login({ success: (detail) => this.told({ detail }) }) } })`,
};
const MASKED = '+86 138****8000';
const NONE = '你还没有填写手机号';
/** The narrowest phone there is. */
const PHONE = { viewport: { width: 360, height: 640 } };
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** Nothing stands out at the side, and a screen reader finds all of it. `frame`: what is looked at, of the page. */
async function looksRight(page, frame, name) {
  const isWide = await frame.evaluate(() => [...document.querySelectorAll('*')].some((one) => one.getBoundingClientRect().right > innerWidth + 1));
  expect(!isWide, `${name}: something stands out at the side`);
  await frame.evaluate(axe);
  const found = await frame.evaluate(async () => (await globalThis.axe.run(document, { iframes: false })).violations.map(({ id, nodes }) => `${id} ${nodes[0].target}`));
  expect(found.length === 0, `${name}: ${found.join(', ')}`);
  if (process.env.SCREENS) {
    mkdirSync(process.env.SCREENS, { recursive: true });
    await page.screenshot({ path: join(process.env.SCREENS, `${name}.png`) });
  }
}

const CASES = {
  'a number is entered, allowed and told by its code': async ({ call, tap, told, press, sheet, looks, scope }) => {
    await call('login');
    await tap('number');
    await sheet.getByText('用途 phone').waitFor();
    await press('允许', NONE);
    await looks('enter');
    await sheet.getByLabel('手机号', { exact: true }).fill('12');
    await press('保存', '这不是有效的手机号');
    await looks('wrong');
    await sheet.getByLabel('手机号', { exact: true }).fill('138 0013 8000');
    await press('保存', MASKED);
    await looks('allow');
    await press('允许');
    const first = await told();
    expect(first.errMsg === 'getPhoneNumber:ok' && /^\S{32}$/.test(first.code) && first.encryptedData && first.iv, JSON.stringify(first));
    // Known by now; asked each time all the same.
    await tap('realtime');
    await sheet.getByText(MASKED).waitFor();
    await press('允许');
    const { errMsg, code, ...more } = await told();
    expect(errMsg === 'getRealtimePhoneNumber:ok' && code !== first.code && Object.keys(more).length === 0, JSON.stringify(more));
    expect(!(await scope.locator('html').textContent()).includes('13800138000'), 'the page knows the number');
  },

  'what is refused is the documented failure': async ({ tap, told, press, sheet }) => {
    await tap('number');
    await sheet.getByText('用途 phone').waitFor();
    await press('允许', NONE);
    await press('拒绝');
    expect((await told()).errMsg === 'getPhoneNumber:fail user deny', 'not as documented');
  },

  'somebody who has not signed in to the program gets a code too, with the keyboard alone': async ({ page, tap, told, press, sheet }) => {
    await tap('number');
    await sheet.getByText('用途 phone').waitFor();
    await press('允许', NONE);
    await sheet.getByLabel('手机号', { exact: true }).focus();
    await page.keyboard.type('+852 6123 4567');
    await page.keyboard.press('Enter');
    await sheet.getByText('+852 ******67').waitFor();
    await sheet.locator('button:focus').getByText('拒绝').waitFor();
    await sheet.getByRole('button', { name: '允许', exact: true, disabled: false }).waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    const { errMsg, code, encryptedData } = await told();
    expect(errMsg === 'getPhoneNumber:ok' && code && !encryptedData, errMsg);
  },

  'it is changed in the sheet, and removed in the privacy centre': async ({ tap, told, press, sheet, context, platform, looks }) => {
    await tap('number');
    await sheet.getByText('用途 phone').waitFor();
    await press('允许', NONE);
    await sheet.getByLabel('手机号', { exact: true }).fill('13911112222');
    await press('保存', '+86 139****2222');
    await press('换一个号码', '国家/地区代码');
    await looks('change');
    await sheet.getByLabel('手机号', { exact: true }).fill('13800138000');
    await press('保存', MASKED);
    await press('允许');
    expect((await told()).errMsg === 'getPhoneNumber:ok', 'it failed');
    const centre = await context.newPage();
    await centre.goto(`${platform.origin}/#/privacy`);
    await centre.getByText(MASKED).waitFor();
    await looksRight(centre, centre, 'centre');
    await centre.getByRole('button', { name: '更换', exact: true }).click();
    await centre.getByRole('textbox', { name: '手机号' }).fill('13911112222');
    await looksRight(centre, centre, 'centre-change');
    await centre.getByRole('button', { name: '保存', exact: true }).click();
    await centre.getByText('+86 139****2222').waitFor();
    await centre.getByRole('button', { name: '移除', exact: true }).click();
    await centre.getByRole('button', { name: '填写', exact: true }).waitFor();
  },
};

export async function phone({ browser, folder, minnow, platform, note }) {
  const declare = await publishAsking(APP, PROGRAM, { folder, minnow, platform });
  await declare('phone');

  /** A fresh person with the program open; `act` does what he does. */
  const visit = (form, act) =>
    visitAsking({ app: APP, browser, form, options: PHONE, platform }, async ({ page, context, scope, sheet }) => {
      let asked = 0;
      const tap = async (name) => {
        asked++;
        await scope.locator(`#${name}`).click();
      };
      const told = async () => {
        for (const end = Date.now() + patience_ms(); Date.now() < end; await page.waitForTimeout(50)) {
          const { number, detail } = JSON.parse((await scope.locator('#said').textContent()) || '{}');
          if (number === asked) return detail;
        }
        throw new Error('the program was told nothing');
      };
      const call = async (name) => (await tap(name), told());
      /** Chromium drops clicks on a frame of another origin that has just come; a person then clicks again. `then`: what the sheet says next, or that it goes. */
      const press = async (words, then = 'gone') => {
        const button = sheet.getByRole('button', { name: words, exact: true });
        const isDone = () => (then === 'gone' ? page.locator(SHEET).count().then((count) => count === 0) : sheet.getByText(then).first().isVisible());
        for (const end = Date.now() + patience_ms(); Date.now() < end; await page.waitForTimeout(300)) {
          if (await isDone()) return;
          await button.click({ timeout: 2_000 }).catch(() => undefined);
        }
        throw new Error(`${words}: ${then} does not follow`);
      };
      const sheetFrame = () => page.frames().find((frame) => new URL(frame.url()).pathname === '/consent');
      const looks = (name) => looksRight(page, sheetFrame(), `${name}-${form === 'in the host app' ? 'shell' : 'own'}`);
      await act({ page, context, scope, sheet, tap, told, call, press, looks, platform });
    });

  for (const form of Object.keys(FORMS)) {
    for (const [title, act] of Object.entries(CASES)) note(`phone: ${title}, ${form}`, (await visit(form, act)) && (await visit(form, act)));
  }
  note('phone: the country code is that of where somebody seems to be', await guessed(browser, platform));
}

/** What the form begins with, by the browser's languages. */
async function guessed(browser, platform) {
  const wrong = [];
  for (const [locale, allow, label, wanted] of [
    ['zh-Hant-HK', '允许', '国家/地区代码', '+852'],
    ['en-GB', 'Allow', 'Country code', '+44'],
    ['en', 'Allow', 'Country code', ''],
  ]) {
    const act = async ({ page, scope, sheet }) => {
      await scope.locator('#number').click();
      const code = sheet.getByLabel(label);
      for (const end = Date.now() + patience_ms(); Date.now() < end && !(await code.isVisible()); await page.waitForTimeout(300)) {
        await sheet.getByRole('button', { name: allow, exact: true }).click({ timeout: 2_000 }).catch(() => undefined);
      }
      const begun = await code.inputValue();
      expect(begun === wanted, `${locale} begins with ${begun || 'nothing'}`);
    };
    wrong.push(await visitAsking({ app: APP, browser, form: 'in the host app', options: { ...PHONE, locale }, platform }, act));
  }
  return wrong.filter(Boolean).join('\n');
}
