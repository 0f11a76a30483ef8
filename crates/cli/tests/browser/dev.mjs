// `minnow dev` as a person meets it, in a real browser: node crates/cli/tests/browser/dev.mjs
// In: MINNOW (the binary), CHROMIUM. Out: one line a failure, closing line `N passed, N failed`. Must not: sleep, or need the network.

import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { chromium } from 'playwright-core';

const minnow = process.env.MINNOW ?? 'minnow';
const folder = mkdtempSync(join(tmpdir(), 'minnow-dev-'));
const closers = [() => rmSync(folder, { recursive: true, force: true })];

function write(path, text) {
  const file = join(folder, 'program', path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

const page = (heading) => `<view class="heading">${heading}</view><view class="id">{{id}}</view><view class="answer">{{answer}}</view>`;
const appJson = JSON.stringify({ pages: ['pages/a/a', 'pages/b/b'], window: { navigationBarTitleText: 'Dev' } }, null, 2);

/** A back end on loopback that sends no CORS headers. */
async function startBackEnd() {
  const server = http.createServer((request, response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'set-cookie': 'seen=1' });
    response.end(JSON.stringify({ method: request.method, cookie: request.headers.cookie ?? '', referer: request.headers.referer ?? '' }));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => server.close());
  return `http://127.0.0.1:${server.address().port}`;
}

/** A tile source on loopback, and the addresses it was asked for. */
async function startTiles() {
  const picture = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');
  const asked = new Set();
  const server = http.createServer((request, response) => {
    asked.add(request.url);
    response.writeHead(200, { 'content-type': 'image/png' });
    response.end(picture);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => server.close());
  return { origin: `http://127.0.0.1:${server.address().port}`, asked };
}

/** The tile of a place, as every map on the web counts them: z/x/y from the north-west of Mercator's square. */
function tileOf(longitude, latitude, z) {
  const angle = (latitude * Math.PI) / 180;
  const row = (1 - Math.asinh(Math.tan(angle)) / Math.PI) / 2;
  return `${z}/${Math.floor(((longitude + 180) / 360) * 2 ** z)}/${Math.floor(row * 2 ** z)}`;
}

/** Starts a server and waits for the address it prints. */
async function start(...command) {
  const child = spawn(minnow, [...command, '--listen', '127.0.0.1:0', '--no-open'], { stdio: ['ignore', 'pipe', 'pipe'] });
  closers.push(() => child.kill());
  /** What was printed, and who waits for more. */
  const log = { text: '', heard: [] };
  const address = await new Promise((resolve, reject) => {
    const read = (chunk) => {
      log.text += chunk;
      for (const wake of log.heard.splice(0)) wake();
      const found = /http:\/\/(?:127\.0\.0\.1|mini\.localhost):\d+\//.exec(log.text);
      if (found) resolve(found[0]);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.on('exit', (code) => reject(new Error(`minnow ${command[0]} ended with ${code}\n${log.text}`)));
    child.on('error', reject);
  });
  return { address, log };
}

function equal(got, want, note) {
  if (JSON.stringify(got) !== JSON.stringify(want)) throw new Error(`${note}: got ${JSON.stringify(got)}, want ${JSON.stringify(want)}`);
}

const backEnd = await startBackEnd();
write('app.json', appJson);
write('app.js', 'App({})');
const script = `Page({ data: { id: '', answer: '' }, onLoad(query) {
  this.setData({ id: query.id || 'none' });
  wx.request({ url: '${backEnd}/x', header: { Cookie: 'mine=1' },
    success: (result) => this.setData({ answer: [result.data.cookie, result.cookies.length, /page-frame/.test(result.data.referer)].join(' ') }),
    fail: (error) => this.setData({ answer: error.errMsg }) });
} })`;
for (const name of ['a', 'b']) {
  write(`pages/${name}/${name}.json`, '{}');
  write(`pages/${name}/${name}.wxml`, page(`page ${name}`));
  write(`pages/${name}/${name}.js`, script);
}
const { address, log } = await start('dev', join(folder, 'program'));
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});
closers.push(() => browser.close());
const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
const visit = await context.newPage();
visit.setDefaultTimeout(15_000);
const text = (wanted) => visit.waitForFunction((wanted) => document.body?.innerText.includes(wanted), wanted);

/** Waits for the overlay that holds all of these; its text. */
async function overlayWith(...parts) {
  const read = () => visit.evaluate(() => document.querySelector('minnow-overlay')?.shadowRoot.textContent ?? '');
  const holds = (wanted) => wanted.every((part) => document.querySelector('minnow-overlay')?.shadowRoot.textContent.includes(part));
  await visit.waitForFunction(holds, parts).catch(async (error) => {
    throw new Error(`no overlay with ${parts}: ${await read()}`, { cause: error });
  });
  return read();
}

/** Waits for a line of the terminal that holds all of these, the further ones at most on the line after. */
async function written(...parts) {
  const holds = () => log.text.split('\n').some((line, index, lines) => line.includes(parts[0]) && parts.every((part) => `${line}\n${lines[index + 1] ?? ''}`.includes(part)));
  const timeout = setTimeout(() => log.heard.splice(0).forEach((wake) => wake(true)), 15_000);
  while (!holds()) {
    const late = await new Promise((resolve) => log.heard.push(resolve));
    if (late) throw new Error(`the terminal lacks ${JSON.stringify(parts)}:\n${log.text}`);
  }
  clearTimeout(timeout);
}

const tests = {
  'the entry page is drawn at /': async () => {
    const response = await visit.goto(address);
    equal(response.status(), 200, 'status');
    await text('page a');
  },
  'a request goes through the relay with the program\'s cookie and a referer': async () => {
    await text('mine=1 1 true');
  },
  'a deep link opens its page with its query': async () => {
    await visit.goto(`${address}pages/b/b?id=42`);
    await text('page b');
    await text('42');
  },
  'a saved file reloads the page where it is': async () => {
    write('pages/b/b.wxml', page('page b, changed'));
    await text('page b, changed');
    await text('42');
  },
  'what the program logs stands in the terminal, with its page and its place in the source': async () => {
    const script = `const say = require('../../utils/say.js');
Page({
  onLoad() {
    console.log('at %s', 'load', { n: [1, 'two'] });
    say('from a module');
    wx.none.gone();
  },
})`;
    write('utils/say.js', 'module.exports = (text) => {\n  console.warn(text);\n};');
    write('pages/b/b.js', script);
    await written("  log pages/b/b.js:4:", "at load { n: [1, 'two'] }");
    await written(' warn utils/say.js:2:', '(on pages/b/b) from a module');
    await written('error pages/b/b.js:6:', 'onLoad: TypeError', 'onLoad (pages/b/b.js:6:');
    if (log.text.includes('/a/logic.')) throw new Error(`frames of the runtime in the terminal:\n${log.text}`);
  },
  'an error is shown over the last good page, with its place': async () => {
    write('pages/b/b.js', 'Page({\n  data: { id: 1 ]\n})');
    await overlayWith('pages/b/b.js:2:', 'js/syntax', 'data: { id: 1 ]', '编译失败', 'Not compiled');
    equal(await visit.locator('.heading').first().textContent(), 'page b, changed', 'the page below');
    if (!log.text.includes('pages/b/b.js:2:')) throw new Error(`no code frame in the terminal:\n${log.text}`);
    if (process.env.SCREENSHOT) await visit.screenshot({ path: process.env.SCREENSHOT });
  },
  'of a line longer than the overlay the part with the error is seen, and its label': async () => {
    write('pages/b/b.js', `Page({ data: { list: [${'1234567, '.repeat(40)}], id: 1 ], more: [${'1, '.repeat(100)}] } })`);
    await overlayWith('pages/b/b.js:1:');
    const [box, mark, label] = await visit.locator('minnow-overlay').evaluate((node) => ['pre', 'mark', '.label'].map((part) => node.shadowRoot.querySelector(part)?.getBoundingClientRect().toJSON()));
    if (!(mark.left > box.left && mark.right < box.right)) throw new Error(`the mark at ${mark.left} is not in the box from ${box.left} to ${box.right}`);
    if (label && !(label.left >= box.left && label.left < box.right)) throw new Error(`the label at ${label.left} is not in the box`);
  },
  'the overlay closes itself when the error is mended': async () => {
    write('pages/b/b.js', script);
    await visit.locator('minnow-overlay').waitFor({ state: 'detached' });
    await text('page b, changed');
  },
  'a script that throws while it is loaded is shown over the page, with its place, and what needs no script is drawn below': async () => {
    write('app.js', "const settings = {};\nconsole.log(settings.theme.colour);\nApp({});");
    const shown = await overlayWith('脚本加载时出错', 'A script threw', 'TypeError', 'colour', 'app.js:2:');
    if (shown.includes('logic.')) throw new Error(`frames of the runtime in the overlay: ${shown}`);
    equal(await visit.locator('.heading').first().textContent(), 'page b, changed', 'the page below');
    await written('error app.js:2:', 'TypeError');
    write('app.js', 'App({})');
    await visit.locator('minnow-overlay').waitFor({ state: 'detached' });
  },
  'the demo opens every program in the host app, and at an origin of its own that counts as secure': async () => {
    await visit.goto('about:blank');
    const { address } = await start('demo', folder, '--data', join(folder, 'data'));
    const own = address.replace('mini.localhost', 'program.mini.localhost');
    await visit.setViewportSize({ width: 1200, height: 900 });
    await visit.goto(own);
    await text('page a');
    equal(await visit.evaluate(() => [location.origin, isSecureContext]), [new URL(own).origin, true], 'its own origin, and a secure one');
    await visit.goto(`${address}#/p/program`);
    await visit.frameLocator('iframe').locator('.heading').filter({ hasText: 'page a' }).waitFor();
    const refused = await visit.goto(address.replace('mini.localhost', 'other.mini.localhost'));
    equal(refused.status(), 404, 'a name that no program has');
  },
  'a map lies on the tiles of --map-tiles, names whom they are from, and asks for more when it is dragged': async () => {
    const tiles = await startTiles();
    // The page of the first server would reload for the change, and cut the way to the second one short.
    await visit.goto('about:blank');
    write('pages/b/b.wxml', '<map id="map" longitude="116.3975" latitude="39.9087" scale="14" style="width:100%;height:300px"></map>');
    const { address } = await start('dev', join(folder, 'program'), '--map-tiles', `${tiles.origin}/{z}/{x}/{y}.png`, '--map-attribution', '© The Surveyors');
    await visit.goto(`${address}pages/b/b`);
    const middle = `/${tileOf(116.3975, 39.9087, 14)}.png`;
    // Drawn, and where it belongs: the middle of the map lies in it.
    const under = (path) => {
      const box = document.querySelector('wx-map')?.getBoundingClientRect();
      if (!box) return false;
      const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
      const tile = [...document.querySelectorAll('wx-map img')].find((one) => {
        const { left, top, right, bottom } = one.getBoundingClientRect();
        return left <= x && x <= right && top <= y && y <= bottom;
      });
      return tile?.naturalWidth > 0 && new URL(tile.src).pathname === path;
    };
    await visit.waitForFunction(under, middle);
    await text('© The Surveyors');
    const before = new Set(tiles.asked);
    const box = await visit.locator('wx-map').boundingBox();
    const from = box.x + box.width / 2 + 128;
    await visit.mouse.move(from, box.y + 150);
    await visit.mouse.down();
    // A tile is 256 pixels wide: the one in the east comes to the middle.
    await visit.mouse.move(from - 256, box.y + 150, { steps: 8 });
    await visit.mouse.up();
    const [z, x, y] = tileOf(116.3975, 39.9087, 14).split('/').map(Number);
    await visit.waitForFunction(under, `/${z}/${x + 1}/${y}.png`);
    if (![...tiles.asked].some((path) => !before.has(path))) throw new Error(`no further tile was asked for: ${[...tiles.asked].join(' ')}`);
    write('pages/b/b.wxml', page('page b, changed'));
  },
  'a program that starts with a script nobody can read runs all but what requires it, under the overlay': async () => {
    write('utils/bad.js', 'module.exports = ;');
    write('pages/a/a.js', "Page({ data: { id: 'runs', answer: '' }, onLoad() { try { require('../../utils/bad') } catch (error) { this.setData({ answer: error.name }) } } })");
    const { address, log } = await start('dev', join(folder, 'program'));
    await visit.goto(address);
    await text('runs');
    await text('SyntaxError');
    const overlay = visit.locator('minnow-overlay');
    equal(await overlay.locator('.place').allTextContents(), ['utils/bad.js:1:18'], 'places shown');
    if (!log.text.includes('utils/bad.js:1:')) throw new Error('the terminal lacks the place');
    write('utils/bad.js', 'module.exports = 1;');
    await overlay.waitFor({ state: 'detached' });
    write('pages/a/a.js', script);
  },
  'an unknown page is a 404 that lists the pages': async () => {
    const response = await visit.goto(`${address}pages/none/none`);
    equal(response.status(), 404, 'status');
    equal(await visit.locator('li').allTextContents(), ['pages/a/a', 'pages/b/b'], 'pages listed');
  },
};

let passed = 0;
let failed = 0;
for (const [name, run] of Object.entries(tests)) {
  try {
    await run();
    passed += 1;
  } catch (error) {
    failed += 1;
    console.log(`FAILED ${name}\n    ${error.message}\n    page: ${(await visit.evaluate(() => document.body?.innerText ?? '').catch(() => '')).slice(0, 300)}`);
  }
}
for (const close of closers.reverse()) await close();
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
