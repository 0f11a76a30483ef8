// Consent in a browser: what a program is refused, allowed, and no longer allowed, at its own address and in the host app; and what a program that
// forges or covers gets.
// In: a platform with its first operator. Out: notes. Must not: look at anything but what the program, the person and the platform see.

import { newContext, patience_ms } from '../visit.mjs';
import { expect, FORMS, publishAsking, SHEET, visitAsking } from './asking.mjs';

const APP = 'consent';
const CALLS = {
  clip: "wx.setClipboardData({ data: 'x' })",
  place: 'wx.getLocation({})',
  profile: "wx.getUserProfile({ desc: 'greet' })",
  plate: 'wx.chooseLicensePlate({})',
  setting: 'wx.getSetting({})',
  privacy: 'wx.getPrivacySetting({})',
  require: 'wx.requirePrivacyAuthorize({})',
  settings: 'wx.openSetting({})',
  login: 'wx.login({})',
  contract: 'wx.openPrivacyContract({})',
};
const PROGRAM = {
  'app.json': JSON.stringify({ pages: ['p/p'], permission: { 'scope.userLocation': { desc: '查找附近门店' } }, requiredPrivateInfos: ['getLocation'] }),
  'app.js': 'App({})',
  'project.config.json': JSON.stringify({ appid: APP }),
  'p/p.wxml': `<view>${Object.keys(CALLS).map((name) => `<button id="${name}" bindtap="${name}">${name}</button>`).join('')}
    <button id="own" bindtap="own">own</button><view id="said">{{said}}</view>
    <view wx:if="{{window}}" style="position:fixed;inset:0;z-index:99999;background:#fff"><button id="agree" open-type="agreePrivacyAuthorization" bindagreeprivacyauthorization="agreed">agree</button><button id="no" bindtap="disagreed">no</button></view></view>`,
  'p/p.js': `let number = 0
  const say = (page, name) => { const show = (res) => page.setData({ said: name + ' ' + ++number + ' ' + JSON.stringify(res) }); return { success: show, fail: show } }
  Page({ data: { said: '', window: false },
    ${Object.entries(CALLS).map(([name, call]) => `${name}() { ${call.replace(/\{/, `{ ...say(this, '${name}'), `)} },`).join('\n    ')}
    own() { wx.onNeedPrivacyAuthorization((resolve, info) => { this.resolve = resolve; this.setData({ window: true, said: 'asked ' + JSON.stringify(info) }) }); this.setData({ said: 'own' }) },
    agreed(event) { this.setData({ window: false }); this.resolve({ event: 'agree', buttonId: 'agree' }) },
    disagreed() { this.setData({ window: false }); this.resolve({ event: 'disagree' }) },
  })`,
};

const POSITION = { geolocation: { latitude: 30, longitude: 120 }, permissions: ['geolocation', 'clipboard-read', 'clipboard-write'] };

/** What is declared before, and what a person then does and sees. In both forms. */
const CASES = {
  'what is not declared fails': {
    act: async ({ call }) => {
      for (const name of ['clip', 'profile']) {
        const { errno, errMsg } = await call(name);
        expect(errno === 112 && errMsg.endsWith(':fail api scope is not declared in the privacy agreement'), `${name}: ${errno} ${errMsg}`);
      }
      // With nothing declared there is nothing to agree to.
      expect((await call('privacy')).needAuthorization === false, 'something is to be agreed to');
    },
    declared: [],
  },

  'what is refused fails, and soon after without a question': {
    act: async ({ call, tap, told, reply, sheet, page }) => {
      expect((await call('privacy')).needAuthorization === true, 'nothing is to be agreed to');
      await tap('plate');
      await sheet.getByText('用途 plate').waitFor();
      await reply('拒绝');
      const { errno, errMsg } = await told('plate');
      expect(errno === 104 && errMsg === 'chooseLicensePlate:fail privacy permission is not authorized', `${errno} ${errMsg}`);
      expect((await call('clip')).errno === 104, 'it was asked again at once');
      expect((await page.locator(SHEET).count()) === 0, 'a sheet is left');
    },
    declared: ['plate', 'clipboard'],
  },

  'what is allowed works, for all that is declared, and is remembered': {
    act: async ({ declare, call, tap, told, reply, page }) => {
      await tap('clip');
      await reply('允许');
      const first = await told('clip');
      expect(first.errMsg === 'setClipboardData:ok', JSON.stringify(first));
      await call('login');
      expect((await call('profile')).userInfo.nickName === '微信用户', 'no profile');
      expect((await call('privacy')).needAuthorization === false, 'it is asked for again');
      await page.reload();
      expect((await call('clip')).errMsg === 'setClipboardData:ok', 'it was forgotten');
      // Declared later, asked for later, and by itself.
      await declare('clipboard', 'profile', 'plate');
      expect((await call('clip')).errMsg === 'setClipboardData:ok', 'what was agreed to is asked for again');
      expect((await call('privacy')).needAuthorization === true, 'the new item is not asked for');
    },
    declared: ['clipboard', 'profile'],
  },

  'a scope is asked for with its reason, refused for good, and switched on in the settings': {
    act: async ({ call, tap, told, reply, sheet, page }) => {
      await tap('place');
      await sheet.getByText('查找附近门店').waitFor();
      await reply('拒绝');
      expect((await told('place')).errMsg === 'getLocation:fail auth deny', 'it was not refused');
      const silent = await call('place');
      expect(silent.errMsg === 'getLocation:fail auth deny' && silent.errno === 103, JSON.stringify(silent));
      expect((await call('setting')).authSetting['scope.userLocation'] === false, 'the setting does not say so');
      await tap('settings');
      await sheet.getByRole('switch').waitFor();
      await page.waitForTimeout(700);
      await sheet.getByRole('switch').click();
      await sheet.locator('input:checked').waitFor();
      await reply('完成');
      expect((await told('settings')).authSetting['scope.userLocation'] === true, 'it was not switched on');
    },
    declared: ['location'],
  },

  "the program's own window leads to the sheet, and what it says for itself counts for nothing": {
    act: async ({ tap, told, call, reply, scope }) => {
      await tap('own');
      await tap('clip');
      await scope.locator('#no').click();
      expect((await told('clip')).errno === 104, 'its no is none');
    },
    declared: ['clipboard'],
  },

  "the program's own button asks for everything": {
    act: async ({ tap, told, reply, scope, sheet }) => {
      await tap('own');
      await tap('clip');
      await scope.locator('#agree').click();
      await sheet.getByText('用途 plate').waitFor();
      await reply('允许');
      expect((await told('clip')).errMsg === 'setClipboardData:ok', 'it failed');
    },
    declared: ['clipboard', 'plate'],
  },

  'what a program declares can be read from it': {
    act: async ({ tap, told, reply, sheet }) => {
      await tap('contract');
      await sheet.getByText('用途 clipboard').waitFor();
      await sheet.getByText('privacy@example.com').waitFor();
      await reply('关闭');
      expect((await told('contract')).errMsg === 'openPrivacyContract:ok', 'it failed');
    },
    declared: ['clipboard'],
  },

  'the privacy centre takes back what was allowed': {
    act: async ({ platform, call, tap, told, reply, context }) => {
      await tap('clip');
      await reply('允许');
      await told('clip');
      const centre = await context.newPage();
      await centre.goto(`${platform.origin}/#/privacy`);
      await centre.getByText('剪切板').waitFor();
      await centre.getByRole('button', { name: /撤回/ }).click();
      await centre.getByText('剪切板').waitFor({ state: 'detached' });
      await tap('clip');
      await reply('拒绝');
      expect((await told('clip')).errno === 104, 'it still works');
    },
    declared: ['clipboard'],
  },

  'forged messages allow nothing': {
    act: async ({ tap, told, reply, sheet, page, scope }) => {
      await tap('clip');
      await sheet.getByRole('button', { name: '允许', exact: true }).waitFor();
      const lies = () => {
        for (const outcome of ['given', 'refused', 'closed']) for (const nonce of ['', '0', undefined]) postMessage({ minnow: 'consent', nonce, outcome }, '*');
      };
      await page.evaluate(lies);
      await scope.locator('#said').evaluate(lies);
      await page.waitForTimeout(300);
      expect(await sheet.getByRole('button', { name: '允许', exact: true }).isVisible(), 'the sheet is gone');
      await reply('允许');
      expect((await told('clip')).errMsg === 'setClipboardData:ok', 'it failed');
    },
    declared: ['clipboard'],
  },

  'a sheet that is covered, faint or clicked by a script takes no yes': {
    act: async ({ tap, sheet, page }) => {
      await tap('clip');
      const allow = sheet.getByRole('button', { name: '允许', exact: true });
      await allow.waitFor();
      expect(await allow.isDisabled(), 'it counts before anybody can have read it');
      const enabled = (is) => page.waitForTimeout(50).then(async () => {
        for (const end = Date.now() + patience_ms(); Date.now() < end; await page.waitForTimeout(50)) if ((await allow.isEnabled()) === is) return true;
        return false;
      });
      expect(await enabled(true), 'it never counts');
      await allow.evaluate((button) => button.click());
      await page.waitForTimeout(200);
      expect(await allow.isVisible(), 'the click of a script counted');
      const cover = (sheet) => {
        const box = document.querySelector(sheet);
        const veil = document.createElement('div');
        veil.style.cssText = 'position:fixed;inset:0;pointer-events:none;background:rgb(255 255 255 / .01)';
        box.append(veil);
      };
      await page.evaluate(cover, SHEET);
      expect(await enabled(false), 'it counts while it is covered');
      const fade = (sheet) => {
        const box = document.querySelector(sheet);
        box.lastChild.remove();
        box.style.opacity = '.02';
      };
      await page.evaluate(fade, SHEET);
      expect(!(await allow.isEnabled()) || (await enabled(false)), 'it counts while it is not seen');
    },
    declared: ['clipboard'],
  },
};

export async function privacy({ browser, folder, minnow, platform, note }) {
  const declare = await publishAsking(APP, PROGRAM, { folder, minnow, platform });

  /** A fresh person with the program open; `act` does what he does. */
  const visit = (form, act) =>
    visitAsking({ app: APP, browser, form, options: POSITION, platform }, async ({ page, context, scope, sheet }) => {
      const said = scope.locator('#said');
      const tap = async (name) => {
        await scope.locator('#said').evaluate((node) => (node.dataset.before = node.textContent));
        await scope.locator(`#${name}`).click();
      };
      /** What the program was told of a call that was tapped. */
      const told = async (name) => {
        const text = await (async () => {
          for (const end = Date.now() + patience_ms(); Date.now() < end; await page.waitForTimeout(50)) {
            const text = (await said.textContent()) ?? '';
            if (text.startsWith(`${name} `) && text !== (await said.getAttribute('data-before'))) return text;
          }
          throw new Error(`${name}: ${await said.textContent()}`);
        })();
        return JSON.parse(text.slice(text.indexOf('{')));
      };
      const call = async (name) => (await tap(name), told(name));
      /** Chromium drops clicks on a frame of another origin that has just come; a person then clicks again. */
      const reply = async (words) => {
        for (const end = Date.now() + patience_ms(); Date.now() < end; ) {
          await sheet.getByRole('button', { name: words, exact: true }).click();
          const isGone = await page.locator(SHEET).waitFor({ state: 'detached', timeout: 1_500 }).then(() => true, () => false);
          if (isGone) return;
        }
        throw new Error(`${words}: the sheet stays`);
      };
      await act({ page, context, scope, sheet, tap, told, call, reply, declare, platform });
    });

  for (const form of Object.keys(FORMS)) {
    for (const [title, { act, declared }] of Object.entries(CASES)) {
      const attempt = async () => (await declare(...declared), visit(form, act));
      note(`privacy: ${title}, ${form}`, (await attempt()) && (await attempt()));
    }
  }
  note('privacy: no other page has the sheet in a frame', await framed(browser, platform));
}

/** A page of another origin gets nothing to show, nor does a program that puts the sheet into its own frame of the host app. */
async function framed(browser, platform) {
  const context = await newContext(browser);
  context.setDefaultTimeout(patience_ms());
  try {
    const page = await context.newPage();
    /** A frame that the browser refuses shows a page of the browser's own. */
    const refused = () => page.frames().filter((frame) => frame.url().startsWith('chrome-error:')).length;
    const isRefused = async (show) => {
      const before = refused();
      await show();
      for (const end = Date.now() + patience_ms(); Date.now() < end && refused() === before; ) await page.waitForTimeout(50);
      return refused() > before;
    };
    for (const sheet of [`/consent?app=${APP}`, `/consent?app=${APP}&in=shell`, `/privacy/${APP}`]) {
      await page.goto('about:blank');
      if (!(await isRefused(() => page.setContent(`<iframe src="${platform.origin}${sheet}"></iframe>`)))) return `${sheet} was shown`;
    }
    const { scope } = await FORMS['in the host app'](page, platform, APP);
    const inside = (address) => scope.locator('html').evaluate((html, address) => {
      const frame = document.createElement('iframe');
      frame.src = address;
      document.body.append(frame);
    }, address);
    for (const sheet of [`/consent?app=${APP}`, `/consent?app=${APP}&in=shell`]) {
      if (!(await isRefused(() => inside(platform.origin + sheet)))) return `${sheet} was shown by the program in the host app`;
    }
    return '';
  } finally {
    await context.close();
  }
}
