// The developer panel with keys, with a screen reader's eyes (axe), and with values that do not fit: node crates/cli/tests/browser/panel_access.mjs
// In: MINNOW (the binary), CHROMIUM. Out: one line a failure, closing line `N passed, N failed`. Must not: sleep, or need the network.

import { readFileSync } from 'node:fs';
import http from 'node:http';
import { createRequire } from 'node:module';
import { equal, run, stage } from './stage.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const server = http.createServer((_, response) => response.writeHead(200, { 'content-type': 'application/json' }).end('{"name":"水果"}'));
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const backEnd = `http://127.0.0.1:${server.address().port}`;
/** A port nobody listens on. */
const closed = await new Promise((resolve) => {
  const gone = http.createServer().listen(0, '127.0.0.1', () => {
    const { port } = gone.address();
    gone.close(() => resolve(port));
  });
});

const TABS = ['console', 'network', 'storage', 'data', 'elements', 'timings', 'events', 'device'];
const LONG = 'pages/a-name-that-is-longer-than-its-column/a-name-that-is-longer-than-its-column';

const program = stage({
  'app.json': JSON.stringify({ pages: [LONG], darkmode: true }),
  'app.js': 'App({})',
  [`${LONG}.json`]: '{ "usingComponents": { "card": "/card/card" } }',
  [`${LONG}.wxml`]: '<view class="title">{{title}}</view>\n<card wx:for="{{rows}}" wx:key="id" id="水果{{item.id}}"><text>深</text></card>\n<view class="ask" bindtap="ask">ask</view><view class="set" bindtap="set">set</view>',
  [`${LONG}.js`]: `Page({
  data: { title: '今天的苹果', long: '${'很长，没有空格'.repeat(400)}', rows: [{ id: 1, name: 'one' }, { id: 2, name: 'two' }], many: Array.from({ length: 300 }, (_, i) => i), none: {}, zero: -0, ['k'.repeat(90)]: 1 },
  onLoad() {
    console.log('x'.repeat(4000))
    console.error(new Error('出错了'))
  },
  ask() {
    wx.request({ url: '${backEnd}/goods?name=${'%E6%B0%B4'.repeat(60)}', method: 'POST', data: { a: 1 }, header: { 'x-long': 'v'.repeat(200) }, complete: () => this.setData({ title: 'asked' }) })
    wx.connectSocket({ url: 'ws://127.0.0.1:${closed}/none', fail() {} })
    wx.setStorageSync('k'.repeat(120), { text: '长'.repeat(300) })
  },
  set() { this.setData({ title: this.data.title + '!' }) },
})`,
  'card/card.json': '{ "component": true }',
  'card/card.wxml': '<view class="card"><slot/></view>',
  'card/card.js': 'Component({})',
});
const nothing = stage({ 'app.json': '{"pages":["p/p"],"darkmode":true}', 'app.js': 'App({})', 'p/p.wxml': '', 'p/p.js': 'Page({})' });
program.onClose(() => server.close());
program.onClose(nothing.close);

async function open(address, look) {
  const visit = await program.browse(look);
  await visit.goto(address);
  await visit.locator('.mn-page-top').waitFor({ state: 'attached' });
  await visit.keyboard.press('Alt+Shift+KeyM');
  await visit.locator('minnow-panel #tab-console').waitFor();
  return visit;
}

const address = await program.serve('--no-console');
const emptyAddress = await nothing.serve('--no-console');
const visit = await open(address, { viewport: { width: 1280, height: 800 }, locale: 'en-US' });
const panel = visit.locator('minnow-panel');
const tab = (name) => panel.locator(`#tab-${name}`).click();
const press = (selector) => visit.locator(`.mn-page-top ${selector}`).click();
const node = (text) => panel.locator('.node').filter({ hasText: text }).first();
/** What is in focus: its role and the beginning of its text. */
const focused = () => visit.evaluate(() => {
  const { activeElement } = document.querySelector('minnow-panel').shadowRoot;
  return activeElement && `${activeElement.getAttribute('role') ?? activeElement.localName} ${activeElement.textContent.slice(0, 14)}`;
});
const keys = async (...names) => {
  for (const name of names) await visit.keyboard.press(name);
};

