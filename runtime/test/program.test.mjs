// A whole small program, both realms and the frame, in Chromium: from the launch document to tapped buttons and routes.
// The package is written by hand in the form the compiler emits.
import fs from 'node:fs';

export const kind = 'browser';
export const entries = { 'view.classic': 'runtime/view/main.ts', 'logic.classic': 'runtime/test/whole_logic.ts' };


const manifest = {
  format: 1,
  app: { window: { navigationBarTitleText: 'Test' } },
  entry: 'pages/list/list',
  runtime: { view: 'view.classic.js', logic: 'logic.classic.js', css: 'ua.css', elements: {}, api: {} },
  appLogic: ['a/app.js'],
  appStyle: ['a/app.css'],
  pages: {
    'pages/list/list': { scope: '1', view: ['a/list.t.js'], logic: ['a/list.t.js', 'a/list.logic.js'], style: ['a/list.css'], config: { onReachBottomDistance: 10 } },
    'pages/detail/detail': { scope: '2', view: ['a/detail.t.js'], logic: ['a/detail.t.js', 'a/detail.logic.js'] },
  },
  components: {
    'pages/list/list': { scope: '1', using: { 'my-row': 'c/row' } },
    'pages/detail/detail': { scope: '2' },
    'c/row': { scope: '3' },
  },
};

const listTemplates = `mn.t("pages/list/list")\`<view @tap=add class=head data-n=1>\${d=>d.count+"/"+d.rows.length}</><view @tap=go class=go>go</><view @tap=many class=many>many</><view @tap=change class=change>change</><view class=list><my-row *rows:id @:tap=onRow @tick=onTick data-x=5 mark={~0.mark} data-id={~0.id}><text>{~0.label}\`;
mn.t("c/row")\`<view @tap=done class=row style=height:100rpx><slot/>\${d=>d.mark?"!":"."}\`;`;
const listLogic = `mn.d("c/row.js", function (require, module, exports) { Component({ properties: { mark: Boolean }, methods: { done(e) { this.triggerEvent('tick', { from: e.type }); } } }); });
mn.d("pages/list/list.js", function (require, module, exports) {
  Page({
    data: { count: 0, rows: [{ id: 1, label: 'one' }, { id: 2, label: 'two' }] },
    onLoad(query) { this.log = ['load ' + JSON.stringify(query)]; getApp().log = this.log; },
    onReady() { this.log.push('ready'); },
    onReachBottom() { this.log.push('bottom'); },
    onPageScroll(e) { this.top = e.scrollTop; },
    add(e) { this.setData({ count: this.data.count + +e.currentTarget.dataset.n }, () => this.log.push('applied')); },
    onTick(e) { const { id, x } = e.currentTarget.dataset; this.setData({ ['rows[' + this.data.rows.findIndex((r) => r.id === id) + '].mark']: true }); this.log.push('tick ' + id + x + e.detail.from); },
    onRow(e) { this.log.push('row ' + e.currentTarget.dataset.id); },
    change() { this.setData({ ['rows[' + 500 + '].label']: 'changed' }); },
    many() { this.setData({ rows: this.data.rows.concat(Array.from({ length: 998 }, (_, i) => ({ id: 10 + i, label: 'r' + i }))) }); },
    go() { wx.navigateTo({ url: '../detail/detail?name=%E4%BD%A0' }); },
  });
});`;
export const files = {
  '/': `<!doctype html><html><head><meta name="viewport" content="width=device-width,viewport-fit=cover"><script type="application/json" id="minnow-manifest">${JSON.stringify(manifest)}</script><script src="/view.classic.js" defer></script></head><body></body></html>`,
  '/ua.css': ['elements/ua.css', 'view/frame/frame.css'].map((name) => fs.readFileSync(new URL(`../${name}`, import.meta.url), 'utf8')).join('\n'),
  '/a/app.css': 'wx-page { --app: 1 }',
  '/a/list.css': '.head { color: rgb(255, 0, 0) }',
  '/a/app.js': 'mn.d("app.js", function () { App({ onLaunch(o) { this.launched = o.path; } }); });',
  '/a/list.t.js': listTemplates,
  '/a/list.logic.js': listLogic,
  '/a/detail.t.js': 'mn.t("pages/detail/detail")`<view @tap=back class=d>{name}`;',
  '/a/detail.logic.js': `mn.d("pages/detail/detail.js", function () { Page({ data: { name: '' }, onLoad({ name }) { this.setData({ name: name + '|' + getApp().log.join(',') }); }, back() { wx.navigateBack(); } }); });`,
};


