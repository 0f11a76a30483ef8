// How a page opens over a network: what is asked for, in which order, how often, and what is there without scripts.
//   node conformance/launch.mjs [WORD]
// In: MINNOW, CHROMIUM. Out: one line a failure, closing line `N passed, N failed`; exit 1 when one failed.
// Must not: time anything: what must not wait is shown by holding back what it would wait for.

import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { buildProgram, writeProgram } from './build.mjs';
import { launchBrowser, newContext, patience_ms } from './visit.mjs';

const PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="10"><rect width="20" height="10"/></svg>';
const PROGRAM = {
  'project.config.json': '{ "appid": "wxlaunch" }',
  'app.json': JSON.stringify({ pages: ['pages/home/home', 'pages/next/next', 'pages/far/far'], subPackages: [{ root: 'sub', pages: ['away'] }] }),
  'app.js': 'App({})',
  'app.wxss': '.half { width: 375rpx; height: 50vh; background: #07c160 } .box { width: 40rpx; height: 40rpx }',
  'pages/home/home.json': '{ "usingComponents": { "price": "/components/price/price" } }',
  'pages/home/home.wxml': '<view class="half"></view><view id="title">今天的苹果</view><price value="{{3}}"/><swiper><swiper-item><image src="/a.svg" mode="widthFix"/></swiper-item></swiper><image class="box" id="box" src="/b.svg"/><button id="add" bindtap="add">{{count}}</button><navigator id="next" url="/pages/next/next">next</navigator><navigator id="away" url="/sub/away">away</navigator>',
  'pages/home/home.js': 'const { more } = require("../../utils/more"); Page({ data: { count: 0 }, add() { this.setData({ count: more(this.data.count) }) } })',
  'utils/more.js': 'exports.more = (n) => n + 1',
  'components/price/price.json': '{ "component": true }',
  'components/price/price.wxml': '<text class="price">¥{{value}}</text>',
  'components/price/price.js': 'Component({ properties: { value: Number } })',
  'pages/next/next.wxml': '<slider id="slider"/><view id="there">there</view><view id="type">{{type}}</view>',
  'pages/next/next.js': 'Page({ data: { type: "" }, onLoad() { wx.getNetworkType({ success: ({ networkType }) => this.setData({ type: networkType }) }) } })',
  'pages/far/far.wxml': '<video src="/none.mp4"/>',
  'pages/far/far.js': 'Page({})',
  'sub/away.wxml': '<view id="away-there">away</view>',
  'sub/away.js': 'Page({})',
  'a.svg': PICTURE,
  'b.svg': PICTURE,
};
/** For what happens while parts of the runtime are still under way. */
const EARLY = {
  'project.config.json': '{ "appid": "wxearly" }',
  'app.json': JSON.stringify({ pages: ['pages/home/home', 'pages/cart/cart', 'pages/next/next'], tabBar: { list: [{ pagePath: 'pages/home/home', text: 'home' }, { pagePath: 'pages/cart/cart', text: 'cart' }] } }),
  'app.js': 'App({})',
  'pages/home/home.wxml': `<view id="press" style="height: 60px" bindtouchstart="told" bindtouchend="told" bindtap="told" bindlongpress="told">press</view><button id="plain" bindtap="told">plain</button>
<view id="told">{{told}}</view><view id="rows"><text wx:for="{{rows}}" wx:key="id">{{item.n}}</text></view><button id="list" bindtap="list">list</button>
<button wx:for="{{kinds}}" wx:key="*this" id="{{item}}" bindtap="go">{{item}}</button>`,
  'pages/home/home.js': `Page({
  data: { told: '', rows: [{ id: 1, n: 'a' }, { id: 2, n: 'b' }], kinds: ['navigateTo', 'redirectTo', 'reLaunch', 'switchTab'] },
  told({ type }) { this.setData({ told: this.data.told + type + ' ' }) },
  list() {
    const { rows } = this.data
    this.setData({ rows: [{ id: rows.length + 1, n: 'abcdefgh'[rows.length] }, ...rows] })
    setTimeout(() => this.setData({ rows: [...this.data.rows].reverse() }))
  },
  go({ currentTarget: { id } }) { wx[id]({ url: id === 'switchTab' ? '/pages/cart/cart' : '/pages/next/next' }) },
})`,
  'pages/cart/cart.wxml': '<view class="there">cart</view>',
  'pages/cart/cart.js': 'Page({})',
  'pages/next/next.wxml': '<view class="there">next</view><button id="back" bindtap="back">back</button>',
  'pages/next/next.js': 'Page({ back() { wx.navigateBack() } })',
};
const TYPES = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.json': 'application/json' };