/** What axe finds in the panel, and what sticks out of it. */
async function faults(visit) {
  return visit.evaluate(async () => {
    const root = document.querySelector('minnow-panel').shadowRoot;
    const { right } = root.querySelector('.panel').getBoundingClientRect();
    const outside = [...root.querySelectorAll('.body *')].filter((node) => node.getBoundingClientRect().right > right + 1).map((node) => `outside: ${node.outerHTML.slice(0, 120)}`);
    const { violations } = await axe.run('minnow-panel', { resultTypes: ['violations'] });
    return [...outside, ...violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`))];
  });
}

const LOOKS = {
  'phone, light, English': { viewport: { width: 320, height: 640 }, colorScheme: 'light', locale: 'en-US', hasTouch: true },
  'phone, dark, Chinese': { viewport: { width: 375, height: 700 }, colorScheme: 'dark', locale: 'zh-CN', hasTouch: true },
  'desktop, dark, English': { viewport: { width: 1280, height: 800 }, colorScheme: 'dark', locale: 'en-US' },
  'desktop, light, Chinese': { viewport: { width: 1280, height: 800 }, colorScheme: 'light', locale: 'zh-CN' },
};

const tests = {
  'a program with nothing has eight tabs that say so, and no error': async () => {
    const visit = await open(emptyAddress, { viewport: { width: 1280, height: 800 }, locale: 'en-US' });
    const errors = [];
    visit.on('pageerror', ({ message }) => errors.push(message));
    for (const [name, text] of [['console', 'console'], ['network', 'wx.request'], ['storage', 'Nothing stored'], ['data', 'No fields'], ['elements', 'no elements'], ['events', 'Touch the page']]) {
      await visit.locator(`minnow-panel #tab-${name}`).click();
      await visit.locator('minnow-panel .empty').filter({ hasText: text }).waitFor();
    }
    equal(errors, [], 'errors');
    await visit.context().close();
  },
  'a tree is one stop of the Tab key, and arrows go through it, fold it and keep their place when it is drawn anew': async () => {
    await tab('data');
    await node('title').waitFor();
    await keys('Tab', 'Tab', 'Tab');
    equal(await focused(), 'treeitem title:"今天的苹果"', 'first item');
    await keys('ArrowDown', 'ArrowDown');
    equal(await focused(), 'treeitem rows:[2]', 'third item');
    await keys('ArrowRight');
    await panel.locator('.node[aria-level="2"]').nth(1).waitFor();
    await keys('ArrowRight');
    equal(await focused(), 'treeitem 0:{2}', 'inside');
    // The page changes what stands above: the item in focus is the same one.
    await visit.locator('.mn-page-top .set').evaluate((node) => node.click());
    await node('"今天的苹果!"').waitFor();
    equal(await focused(), 'treeitem 0:{2}', 'after a change');
    await keys('ArrowLeft');
    equal(await focused(), 'treeitem rows:[2]', 'parent');
    await keys('ArrowLeft', 'Home', 'Enter');
    equal(await focused(), 'input ', 'the field');
    await keys('Escape');
    equal(await focused(), 'treeitem title:"今天的苹果!"', 'after Escape');
    await keys('Enter');
    await visit.keyboard.type('"typed"');
    await keys('Enter');
    await visit.locator('.mn-page-top .title').filter({ hasText: 'typed' }).waitFor();
    await node('"typed"').waitFor();
    equal(await focused(), 'treeitem title:"typed"', 'after writing');
    equal(await panel.locator('.node[tabindex="0"]').count(), 1, 'stops of the Tab key');
  },
  'elements are chosen and framed by keys': async () => {
    await tab('elements');
    await node('class="title"').waitFor();
    await keys('Tab', 'Tab', 'Tab', 'ArrowDown', 'Enter');
    equal(await panel.locator('.node[aria-selected=true]').count(), 1, 'chosen');
    equal((await focused()).startsWith('treeitem <view class='), true, 'still in focus');
    equal(await visit.locator('minnow-highlight').boundingBox(), await visit.locator('.mn-page-top .title').boundingBox(), 'framed');
    await panel.locator('.split').filter({ hasText: 'font-size' }).waitFor();
    await keys('ArrowUp', 'ArrowLeft');
    equal(await panel.locator('.node').count(), 1, 'rows of a folded page');
    await keys('ArrowRight');
    await node('class="title"').waitFor();
  },
  'what is cut cannot be written back, and lists say how much is not shown': async () => {
    await tab('data');
    await node('long').waitFor();
    equal(await node('long').locator('button').count(), 0, 'button of a cut text');
    equal(await node('zero').textContent(), 'zero:-0', 'minus zero');
    await node('many').click();
    await node('100 more not shown').waitFor();
    equal(await node('none').getAttribute('aria-expanded'), null, 'an empty object unfolds');
  },
  'a socket that its server refused is a failure, with the reason': async () => {
    await press('.ask');
    await tab('network');
    const socket = panel.locator('details').filter({ hasText: '/none' });
    await socket.filter({ hasText: 'failed' }).waitFor();
    await socket.locator('summary').click();
    await socket.locator('.bad').filter({ hasText: '127.0.0.1' }).first().waitFor();
  },
  'what is unfolded, selected or in focus stays when there is more to show': async () => {
    await tab('timings');
    const first = panel.locator('details').last();
    await first.locator('summary').focus();
    await keys('Enter');
    equal(await first.getAttribute('open'), '', 'unfolded');
    const before = await panel.locator('details').count();
    await visit.locator('.mn-page-top .set').evaluate((node) => node.click());
    await panel.locator('details').nth(before).waitFor();
    equal([await panel.locator('details').last().getAttribute('open'), (await focused()).split(' ')[0]], ['', 'summary'], 'unfolded and in focus');
  },
};

/** Each look is a test of its own, since each has a minute. */
for (const [look, options] of Object.entries(LOOKS)) {
  tests[`every tab, empty and full, passes axe and fits: ${look}`] = async () => {
    const found = [];
    for (const [kind, at] of [['empty', emptyAddress], ['full', address]]) {
      const visit = await open(at, options);
      await visit.evaluate(axe);
      if (kind === 'full') {
        await visit.locator('.mn-page-top .ask').evaluate((node) => node.click());
        await visit.locator('.mn-page-top .title').filter({ hasText: 'asked' }).waitFor();
      }
      for (const name of TABS) {
        await visit.locator(`minnow-panel #tab-${name}`).click();
        await visit.locator('minnow-panel').locator('.row, .empty, .node, details, .field').first().waitFor();
        if (kind === 'full' && ['network', 'storage', 'timings'].includes(name)) await visit.locator('minnow-panel .list details summary').first().click();
        found.push(...(await faults(visit)).map((fault) => `${kind}, ${name}: ${fault}`));
      }
      await visit.context().close();
    }
    equal(found, [], 'found');
  };
}

await run(tests, visit, program.close);
