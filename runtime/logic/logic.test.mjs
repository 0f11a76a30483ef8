// The logic realm against a view that only keeps what it is told. See fake_view.mjs.
import { createProgram } from './fake_view.mjs';

export const kind = 'node';
const chunks = {};
globalThis.importScripts = (url) => {
  if (!chunks[url]) throw new Error(`cannot load ${url}`);
  chunks[url]();
};
export const modules = { logic: 'runtime/logic/testing.ts' };

const component = (using = {}) => ({ scope: '1', using });

export default async function ({ test, equal, ok }, { logic }) {
  const view = createProgram(logic);
  const log = view.log;
  const scripts = [];
  const manifest = {
    format: 1, app: { tabBar: { list: [{ pagePath: 'pages/a', text: 'A' }, { pagePath: 'pages/b', text: 'B' }] } }, entry: 'pages/a', runtime: { api: { network: { logic: '/network.js' } } },
    // Scripts are known from the start: a manifest that is altered later loads nothing more.
    pages: {}, components: {},
  };
  const at = (path, run) => globalThis.mn.d(`${path}.js`, run);
  /** Markup as the compiler emits it. */
  const m = (strings, ...functions) => ({ strings, functions });
  const form = (path, { strings, functions }) => globalThis.mn.t(path)(strings, ...functions);
  const page = (path, options, markup = m``, using = {}) => {
    manifest.pages[path] = { scope: '0' };
    manifest.components[path] = component(using);
    at(path, () => globalThis.Page(options));
    form(path, markup);
  };
  const comp = (path, options, markup = m``, using = {}) => {
    manifest.components[path] = component(using);
    at(path, () => globalThis.Component(options));
    form(path, markup);
  };
  const logged = (name, names) => Object.fromEntries(names.map((member) => [member, function () { log.push(`${name}.${member}`); }]));
  const pageNames = ['onLoad', 'onShow', 'onReady', 'onHide', 'onUnload', 'onTabItemTap'];

  for (const name of ['a', 'b', 'c', 'd']) page(`pages/${name}`, { data: { n: 0, rows: [] }, ...logged(name, pageNames) }, m`{n}<view *rows:id>{~0}`);
  at('app', () => globalThis.App({ onLaunch(o) { log.push(`launch ${o.path}`); }, onShow() { log.push('appShow'); }, onError(message) { log.push(`error ${message.split('\n').slice(0, 2).join(': ')}`); } }));

  const go = async (kind, options = {}) => {
    let result;
    globalThis.wx[kind]({ ...options, success: (r) => { result = r.errMsg; }, fail: (r) => { result = r.errMsg; } });
    await view.settle();
    return result;
  };
  const top = () => globalThis.getCurrentPages().at(-1);
  const errors = console.error;
  console.error = () => {};
  console.warn = () => {};
  view.send({ t: 'boot', scripts, manifest, system: { theme: 'light' }, launch: { path: 'pages/a', query: { x: '1' }, scene: 1001 } });
  await view.settle();
  const booted = [...log];

  test('launch runs app, then the first page, and opens it in one message', async () => {
    equal(booted, ['launch pages/a', 'appShow', 'a.onLoad', 'a.onShow']);
    const open = view.open();
    equal([open.kind, open.path, open.query, open.ops.map((op) => op[0])], ['launch', 'pages/a', { x: '1' }, [5, 2]]);
    await view.applied();
    equal(log.slice(4), ['a.onReady']);
  });

  test('routes follow the table', async () => {
    const rows = [
      ['switchTab', '/pages/a', []],
      ['switchTab', '/pages/b', ['a.onHide', 'b.onLoad', 'b.onShow']],
      ['switchTab', '/pages/a', ['b.onHide', 'a.onShow']],
      ['navigateTo', '/pages/c', ['a.onHide', 'c.onLoad', 'c.onShow']],
      ['switchTab', '/pages/a', ['c.onUnload', 'a.onShow']],
      ['navigateTo', 'c?k=%E4%BD%A0', ['a.onHide', 'c.onLoad', 'c.onShow']],
      ['switchTab', '/pages/b', ['c.onUnload', 'b.onShow']],
      ['navigateTo', '/pages/d', ['b.onHide', 'd.onLoad', 'd.onShow']],
      ['redirectTo', '/pages/c', ['d.onUnload', 'c.onLoad', 'c.onShow']],
      ['navigateBack', '', ['c.onUnload', 'b.onShow']],
      ['reLaunch', '/pages/d', ['b.onUnload', 'a.onUnload', 'd.onLoad', 'd.onShow']],
      ['switchTab', '/pages/a', ['d.onUnload', 'a.onLoad', 'a.onShow']],
    ];
    for (const [kind, url, want] of rows) {
      view.clear();
      equal(await go(kind, { url }), `${kind}:ok`, `${kind} ${url}`);
      equal(log, want, `${kind} ${url}`);
    }
  });

  test('routes fail with the documented texts', async () => {
    equal(await go('navigateTo', { url: '/pages/b' }), 'navigateTo:fail can not navigateTo a tabbar page');
    equal(await go('redirectTo', { url: '/pages/b' }), 'redirectTo:fail can not redirectTo a tabbar page');
    equal(await go('switchTab', { url: '/pages/c' }), 'switchTab:fail can not switch to no-tabBar page');
    equal(await go('navigateTo', { url: '/pages/none' }), 'navigateTo:fail page "pages/none" is not found');
    equal(await go('navigateBack'), 'navigateBack:fail cannot navigate back at first page.');
    equal(await go('navigateTo', {}), 'navigateTo:fail parameter error: parameter.url should be String instead of Undefined;');
    for (let i = 0; i < 9; i++) equal(await go('navigateTo', { url: '/pages/c' }), 'navigateTo:ok');
    equal(await go('navigateTo', { url: '/pages/c' }), 'navigateTo:fail webview count limit exceed');
    equal(await go('navigateBack', { delta: 99 }), 'navigateBack:ok');
    equal(globalThis.getCurrentPages().length, 1);
  });

  test('a promise comes without callbacks, and none with them', async () => {
    equal(globalThis.wx.navigateBack({ fail() {} }), undefined);
    let rejected;
    await globalThis.wx.navigateBack().catch((error) => { rejected = error; });
    equal(rejected, { errMsg: 'navigateBack:fail cannot navigate back at first page.' });
  });

  test('event channels connect the opener and the opened page', async () => {
    const heard = [];
    await globalThis.wx.navigateTo({ url: '/pages/c', events: { back: (v) => heard.push(['opener', v]) } }).then(({ eventChannel }) => {
      top().getOpenerEventChannel().on('to', (v) => heard.push(['opened', v]));
      eventChannel.emit('to', 1);
    });
    top().getOpenerEventChannel().emit('back', 2);
    equal(heard, [['opened', 1], ['opener', 2]]);
    await go('navigateBack');
  });

  test('setData follows the path grammar, and reports bad keys but applies the others', async () => {
    await view.applied();
    view.clear();
    const p = top();
    const given = { deep: [1] };
    p.setData({ 'o.p[1].q': 1, n: 2, 'bad[x]': 1, 'e\\.f': 3, given });
    given.deep.push(2);
    equal(p.data.o, { p: [, { q: 1 }] });
    equal([p.data.n, p.data['e.f'], p.data.given, 'bad' in p.data], [2, 3, { deep: [1] }, false]);
    ok(log[0].includes('data path descriptor "bad[x]" is illegal'), log[0]);
    await view.settle();
    equal(view.ops().map((op) => op.slice(2)), [[['n'], 2]]);
  });

  test('updates of one turn are one patch; the callback runs once it is drawn', async () => {
    await view.applied();
    view.clear();
    const p = top();
    let called = 0;
    p.setData({ n: 1 });
    p.setData({ n: 2 }, () => { called++; });
    p.setData({ n: 3 });
    await view.settle();
    equal(view.ops().map((op) => op.slice(2)), [[['n'], 3]]);
    equal(called, 0);
    await view.applied();
    equal(called, 1);
  });

  test('a keyed list crosses as runs and changed fields, also when it was changed in place', async () => {
    const p = top();
    const rows = Array.from({ length: 1000 }, (_, id) => ({ id, label: `r${id}`, tags: ['x'] }));
    p.setData({ rows });
    await view.applied();
    const number = logic.instanceOf(p).number;
    const expect = async (change, bytesMax) => {
      view.clear();
      change();
      await view.settle();
      equal(view.data.get(number).rows, p.data.rows);
      const size = JSON.stringify(view.ops()).length;
      ok(size <= bytesMax, `${size} bytes: ${JSON.stringify(view.ops()).slice(0, 200)}`);
    };
    await expect(() => { p.data.rows.splice(5, 1); p.setData({ rows: p.data.rows }); }, 60);
    await expect(() => { p.data.rows[7].label = 'seven'; p.setData({ rows: p.data.rows }); }, 60);
    await expect(() => { const r = p.data.rows; [r[1], r[997]] = [r[997], r[1]]; p.setData({ rows: r }); }, 80);
    await expect(() => p.setData({ rows: p.data.rows.concat([{ id: 'n', label: 'new', tags: [] }]) }), 100);
    await expect(() => p.setData({ 'rows[500].label': 'changed' }), 60);
    await expect(() => { p.data.rows[500].label = 'again'; p.setData({ rows: p.data.rows }); }, 60);
    await expect(() => p.setData({ rows: [] }), 60);
  });

  // Components

  comp('c/inner', { properties: { v: Number }, lifetimes: logged('inner', ['created', 'attached', 'ready', 'moved', 'detached']) });
  comp('c/outer', { lifetimes: logged('outer', ['created', 'attached', 'ready', 'moved', 'detached']), pageLifetimes: logged('outer', ['show', 'hide']) },
    m`<!inner/><slot/>`, { inner: 'c/inner' });
  comp('c/light', { lifetimes: logged('light', ['created', 'attached', 'ready', 'detached']) });
  page('pages/order', { ...logged('page', pageNames) }, m`<!outer><!light/>`, { outer: 'c/outer', light: 'c/light' });

  test('life cycles come in the documented order', async () => {
    await view.applied();
    view.clear();
    await go('navigateTo', { url: '/pages/order' });
    equal(log.filter((line) => !/^[abcd]\./.test(line)), [
      'inner.created', 'outer.created', 'light.created', 'outer.attached', 'inner.attached', 'light.attached', 'page.onLoad', 'page.onShow', 'outer.show',
    ]);
    view.log.length = 0;
    await view.applied();
    equal(log, ['light.ready', 'inner.ready', 'outer.ready', 'page.onReady']);
    view.clear();
    await go('navigateBack');
    equal(log.filter((line) => !/^[abcd]\./.test(line)), ['page.onUnload', 'light.detached', 'inner.detached', 'outer.detached']);
  });

  comp('c/row', { properties: { item: Object, i: Number }, lifetimes: logged('row', ['moved', 'detached', 'attached']),
    methods: { fire() { this.triggerEvent('pick', { id: this.data.item.id }, { bubbles: true, composed: true }); } } }, m`<text>{item.id}`);
  comp('c/group', { methods: { hear(e) { log.push(`group ${e.type} ${JSON.stringify(e.target)} ${JSON.stringify(e.currentTarget.dataset)}`); } } },
    m`<view @:pick=hear data-in=g><slot/>`);
  page('pages/list', {
    data: { rows: [{ id: 1 }, { id: 2 }, { id: 3 }], more: false },
    onPick(e) { log.push(`page ${e.target.id} ${e.target.dataset.id} ${e.currentTarget.id} ${JSON.stringify(e.detail)} ${JSON.stringify(e.mark)}`); },
    onRow(e) { log.push(`row ${e.currentTarget.id}`); },
  }, m`<!group @pick=onPick id=g mark:m=G><!row *rows:id @pick=onRow class=r id=r{~0.id} data-id={~0.id} item={~0} i={#0} mark:n={~0.id}/><!row ?more id=extra/>`, { row: 'c/row', group: 'c/group' });

  test('rows keep their components by key; moved, detached and attached tell so', async () => {
    await go('navigateTo', { url: '/pages/list' });
    await view.applied();
    const p = top();
    const items = () => p.selectAllComponents('.r').map((row) => [row.id, row.data.item.id, row.data.i]);
    equal(items(), [['r1', 1, 0], ['r2', 2, 1], ['r3', 3, 2]]);
    const second = p.selectComponent('#r2');
    view.clear();
    p.setData({ rows: [{ id: 3 }, { id: 2 }, { id: 4 }] });
    equal(items(), [['r3', 3, 0], ['r2', 2, 1], ['r4', 4, 2]]);
    ok(p.selectComponent('#r2') === second);
    equal(log, ['row.detached', 'row.attached', 'row.moved']);
    await view.settle();
    // The page's creation comes before its list, the destruction after it.
    equal(view.ops().map((op) => op[0]).filter((code) => code === 2 || code === 3 || code === 1), [2, 1, 3]);
    view.clear();
    p.setData({ 'rows[1].x': 9 });
    equal(second.data.item, { id: 2, x: 9 });
    await view.settle();
    // One row heard of it, and neither list went over again.
    equal(view.ops().length, 2);
  });

  test('conditions make and remove components', async () => {
    const p = top();
    equal(p.selectComponent('#extra'), null);
    p.setData({ more: true });
    ok(p.selectComponent('#extra'));
    p.setData({ more: false });
    equal(p.selectComponent('#extra'), null);
  });

  test('composed events pass through slots; targets are those of the listener’s template', async () => {
    view.clear();
    top().selectComponent('#r2').fire();
    equal(log, [
      'row r2',
      'group pick {"id":"r2","dataset":{"id":2},"offsetLeft":0,"offsetTop":0} {"in":"g"}',
      'page r2 2 g {"id":2} {"m":"G","n":2}',
    ]);
    view.clear();
    top().selectComponent('#r2').triggerEvent('pick');
    equal(log, ['row r2']);
    view.clear();
    top().selectComponent('#r2').triggerEvent('pick', { id: 2 }, { bubbles: true });
    equal(log, ['row r2', 'page r2 2 g {"id":2} {"m":"G","n":2}']);
  });

  test('native events get the id, dataset and marks of component hosts', async () => {
    view.clear();
    const p = top();
    p.tapped = (e) => log.push(`${e.target.id} ${JSON.stringify(e.currentTarget.dataset)} ${JSON.stringify(e.mark)}`);
    const row = logic.instanceOf(p.selectComponent('#r2')).number;
    view.send({ t: 'event', instance: logic.instanceOf(p).number, handler: 'tapped', event: { type: 'tap', timeStamp: 1, target: { component: row }, currentTarget: { component: row }, mark: { own: 1, components: [row] }, detail: { x: 1, y: 2 } } });
    equal(log, ['r2 {"id":2} {"n":2,"own":1}']);
    await go('navigateBack');
  });

  // Data of components

  const seen = [];
  comp('c/obs', {
    properties: {
      s: { type: String, observer(value, old, path) { seen.push(['s', value, old, path]); } },
      n: { type: Number, value: 5, observer: 'named' },
      o: { type: Object, value: null },
    },
    data: { a: 1, sum: 0, _hidden: 1 },
    options: { pureDataPattern: /^_/ },
    observers: {
      'a, n'(a, n) { seen.push(['a,n', a, n]); this.setData({ sum: a + n }); },
      sum(v) { seen.push(['sum', v]); },
      'o.x'(v) { seen.push(['o.x', v]); },
      'o.**'(v) { seen.push(['o.**', JSON.stringify(v)]); },
      _hidden(v) { seen.push(['_hidden', v]); },
    },
    methods: { named(value, old) { seen.push(['named', value, old]); } },
  }, m`{sum}{a}`);
  page('pages/obs', { data: { s: 'x' } }, m`<!obs id=obs n=7 s={s}/>`, { obs: 'c/obs' });

  test('observers run merged in one update, before property observers', async () => {
    await go('navigateTo', { url: '/pages/obs' });
    const obs = top().selectComponent('#obs');
    equal(seen.splice(0), [['a,n', 1, 7], ['sum', 8], ['named', 7, 5], ['s', 'x', '', ['s']]]);
    await view.applied();
    view.clear();
    obs.setData({ a: 2 });
    equal(seen.splice(0), [['a,n', 2, 7], ['sum', 9]]);
    await view.settle();
    equal(view.ops().map((op) => op.slice(2)), [[['a'], 2], [['sum'], 9]]);
    obs.setData({ a: 2 });
    equal(seen.splice(0), [['a,n', 2, 7], ['sum', 9]]);
    obs.setData({ 'o.x': 1 });
    equal(seen.splice(0), [['o.x', 1], ['o.**', '{"x":1}']]);
    obs.setData({ 'o.y': 1 });
    equal(seen.splice(0), [['o.**', '{"x":1,"y":1}']]);
    obs.setData({ o: { x: 3 } });
    equal(seen.splice(0), [['o.x', 3], ['o.**', '{"x":3}']]);
    obs.setData({ _hidden: 2 });
    equal(seen.splice(0), [['_hidden', 2]]);
    top().setData({ s: 'x' });
    equal(seen.splice(0), []);
    top().setData({ s: 'y' });
    equal(seen.splice(0), [['s', 'y', 'x', ['s']]]);
  });

  test('an exception in one callback stops no other, and reaches App.onError', async () => {
    view.clear();
    const obs = top().selectComponent('#obs');
    obs.named = () => { throw new Error('boom'); };
    obs.setData({ n: 1, s: 'z' });
    equal(log, ['error c/obs observer of property "n": Error: boom']);
    equal(seen.splice(0).map(([name]) => name), ['a,n', 'sum', 's']);
    await go('navigateBack');
  });

  // Behaviors

  const merged = [];
  const note = (name) => function () { merged.push(name); };
  at('behaviors', (require, module) => {
    const base = globalThis.Behavior({
      data: { deep: { a: 1, b: 1 }, over: 'base' }, properties: { p: { type: String, value: 'base' } }, methods: { m: note('base.m'), only: note('base.only') },
      lifetimes: { created: note('base') }, observers: { x: note('base.x') },
    });
    const filtered = globalThis.Behavior({ behaviors: [base], definitionFilter(definition, filters) { definition.data.filtered = filters.length; }, lifetimes: { created: note('filtered') } });
    const later = globalThis.Behavior({ behaviors: [base], data: { deep: { b: 2 } }, methods: { m: note('later.m') }, lifetimes: { created: note('later') }, observers: { x: note('later.x') } });
    module.exports = { base, filtered, later };
  });
  manifest.components['c/mixed'] = component();
  at('c/mixed', (require) => {
    const { base, filtered, later } = require('../behaviors');
    globalThis.Component({
      behaviors: [filtered, later, 'wx://form-field', 'wx://component-export'], data: { deep: { c: 3 }, over: 'own' }, lifetimes: { created: note('own') }, created: note('never'),
      methods: { own() { return this.hasBehavior(base); } }, observers: { x: note('own.x') }, export() { return { exported: this }; },
    });
  });
  form('c/mixed', m``);
  page('pages/mixed', {}, m`<!mixed id=m/>`, { mixed: 'c/mixed' });

  test('behaviors merge by the documented rules', async () => {
    await go('navigateTo', { url: '/pages/mixed' });
    equal(merged.splice(0), ['base', 'filtered', 'later', 'own']);
    const { exported } = top().selectComponent('#m');
    equal([exported.data.deep, exported.data.over, exported.data.filtered, exported.data.p, exported.data.name], [{ a: 1, b: 2, c: 3 }, 'own', 0, 'base', '']);
    exported.m();
    exported.only();
    equal(merged.splice(0), ['later.m', 'base.only']);
    exported.setData({ x: 1 });
    equal(merged.splice(0), ['base.x', 'later.x', 'own.x']);
    equal([exported.own(), exported.created], [true, undefined]);
    await go('navigateBack');
  });

  // Relations

  comp('c/tabs', { relations: { './tab': { type: 'descendant', linked(t) { log.push(`tabs linked ${t.id}`); }, unlinked(t) { log.push(`tabs unlinked ${t.id}`); } } } }, m`<slot/>`);
  comp('c/tab', { relations: { './tabs': { type: 'ancestor', linked(t) { log.push(`${this.id} linked ${t.id}`); }, linkChanged() { log.push(`${this.id} changed`); } } } });
  page('pages/tabs', { data: { ids: ['x', 'y'] } }, m`<!tabs id=tabs><view><!tab *ids:* id={~0}/>`, { tabs: 'c/tabs', tab: 'c/tab' });

  test('relations link both sides, in order', async () => {
    view.clear();
    await go('navigateTo', { url: '/pages/tabs' });
    equal(log.filter((line) => /link/.test(line)), ['tabs linked x', 'x linked tabs', 'tabs linked y', 'y linked tabs']);
    const tabs = top().selectComponent('#tabs');
    view.clear();
    top().setData({ ids: ['y', 'x', 'z'] });
    equal(tabs.getRelationNodes('./tab').map(({ id }) => id), ['y', 'x', 'z']);
    ok(log.includes('x changed') || log.includes('y changed'));
    view.clear();
    top().setData({ ids: ['z'] });
    equal(log.filter((line) => /unlinked/.test(line)), ['tabs unlinked y', 'tabs unlinked x']);
    await go('navigateBack');
  });

  // Templates, generics, two-way binding, external classes, dynamic slots

  comp('c/leaf', { properties: { text: String, value: Number }, externalClasses: ['my-class'] }, m`{text}`);
  comp('c/generic', {}, m`<!which/>`);
  manifest.components['c/generic'].generics = { which: '' };
  comp('c/dyn', { options: { dynamicSlots: true }, data: { list: [{ n: 1 }, { n: 2 }] } }, m`<slot *list row={~0.n}/>`);
  page('pages/misc', { data: { t: { text: 'hi' }, v: 1, cls: 'red', call: 'call', o: 'O' } },
    m`<=call item={t} o={o}/><!leaf id=model model:value={v} my-class={cls}/><!generic id=gen generic:which=leaf/><!dyn ~ id=dyn><!leaf class=dyn text={o}{~0.row}/></><#call><!leaf id=tpl text={item.text}/>`,
    { leaf: 'c/leaf', generic: 'c/generic', dyn: 'c/dyn' });

  test('templates, generics, two-way bindings, external classes and dynamic slots reach components', async () => {
    await go('navigateTo', { url: '/pages/misc' });
    const p = top();
    equal(p.selectComponent('#tpl').data.text, 'hi');
    p.setData({ 't.text': 'ho' });
    equal(p.selectComponent('#tpl').data.text, 'ho');
    const model = p.selectComponent('#model');
    equal(model.data.value, 1);
    model.setData({ value: 8 });
    equal(p.data.v, 8);
    await view.applied();
    view.clear();
    p.setData({ cls: 'blue' });
    await view.settle();
    equal(view.ops().filter((op) => op[0] === 4).map((op) => op.slice(2)), [['my-class', 'blue']]);
    ok(p.selectComponent('#gen').selectComponent === undefined || logic.instanceOf(p.selectComponent('#gen')).root.children[0].instance, 'the generic is mounted');
    const texts = () => p.selectAllComponents('.dyn').map((leaf) => leaf.data.text);
    equal(texts(), ['O1', 'O2']);
    p.setData({ o: 'P' });
    equal(texts(), ['P1', 'P2']);
    p.selectComponent('#dyn').setData({ list: [{ n: 5 }] });
    equal(texts(), ['P5']);
    await go('navigateBack');
  });

  test('>>> selects through components; > does not', async () => {
    await go('navigateTo', { url: '/pages/order' });
    const p = top();
    p.root = null;
    const path = (found) => found && found.is;
    equal([path(p.selectComponent('outer >>> inner')), p.selectComponent('outer inner'), path(p.selectComponent('outer > light')), p.selectAllComponents('outer, light').length], ['c/inner', null, 'c/light', 2]);
    await go('navigateBack');
  });

  test('modules: relative, bare, directory, json, circular, missing', async () => {
    const results = {};
    globalThis.mn.d('utils/index.js', (require, module) => { module.exports = 'dir'; });
    globalThis.mn.d('utils/data.json', (require, module) => { module.exports = { json: 1 }; });
    globalThis.mn.d('miniprogram_npm/lib/index.js', (require, module) => { module.exports = 'npm'; });
    globalThis.mn.d('utils/x.js', (require, module, exports) => { exports.early = 1; exports.other = require('./y').seen; });
    globalThis.mn.d('utils/y.js', (require, module, exports) => { exports.seen = require('./x.js').early; });
    globalThis.mn.d('deep/er/main.js', (require) => {
      results.values = [require('../../utils'), require('/utils/data'), require('../../utils/data.json').json, require('lib'), require('utils/x').other];
      try { require('./none'); } catch (error) { results.error = error.message; }
      require.async('../../utils/y').then((m) => { results.asynchronous = m.seen; });
    });
    globalThis.mn.d('start.js', (require) => require('deep/er/main'));
    manifest.pages['pages/modules'] = { scope: '0' };
    at('pages/modules', (require) => { require('/start'); globalThis.Page({}); });
    await go('navigateTo', { url: '/pages/modules' });
    equal(results.values, ['dir', { json: 1 }, 1, 'npm', 1]);
    ok(/'\.\/none'.*'deep\/er\/main\.js'/.test(results.error), results.error);
    equal(results.asynchronous, 1);
    await go('navigateBack');
  });

  test('a component whose module is not there is drawn as its placeholder', async () => {
    comp('c/standin', {});
    page('pages/lazy', {}, m`<!real id=x n=4/>`, { real: 'sub/none', standin: 'c/standin' });
    manifest.components['pages/lazy'].placeholder = { real: 'standin' };
    await go('navigateTo', { url: '/pages/lazy' });
    equal(top().selectComponent('#x').is, 'c/standin');
    await go('navigateBack');
  });

  test('a name that every object has is no page, module or component', async () => {
    for (const name of ['constructor', 'toString', '__proto__']) equal(await go('navigateTo', { url: `/${name}` }), `navigateTo:fail page "${name}" is not found`);
    // What a page's module has another define is the page's.
    at('constructor', () => globalThis.Page({ data: { made: 'for another' } }));
    page('pages/odd', {});
    at('pages/odd', (require) => require('/constructor'));
    await go('navigateTo', { url: '/pages/odd' });
    equal(top().data.made, 'for another');
    // Nobody asks for the module of a chunk by such a name either.
    let failure;
    globalThis.mn.d('asks.js', (require) => require.async('valueOf').catch((error) => { failure = error.code; }));
    at('pages/asks', (require) => { require('/asks'); globalThis.Page({}); });
    manifest.pages['pages/asks'] = { scope: '0' };
    manifest.modules = {};
    await go('navigateTo', { url: '/pages/asks' });
    equal(failure, 'MODULE_NOT_FOUND');
    await go('navigateBack', { delta: 2 });
  });

  test('members of a page are copied for each instance, and may take the names of documented ones', async () => {
    class Store { read() { return 1; } }
    page('pages/members', { id: 0, list: [1], store: new Store(), dataset: 'mine', onLoad(o) { 'use strict'; this.id = o.id; this.list.push(2); this.is = 'x'; } });
    await go('navigateTo', { url: '/pages/members?id=5' });
    await go('navigateTo', { url: '/pages/members?id=6' });
    const p = top();
    equal([p.id, p.list, p.store.read(), p.dataset, p.is], ['6', [1, 2], 1, 'mine', 'x']);
    await go('navigateBack', { delta: 2 });
  });

  test('fields of components take part in forms', async () => {
    comp('c/field', { behaviors: ['wx://form-field'] });
    page('pages/form', { onSubmit(e) { log.push(JSON.stringify(e.detail)); }, onReset() {} }, m`<!field id=f name=n value=first/>`, { field: 'c/field' });
    await go('navigateTo', { url: '/pages/form' });
    view.clear();
    const field = top().selectComponent('#f');
    field.setData({ value: 'typed' });
    const send = (type, handler) => view.send({ t: 'event', instance: logic.instanceOf(top()).number, handler, event: { type, timeStamp: 1, target: { id: '', dataset: {} }, currentTarget: { id: '', dataset: {} }, detail: { value: { a: 1 }, components: [logic.instanceOf(field).number] } } });
    send('submit', 'onSubmit');
    equal(log, ['{"value":{"n":"typed","a":1}}']);
    send('reset', 'onReset');
    equal(field.data.value, 'first');
    await go('navigateBack');
  });

  test('a row that comes and changes in one turn crosses as it was at each step', async () => {
    comp('c/step', {});
    page('pages/step', { data: { rows: [] } }, m`<!step *rows:id ?~0.on/>`, { step: 'c/step' });
    await go('navigateTo', { url: '/pages/step' });
    await view.applied();
    const p = top();
    p.setData({ rows: [{ id: 1, on: true }] });
    p.setData({ 'rows[0].on': false });
    p.setData({ 'rows[0].on': true });
    p.setData({ 'rows[0].on': false });
    await view.settle();
    const on = (value) => [['rows', 0, 'on'], value];
    equal(view.ops().filter((op) => op[0] < 2).map((op) => op.slice(2)), [[['rows'], [-1, 1], [{ id: 1, on: true }]], on(false), on(true), on(false)]);
    await go('navigateBack');
  });

  test('a property observer may complete its own property', async () => {
    let calls = 0;
    comp('c/complete', { properties: { l: { type: Array, observer() { calls++; this.data.l.forEach((item) => { item.done = true; }); this.setData({ l: this.data.l }); } } } });
    page('pages/complete', { data: { l: [{}] } }, m`<!complete id=c l={l}/>`, { complete: 'c/complete' });
    await go('navigateTo', { url: '/pages/complete' });
    equal([calls, top().selectComponent('#c').data.l], [1, [{ done: true }]]);
    await go('navigateBack');
  });

  test('an observer that sets itself off is stopped and reported', async () => {
    comp('c/loop', { data: { n: 0 }, observers: { n(v) { this.setData({ n: v + 1 }); } } });
    page('pages/loop', {}, m`<!loop id=l/>`, { loop: 'c/loop' });
    await go('navigateTo', { url: '/pages/loop' });
    view.clear();
    top().selectComponent('#l').setData({ n: 1 });
    ok(log.some((line) => line.startsWith('error c/loop')), log.join());
    await go('navigateBack');
  });

  test('a child that answers its creation with an event does not upset the update under way', async () => {
    comp('c/eager', { lifetimes: { attached() { this.triggerEvent('hello', this.data.n); } }, properties: { n: Number } });
    page('pages/eager', { data: { rows: [], heard: [] }, hello(e) { this.setData({ heard: this.data.heard.concat(e.detail), rows: this.data.rows.length < 4 ? this.data.rows.concat({ id: this.data.rows.length }) : this.data.rows }); } },
      m`<!eager *rows:id @hello=hello n={~0.id}/>`, { eager: 'c/eager' });
    await go('navigateTo', { url: '/pages/eager' });
    await view.applied();
    view.clear();
    top().setData({ rows: [{ id: 0 }] });
    equal(top().data.heard, [0, 1, 2, 3]);
    await view.settle();
    equal(view.data.get(logic.instanceOf(top()).number).rows, top().data.rows);
    equal(view.ops().filter((op) => op[0] === 2).length, 4);
    await go('navigateBack');
  });

  test('an API whose chunk does not load fails as without a network, and is there when it loads', async () => {
    const { wx } = globalThis;
    const results = [];
    const task = wx.request({ url: 'https://a.test', success: () => results.push('success'), fail: ({ errMsg }) => results.push(errMsg), complete: () => results.push('complete') });
    task.abort();
    await view.settle();
    equal(results, ['request:fail network error', 'complete']);
    await wx.downloadFile().catch(({ errMsg }) => results.push(errMsg));
    equal(results[2], 'downloadFile:fail network error');
    chunks['/network.js'] = () => globalThis.mn.a('network', (host) => host.asynchronous('request', {}, () => ({ statusCode: 200 })));
    equal(await wx.request({}), { statusCode: 200, errMsg: 'request:ok' });
  });

  void errors;
}