export default function ({ test, equal, ok, page: open }) {
  test('a program opens, answers taps through components, scrolls, routes and comes back', async () => {
    const page = await open();
    const messages = [];
    page.on('console', (message) => messages.push(message.text()));
    await page.waitForSelector('.list .row_3');
    equal(await page.textContent('.head'), '0/2');
    equal(await page.$$eval('.row_3', (rows) => rows.map((row) => row.textContent)), ['one.', 'two.']);
    equal(await page.$eval('.head', (el) => getComputedStyle(el).color), 'rgb(255, 0, 0)');
    equal(await page.$eval('.row_3', (el) => el.getBoundingClientRect().height), 52);
    await page.click('.head');
    await page.waitForFunction(() => document.querySelector('.head').textContent === '1/2');
    await page.click('.row_3 >> nth=1');
    await page.waitForFunction(() => document.querySelectorAll('.row_3')[1].textContent === 'two!');
    await page.click('.go');
    await page.waitForSelector('.d');
    equal(await page.textContent('.d'), '你|load {},ready,applied,tick 25tap,row 2');
    ok(page.url().includes('/pages/detail/detail?name='), page.url());
    await page.click('.d');
    await page.waitForFunction(() => !document.querySelector('.d'));
    equal(messages.filter((text) => !/favicon|content-visibility|404/.test(text)), []);
    equal(page.errors, []);
  });

  test('one field of one row of 1,000 sends a few bytes and changes one node; the bottom is reached once a growth', async () => {
    const page = await open({
      init: () => {
        window.sizes = [];
        const { set } = Object.getOwnPropertyDescriptor(Worker.prototype, 'onmessage');
        Object.defineProperty(Worker.prototype, 'onmessage', {
          set(listener) {
            set.call(this, (event) => {
              if (event.data.t === 'patch') window.sizes.push(JSON.stringify(event.data).length);
              listener(event);
            });
          },
        });
      },
    });
    await page.waitForSelector('.list .row_3');
    await page.click('.many');
    await page.waitForFunction(() => document.querySelectorAll('.row_3').length === 1000);
    await page.evaluate(() => {
      window.sizes.length = 0;
      window.seen = [];
      new MutationObserver((records) => window.seen.push(...records.map(({ type }) => type))).observe(document.querySelector('.list'), { subtree: true, childList: true, characterData: true, attributes: true });
    });
    await page.click('.change');
    await page.waitForFunction(() => document.querySelectorAll('.row_3')[500].textContent.startsWith('changed'));
    const { seen, sizes } = await page.evaluate(() => ({ seen: window.seen, sizes: window.sizes }));
    equal(seen, ['characterData']);
    equal(sizes.length, 1);
    ok(sizes[0] < 120, `the patch is ${sizes[0]} bytes`);
    await page.evaluate(() => document.querySelector('.list').closest('.mn-scroller').scrollTo(0, 1e6));
    await page.waitForFunction(() => document.querySelector('.list').closest('.mn-scroller').scrollTop > 1000);
    // Positions are told once a frame.
    await page.evaluate(() => new Promise((shown) => requestAnimationFrame(() => requestAnimationFrame(shown))));
    await page.evaluate(() => document.querySelector('.list').closest('.mn-scroller').scrollTo(0, 0));
    await page.click('.go');
    await page.waitForSelector('.d');
    equal((await page.textContent('.d')).split(',').filter((entry) => entry === 'bottom').length, 1);
    equal(page.errors, []);
  });
}
