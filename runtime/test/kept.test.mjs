// `initialRenderingCache`: what a page keeps of its rendering is shown at its next launch, before any script file, and taken over like a screen that was built.
// Documents are as crates/prerender writes them; the vendor's documentation of the initial rendering cache says what is shown.
import fs from 'node:fs';
import { firstScreen, script, source } from './first_screen.mjs';

export const kind = 'browser';
export const entries = { 'view.classic': 'runtime/view/main.ts', 'logic.classic': 'runtime/test/whole_logic.ts' };

const component = (path) => [path, { scope: path.at(-1), using: { 'my-card': 'c/card', 'my-ghost': 'c/ghost' } }];
const manifest = {
  format: 1,
  app: { window: { navigationBarTitleText: 'Kept', initialRenderingCache: 'dynamic' } },
  entry: 'pages/a/a',
  runtime: { view: 'view.classic.js', logic: 'logic.classic.js', css: 'ua.css', elements: {}, api: {} },
  appLogic: ['a/app.js'],
  pages: {
    'pages/a/a': { scope: 'a', kept: 'v1', view: ['a/t.js'], logic: ['a/t.js', 'a/p.js'] },
    'pages/c/c': { scope: 'c', kept: 'v1', config: { initialRenderingCache: 'capture' }, view: ['a/t.js'], logic: ['a/t.js', 'a/p.js'] },
    'pages/s/s': { scope: 's', config: { initialRenderingCache: 'static' }, view: ['a/t.js'], logic: ['a/t.js', 'a/p.js'] },
  },
  components: { ...Object.fromEntries(['pages/a/a', 'pages/c/c', 'pages/s/s'].map(component)), 'c/card': { scope: 'd' }, 'c/ghost': { scope: 'e' } },
};
const template = '<view @tap=tap class=count>{count}</><view ?loading class=hint>{hint}</><view class=list><?list><text *list:id>{~0.label}</></></><view class=texts><*texts>{~0}</></><my-card *cards label={~0}><view>{count}</><view slot=nowhere class=hidden>nowhere {count}</></><my-ghost><text>{label}</></><=row label={label}/><view class=grid><view *grid><text *~0>{~1}</></></><#row><view class=row>{label}</>';
const chunks = {
  '/ua.css': ['elements/ua.css', 'view/frame/frame.css'].map((name) => fs.readFileSync(source(name), 'utf8')).join('\n'),
  '/a/app.js': 'mn.d("app.js", function () { App({}); });',
  '/a/t.js': `${Object.keys(manifest.pages).map((path) => `mn.t("${path}")\`${template}\`;`).join('\n')}mn.t("c/card")\`<view class=card>{label}<slot/></>\`;mn.t("c/ghost")\`<view class=inner><slot/></>\`;`,
  '/a/p.js': `mn.d("c/card.js", function () { Component({ options: { multipleSlots: true }, properties: { label: { type: String, observer() { getApp().heard.push('observer'); } } }, attached() { getApp().heard.push('attached'); } }); });
mn.d("c/ghost.js", function () { Component({ options: { virtualHost: true } }); });
for (const path of ${JSON.stringify(Object.keys(manifest.pages))}) mn.d(path + '.js', function () {
  getApp().heard ??= [];
  Page({
    data: { count: 0, loading: true, hint: '', list: [{ id: 1, label: 'one' }], texts: ['a', '', 'b'], cards: [], label: '', grid: [] },
    onLoad() {
      const { set, ahead } = this.options;
      if (set) this.setData(JSON.parse(set));
      if (ahead) this.setInitialRenderingCache();
    },
    onReady() {
      getApp().heard.length = 0;
      const { keep, again } = this.options;
      if (keep) this.setInitialRenderingCache(keep === 'large' ? { hint: 'x'.repeat(300000) } : keep === 'now' ? undefined : JSON.parse(keep));
      if (again) this.setInitialRenderingCache(JSON.parse(again));
    },
    tap() { this.setData({ count: this.data.count + 1, hint: '[' + getApp().heard.join() + ']' }); },
  });
});`,
};

