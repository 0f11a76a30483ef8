// The visitors' part of the journey in Chromium: one who scans a code, one who finds the program in the host app, one who is sent a link.
// In: a platform with the released program. Out: steps; and those that follow when the platform is gone. Must not: share a profile between two people.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { launchProfile, newContext, patience_ms, until, Visit } from '../../visit.mjs';
import { opened, PHONE, PROGRAM } from '../host_app.mjs';
import { unfurled } from '../unfurl.mjs';
import { APP, copied, NAME } from './maker.mjs';
import { readCode } from './read_code.mjs';
import { expect, patient, picture, same } from './walk.mjs';

/** Of a page or a frame: its worker is there and has what the page shows. */
async function isKept(page) {
  const wanted = () => navigator.serviceWorker.ready.then(({ active }) => active.state === 'activated' || new Promise((done) => (active.onstatechange = () => active.state === 'activated' && done())));
  await page.evaluate(wanted);
  const missing = async () => {
    const shown = [...document.querySelectorAll('wx-page img, .mn-tab img')].filter((image) => image.complete && image.naturalWidth).map((image) => image.src);
    const kept = await Promise.all(shown.map((address) => caches.match(new URL(address).pathname)));
    return shown.filter((_, at) => !kept[at]);
  };
  await until(2 * patience_ms(), async () => same(await page.evaluate(missing), []));
}

/** A visit that begins at an address, in one request for one document. */
async function arrives(browser, address) {
  const context = patient(await newContext(browser, { ...PHONE, serviceWorkers: 'allow' }));
  const visit = new Visit(await context.newPage());
  const documents = [];
  visit.page.on('request', (request) => request.isNavigationRequest() && documents.push(request.url()));
  await visit.open(address);
  same(documents, [new URL(address).href]);
  return visit;
}

/** Puts one more into the cart, where `place` is a page or a frame. */
async function putInCart(place) {
  const count = place.locator('.cart-count').first();
  const before = Number(await count.textContent());
  await place.locator('.add').first().tap();
  await place.locator('.cart-count', { hasText: new RegExp(`^${before + 1}$`) }).waitFor();
}

const isDrawn = (page, selector) => page.waitForFunction((selector) => document.querySelector(selector)?.complete && document.querySelector(selector).naturalWidth > 0, selector);

/** Every picture in view has been drawn: none is missing. */
async function hasPictures(place) {
  const pictures = place.locator('wx-page img, .mn-tab img');
  expect((await pictures.count()) > 3, 'no pictures');
  const missing = () => pictures.evaluateAll((images) => images.filter((image) => image.checkVisibility() && image.getBoundingClientRect().top < innerHeight && !(image.complete && image.naturalWidth)).map((image) => image.src));
  await until(patience_ms(), async () => same(await missing(), []));
}

async function scans({ browser, step, addresses }) {
  let visit;
  await step('Chromium: the scanned code opens its page in a fresh profile, in one request without a redirect, and the program is told of the scan', async () => {
    visit = await arrives(browser, addresses.code);
    await visit.page.getByText('中烘咖啡豆').first().waitFor();
    const { path, query, scene } = await visit.logic('wx.getLaunchOptionsSync()');
    same({ path, query, scene }, { path: 'pages/detail/detail', query: { id: '4' }, scene: 1011 });
    await picture(visit.page, 'code-opened');
    await visit.page.locator('.mn-page-top .mn-bar-home').tap();
    await visit.page.locator('.product').first().waitFor();
    await isKept(visit.page);
    same(visit.errors, []);
  });
  return visit;
}

async function finds({ platform, step, addresses }, page) {
  await step('Chromium: the host app finds the program by a word of its pages, and by its name in pinyin', async () => {
    await page.goto(`${platform.origin}/`);
    await page.locator('.rows a', { hasText: NAME }).first().waitFor();
    await picture(page, 'home');
    await page.locator('.search-pill').tap();
    await page.locator('.search-field input').fill('面包');
    await page.locator('.found-page').first().waitFor();
    same(await page.locator('mark').first().textContent(), '面包');
    await picture(page, 'search-word');
    // Also of pages that show nothing without parameters.
    for (const typed of ['jiejiao', 'jjxd']) {
      await page.locator('.search-field input').fill('');
      await page.locator('.results').waitFor({ state: 'detached' });
      await page.locator('.search-field input').fill(typed);
      await page.locator('.results .row-link', { hasText: NAME }).waitFor();
      const pages = await page.locator('.found-page').allTextContents();
      expect(pages.length > 0 && pages.every((words) => words.trim()), `of the pages found one says nothing: ${JSON.stringify(pages)}`);
      expect(!/NaN|undefined/.test(await page.locator('.results').textContent()), 'what stands on a page is no text for people');
      await picture(page, `search-${typed}`);
    }
  });
  await step('Chromium: it opens in the host app’s frame and is used there', async () => {
    await page.locator('.results .row-link', { hasText: NAME }).tap();
    const frame = await opened(page, APP);
    await putInCart(page.frameLocator(PROGRAM));
    await picture(page, 'framed');
    await isKept(frame);
  });
  await step('Chromium: what it keeps in the frame is there at its own address, and the other way', async () => {
    const count = page.frameLocator(PROGRAM).locator('.cart-count').first();
    const alone = await page.context().newPage();
    await alone.goto(addresses.program);
    await alone.locator('.cart-count', { hasText: new RegExp(`^${await count.textContent()}$`) }).first().waitFor();
    await putInCart(alone);
    const [wanted, place] = [await alone.locator('.cart-count').first().textContent(), page.url()];
    await alone.close();
    // The frame is made anew: a program that runs keeps its own count.
    await page.goto('about:blank');
    await page.goto(place);
    await page.frameLocator(PROGRAM).locator('.cart-count', { hasText: new RegExp(`^${wanted}$`) }).first().waitFor();
  });
}