const equal = (got, want, note) => {
  if (JSON.stringify(got) !== JSON.stringify(want)) throw new Error(`${note}: got ${JSON.stringify(got)}, want ${JSON.stringify(want)}`);
};

/** Serves the package; `document` answers for every page; `hold` keeps back what its test wants until `release`, `refuse` drops it. Counts what was asked for. */
async function serve(root) {
  const network = { asked: [], document: '', hold: () => false, refuse: () => false, release: () => undefined };
  let released;
  network.reset = () => {
    Object.assign(network, { asked: [], document: '', hold: () => false, refuse: () => false });
    released = new Promise((resolve) => (network.release = resolve));
  };
  network.reset();
  const server = createServer(async (request, response) => {
    const path = new URL(request.url, 'http://x').pathname;
    network.asked.push(path);
    if (network.refuse(path)) return request.socket.destroy();
    if (network.hold(path)) await released;
    const file = join(root, path.endsWith('/') || !extname(path) ? network.document || `${path}/index.html` : path);
    if (!statSync(file, { throwIfNoEntry: false })?.isFile()) return response.writeHead(404).end();
    response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream', 'cache-control': path.startsWith('/a/') ? 'public, max-age=31536000, immutable' : 'no-cache' });
    return response.end(readFileSync(file));
  });
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
  return { network, origin: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}

const folder = mkdtempSync(join(tmpdir(), 'minnow-launch-'));
/** Builds a program; gives its package and what the build reports. */
async function build(name, files) {
  writeProgram(join(folder, name), Object.entries(files), '');
  const out = join(folder, `${name}-out`);
  const built = await buildProgram(join(folder, name), out, ['--report', 'json']);
  if (!built.ok) throw new Error(built.output);
  return { out, report: JSON.parse(built.stdout) };
}
const main = await build('program', PROGRAM);
const home = main.report.pages.find(({ path }) => path === 'pages/home/home');
const scriptsOfHome = home.files.filter((file) => file.endsWith('.js')).map((file) => `/${file}`).sort();
const served = [await serve(main.out), await serve((await build('early', EARLY)).out)];
const [{ network, origin }, early] = served;
const browser = await launchBrowser();

/** A new profile on the home page. `requests`: all that the page asked its browser for, whether or not it went out. */
async function visit({ options = {}, path = '/', before = () => undefined, origin = served[0].origin } = {}) {
  const context = await newContext(browser, options);
  const page = await context.newPage();
  page.setDefaultTimeout(patience_ms());
  const requests = [];
  const session = await context.newCDPSession(page);
  await session.send('Network.enable');
  session.on('Network.requestWillBeSent', ({ request: { url, initialPriority } }) => url.startsWith(origin) && requests.push({ path: new URL(url).pathname, priority: initialPriority }));
  await before();
  await page.goto(origin + path, { waitUntil: 'commit' });
  return { page, requests, end: () => context.close() };
}

/** Waits until `holds`, which may be of this process or of the page. */
async function until(holds, what) {
  const end = Date.now() + patience_ms();
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`never: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const isScript = (path) => path.endsWith('.js');
const stands = (page) => page.waitForFunction(() => !globalThis.mnTaps && document.querySelector('.mn-page-top #add'));
/** Without its own script: scripts may be off. */
const isDrawn = async (page) => (await page.locator('#box img').isVisible()) && network.asked.includes('/b.svg');
/** The network has come to rest after what is fetched ahead. */
const rests = (page) => until(() => network.asked.some((path) => path.includes('pages-next')), 'the next page is fetched ahead').then(() => page.waitForLoadState('networkidle'));

const isLateView = (path) => /late-view|view-late/.test(path);
const isLate = (path) => /late/.test(path);
/** The program of early taps, with a finger; until `network.release()` what `held` tells does not come. */
async function visitEarly(held, refused = () => false) {
  early.network.reset();
  const seen = await visit({ origin: early.origin, before: () => Object.assign(early.network, { hold: held, refuse: refused }) });
  await seen.page.waitForFunction(() => !globalThis.mnTaps && document.querySelector('.mn-page-top #plain'));
  return seen;
}
const told = (page, want) => page.waitForFunction((text) => document.querySelector('#told').innerText.trim() === text, want).catch(async () => equal(await page.locator('#told').innerText(), want, 'told'));
const rows = (page, want) => page.waitForFunction((text) => document.querySelector('#rows').innerText === text, want).catch(async () => equal(await page.locator('#rows').innerText(), want, 'rows'));
/** A finger that rests longer than a tap. */
async function hold(page, selector) {
  const { x, y, width, height } = await page.locator(selector).boundingBox();
  const client = await page.context().newCDPSession(page);
  await client.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [{ x: x + width / 2, y: y + height / 2 }] });
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 450)));
  await client.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
  await client.detach();
}

const tests = {
  'every script of the page is asked for while none has come, and none of another page': async () => {
    const { page, requests, end } = await visit({ before: () => (network.hold = isScript) });
    const scripts = () => [...new Set(requests.map(({ path }) => path).filter(isScript))].sort();
    await until(() => scripts().length >= scriptsOfHome.length, `all of ${scriptsOfHome} are asked for; there are ${scripts()}`);
    equal(scripts(), scriptsOfHome, 'scripts');
    equal(await page.evaluate(() => document.querySelector('#title').innerText), '今天的苹果', 'the text that shows meanwhile');
    network.release();
    await stands(page);
    await end();
  },
  'scripts go before pictures, sheets after the page': async () => {
    const { page, requests, end } = await visit();
    await stands(page);
    await rests(page);
    const first = requests.findIndex(({ path }) => path.endsWith('.css'));
    const before = requests.slice(0, first).map(({ path }) => path);
    equal(scriptsOfHome.filter((path) => !before.includes(path)), [], 'scripts that were asked for after a sheet');
    // The Worker's own request for its script, of low priority, finds that of the document under way.
    const isHigh = (path) => requests.some((request) => request.path === path && /High/.test(request.priority));
    equal(scriptsOfHome.filter((path) => !isHigh(path)), [], 'scripts of lower priority');
    equal(requests.map(({ path }) => path).filter((path) => path.endsWith('.svg') && isHigh(path)), [], 'pictures of high priority');
    await end();
  },
  'nothing is fetched twice, and of other packages nothing': async () => {
    const { page, end } = await visit();
    await stands(page);
    await rests(page);
    const twice = network.asked.filter((path, at) => path.startsWith('/a/') && network.asked.indexOf(path) !== at);
    equal(twice, [], 'fetched twice');
    // A browser finds the second in its cache, and runs it once more.
    const scripts = await page.evaluate(() => [...document.scripts].map(({ src }) => src).filter(Boolean));
    equal(scripts.filter((src, at) => scripts.indexOf(src) !== at), [], 'scripts that stand in the document twice');
    equal(network.asked.filter((path) => /sub-away/.test(path)), [], 'of the subpackage');
    await end();
  },
  'a script of the document that does not come is asked for once more': async () => {
    let refused = 0;
    const { page, end } = await visit({ before: () => (network.refuse = (path) => path.includes('/el-swiper.') && refused++ === 0) });
    await stands(page);
    await page.waitForSelector('.mn-page-top wx-swiper .wx-swiper-slides');
    equal(refused, 2, 'asked for');
    await end();
  },
  'a page that was fetched ahead opens without the network': async () => {
    const { page, end } = await visit();
    await stands(page);
    await rests(page);
    network.refuse = () => true;
    network.asked = [];
    await page.tap('#next');
    await page.waitForSelector('.mn-page-top #there');
    equal(await page.evaluate(() => document.querySelector('.mn-page-top #there').innerText), 'there', 'the page');
    equal(network.asked, [], 'asked for');
    await end();
  },
  'a page whose address is answered with the document of another opens, with the parts of wx that it needs': async () => {
    const { page, end } = await visit({ path: '/pages/next/next?from=a', before: () => (network.document = '/index.html') });
    await page.waitForFunction(() => /wifi|unknown|4g/.test(document.querySelector('.mn-page-top #type')?.innerText));
    equal(await page.evaluate(() => document.querySelector('.mn-page-top #there').innerText), 'there', 'the page');
    await end();
  },
  'taps before any script has come are answered, in their order': async () => {
    const { page, end } = await visit({ before: () => (network.hold = isScript) });
    await page.waitForFunction(() => globalThis.mnTaps && document.querySelector('#add'));
    for (let tap = 0; tap < 3; tap++) await page.evaluate(() => document.querySelector('#add').click());
    equal(await page.evaluate(() => document.querySelector('#add').innerText), '0', 'before');
    network.release();
    await page.waitForFunction(() => document.querySelector('.mn-page-top #add').innerText === '3');
    await end();
  },
  'a picture that does not make its box comes after the scripts, one that does comes before': async () => {
    const { page, requests, end } = await visit({ before: () => (network.hold = isScript) });
    await page.waitForSelector('#title');
    const isAsked = (path) => requests.some((request) => request.path === path);
    await until(() => isAsked('/a.svg'), 'the picture that makes its box');
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
    equal(isAsked('/b.svg'), false, 'the other was asked for');
    network.release();
    await until(() => isDrawn(page), 'it shows');
    await end();
  },
  'a tap that waited is answered before the pictures that wait': async () => {
    const { page, end } = await visit({ before: () => (network.hold = isScript) });
    await page.waitForFunction(() => globalThis.mnTaps && document.querySelector('#add'));
    await page.evaluate(() => {
      document.querySelector('#add').click();
      new MutationObserver(() => {
        if (document.querySelector('.mn-page-top #add')?.innerText === '1') globalThis.waits ??= !!document.querySelector('#box img[loading]');
      }).observe(document.body, { subtree: true, childList: true, characterData: true });
    });
    network.release();
    await page.waitForFunction(() => globalThis.waits !== undefined);
    equal(await page.evaluate(() => globalThis.waits), true, 'the picture waits when the tap is answered');
    await until(() => isDrawn(page), 'it shows');
    await end();
  },
  'a picture that waits shows while a program takes long to begin': async () => {
    const { page, end } = await visit({ before: () => (network.hold = (path) => path.includes('/logic.')) });
    await until(() => isDrawn(page), 'it shows');
    equal(await page.evaluate(() => !!globalThis.mnTaps), true, 'the page waits for its program');
    network.release();
    await stands(page);
    await end();
  },
  'with scripts off, or none that comes, the page is there to be read': async () => {
    for (const options of [{ javaScriptEnabled: false }, {}]) {
      const { page, end } = await visit({ options, before: () => (network.refuse = options.javaScriptEnabled === undefined ? isScript : () => false) });
      await page.waitForSelector('#title');
      const [title, price] = [await page.locator('#title').innerText(), await page.locator('.price, [class^=price]').innerText()];
      equal([title, price], ['今天的苹果', '¥3'], JSON.stringify(options));
      equal(await page.locator('#title').isVisible(), true, 'visible');
      await until(() => isDrawn(page), 'the picture shows');
      await end();
    }
  },
  'rpx and vh are right at every width without a script': async () => {
    // Half of the page: below the navigation bar, in a column where there is more room than on a phone.
    for (const [width, half, halfHeight] of [[320, 160, 378], [390, 195, 378], [430, 215, 378], [1280, 207, 354]]) {
      const { page, end } = await visit({ options: { javaScriptEnabled: false, viewport: { width, height: 800 }, isMobile: width < 600 } });
      const box = await page.locator('.half').first().evaluate((node) => node.getBoundingClientRect());
      equal([box.width, box.height], [half, halfHeight], `375rpx and 50vh at ${width}`);
      await end();
    }
  },
  'taking the first screen over moves nothing': async () => {
    const { page, end } = await visit({ options: {}, before: () => (network.hold = isScript) });
    await page.waitForSelector('#title');
    const boxes = () => page.evaluate(() => [...document.querySelectorAll('wx-page wx-view, wx-page wx-text, wx-page wx-button, wx-page wx-image, wx-page wx-swiper')].map((node) => Object.values(node.getBoundingClientRect().toJSON()).map(Math.round).join(' ')));
    const before = await boxes();
    network.release();
    await stands(page);
    await rests(page);
    await until(() => page.evaluate(() => !document.getElementById('minnow-critical')), 'the sheets replace what the document came with');
    equal(await boxes(), before, 'boxes');
    await end();
  },
  'taking the first screen over leaves the styles of its nodes alone, whatever the language of the frame': async () => {
    const { page, end } = await visit({ options: { locale: 'en-US' }, before: () => (network.hold = isScript) });
    await page.waitForSelector('#title');
    // The sheets, which do style everything once more, stay away.
    network.refuse = (path) => path.endsWith('.css');
    await browser.startTracing(page, { categories: ['devtools.timeline', 'disabled-by-default-devtools.timeline.invalidationTracking'] });
    network.release();
    await stands(page);
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
    const { traceEvents } = JSON.parse(await browser.stopTracing());
    const styled = traceEvents.filter(({ name, args }) => name === 'StyleRecalcInvalidationTracking' && args.data.nodeName.startsWith('WX-')).map(({ args: { data } }) => `${data.nodeName} ${data.reason}`);
    // A button becomes one for the keyboard.
    if (styled.length > 3) throw new Error(`${styled.length} nodes are styled again: ${styled.join(', ')}`);
    await end();
  },
  'while the late parts of both realms are under way: taps are answered, and lists that are set whole, twice, are drawn': async () => {
    const { page, end } = await visitEarly(isLate);
    await page.tap('#plain');
    await told(page, 'tap');
    await page.tap('#list');
    await rows(page, 'bac');
    await page.tap('#list');
    await rows(page, 'cabd');
    early.network.release();
    await page.waitForFunction(() => globalThis.mn.late);
    await page.tap('#list');
    await rows(page, 'dbace');
    await end();
  },
  'while the late part is under way: touches and a long press are kept, in their order': async () => {
    const { page, end } = await visitEarly(isLateView);
    await page.tap('#press');
    await hold(page, '#press');
    await page.tap('#plain');
    early.network.release();
    await told(page, 'touchstart touchend tap touchstart longpress touchend tap');
    await hold(page, '#press');
    await told(page, 'touchstart touchend tap touchstart longpress touchend tap touchstart longpress touchend');
    await end();
  },
  'while the late part is under way: every kind of route, and the way back': async () => {
    for (const kind of ['navigateTo', 'redirectTo', 'reLaunch', 'switchTab']) {
      const { page, end } = await visitEarly(isLateView);
      await page.tap(`#${kind}`);
      const name = kind === 'switchTab' ? 'cart' : 'next';
      await page.waitForFunction((text) => document.querySelector('.mn-page-top .there')?.innerText === text && location.pathname.includes(text), name);
      equal(await page.locator('.mn-page:not(.mn-page-hidden)').count(), 1, `${kind}: pages that show`);
      if (kind === 'navigateTo') {
        await page.tap('.mn-page-top #back');
        await page.waitForFunction(() => document.querySelector('.mn-page-top #plain'));
        await page.tap('#plain');
        await told(page, 'tap');
      } else if (kind === 'switchTab') {
        await page.tap('.mn-tab >> nth=0');
        await page.waitForFunction(() => document.querySelector('.mn-page-top #plain'));
      }
      early.network.release();
      await end();
    }
  },
  'where the late part does not come the page answers, and the next touch asks for it again': async () => {
    const { page, end } = await visitEarly(() => false, isLateView);
    await page.waitForFunction(() => document.readyState === 'complete');
    await until(() => early.network.asked.some(isLateView), 'it is asked for');
    await page.tap('#plain');
    await told(page, 'tap');
    await page.tap('#navigateTo');
    await page.waitForSelector('.mn-page-top .there');
    await page.goBack();
    await page.waitForFunction(() => document.querySelector('.mn-page-top #plain'));
    early.network.refuse = () => false;
    await hold(page, '#press');
    await told(page, 'tap touchstart longpress touchend');
    await end();
  },
};

let passed = 0;
let failed = 0;
for (const [name, test] of Object.entries(tests)) {
  if (process.argv[2] && !name.includes(process.argv[2])) continue;
  network.reset();
  try {
    await test();
    passed++;
  } catch (error) {
    failed++;
    console.log(`✗ ${name}\n    ${error.message}`);
    for (const one of served) one.network.release();
  }
}
await browser.close();
for (const one of served) one.close();
rmSync(folder, { recursive: true, force: true });
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
