// The developer panel of `minnow dev`, used as a person does, in a real browser: node crates/cli/tests/browser/panel.mjs
// In: MINNOW (the binary), CHROMIUM. Out: one line a failure, closing line `N passed, N failed`. Must not: sleep, or need the network.

import http from 'node:http';
import { equal, run, stage } from './stage.mjs';

/** A back end on loopback that counts who asks. */
let asked = 0;
const server = http.createServer((request, response) => {
  asked += 1;
  response.writeHead(request.url === '/missing' ? 404 : 200, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ name: 'from the back end' }));
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const backEnd = `http://127.0.0.1:${server.address().port}`;

const program = stage({
  'app.json': JSON.stringify({ pages: ['pages/list/list', 'pages/detail/detail'], darkmode: true, window: { navigationBarTitleText: 'Panel' } }),
  'app.js': 'App({ globalData: { answer: 42 } })',
  'app.wxss': '@media (prefers-color-scheme: dark) { .title { color: rgb(1, 1, 1) } }',
  'pages/list/list.json': JSON.stringify({ usingComponents: { counter: '/counter/counter' } }),
  'pages/list/list.wxml': `<view class="title">{{title}}</view>
<view wx:for="{{rows}}" wx:key="id" class="row">
  <counter id="c{{item.id}}"
    label="{{item.name}}"/>
</view>
<view class="ask" bindtap="ask">ask</view><view class="answer">{{answer}}</view>
<view class="look" bindtap="look">look</view><view class="seen">{{seen}}</view>
<view class="line">{{line}}</view>
<view class="unseen" bindtap="hide">hide</view>
<include src="/parts/foot"/>`,
  'parts/foot.wxml': '\n<view class="foot">foot</view>',
  'pages/list/list.js': `Page({
  data: { title: 'Goods', rows: [{ id: 1, name: 'one' }, { id: 2, name: 'two' }], answer: '', seen: '', hidden: 0 },
  ask() {
    wx.setStorageSync('asked', { times: 1 })
    wx.request({ url: '${backEnd}/goods?page=1', success: ({ data, statusCode }) => this.setData({ answer: statusCode + ' ' + data.name }), fail: ({ errMsg }) => this.setData({ answer: errMsg }) })
  },
  look() {
    const { windowWidth, theme } = wx.getSystemInfoSync()
    const { scene, query, referrerInfo } = wx.getLaunchOptionsSync()
    wx.getSetting({ success: ({ authSetting }) => this.setData({ seen: JSON.stringify({ count: (this.count = (this.count ?? 0) + 1), windowWidth, theme, scene, query, app: referrerInfo.appId, record: authSetting['scope.record'] }) }) })
  },
  hide() { this.setData({ hidden: 1 }) },
  onLoad() {
    wx.onNetworkStatusChange(({ networkType, isConnected }) => this.setData({ line: networkType + ' ' + isConnected }))
    wx.getNetworkType({ success: ({ networkType }) => this.setData({ line: networkType }) })
    console.log('opened', this.data.rows.length)
  },
})`,
  'pages/detail/detail.json': '{}',
  'pages/detail/detail.wxml': '<view class="detail">detail</view>',
  'pages/detail/detail.js': 'Page({})',
  'counter/counter.json': '{ "component": true }',
  'counter/counter.wxml': '<view class="count" bindtap="add">{{label}}:{{n}}</view>',
  'counter/counter.js': 'Component({ properties: { label: String }, data: { n: 0 }, methods: { add() { this.setData({ n: this.data.n + 1 }) } } })',
});
program.onClose(() => server.close());
// What the terminal is not told, the panel is.
const address = await program.serve('--no-console');
const visit = await program.browse({ viewport: { width: 1280, height: 800 }, colorScheme: 'light', locale: 'en-US' });
const panel = visit.locator('minnow-panel');
const tab = (name) => panel.locator(`#tab-${name}`).click();
const shows = (selector, text) => visit.locator(`.mn-page-top ${selector}`).filter({ hasText: text }).waitFor();
const row = (text) => panel.locator('.list').locator('.row, details, .node').filter({ hasText: text });
const press = (selector) => visit.locator(`.mn-page-top ${selector}`).click();
const COUNT = '[class^="count_"]';

