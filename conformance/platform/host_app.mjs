// The host app as a person uses it: finds a program, opens it, comes back to it, shares it, scans its code, is offline; and what a stranger tries.
// In: a platform with released programs `shop` and `todo`. Out: notes. Must not: look at anything but what a person, a screen reader or an unfurler gets.

import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import encodeQR from 'qr';
import { newContext, patience_ms } from '../visit.mjs';
import { ask } from './start.mjs';
import { unfurled } from './unfurl.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
export const PHONE = { viewport: { width: 360, height: 740 } };
export const DESKTOP = { viewport: { width: 1280, height: 800 }, isMobile: false, hasTouch: false };
export const PROGRAM = 'iframe.is-shown';

/** A page of the host app in a profile of its own; every error of the page is a failure of what is done with it. */
async function withPage({ browser, platform }, options, act) {
  const context = await newContext(browser, options);
  context.setDefaultTimeout(patience_ms());
  const page = await context.newPage();
  const errors = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  try {
    await page.goto(`${platform.origin}/${options.at ?? ''}`);
    await act(page, context, errors);
    return errors.join('\n');
  } catch (error) {
    return [error.message, ...errors].join('\n');
  } finally {
    await context.close();
  }
}

const expect = (is, what) => {
  if (!is) throw new Error(what);
};
const same = (got, wanted) => expect(JSON.stringify(got) === JSON.stringify(wanted), `got ${JSON.stringify(got)}, wanted ${JSON.stringify(wanted)}`);

/** The frame of a program once it is open in the host app. */
export async function opened(page, id, path = '') {
  await page.waitForURL((url) => url.hash.startsWith(`#/p/${id}/${path}`));
  const frame = page.frameLocator(PROGRAM);
  await frame.locator('wx-page').first().waitFor();
  // Until the program and the host app know of each other.
  await frame.locator('html[data-shell]').waitFor();
  await page.waitForSelector('.opening', { state: 'detached' });
  return page.frames().find((one) => new URL(one.url()).hostname.startsWith(`${id}.`));
}

const go = (page, hash) => page.evaluate((hash) => void (location.hash = hash), hash);

async function accessible(page, what) {
  await page.evaluate(axe);
  const found = await page.evaluate(async () => (await globalThis.axe.run(document, { iframes: false })).violations.map(({ id, nodes }) => `${id} ${nodes[0].target}`));
  same([what, ...found], [what]);
}

