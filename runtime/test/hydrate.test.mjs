// A document that comes with its first screen is taken over: its nodes stay, only what differs changes, taps made early are answered.
// The first screen is made by the script that makes it at build, here in a bare realm of Node.js.
import fs from 'node:fs';
import { firstScreen, script, source } from './first_screen.mjs';

export const kind = 'browser';
export const entries = { 'view.classic': 'runtime/view/main.ts', 'logic.classic': 'runtime/test/whole_logic.ts' };

const manifest = {
  format: 1,
  app: { window: { navigationBarTitleText: 'First' }, tabBar: { list: [{ pagePath: 'pages/a/a', text: 'A' }, { pagePath: 'pages/b/b', text: 'B' }] } },
  entry: 'pages/a/a',
  runtime: { view: 'view.classic.js', logic: 'logic.classic.js', css: 'ua.css', elements: {}, api: {} },
  appLogic: ['a/app.js'],
  pages: { 'pages/a/a': { scope: '1', view: ['a/a.t.js'], logic: ['a/a.t.js', 'a/a.js'] }, 'pages/b/b': { scope: '4', view: ['a/b.t.js'], logic: ['a/b.t.js'] } },
  components: { 'pages/a/a': { scope: '1', using: { 'my-card': 'c/card', 'my-ghost': 'c/ghost' } }, 'c/card': { scope: '2' }, 'c/ghost': { scope: '3' }, 'pages/b/b': { scope: '4' } },
};

const templates = `mn.t("pages/a/a")\`<view @tap=tap class=count>{count}</><view ?open class=open>open {empty}</><view : class=shut>shut<text>x</></><view class=list><?list><text *list:id>{~0.label}</></></><view class=bare><*texts>{~0}</></><=row label={label}/><my-card *cards label={~0}><view slot=head class=head>{~0}!</><view slot=nowhere class=hidden>nowhere</><view>{count}</></><my-ghost>ghost {count}</><#row><view class=row>{label}</>\`;
mn.t("c/card")\`<view class=card><slot name=head/><text>{label}</><slot/></>\`;
mn.t("c/ghost")\`<view class=inner><slot/></>\`;`;
const logic = `mn.d("c/card.js", function () { Component({ options: { multipleSlots: true }, properties: { label: String } }); });
mn.d("c/ghost.js", function () { Component({ options: { virtualHost: true } }); });
mn.d("pages/a/a.js", function () {
  Page({
    data: { count: 0, open: true, empty: '', label: 'row', list: [{ id: 1, label: 'one' }, { id: 2, label: 'two' }, { id: 3, label: 'three' }], texts: ['a', '', 'b', 'c'], cards: ['x', 'y'] },
    onLoad({ mode }) {
      if (mode === 'shut') this.setData({ open: false, empty: 'full', label: 'other', texts: ['b'] });
      if (mode === 'fewer') this.setData({ list: [{ id: 3, label: 'three' }], cards: ['y'], texts: ['', 'b'] });
      if (mode === 'more') this.setData({ list: [{ id: 0, label: 'zero' }, ...this.data.list, { id: 9, label: 'nine' }], cards: ['x', 'y', 'z'], texts: ['', 'a', 'b', 'c', 'd'] });
      if (mode === 'away') wx.switchTab({ url: '/pages/b/b' });
    },
    tap() { this.setData({ count: this.data.count + 1 }); },
    fill() { this.setData({ empty: 'filled' }); },
  });
});`;
const chunks = {
  '/ua.css': ['elements/ua.css', 'view/frame/frame.css'].map((name) => fs.readFileSync(source(name), 'utf8')).join('\n'),
  '/a/app.js': 'mn.d("app.js", function () { App({}); });',
  '/a/a.t.js': templates,
  '/a/a.js': logic,
  '/a/b.t.js': 'mn.t("pages/b/b")`<view class=b>b</>`;',
};