const scripts = { restore: await script('view/kept/restore.ts'), bootstrap: await script('view/bootstrap.ts') };
const screens = {};
for (const path in manifest.pages) screens[path] = await firstScreen(manifest, path, [chunks['/a/app.js'], chunks['/a/t.js'], chunks['/a/p.js']]);

/** `version`: of the package that the document is of. */
function documentOf(path, version = 'v1') {
  const { html, record } = screens[path];
  const pages = Object.fromEntries(Object.entries(manifest.pages).map(([path, page]) => [path, page.kept ? { ...page, kept: version } : page]));
  return `<!doctype html><html data-page="${path}" data-base="/"${pages[path].kept ? ` data-kept="${version}"` : ''}><head><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">
<script src="/view.classic.js" defer></script></head><body>${html}${pages[path].kept ? `<script>${scripts.restore}</script>` : ''}<script type="application/json" id="minnow-manifest">${JSON.stringify({ ...manifest, pages })}</script>
<script>${scripts.bootstrap}</script><script type="application/json" id="minnow-record">${JSON.stringify(record)}</script></body></html>`;
}

export const files = {
  ...chunks, '/': '<!doctype html>', '/pages/a/a': documentOf('pages/a/a'), '/pages/c/c': documentOf('pages/c/c'), '/pages/s/s': documentOf('pages/s/s'), '/pages/a/a.html': documentOf('pages/a/a', 'v2'),
};

const watch = () => {
  window.added = [];
  addEventListener('DOMContentLoaded', () => {
    window.kept = [...document.querySelectorAll('wx-page *')];
    new MutationObserver((records) => {
      for (const { addedNodes } of records) for (const node of addedNodes) window.added.push(node.outerHTML ?? node.data);
    }).observe(document.body, { childList: true, subtree: true });
  });
};
const shown = () => document.querySelector('.mn-page-top wx-page')?.innerHTML.replace(/<!--[^]*?-->/g, '');
const drawn = () => document.querySelector('.mn-page-top .count')?.$b;
const stored = (path) => localStorage.getItem(`minnow-screen /${path}`);
const query = (values) => `?${Object.entries(values).map(([name, value]) => `${name}=${encodeURIComponent(typeof value === 'string' ? value : JSON.stringify(value))}`).join('&')}`;

/** What the build draws, element by element. */
const BUILT = '0||one|ab|||';
const DYNAMIC = { hint: 'soon', 'list[0].label': 'uno', texts: ['', 'x', 'y'], cards: ['k', 'l'], label: 'ro', grid: [[1, 2], [], [3]] };