const CASES = {
  'a program is found by what stands on its page, with the keyboard alone': (given) =>
    withPage(given, DESKTOP, async (page) => {
      await page.locator('.rows a').first().waitFor();
      await page.locator('.search-pill').press('Enter');
      await page.locator('.search-field input:focus').waitFor();
      await page.keyboard.type('面包');
      await page.locator('.found-page').first().waitFor();
      expect((await page.locator('mark').first().textContent()) === '面包', 'what was found is not marked');
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('ArrowDown');
      const wanted = await page.evaluate(() => document.activeElement.getAttribute('href'));
      await page.keyboard.press('Enter');
      const frame = await opened(page, 'shop');
      // How somebody came is told to the platform, and stands in no address afterwards.
      same(wanted.split('?'), [`#/p/shop${new URL(frame.url()).pathname}`, 'mn_by=search']);
      await page.waitForFunction((hash) => location.hash === hash, wanted.split('?')[0]);
      same(new URL(frame.url()).search, '');
      await page.goBack();
      await page.locator('.found-page').first().waitFor();
      same(await page.locator('.search-field input').inputValue(), '面包');
    }),

  'what is typed is text, whatever it is': (given) =>
    withPage(given, PHONE, async (page) => {
      await go(page, '#/search');
      for (const typed of ['<img src=x onerror=alert(1)>', '"', '*'.repeat(100)]) {
        await page.fill('.search-field input', typed);
        await page.getByText('没有找到').waitFor();
      }
      same(await page.locator('.results img').count(), 0);
    }),

  'a program goes on where it was, and begins anew when it is asked to': (given) =>
    withPage(given, PHONE, async (page) => {
      await go(page, '#/p/shop/');
      const shop = await opened(page, 'shop');
      await shop.evaluate(() => (globalThis.mark = 1));
      await page.frameLocator(PROGRAM).getByRole('button', { name: '关闭' }).click();
      await page.locator('.cell').first().waitFor();
      await go(page, '#/p/todo/');
      await opened(page, 'todo');
      const began = Date.now();
      await page.goBack();
      await page.goBack();
      await opened(page, 'shop');
      same(await shop.evaluate(() => globalThis.mark), 1);
      expect(Date.now() - began < patience_ms(), 'coming back took long');
      same(await page.locator('iframe.program').count(), 2);
      await page.frameLocator(PROGRAM).locator('.mn-capsule-part').first().click();
      await page.getByRole('button', { name: '重新进入' }).click();
      const fresh = await opened(page, 'shop');
      same(await fresh.evaluate(() => globalThis.mark ?? null), null);
    }),

  'of many programs the one not used for longest is let go': (given) =>
    withPage(given, PHONE, async (page) => {
      for (const id of ['shop', 'todo', ...given.others]) {
        await go(page, `#/p/${id}/`);
        await opened(page, id);
      }
      const alive = await page.locator('iframe.program').evaluateAll((frames) => frames.map((frame) => new URL(frame.src).hostname.split('.')[0]));
      same(alive.sort(), ['todo', ...given.others].sort());
      // It opens again, from the beginning.
      await go(page, '#/p/shop/');
      await opened(page, 'shop');
    }),

  'an address of a page opens that page, and the address follows the program': (given) =>
    withPage(given, { ...PHONE, at: '#/p/shop/pages/category/category' }, async (page) => {
      const frame = await opened(page, 'shop', 'pages/category/category');
      same(new URL(frame.url()).pathname, '/pages/category/category');
      await page.frameLocator(PROGRAM).locator('.mn-tab').first().click();
      await page.waitForURL((url) => url.hash === '#/p/shop/pages/index/index');
      expect((await page.title()).includes('街角小店'), await page.title());
    }),

  'what a program keeps is the same in the frame and at its own address': (given) =>
    withPage(given, PHONE, async (page, context) => {
      await go(page, '#/p/todo/');
      const frame = await opened(page, 'todo');
      await frame.evaluate(async () => {
        localStorage.setItem('mark', 'framed');
        document.cookie = 'mark=framed; path=/; samesite=lax';
        await (await caches.open('mark')).put('/mark', new Response('framed'));
      });
      const alone = await context.newPage();
      await alone.goto(`${given.platform.origin.replace('://', '://todo.')}/`);
      const read = async () => [localStorage.getItem('mark'), document.cookie.includes('mark=framed'), await (await caches.match('/mark'))?.text()];
      same(await alone.evaluate(read), ['framed', true, 'framed']);
    }),

  'the host app heeds the program on top and nobody else': (given) =>
    withPage(given, PHONE, async (page) => {
      await go(page, '#/p/todo/');
      const todo = await opened(page, 'todo');
      await go(page, '#/p/shop/');
      const shop = await opened(page, 'shop');
      const at = page.url();
      // A program that is not seen, the page itself, and a frame within the program's own.
      await todo.evaluate(() => ['menu', 'close', 'share'].forEach((minnow) => parent.postMessage({ minnow, title: 'x', at: 'y' }, '*')));
      await page.evaluate(() => ['menu', 'close', 'share'].forEach((minnow) => postMessage({ minnow }, '*')));
      await shop.evaluate(() => {
        const inner = document.createElement('iframe');
        document.body.append(inner);
        inner.contentWindow.eval?.('0');
        inner.contentWindow.parent.parent.postMessage({ minnow: 7 }, '*');
        for (const data of [null, 7, 'close', [], { minnow: 'navigate', at: '//evil.example' }, { minnow: 'page', colour: 'url(//evil.example)', at: { a: 1 }, title: ['x'] }]) parent.postMessage(data, '*');
      }).catch(() => undefined);
      await page.waitForTimeout(300);
      same(await page.locator('dialog').count(), 0);
      expect(new URL(page.url()).hash.startsWith('#/p/shop/'), `${at} became ${page.url()}`);
      same(await page.locator('meta[name=theme-color]').first().getAttribute('content').then((colour) => /evil/.test(colour)), false);
      // Nor does a program heed anybody but the window around it.
      await shop.evaluate(() => ['hidden', 'share'].forEach((minnow) => postMessage({ minnow }, '*')));
      await page.waitForTimeout(300);
      same(await page.locator('dialog').count(), 0);
      await page.frameLocator(PROGRAM).locator('.mn-capsule-part').first().click();
      await page.locator('dialog').waitFor();
    }),

  'a page is shared by link, code and poster': (given) =>
    withPage(given, PHONE, async (page) => {
      await go(page, '#/p/shop/');
      await opened(page, 'shop');
      await page.frameLocator(PROGRAM).locator('.mn-capsule-part').first().click();
      await page.getByRole('button', { name: '分享' }).click();
      const link = await page.locator('.copy code').textContent();
      expect(link.startsWith(given.platform.origin.replace('://', '://shop.')), link);
      expect(await page.locator('.code img').evaluate((image) => image.decode().then(() => image.naturalWidth > 0)), 'no code');
      await page.getByRole('button', { name: '生成海报' }).click();
      const size = await page.locator('.poster').evaluate((image) => image.decode().then(() => [image.naturalWidth, image.naturalHeight]));
      same(size, [750, 1334]);
    }),

  'at its own address a program leads to its card, where it is kept and shared, and to the others when it is left': (given) =>
    withPage(given, PHONE, async (page) => {
      const program = given.platform.origin.replace('://', '://shop.');
      await page.goto(`${program}/pages/category/category?a=1`);
      await page.locator('.mn-capsule-part').first().click();
      await page.getByRole('button', { name: '收藏与更多' }).click();
      await page.waitForURL(`${given.platform.origin}/#/card/shop/pages/category/category?a=1`);
      await page.getByRole('button', { name: '收藏', exact: true }).click();
      await page.getByRole('button', { name: '取消收藏' }).waitFor();
      await page.getByRole('button', { name: '分享' }).click();
      same(await page.locator('.copy code').textContent(), `${program}/pages/category/category?a=1&mn_by=share`);
      await page.keyboard.press('Escape');
      await page.getByRole('link', { name: '打开' }).click();
      const frame = await opened(page, 'shop', 'pages/category/category');
      same(new URL(frame.url()).search, '?a=1');
      await page.goto(`${program}/`);
      await page.locator('.mn-capsule-part').last().click();
      await page.getByRole('link', { name: '更多小程序' }).click();
      await page.getByRole('region', { name: '我的收藏' }).getByText('街角小店').waitFor();
    }),

  'a code of the platform opens in place, a foreign one is asked about': (given) =>
    withPage(given, { ...PHONE, at: '#/scan' }, async (page, context) => {
      const picture = (text) => ({ name: 'code.gif', mimeType: 'image/gif', buffer: Buffer.from(encodeQR(text, 'gif', { scale: 6 })) });
      const choose = (text) => page.setInputFiles('input[type=file]', picture(text));
      await choose('https://evil.example/pay');
      await page.getByText('evil.example，它不属于本平台').waitFor();
      same(context.pages().length, 1);
      await page.getByRole('button', { name: '取消' }).click();
      await choose(`${given.platform.origin.replace('://', '://shop.').replace(/:\d+$/, '')}@evil.example/`);
      await page.getByText('evil.example，它不属于本平台').waitFor();
      await page.getByRole('button', { name: '取消' }).click();
      await choose('javascript:alert(1)');
      await page.getByText('码的内容').waitFor();
      same(await page.getByRole('button', { name: '打开' }).count(), 0);
      await page.getByRole('button', { name: '取消' }).click();
      await choose(`${given.platform.origin.replace('://', '://shop.')}/pages/category/category?a=1`);
      await opened(page, 'shop', 'pages/category/category');
      await go(page, '#/scan');
      await choose(`${given.platform.origin}/miniapp/todo;version=1.0.0/`.toUpperCase().replace('/MINIAPP/TODO;VERSION', '/miniapp/todo;version'));
      await opened(page, 'todo');
    }),

  'without a network it opens, with what was opened before': (given) =>
    withPage(given, { ...PHONE, serviceWorkers: 'allow' }, async (page, context, errors) => {
      await page.evaluate(() => navigator.serviceWorker.ready);
      await go(page, '#/p/todo/');
      await opened(page, 'todo');
      await go(page, '#/');
      await page.locator('.cell').first().waitFor();
      await page.waitForFunction(async () => navigator.serviceWorker.controller !== null);
      await context.setOffline(true);
      await page.reload();
      await page.locator('.cell', { hasText: '待办清单' }).waitFor();
      errors.length = 0;
      const manifest = await page.evaluate(() => document.querySelector('link[rel=manifest]').href);
      await context.setOffline(false);
      const { icons, display } = await page.evaluate((href) => fetch(href).then((response) => response.json()), manifest);
      expect(display === 'standalone' && icons.some((icon) => icon.purpose === 'maskable'), 'not installable');
    }),

  'nobody but the platform shows a program in a frame': async ({ platform }) => {
    const { headers } = await ask(platform.origin.replace('://', '://shop.'), '/');
    return headers['content-security-policy'].endsWith(`frame-ancestors 'self' ${platform.origin}`) ? '' : headers['content-security-policy'];
  },

  'an unfurler reads what a link is': async ({ platform }) => {
    const { said, picture } = await unfurled(`${platform.origin.replace('://', '://shop.')}/pages/category/category`);
    if (said.site_name !== '街角小店' || !said.title) return JSON.stringify(said);
    return picture.headers['cross-origin-resource-policy'] === 'cross-origin' ? '' : JSON.stringify(picture.headers);
  },
};