async function seen() {
  const before = await visit.locator('.mn-page-top .seen').textContent();
  await press('.look');
  await visit.waitForFunction((before) => document.querySelector('.mn-page-top .seen').textContent !== before, before);
  return JSON.parse(await visit.locator('.mn-page-top .seen').textContent());
}

const tests = {
  'a handle at the edge and keys open the panel, also after its script was lost once, which stays open through a reload and closes by both': async () => {
    await visit.goto(address);
    await visit.locator('.title').waitFor();
    equal(await visit.evaluate(() => performance.getEntriesByType('resource').some(({ name }) => name.endsWith('/panel.js'))), false, 'loaded before it is opened');
    const before = await visit.locator('.mn-frame').boundingBox();
    await visit.route('**/panel.js', (route) => route.abort(), { times: 1 });
    const told = visit.waitForEvent('console', { predicate: (message) => message.text().includes('panel.js could not be loaded') });
    await visit.locator('minnow-handle button').click();
    await told;
    await visit.locator('minnow-handle button').click();
    await panel.locator('#tab-console').waitFor();
    const beside = await visit.locator('.mn-frame').boundingBox();
    equal(beside.width, before.width - (await panel.boundingBox()).width, 'the frame ends where the panel begins');
    await visit.reload();
    await panel.locator('#tab-console').waitFor();
    await panel.locator('.close').click();
    await panel.waitFor({ state: 'hidden' });
    equal(await visit.locator('.mn-frame').boundingBox(), before, 'the frame without it');
    await visit.keyboard.press('Alt+Shift+KeyM');
    await panel.waitFor();
  },
  'tabs are chosen by keys and say which is chosen': async () => {
    await panel.locator('#tab-console').focus();
    await visit.keyboard.press('ArrowRight');
    equal(await panel.locator('[role=tab][aria-selected=true]').textContent(), 'Network', 'chosen');
    await visit.keyboard.press('End');
    equal(await panel.locator('[role=tab][aria-selected=true]').textContent(), 'Device', 'chosen');
  },
  'the console shows what was said before it was opened, with its place, and runs expressions where the program runs': async () => {
    await tab('console');
    await row('opened 2').filter({ hasText: 'pages/list/list.js:16' }).waitFor();
    const prompt = panel.locator('.prompt input');
    await prompt.fill('getApp().globalData.answer + 1');
    await prompt.press('Enter');
    await row('‹ 43').waitFor();
    await prompt.fill('const page = getCurrentPages()[0]; page.setData({ title: "Evaluated" })');
    await prompt.press('Enter');
    await shows('.title', 'Evaluated');
    await prompt.fill('missing.name');
    await prompt.press('Enter');
    await row('missing is not defined').waitFor();
    equal(await prompt.inputValue(), '', 'the line is empty again');
    await prompt.press('ArrowUp');
    equal(await prompt.inputValue(), 'missing.name', 'the line before');
    await panel.locator('input[type=search]').fill('nothing like this');
    await panel.locator('.empty').filter({ hasText: 'filter' }).waitFor();
    await panel.locator('input[type=search]').fill('');
  },
  'an exchange is shown with what was asked and answered, and its answer can be pinned': async () => {
    await tab('network');
    await panel.locator('.empty').waitFor();
    await press('.ask');
    await shows('.answer', '200 from the back end');
    const exchange = row('/goods?page=1');
    await exchange.locator('summary').click();
    for (const part of ['content-type', '"name": "from the back end"', '200']) await exchange.filter({ hasText: part }).waitFor();
    await exchange.getByText('Pin this response').click();
    await panel.locator('summary').filter({ hasText: 'Pinned responses' }).click();
    await panel.locator('textarea').fill('{"name":"pinned"}');
    await panel.getByLabel('Status').fill('418');
    await panel.getByLabel('Delay, ms').fill('1');
    await panel.getByLabel('Delay, ms').blur();
    const before = asked;
    await press('.ask');
    await shows('.answer', '418 pinned');
    equal(asked, before, 'requests of the back end');
    await row('pinned').first().waitFor();
    await panel.getByText('Delete').click();
    await press('.ask');
    await shows('.answer', '200 from the back end');
  },
  'without a line requests fail as the vendor says, and with one they do not': async () => {
    await tab('device');
    await panel.getByRole('button', { name: 'Offline' }).click();
    await press('.ask');
    await shows('.answer', 'request:fail errcode:-106');
    await shows('.line', 'none false');
    await tab('network');
    await row('offline').or(row('failed')).first().waitFor();
    await tab('device');
    await panel.getByRole('button', { name: 'Fast 4G' }).click();
    await press('.ask');
    await shows('.answer', '200 from the back end');
    await panel.getByRole('button', { name: 'Online' }).click();
    await shows('.line', 'true');
  },
  'storage is seen, changed, added to and cleared': async () => {
    await tab('storage');
    await row('asked').locator('summary').click();
    await panel.locator('textarea').fill('{"times":');
    await panel.getByText('Save').click();
    await panel.locator('.bad').filter({ hasText: /./ }).waitFor();
    await panel.locator('textarea').fill('{"times":7}');
    await panel.getByText('Save').click();
    await row('"times":7').waitFor();
    await panel.getByText('New').click();
    await panel.getByLabel('Key').fill('mine');
    await panel.getByLabel('Value (JSON)').first().fill('[1,2]');
    await panel.getByText('Save').first().click();
    await row('mine').waitFor();
    await tab('console');
    await panel.locator('.prompt input').fill('JSON.stringify([wx.getStorageSync("asked"), wx.getStorageSync("mine")])');
    await panel.locator('.prompt input').press('Enter');
    await row('‹ [{"times":7},[1,2]]').waitFor();
    await tab('storage');
    await panel.getByText('Clear').click();
    await panel.getByText('Really clear?').click();
    await panel.locator('.empty').waitFor();
  },
  'data of pages and components are live and can be changed': async () => {
    await tab('data');
    await row('title').filter({ hasText: '"Evaluated"' }).waitFor();
    await row('title').locator('.leafvalue').click();
    await panel.locator('.node input').fill('"By hand"');
    await panel.locator('.node input').press('Enter');
    await shows('.title', 'By hand');
    await row('rows').locator('.fold').click();
    await panel.locator('.node[aria-level="2"] .fold').first().click();
    await panel.locator('.node').filter({ hasText: 'name' }).locator('.leafvalue').click();
    await panel.locator('.node input').fill('"uno"');
    await panel.locator('.node input').press('Enter');
    await shows(COUNT, 'uno:0');
    const choice = panel.locator('select');
    equal((await choice.locator('option').allTextContents()).map((text) => text.trim()), ['pages/list/list ◂', 'counter/counter #c1', 'counter/counter #c2'], 'instances');
    await choice.selectOption({ index: 2 });
    await row('label').filter({ hasText: '"two"' }).waitFor();
    await visit.locator(COUNT).nth(1).click();
    await row('n :').or(row('n:')).filter({ hasText: '1' }).first().waitFor();
  },
  'elements stand there as in WXML, each with its line, and one is picked from the page': async () => {
    await tab('elements');
    const nodes = panel.locator('.node:has(.tag)');
    const read = async () => (await nodes.allTextContents()).map((text) => text.replace(/\s+/g, ' '));
    await nodes.nth(3).waitFor();
    const lines = await read();
    const line = (part) => lines.find((text) => text.includes(part))?.match(/[^>]*$/)[0];
    equal(
      ['class="title"', 'class="row"', 'id="c2"', 'class="count"', 'class="ask"', 'class="look"', 'class="foot"'].map(line),
      ['list.wxml:1', 'list.wxml:2', 'list.wxml:3', 'counter.wxml:1', 'list.wxml:6', 'list.wxml:7', 'foot.wxml:2'], 'lines');
    await nodes.filter({ hasText: 'class="ask"' }).hover();
    const frame = await visit.locator('minnow-highlight').boundingBox();
    equal(frame, await visit.locator('.ask').boundingBox(), 'what is framed');
    await panel.getByText('Pick from the page').click();
    await visit.locator(COUNT).nth(0).click();
    equal((await panel.locator('.node[aria-selected=true]').textContent()).includes('counter.wxml:1'), true, 'what is picked');
    await panel.locator('.split').filter({ hasText: 'counter/counter.wxml:1' }).waitFor();
    await shows(COUNT, 'uno:0');
  },
  'timings show the launch, each setData, and those that draw nothing': async () => {
    await tab('timings');
    await panel.locator('.bars > span').nth(20).waitFor();
    equal(await panel.locator('.bars > span:nth-child(3n + 1)').allTextContents(), ['Document', 'First paint', 'View script', 'Logic realm', 'Scripts', 'Page logic', 'Drawing', 'Ready'], 'phases');
    await visit.locator(COUNT).nth(1).click();
    await row('counter: n').first().waitFor();
    await press('.unseen');
    await row('list: hidden · not drawn').waitFor();
  },
  'events are shown with their handler': async () => {
    await tab('events');
    await row('add()').filter({ hasText: 'counter/counter' }).first().waitFor();
    await row('hide()').filter({ hasText: 'pages/list/list' }).waitFor();
  },
  'a device has its size, colours change what the program and its sheets see': async () => {
    await tab('device');
    await panel.getByRole('button', { name: /Redmi 12/ }).click();
    await panel.getByRole('button', { name: 'Dark' }).click();
    const { windowWidth, theme } = await seen();
    equal([windowWidth, theme], [360, 'dark'], 'system');
    equal(await visit.locator('.title').evaluate((node) => getComputedStyle(node).color), 'rgb(1, 1, 1)', 'colour');
    await panel.getByRole('button', { name: 'Light' }).click();
    equal((await seen()).theme, 'light', 'theme');
    equal(await visit.locator('.title').evaluate((node) => getComputedStyle(node).color), 'rgb(0, 0, 0)', 'colour');
    await panel.getByRole('button', { name: 'As the window' }).click();
    equal((await seen()).windowWidth, 414, 'width of the column');
  },
  'the program is launched with the page, query, scene, referrer and permissions that were chosen': async () => {
    const record = panel.getByRole('group', { name: 'Microphone' });
    await record.getByRole('button', { name: 'Allow' }).click();
    await panel.getByRole('combobox', { name: 'Page' }).selectOption('pages/list/list');
    await panel.getByLabel('Query').fill('id=5&from=me');
    await panel.getByLabel('Scene').fill('1011');
    await panel.getByLabel('referrerInfo').fill('{"appId":"wx123"}');
    await panel.getByText('Relaunch').click();
    await visit.waitForURL(/id=5/);
    await visit.locator('.look').waitFor();
    await panel.waitFor();
    const { scene, query, app, record: allowed } = await seen();
    equal({ scene, query, app, allowed }, { scene: 1011, query: { id: '5', from: 'me' }, app: 'wx123', allowed: true }, 'launch');
  },
  'a page in a frame of another page has no handle': async () => {
    await visit.setViewportSize({ width: 1280, height: 800 });
    await visit.evaluate(() => {
      const frame = document.createElement('iframe');
      frame.src = location.href;
      frame.id = 'framed';
      document.body.append(frame);
    });
    const framed = visit.frameLocator('#framed');
    await framed.locator('.title').waitFor({ state: 'attached' });
    equal(await framed.locator('minnow-handle, minnow-panel').count(), 0, 'handles');
  },
};

await run(tests, visit, program.close);
