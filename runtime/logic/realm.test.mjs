// The closed realm, in a real Worker: what a program finds there, and what it must not find.
export const kind = 'browser';
export const entries = { 'worker-logic': 'runtime/logic/main.ts' };
export const files = {
  '/program.js': `
mn.d('app.js', function () { App({ onError(m) { this.last = m; } }); });
mn.d('pages/a.js', function (require, module, exports) {
  var gone = ['fetch', 'XMLHttpRequest', 'WebSocket', 'indexedDB', 'caches', 'importScripts', 'postMessage', 'self', 'location', 'navigator', 'Worker', 'BroadcastChannel', 'EventSource', 'Request', 'Response', 'Headers', 'crypto', 'performance', 'close', 'name', 'origin', 'onmessage', 'addEventListener', 'URL', 'Blob', 'FileReader', 'OffscreenCanvas', 'requestAnimationFrame', 'window', 'document', 'eval', 'WorkerGlobalScope', 'MessageChannel', 'ServiceWorkerRegistration', 'reportError', 'scheduler', 'trustedTypes', 'createImageBitmap', 'DedicatedWorkerGlobalScope', 'EventTarget', 'Event', 'dispatchEvent', 'removeEventListener'];
  var there = ['wx', 'console', 'setTimeout', 'Promise', 'Map', 'getApp', 'Page', 'global', 'WXWebAssembly', 'queueMicrotask', 'Proxy', 'Intl', '__wxConfig'];
  var g = new Function('return this')();
  // A part that loads now is made of built-ins that may be the program's.
  var handed = null;
  var WeakMapOfBrowser = g.WeakMap;
  g.WeakMap = function () { g.mn.p('late', function (core) { handed = Object.keys(core); return {}; }); return new WeakMapOfBrowser(); };
  var facts = {
    found: gone.filter(function (n) { return typeof g[n] !== 'undefined'; }),
    missing: there.filter(function (n) { return typeof g[n] === 'undefined'; }),
    sloppy: (function () { return this === g; })(),
    generator: typeof g.regeneratorRuntime,
    compiled: [],
    prototype: [],
    natives: null,
  };
  facts.handed = handed;
  // A group the program registers itself would be handed the browser's functions.
  g.mn.a('media', function (host) { facts.natives = Object.keys(host.native); });
  g.mn.p('queries', function (core) { facts.natives = Object.keys(core); });
  typeof wx.createInnerAudioContext;
  setTimeout('ranFromText = true');
  setTimeout('import("/evil.js").then(function (m) { ranFromText = m.mark; })');
  var ticks = 0;
  setTimeout(undefined);
  Function('r', 'regeneratorRuntime = r')({ mark: 1 });
  facts.regenerator = g.regeneratorRuntime && g.regeneratorRuntime.mark;
  [function () {}, async function () {}, function* () {}, async function* () {}].forEach(function (f) {
    try { f.constructor('return 1')(); facts.compiled.push(f.constructor.name); } catch (e) { }
  });
  facts.isFunction = (function () {}) instanceof Function;
  for (var o = g; o; o = Object.getPrototypeOf(o)) if (o !== g && o !== Object.prototype) facts.prototype = facts.prototype.concat(Object.getOwnPropertyNames(o));
  Page({
    data: { facts: facts, text: null },
    onLoad: function () {
      var page = this;
      setTimeout(function (given) { page.setData({ text: [typeof g.ranFromText, given] }); }, 100, 'argument');
    },
  });
});
mn.f('pages/a', ['facts', 'text'], []);`,
  '/evil.js': 'export const mark = 1;',
  '/media.js': '',
  '/queries.js': '',
  '/late.js': "mn.p('late', () => (new WeakMap(), { configGlobal: () => ({ platform: 'android' }) }));",
};

export default async function ({ test, equal, page }) {
  test('a program finds its platform and nothing of the browser’s', async () => {
    const opened = await page();
    const { facts, text } = await opened.evaluate(async () => {
      const worker = new Worker('/worker-logic.js');
      const manifest = { format: 1, app: {}, entry: 'pages/a', runtime: { api: { media: { logic: '/media.js' } }, parts: { late: '/late.js', queries: '/queries.js' } }, pages: { 'pages/a': { scope: '0' } }, components: { 'pages/a': { scope: '0' } } };
      let facts;
      return await new Promise((resolve, reject) => {
        worker.onerror = (event) => reject(new Error(event.message));
        worker.onmessage = ({ data }) => {
          if (data.t === 'log' && !data.text.includes('takes a function')) reject(new Error(data.text + data.stack));
          if (data.t === 'open') {
            facts = data.ops.find((op) => op[0] === 2)[6].facts;
            worker.postMessage({ t: 'applied', seq: data.seq });
          }
          if (data.t === 'patch') resolve({ facts, text: data.ops[0][3] });
        };
        worker.postMessage({ t: 'boot', scripts: ['/program.js'], manifest, system: { base: location.origin + '/', safeArea: {}, capsule: {}, language: 'en', theme: 'light' }, launch: { path: 'pages/a', query: {}, scene: 1001 } });
      });
    });
    equal(facts, { found: [], missing: [], sloppy: true, generator: 'undefined', compiled: [], prototype: facts.prototype, regenerator: 1, isFunction: true, natives: null, handed: null });
    equal(text, ['undefined', 'argument']);
    // What the browser does not let go of (constants), and timers.
    const kept = 'TEMPORARY PERSISTENT constructor queueMicrotask structuredClone clearInterval clearTimeout setInterval setTimeout';
    equal(facts.prototype.filter((name) => !kept.split(' ').includes(name)), []);
  });
}