export default function ({ test, equal, ok, page: open, origin }) {
  /** Opens a page in a tab of its own until it stands. */
  const visit = async (opened, path) => {
    await opened.goto(origin + path);
    await opened.waitForFunction(drawn);
  };
  const keep = async (opened, path, values, wanted = true) => {
    await visit(opened, path + query(values));
    await opened.waitForFunction(`((${stored})('${path.slice(1)}') !== null) === ${wanted}`);
  };
  /** Opens a page as it is before any script file has come. */
  const peek = async (opened, path) => {
    await opened.route('**/*.js', () => {});
    await opened.goto(origin + path, { waitUntil: 'commit' });
    await opened.waitForSelector('#minnow-record', { state: 'attached' });
    const text = await opened.evaluate(() => [...document.querySelectorAll('wx-page > *')].map((node) => node.textContent).join('|'));
    equal(await opened.evaluate(() => typeof mn), 'undefined');
    await opened.unroute('**/*.js');
    return text;
  };

  test('dynamic: the next launch shows the initial data with what was given, before any script has come', async () => {
    const opened = await open();
    equal(await peek(opened, '/pages/a/a'), BUILT);
    await keep(opened, '/pages/a/a', { keep: DYNAMIC, set: { count: 7 } });
    equal(await opened.textContent('.count'), '7', 'the page itself is not changed');
    equal(await opened.textContent('.hint'), '');
    equal(await peek(opened, '/pages/a/a'), '0|soon|uno|xy|k0|l0|ro|ro|123');
    equal(opened.errors, []);
  });

  test('a page whose data is as it was kept makes no node', async () => {
    const opened = await open({ init: watch });
    await keep(opened, '/pages/a/a', { keep: DYNAMIC });
    await visit(opened, `/pages/a/a${query({ set: DYNAMIC })}`);
    equal(await opened.evaluate(() => window.added), []);
    ok(await opened.evaluate(() => window.kept.length > 8 && window.kept.every((node) => node.isConnected)), 'every element stays');
    await opened.click('.count');
    await opened.waitForFunction(() => [...document.querySelectorAll('.card_d')].map((node) => node.textContent).join() === 'k1,l1');
    equal(opened.errors, []);
  });

  test('a page whose data differs becomes what it would have been', async () => {
    const opened = await open({ init: watch });
    await visit(opened, '/pages/a/a');
    const fresh = await opened.evaluate(shown);
    await keep(opened, '/pages/a/a', { keep: DYNAMIC });
    await visit(opened, '/pages/a/a');
    equal(await opened.evaluate(shown), fresh);
    ok(await opened.evaluate(() => window.kept.filter((node) => node.isConnected).length >= 4), 'nodes were kept');
    equal(opened.errors, []);
  });

  test('drawing what is kept runs nothing of the program', async () => {
    const opened = await open();
    await keep(opened, '/pages/a/a', { keep: DYNAMIC });
    await opened.click('.count');
    await opened.waitForFunction(() => document.querySelector('.hint').textContent === '[]');
  });

  test('taps on what was kept are answered', async () => {
    const opened = await open();
    await keep(opened, '/pages/a/a', { keep: DYNAMIC });
    let release;
    const held = new Promise((resolve) => (release = resolve));
    await opened.route('**/a/p.js', async (route) => {
      await held;
      await route.continue();
    });
    await opened.goto(`${origin}/pages/a/a`, { waitUntil: 'commit' });
    await opened.waitForSelector('.card_d');
    await opened.click('.count');
    release();
    await opened.waitForFunction(() => document.querySelector('.count').textContent === '1');
  });

  test('the last call counts, and null keeps nothing', async () => {
    const opened = await open();
    await keep(opened, '/pages/a/a', { keep: { hint: 'first' }, again: { hint: 'last' } });
    equal(await peek(opened, '/pages/a/a'), `0|last|${BUILT.slice(3)}`);
    await keep(opened, '/pages/a/a', { keep: null }, false);
    equal(await peek(opened, '/pages/a/a'), BUILT);
  });

  test('another package shows what it was built with', async () => {
    const opened = await open();
    await keep(opened, '/pages/a/a', { keep: DYNAMIC });
    equal(await peek(opened, '/pages/a/a.html'), BUILT);
  });

  test('what was kept in light colours is not shown in dark ones', async () => {
    const opened = await open();
    await keep(opened, '/pages/a/a', { keep: DYNAMIC });
    await opened.emulateMedia({ colorScheme: 'dark' });
    equal(await peek(opened, '/pages/a/a'), BUILT);
  });

  test('capture: the page as it is when it is asked for', async () => {
    const opened = await open({ init: watch });
    const set = { count: 3, loading: false, list: [], cards: ['k'] };
    await keep(opened, '/pages/c/c', { set, keep: 'now' });
    equal(await peek(opened, '/pages/c/c'), '3||ab|k3|||');
    await visit(opened, `/pages/c/c${query({ set })}`);
    equal(await opened.evaluate(() => window.added), []);
    equal(opened.errors, []);
  });

  test('capture: also before the page is drawn', async () => {
    const opened = await open();
    await keep(opened, '/pages/c/c', { set: { hint: 'early' }, ahead: 1 });
    equal(await peek(opened, '/pages/c/c'), `0|early|${BUILT.slice(3)}`);
  });

  test('static, and a page that does not ask, keep nothing', async () => {
    const opened = await open();
    await visit(opened, `/pages/s/s${query({ keep: DYNAMIC })}`);
    await opened.click('.count');
    await opened.waitForFunction(() => document.querySelector('.count').textContent === '1');
    equal(await opened.evaluate(() => localStorage.length), 0);
  });

  test('what is too large is not kept, nor what was before', async () => {
    const opened = await open();
    await keep(opened, '/pages/a/a', { keep: DYNAMIC });
    await keep(opened, '/pages/a/a', { keep: 'large' }, false);
    equal(await peek(opened, '/pages/a/a'), BUILT);
    equal(opened.errors, []);
  });

  test('others give way where together they are too large', async () => {
    const opened = await open();
    await opened.evaluate(() => {
      for (let i = 0; i < 5; i++) localStorage.setItem(`minnow-screen /old/${i}`, 'x'.repeat(250_000));
      localStorage.setItem('other', 'x'.repeat(250_000));
    });
    await keep(opened, '/pages/a/a', { keep: DYNAMIC });
    equal(await opened.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('minnow-screen /old')).length), 4);
    equal(await opened.evaluate(() => localStorage.getItem('other').length), 250_000);
  });

  for (const [what, forbid] of [
    ['forbidden', () => Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('denied', 'SecurityError'); } })],
    ['full', () => (Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); })],
  ]) {
    test(`where storage is ${what} the page runs as without`, async () => {
      const opened = await open({ init: forbid });
      await visit(opened, `/pages/a/a${query({ keep: DYNAMIC })}`);
      await opened.click('.count');
      await opened.waitForFunction(() => document.querySelector('.count').textContent === '1');
      equal(await peek(opened, '/pages/a/a'), BUILT);
      equal(opened.errors, []);
    });
  }

  const good = '<wx-view class="hint">planted</wx-view>';
  for (const text of [
    'no JSON', 'null', '{}', '[]', '["v1",false]', '["v1",false,1,2,3]', '["v1","dark","<b>planted</b>","",0]',
    ...[
      '<img src="/nothing" onerror="pwned = 1">', '<script>pwned = 1</scr' + 'ipt>', '<svg><script>pwned = 1</scr' + 'ipt></svg>', '<svg onload="pwned = 1"></svg>', '<a href="java\tscript:pwned=1">planted</a>',
      '<iframe src="/pages/c/c"></iframe>', '<iframe srcdoc="<script>parent.pwned = 1</scr' + 'ipt>"></iframe>', '<style>*{display:none}</style>', '<link rel="stylesheet" href="/x.css">', '<meta http-equiv="refresh" content="0;url=/">',
      '<template><img src="/nothing" onerror="pwned = 1"></template>', '<form action="javascript:pwned=1"></form>', '<base href="/elsewhere/">', '<object data="/x"></object>', '<math></math>', '<form name="querySelector"></form>', '<img name="currentScript">', '<svg><foreignObject></foreignObject></svg>',
      '<svg><animate attributeName="href" to="javascript:pwned=1"></animate></svg>', '<svg><a xlink:href="javascript:pwned=1">planted</a></svg>',
    ].flatMap((html) => [JSON.stringify(['v1', false, good + html, '', [0]]), JSON.stringify(['v1', false, good, html, [0]])]),
  ]) {
    test(`what somebody else put there does not show: ${text}`, async () => {
      const opened = await open();
      await opened.evaluate((text) => localStorage.setItem('minnow-screen /pages/a/a', text), text);
      equal(await peek(opened, '/pages/a/a'), BUILT);
      equal(await opened.evaluate(() => window.pwned), undefined);
    });
  }

  for (const tree of [0, 1, 'x', {}, [0], [0, 999999], [0, 1, 2, 3, 4, 5, 6, 7], [0, -40, -40, -40, -40, -40], [1e9, 1, [0, [1e9]], [[1e9]], 0, 0, 0]]) {
    test(`plain content with another record is drawn over: ${JSON.stringify(tree)}`, async () => {
      const opened = await open();
      await visit(opened, '/pages/a/a');
      const fresh = await opened.evaluate(shown);
      await opened.evaluate((text) => localStorage.setItem('minnow-screen /pages/a/a', text), JSON.stringify(['v1', false, good, '', tree]));
      await visit(opened, '/pages/a/a');
      equal(await opened.evaluate(shown), fresh);
      await opened.click('.count');
      await opened.waitForFunction(() => document.querySelector('.count').textContent === '1');
    });
  }
}