/** In an engine beside Chromium, where it is installed. */
const STORAGE_IN_FIREFOX = 'what a program keeps is the same in the frame and at its own address, in Firefox';
if (['/usr/bin/firefox-esr', '/usr/bin/firefox', process.env.FIREFOX].some((path) => path && existsSync(path))) {
  CASES[STORAGE_IN_FIREFOX] = async ({ platform }) => {
    const firefox = await import('../attacks/engines/firefox.mjs').then(({ start }) => start());
    const program = `${platform.origin.replace('://', '://todo.')}/`;
    const until = async (ask) => {
      for (const end = Date.now() + 4 * patience_ms(); Date.now() < end; await new Promise((resolve) => setTimeout(resolve, 200))) {
        const answer = await ask().catch(() => undefined);
        if (answer) return answer;
      }
      throw new Error('it took too long');
    };
    const read = `[localStorage.getItem('mark'), document.cookie.includes('mark=1')].join()`;
    try {
      const visit = await firefox.visit(`${platform.origin}/#/p/todo/`);
      await until(() => visit.evaluateInFrame(program, `document.documentElement.dataset.shell`));
      await visit.evaluateInFrame(program, `localStorage.setItem('mark', 'framed'); document.cookie = 'mark=1; path=/; samesite=lax'; 1`);
      await visit.go(program);
      const alone = await until(() => visit.evaluate(read));
      return alone === 'framed,true' ? '' : `at its own address: ${alone}`;
    } catch (error) {
      return error.message;
    } finally {
      await firefox.close();
    }
  };
}