async function shares({ browser, platform, step }, page) {
  let link;
  await step('Chromium: it is shared by a copied link, a code and a poster, which all lead to the same page', async () => {
    await page.frameLocator(PROGRAM).locator('.mn-capsule-part').first().tap();
    await page.getByRole('button', { name: '分享' }).tap();
    // The program's own words come in place of the page's, and with them another address.
    await page.locator('dialog').getByText('今天新鲜到店').waitFor();
    await isDrawn(page, '.code img');
    await picture(page, 'share');
    link = await copied(page, '复制链接');
    expect(link.startsWith(platform.origin.replace('://', `://${APP}.`)), link);
    const shown = await readCode(browser, await page.locator('.code img').screenshot());
    await page.getByRole('button', { name: '生成海报' }).tap();
    await isDrawn(page, '.poster');
    await picture(page, 'poster');
    const [saved] = await Promise.all([page.waitForEvent('download'), page.getByText('保存海报').tap()]);
    const printed = await readCode(browser, readFileSync(await saved.path()));
    same([shown, printed].map((text) => new URL(text).href.toLowerCase()), [link, link].map((text) => new URL(text).href.toLowerCase()));
    await page.keyboard.press('Escape');
  });
  await step('Chromium: the link says what it is to an unfurler, and opens in a fresh profile', async () => {
    const { said } = await unfurled(link);
    same(said.site_name, NAME);
    expect(said.title, 'the link has no title');
    const visit = await arrives(browser, link);
    await visit.page.locator('.product').first().waitFor();
    await visit.page.context().close();
  });
}

async function installs({ platform, step }, page) {
  await step('Chromium: the host app is what the browser installs', async () => {
    const protocol = await page.context().newCDPSession(page);
    const { installabilityErrors } = await protocol.send('Page.getInstallabilityErrors');
    same(installabilityErrors, []);
    await page.goto('about:blank');
    await page.goto(`${platform.origin}/`);
    await page.locator('.install').waitFor();
    const answers = await page.locator('.install button').evaluateAll((buttons) => buttons.map((button) => Math.round(button.getBoundingClientRect().top)));
    expect(answers.length === 2 && answers[0] === answers[1], `the two answers to the offer stand at ${answers.join(' and ')}`);
    await picture(page, 'install');
    const { errors, data } = await protocol.send('Page.getAppManifest');
    same(errors, []);
    same(JSON.parse(data).display, 'standalone');
    await isKept(page);
  });
}

/** Steps while there is a platform; gives those for when it has ended. */
export async function visitChromium(given) {
  const { browser, folder, platform, step, addresses } = given;
  const scanned = await scans(given);
  const app = patient(await launchProfile(join(folder, 'profile'), { ...PHONE, serviceWorkers: 'allow', permissions: ['clipboard-read', 'clipboard-write'] }));
  given.closers.push(() => app.close());
  const page = app.pages()[0];
  await finds(given, page);
  await shares(given, page);
  await installs(given, page);
  return async () => {
    await step('Chromium: without a platform the program opens at its own address, and is used', async () => {
      await scanned.open(addresses.program);
      await putInCart(scanned.page);
      await hasPictures(scanned.page);
      await picture(scanned.page, 'offline-own');
    });
    await step('Chromium: without a platform the host app opens, and the program in it, and is used', async () => {
      await page.goto('about:blank');
      await page.goto(`${platform.origin}/`);
      const cell = page.locator('.cell', { hasText: NAME }).first();
      await cell.waitFor();
      await picture(page, 'offline-home');
      await cell.tap();
      await opened(page, APP);
      await putInCart(page.frameLocator(PROGRAM));
      await hasPictures(page.frameLocator(PROGRAM));
      await picture(page, 'offline-framed');
    });
  };
}