const { html, record } = await firstScreen(manifest, 'pages/a/a', ['/a/app.js', '/a/a.t.js', '/a/a.js'].map((path) => chunks[path]));
const page = (body, rest) => `<!doctype html><html data-page="pages/a/a" data-base="/"><head><meta name="viewport" content="width=device-width"><script type="application/json" id="minnow-manifest">${JSON.stringify(manifest)}</script>
<script>${rest.bootstrap}</script><script src="/view.classic.js" defer></script></head><body>${body}</body></html>`;
const bootstrap = await script('view/bootstrap.ts');
const recorded = `<script type="application/json" id="minnow-record">${JSON.stringify(record)}</script>`;
export const files = { ...chunks, '/': page(html + recorded, { bootstrap }), '/index.html': page('', { bootstrap }), '/pages/a/a': page(html.replace('<wx-view class="open">', '<wx-view class="open"><b></b>') + recorded, { bootstrap }) };

/** Notes nodes that come into the document after it was parsed, and some that were there. */
const watch = () => {
  window.added = [];
  addEventListener('DOMContentLoaded', () => {
    window.kept = [...document.querySelectorAll('.list, .card_2, .inner_3, .bare')];
    new MutationObserver((records) => {
      for (const { addedNodes } of records) for (const node of addedNodes) window.added.push(node.outerHTML ?? node.data);
    }).observe(document.body, { childList: true, subtree: true });
  });
};
/** The page as shown: comments and what only marks the first screen left out. */
const shown = () => document.querySelector('.mn-page-top wx-page')?.innerHTML.replace(/<!--[^]*?-->/g, '');
const drawn = () => document.querySelector('.mn-page-top .count')?.$b || document.querySelector('.mn-page-top .b');

export default function ({ test, equal, ok, page: open, origin }) {
  const visit = async (path, settled = drawn) => {
    const opened = await open({ init: watch });
    await opened.goto(origin + path);
    await opened.waitForFunction(settled);
    return opened;
  };
  const fresh = async (query) => {
    const opened = await visit(`/index.html${query}`);
    return opened.evaluate(shown);
  };

  test('without scripts the page stands as it will be', async () => {
    ok(html.includes('one') && html.includes('x!') && html.includes('ghost 0'), html);
    ok(!html.includes('>nowhere</wx-view></wx-view>'), 'content without a slot is not shown');
  });

  test('a page whose data is as it was drawn makes no node', async () => {
    const opened = await visit('/');
    equal(await opened.evaluate(() => window.added), []);
    equal(await opened.evaluate(shown), await fresh(''));
    equal(opened.errors, []);
  });

  for (const mode of ['shut', 'fewer', 'more']) {
    test(`a page whose data differs (${mode}) becomes what it would have been, and keeps the nodes that are the same`, async () => {
      const opened = await visit(`/?mode=${mode}`);
      equal(await opened.evaluate(shown), await fresh(`?mode=${mode}`));
      ok(await opened.evaluate(() => window.kept.filter((node) => node.isConnected).length >= 3), 'nodes were kept');
      await opened.click('.count');
      await opened.waitForFunction(() => document.querySelector('.count').textContent === '1');
      equal(await opened.evaluate(() => document.querySelector('.inner_3').textContent), 'ghost 1');
      equal(opened.errors, []);
    });
  }

  test('taps before anybody hears them are answered in order, once', async () => {
    const opened = await open({ init: watch });
    let release;
    const held = new Promise((resolve) => (release = resolve));
    await opened.route('**/a/a.js', async (route) => {
      await held;
      await route.continue();
    });
    await opened.goto(origin, { waitUntil: 'commit' });
    await opened.waitForSelector('.count');
    await opened.click('.count');
    await opened.click('.count');
    equal(await opened.textContent('.count'), '0');
    release();
    await opened.waitForFunction(() => document.querySelector('.count').textContent === '2');
    await opened.click('.count');
    await opened.waitForFunction(() => document.querySelector('.count').textContent === '3');
  });

  test('a document that is not as recorded is drawn afresh', async () => {
    const opened = await visit('/pages/a/a');
    equal(await opened.evaluate(shown), await fresh(''));
  });

  test('a program that goes elsewhere at once shows that', async () => {
    const opened = await visit('/?mode=away', () => document.querySelector('.mn-page-top .b'));
    equal(await opened.evaluate(() => document.querySelectorAll('.mn-tab[aria-current=page]').length), 1);
    equal(await opened.evaluate(() => document.title), 'First');
    equal(opened.errors, []);
  });
}