for (const [name, options] of Object.entries({ 'on a phone, light': PHONE, 'on a desktop, dark': { ...DESKTOP, colorScheme: 'dark', locale: 'en-GB' } })) {
  CASES[`axe finds nothing ${name}`] = (given) =>
    withPage(given, options, async (page) => {
      await page.locator('.rows a').first().waitFor();
      await accessible(page, 'home');
      await go(page, '#/search?q=bread');
      await page.locator('.results').waitFor();
      await accessible(page, 'search');
      await go(page, '#/scan');
      await page.locator('.scan-choose').waitFor();
      await accessible(page, 'scan');
      await go(page, '#/card/shop/');
      await page.locator('.card-head').waitFor();
      await accessible(page, 'card');
      await go(page, '#/p/shop/');
      await opened(page, 'shop');
      await page.frameLocator(PROGRAM).locator('.mn-capsule-part').first().click();
      await page.locator('dialog').waitFor();
      await accessible(page, 'menu');
      await page.locator('.menu-item').nth(4).click();
      await page.locator('dialog select').waitFor();
      await accessible(page, 'report');
    });
}

/** Published beside `shop` and `todo`, so that there are more than are kept alive. */
export const OTHERS = ['draw', 'forms', 'reader'];

export async function hostApp({ browser, platform, note, minnow }, only = '') {
  for (const name of minnow ? OTHERS : []) {
    await minnow('publish', `examples/${name}`, '--app', name, '--create');
    await minnow('release', '1.0.0', '--app', name);
  }
  const given = { browser, platform, note, others: OTHERS };
  for (const [title, run] of Object.entries(CASES)) {
    if (title.includes(only)) given.note(`host app: ${title}`, (await run(given)) && (await run(given)));
  }
}
