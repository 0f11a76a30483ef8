// The closed realm, in a real Worker: what a program finds there, and what it must not find.
export const kind = 'browser';
export const entries = { 'worker-logic': 'runtime/logic/main.ts' };
export const files = {
  '/program.js': `
mn.d('app.js', function () { App({ onError(m) { this.last = m; } }); });
mn.d('pages/a.js', function (require, module, exports) {
  var gone = ['fetch', 'XMLHttpRequest', 'WebSocket', 'indexedDB', 'caches', 'importScripts', 'postMessage', 'self', 'location', 'navigator', 'Worker', 'BroadcastChannel', 'EventSource', 'Request', 'Response', 'Headers', 'crypto', 'performance', 'close', 'name', 'origin', 'onmessage', 'addEventListener', 'URL', 'Blob', 'FileReader', 'OffscreenCanvas', 'requestAnimationFrame', 'window', 'document', 'eval', 'WorkerGlobalScope', 'MessageChannel', 'ServiceWorkerRegistration', 'reportError', 'scheduler', 'trustedTypes', 'createImageBitmap', 'DedicatedWorkerGlobalScope', 'EventTarget', 'Event'];
  var there = ['wx', 'console', 'setTimeout', 'Promise', 'Map', 'getApp', 'Page', 'global', 'WXWebAssembly', 'queueMicrotask', 'Proxy', 'Intl', '__wxConfig'];
  var g = new Function('return this')();
  var facts = {
    found: gone.filter(function (n) { return typeof g[n] !== 'undefined'; }),
    missing: there.filter(function (n) { return typeof g[n] === 'undefined'; }),
    sloppy: (function () { return this === g; })(),
    generator: typeof g.regeneratorRuntime,
    compiled: [],
    prototype: [],
  };
  Function('r', 'regeneratorRuntime = r')({ mark: 1 });
  facts.regenerator = g.regeneratorRuntime && g.regeneratorRuntime.mark;
  [function () {}, async function () {}, function* () {}, async function* () {}].forEach(function (f) {
    try { f.constructor('return 1')(); facts.compiled.push(f.constructor.name); } catch (e) { }
  });
  facts.isFunction = (function () {}) instanceof Function;
  for (var o = g; o; o = Object.getPrototypeOf(o)) if (o !== g && o !== Object.prototype) facts.prototype = facts.prototype.concat(Object.getOwnPropertyNames(o));
  Page({ data: { facts: facts } });
});
mn.l('pages/a', function () { return [[]]; }, { v: ['facts'] });`,
};

export default async function ({ test, equal, page }) {
  test('a program finds its platform and nothing of the browser’s', async () => {
    const opened = await page();
    const facts = await opened.evaluate(async () => {
      const worker = new Worker('/worker-logic.js');
      const manifest = { format: 1, app: {}, entry: 'pages/a', runtime: {}, pages: { 'pages/a': { scope: '0' } }, components: { 'pages/a': { scope: '0' } } };
      return await new Promise((resolve, reject) => {
        worker.onerror = (event) => reject(new Error(event.message));
        worker.onmessage = ({ data }) => {
          if (data.t === 'log') reject(new Error(data.text + data.stack));
          if (data.t === 'open') resolve(data.ops.find((op) => op[0] === 2)[6].facts);
        };
        worker.postMessage({ t: 'boot', scripts: ['/program.js'], manifest, system: { base: location.origin + '/', safeArea: {}, capsule: {}, language: 'en', theme: 'light' }, launch: { path: 'pages/a', query: {}, scene: 1001 } });
      });
    });
    equal(facts, { found: [], missing: [], sloppy: true, generator: 'undefined', compiled: [], prototype: facts.prototype, regenerator: 1, isFunction: true });
    // What the browser does not let go of (constants), timers, and what sockets listen through: shadowed on the global itself.
    const kept = 'TEMPORARY PERSISTENT constructor queueMicrotask structuredClone clearInterval clearTimeout setInterval setTimeout addEventListener dispatchEvent removeEventListener when';
    equal(facts.prototype.filter((name) => !kept.split(' ').includes(name)), []);
  });
}
