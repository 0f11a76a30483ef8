// `minnow test` as a person meets it: node crates/cli/tests/browser/test.mjs [part of a name]
// In: MINNOW (the binary), CHROMIUM. Out: one line a failure, closing line `N passed, N failed`. Must not: need the network.

import { execFile, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const minnow = process.env.MINNOW ?? 'minnow';
const root = resolve(dirname(fileURLToPath(import.meta.url)), '../../../..');
const wanted = process.argv[2] ?? '';

/** A program in a folder of its own, gone when the test is. */
function program(files) {
  const folder = mkdtempSync(join(tmpdir(), 'minnow-test-'));
  const write = (path, text) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  const all = {
    'app.json': JSON.stringify({ pages: ['pages/a/a'] }),
    'app.js': 'App({ globalData: { launched: true } })',
    'pages/a/a.js': 'Page({ data: { n: 0 }, add() { this.setData({ n: this.data.n + 1 }) } })',
    'pages/a/a.wxml': '<view class="n">{{n}}</view><button class="add" bindtap="add">add</button>',
    ...files,
  };
  for (const [path, text] of Object.entries(all)) write(path, text);
  const read = (path) => readFileSync(join(folder, path), 'utf8');
  return { folder, write, read, exists: (path) => existsSync(join(folder, path)), remove: () => rmSync(folder, { recursive: true, force: true }) };
}

function environmentOf(given = {}) {
  const env = { ...process.env, NO_COLOR: '1', MINNOW_BROWSER: process.env.CHROMIUM ?? process.env.MINNOW_BROWSER ?? '', CI: '', ...given };
  for (const name of ['CI', 'MINNOW_BROWSER']) if (env[name] === '') delete env[name];
  return env;
}

function run(folder, arguments_ = [], environment = {}) {
  const env = environmentOf(environment);
  return new Promise((done) => {
    execFile(minnow, ['test', '.', ...arguments_], { cwd: folder, env, maxBuffer: 1 << 26 }, (error, out, err) => done({ code: error ? error.code : 0, out, err }));
  });
}

const has = (text, ...parts) => {
  for (const part of parts) if (!(part instanceof RegExp ? part.test(text) : text.includes(part))) throw new Error(`${part} is missing in\n${text}`);
};
const equal = (got, expected, what) => {
  if (JSON.stringify(got) !== JSON.stringify(expected)) throw new Error(`${what}: got ${JSON.stringify(got)}, expected ${JSON.stringify(expected)}`);
};

/** Runs a program's tests and removes it. */
async function of(files, arguments_, environment) {
  const made = program(files);
  try {
    return await run(made.folder, arguments_, environment);
  } finally {
    made.remove();
  }
}

const tests = {};
/** Programs that are documentation: their own tests pass. */
for (const example of ['shop', 'todo']) {
  tests[`the tests of examples/${example} pass`] = async () => {
    const { code, out, err } = await run(join(root, 'examples', example), [], { CI: '1' });
    equal(code, 0, `${out}${err}`);
  };
}
for (const template of ['blank', 'typescript', 'shop']) {
  tests[`a new program of the template ${template} has tests that pass`] = async () => {
    const folder = mkdtempSync(join(tmpdir(), 'minnow-test-'));
    await new Promise((done, failed) => execFile(minnow, ['new', 'fresh', '--template', template], { cwd: folder }, (error) => (error ? failed(error) : done())));
    const { code, out, err } = await run(join(folder, 'fresh'));
    rmSync(folder, { recursive: true });
    equal(code, 0, `${out}${err}`);
    has(out, /\d passed, 0 failed/);
  };
}

Object.assign(tests, {
  'a failure may leave a picture of the screen': async () => {
    const made = program({ 'a.test.js': `test('it fails', async () => { await miniProgram.launch(); throw new Error('so') })` });
    equal((await run(made.folder, ['--screenshot-failures'])).code, 1, 'exit code');
    const picture = readFileSync(join(made.folder, '__screenshots__/a.test.js/it-fails.failed.png'));
    equal([picture.toString('latin1', 1, 4), picture.readUInt32BE(16), picture.readUInt32BE(20)], ['PNG', 750, 1334], 'a phone, two pixels a point');
    made.remove();
  },
  'with --watch tests run again when a file changes': async () => {
    const made = program({ 'sum.js': 'module.exports = (a, b) => a + b', 'a.test.js': `test('s', () => { expect(require('./sum')(1, 2)).toBe(3) })`, 'b.test.js': `test('t', () => {})` });
    const child = spawn(minnow, ['test', '.', '--watch'], { cwd: made.folder, env: environmentOf(), stdio: ['ignore', 'pipe', 'pipe'] });
    let out = '';
    const heard = (pattern) => new Promise((done, failed) => {
      const look = () => pattern.test(out) && done();
      for (const pipe of [child.stdout, child.stderr]) pipe.on('data', (data) => { out += data; look(); });
      child.once('exit', () => failed(new Error(`it ended:\n${out}`)));
      look();
    });
    try {
      await heard(/2 passed, 0 failed[^]*waiting for a change/);
      made.write('sum.js', 'module.exports = (a, b) => a - b');
      await heard(/1 passed, 1 failed[^]*waiting for a change/);
      // Of a test file that changed, the others know nothing.
      made.write('a.test.js', `test('s', () => { expect(require('./sum')(3, 2)).toBe(1) })`);
      await heard(/1 passed, 0 failed \(1 file[^]*waiting for a change/);
    } finally {
      child.removeAllListeners('exit');
      child.kill();
    }
    made.remove();
  },
  'a failure shows the line, what was expected and what came': async () => {
    const { code, out } = await of({
      'a.test.js': `describe('sums', () => {\n  it('adds', () => {\n    expect({ sum: 3 }).toEqual({ sum: 4 })\n  })\n  it('is fine', () => {})\n})\n`,
    });
    equal(code, 1, 'exit code');
    has(out, 'FAIL a.test.js (1 of 2 tests failed', 'sums > adds', 'a.test.js:3:5', "expect({ sum: 3 }).toEqual({ sum: 4 })", '-   "sum": 4,', '+   "sum": 3,', '1 passed, 1 failed (1 file');
  },
  'the program is launched when a test opens a page, and fresh in each file': async () => {
    const file = `test('x', async () => {
      expect(getApp({ allowDefault: false })).toBeUndefined()
      expect(wx.getStorageSync('seen')).toBe('')
      wx.setStorageSync('seen', 'yes')
      const page = await miniProgram.reLaunch('/pages/a/a?x=1')
      expect(getApp().globalData.launched).toBe(true)
      expect([page.path, page.query]).toEqual(['pages/a/a', { x: '1' }])
      const add = await page.$('.add')
      await add.tap()
      expect(await (await page.$('.n')).text()).toBe('1')
    })`;
    const { code, out } = await of({ 'a.test.js': file, 'b.spec.ts': file, '__tests__/c.js': file });
    equal(code, 0, out);
    has(out, '3 passed, 0 failed (3 files');
  },
  'snapshots are written, compared, refused where CI is set, and updated': async () => {
    const made = program({ 'a.test.js': `test('s', () => { expect({ a: 1 }).toMatchSnapshot() })` });
    const refused = await run(made.folder, [], { CI: 'true' });
    equal([refused.code, made.exists('__snapshots__/a.test.js.snap')], [1, false], refused.out);
    const first = await run(made.folder);
    equal(first.code, 0, first.out);
    has(first.out, 'snapshots: 1 written');
    has(made.read('__snapshots__/a.test.js.snap'), 'exports[`s 1`] = `', '"a": 1,');
    equal((await run(made.folder, [], { CI: 'true' })).code, 0, 'unchanged');
    made.write('a.test.js', `test('s', () => { expect({ a: 2 }).toMatchSnapshot() })`);
    const differs = await run(made.folder);
    equal(differs.code, 1, differs.out);
    has(differs.out, '-   "a": 1,', '+   "a": 2,');
    has((await run(made.folder, ['--update'])).out, 'snapshots: 1 updated', '1 passed');
    has(made.read('__snapshots__/a.test.js.snap'), '"a": 2,');
    made.remove();
  },
  'screenshots are kept and compared by what can be seen': async () => {
    const shot = () => `test('s', async () => { const page = await miniProgram.reLaunch('/pages/a/a'); expect(await page.$('.n')).toMatchScreenshot('n') })`;
    const made = program({ 'a.test.js': shot(), 'pages/a/a.wxss': '.n { color: red; height: 40px }' });
    equal((await run(made.folder)).code, 0, 'first');
    equal(made.exists('__screenshots__/a.test.js/n.png'), true, 'kept');
    const same = await run(made.folder);
    equal(same.code, 0, same.out);
    made.write('pages/a/a.wxss', '.n { background: blue; height: 40px }');
    const other = await run(made.folder);
    equal(other.code, 1, other.out);
    has(other.out, /\d % of the screenshot differ/, 'n.actual.png');
    equal(made.exists('__screenshots__/a.test.js/n.actual.png'), true, 'what is drawn');
    made.remove();
  },
  'a component is mounted and looked into as miniprogram-simulate does': async () => {
    const component = (options, template) => ({ js: `Component({ ${options} })`, template });
    const parts = {
      card: component(`options: { virtualHost: true }, properties: { title: String }`, '<view class="head">{{title}}</view><slot/>'),
      mark: component(`properties: { on: Boolean }, methods: { flip() { this.triggerEvent('flip', { on: !this.data.on }, { bubbles: true }) } }`, '<text class="it" bindtap="flip">{{on ? "on" : "off"}}</text>'),
    };
    const files = Object.entries(parts).flatMap(([name, { js, template }]) => [[`c/${name}.js`, js], [`c/${name}.wxml`, template], [`c/${name}.json`, '{"component":true}']]);
    const { code, out } = await of({
      ...Object.fromEntries(files),
      'c/outer.json': '{"component":true,"usingComponents":{"mark":"./mark"}}',
      'c/outer.js': 'Component({})',
      'c/outer.wxml': '<mark class="m" on/>',
      'a.test.js': `
        const path = require('path')
        const simulate = require('miniprogram-simulate')
        const [card, mark] = ['card', 'mark'].map((name) => simulate.load(path.resolve(__dirname, 'c', name), 't-' + name))
        function page() {
          const made = simulate.render(simulate.load({
            template: '<card class="box" title="{{title}}" bind:flip="flipped"><mark class="one" on="{{on}}"/></card>',
            usingComponents: { card, mark }, data: { title: 'Card', on: false }, methods: { flipped(event) { this.setData({ on: event.detail.on }) } },
          }))
          made.attach(document.createElement('parent-wrapper'))
          return made
        }
        test('slots, virtual hosts and events', () => {
          const made = page()
          expect(made.querySelector('.box').dom.textContent).toBe('Cardoff')
          expect(made.querySelector('.box >>> .head').dom.className).toBe('head')
          expect(made.querySelector('.box >>> .one').data.on).toBe(false)
          made.querySelector('.one >>> .it').dispatchEvent('tap')
          expect(made.data.on).toBe(true)
          expect(made.querySelector('.one >>> .it').dom.innerText).toBe('on')
          made.setData({ title: 'Other' })
          expect(simulate.match(made.querySelector('.box').dom, '<wx-view class="head">Other</wx-view><mark class="one"><wx-text class="it">on</wx-text></mark>')).toBe(true)
        })
        test('styles and life cycles are real', () => {
          const calls = []
          const made = simulate.render(simulate.load({ template: '<view class="v" style="width: 100rpx; height: 20px"/>', lifetimes: { attached: () => calls.push('attached'), ready: () => calls.push('ready'), detached: () => calls.push('detached') } }))
          made.attach()
          expect(calls).toEqual(['attached', 'ready'])
          const { left, width } = made.querySelector('.v').dom.getBoundingClientRect()
          expect([left, width]).toEqual([0, 50])
          expect(window.getComputedStyle(made.querySelector('.v').dom).height).toBe('20px')
          made.detach()
          expect(calls).toEqual(['attached', 'ready', 'detached'])
        })
        test('a stand-in takes the place of a component', () => {
          const standIn = simulate.load({ template: '<text class="fake">fake {{on}}</text>', properties: { on: Boolean } })
          const made = simulate.render(simulate.load('/c/outer', 'outer', { usingComponents: { mark: standIn } }))
          made.attach()
          expect(made.dom.textContent).toBe('fake true')
        })
        test('what is not there is told', () => {
          expect(() => simulate.load('/c/none')).toThrow('there is no component /c/none')
          expect(() => simulate.load({ template: '<view wx:if="{{a +}}"/>' })).toThrow('template \`<view')
        })`,
    });
    equal(code, 0, out);
    has(out, '4 passed, 0 failed');
  },
  'functions, clocks, modules and members of wx are mocked': async () => {
    const { code, out } = await of({
      'now.js': `module.exports = { now: () => 1, other: 2 }`,
      'ask.js': `const { now } = require('./now'); module.exports = () => new Promise((done, failed) => wx.request({ url: 'https://x.example/' + now(), success: ({ data }) => done(data), fail: failed }))`,
      'later.js': `module.exports = (run) => setTimeout(run, 1000)`,
      'a.test.js': `
        jest.mock('./now', () => ({ ...jest.requireActual('./now'), now: () => 42 }))
        const ask = require('./ask')
        test('modules and wx', async () => {
          const seen = []
          await miniProgram.mockWxMethod('request', (options) => { seen.push(options.url); options.success({ data: 'ours' }) })
          expect(await ask()).toBe('ours')
          expect(seen).toEqual(['https://x.example/42'])
          await miniProgram.mockWxMethod('request', { errMsg: 'request:fail timeout' })
          await expect(ask()).rejects.toEqual({ errMsg: 'request:fail timeout' })
          await miniProgram.restoreWxMethod('request')
          expect(require('./now').other).toBe(2)
        })
        test('the clock', () => {
          jest.useFakeTimers({ now: 0 })
          const run = jest.fn()
          require('./later')(run)
          jest.advanceTimersByTime(999)
          expect(run).not.toHaveBeenCalled()
          jest.advanceTimersByTime(1)
          expect(run).toHaveBeenCalledTimes(1)
          expect(Date.now()).toBe(1000)
          jest.useRealTimers()
          expect(Date.now()).toBeGreaterThan(1e12)
        })
        test('spies', () => {
          const spy = jest.spyOn(wx, 'getStorageSync').mockReturnValue('kept')
          expect(wx.getStorageSync('x')).toBe('kept')
          spy.mockRestore()
          expect(wx.getStorageSync('x')).toBe('')
        })`,
    });
    equal(code, 0, out);
    has(out, '3 passed, 0 failed');
  },
  'setup scripts run before each file, and one that is not there is told': async () => {
    const made = program({ 'project.config.json': '{"minnow":{"test":{"setup":["test/setup.js"]}}}', 'test/setup.js': 'global.word = require("../word")', 'word.js': 'module.exports = "here"', 'a.test.js': 'test("x", () => { expect(word).toBe("here") })' });
    equal((await run(made.folder)).code, 0, 'exit code');
    made.write('project.config.json', '{"minnow":{"test":{"setup":["none.js"]}}}');
    const none = await run(made.folder);
    equal(none.code, 2, none.err);
    has(none.err, 'names none.js as a setup script');
    made.remove();
  },
  'a test that waits for ever is ended, and so is one that never waits': async () => {
    const { code, out } = await of({ 'a.test.js': `test('waits', () => new Promise(() => {}), 200)\ntest('goes on', () => {})`, 'b.test.js': `test('loops', () => { for (;;); }, 200)`, 'c.test.js': `jest.setTimeout(150); test('is given less', () => new Promise(() => {}))` });
    equal(code, 1, out);
    has(out, 'waits', 'timed out in 200ms', 'timed out in 150ms', 'ok   goes on', 'loops', 'could not be interrupted');
  },
  'an error that no test catches fails the file, and says when': async () => {
    const { code, out } = await of({ 'a.test.js': `test('lets go', async () => { Promise.reject(new Error('nobody hears')); await simulate.sleep(20) })` });
    equal(code, 1, out);
    has(out, 'nobody hears', 'while "lets go" ran', '1 passed, 1 failed');
  },
  'a test file that cannot be read is a diagnostic': async () => {
    const { code, err } = await of({ 'a.test.js': 'test(' });
    equal(code, 1, err);
    has(err, 'error[js/syntax]', 'a.test.js:1:');
  },
  'a test file that throws fails, and the others run': async () => {
    const { code, out } = await of({ 'a.test.js': `throw new Error('not today')`, 'b.test.js': `test('b', () => {})` });
    equal(code, 1, out);
    has(out, 'not today', 'PASS b.test.js', '1 passed, 1 failed (2 files');
  },
  'without a browser it says what to install, and without tests what a test is': async () => {
    const none = await of({ 'a.test.js': '' }, [], { MINNOW_BROWSER: '', PATH: '/nowhere' });
    equal(none.code, 2, none.err);
    has(none.err, 'install Chromium', 'MINNOW_BROWSER');
    const named = await of({ 'a.test.js': '' }, ['--browser', '/nowhere/chrome']);
    has(named.err, 'no browser at /nowhere/chrome');
    const empty = await of({});
    equal(empty.code, 2, empty.err);
    has(empty.err, 'something.test.js');
  },
  'paths and names choose what runs': async () => {
    const made = program({ 'a.test.js': `test('one', () => {}); test('two', () => { throw new Error() })`, 'b.test.js': `test('three', () => { throw new Error() })` });
    const { code, out } = await run(made.folder, ['a.test', '--name', '^one$']);
    equal(code, 0, out);
    has(out, '1 passed, 0 failed, 1 skipped (1 file');
    const nothing = await run(made.folder, ['zzz']);
    equal(nothing.code, 2, nothing.err);
    has(nothing.err, 'no test file has zzz in its path', 'a.test.js');
    made.remove();
  },
  'machines read JSON and JUnit': async () => {
    const made = program({ 'a.test.js': `test('x', () => { console.log('hi'); expect(1).toBe(2) }); test.todo('y')` });
    const value = JSON.parse((await run(made.folder, ['--format', 'json'])).out);
    equal([value.passed, value.failed, value.skipped], [0, 1, 1], 'counts');
    equal(value.files[0].console.map(({ level, text, place }) => [level, text, place.replace(/:\d+$/, '')]), [['log', 'hi', 'a.test.js:1']], 'console');
    has((await run(made.folder, ['--format', 'junit'])).out, '<testsuite name="a.test.js" tests="2" failures="1"', '<skipped/>', '<failure message="expected 1 to be 2');
    made.remove();
  },
  'no package has a test in it': async () => {
    const made = program({
      'a.test.js': `require('./secret')`, 'secret.js': 'module.exports = "only for tests"', '__screenshots__/x.png': 'x', 'pages/a/a.js': `Page({ load(name) { return require('../../util/' + name) } })`,
      'util/b.js': '', 'util/b.test.js': 'test("x", () => "only for tests")',
    });
    await new Promise((done) => execFile(minnow, ['build', '.', '--out', 'out', '--no-compress'], { cwd: made.folder }, done));
    const files = readdirSync(join(made.folder, 'out'), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const guilty = files.filter((entry) => /test|x\.png/.test(entry.name) || readFileSync(join(entry.parentPath, entry.name), 'utf8').includes('only for tests'));
    equal(guilty.map(({ name }) => name), [], 'files of tests');
    const runtime = files.filter((entry) => /\.js$/.test(entry.name) && /test\.ask|SharedArrayBuffer\(|_minnow\/start/.test(readFileSync(join(entry.parentPath, entry.name), 'utf8')));
    equal(runtime.map(({ name }) => name), [], 'scripts with what only tests need');
    made.remove();
  },
});

let passed = 0;
let failed = 0;
for (const [name, test] of Object.entries(tests)) {
  if (!name.includes(wanted)) continue;
  try {
    await test();
    passed += 1;
  } catch (error) {
    failed += 1;
    console.log(`FAILED ${name}\n    ${error.message}`);
  }
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
