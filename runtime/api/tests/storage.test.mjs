// Storage beyond one page: two tabs, a browser killed after a write, a browser that keeps nothing.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const kind = 'browser';
export const entries = { worker: 'runtime/api/tests/worker_realm.ts', bench: 'runtime/api/tests/view_bench.ts' };

async function start(opened, options = {}) {
  await opened.addScriptTag({ url: '/bench.js', type: 'module' });
  await opened.waitForFunction(() => globalThis.bench);
  await opened.evaluate((given) => bench(given), options);
  opened.run = (code) => opened.evaluate((text) => run(text), code);
  return opened;
}

/** Reads until the value is the one wanted: messages between tabs take their time. */
async function until(opened, code, wanted) {
  for (const end = Date.now() + 8000; ; ) {
    const got = await opened.run(code);
    if (got === wanted || Date.now() > end) return got;
  }
}

export default async function ({ test, equal, ok, page, origin }) {
  test('two_tabs_see_each_others_writes_and_the_last_one_stays', async () => {
    const first = await start(await page());
    const second = await first.context().newPage();
    await second.goto(`${origin}/`);
    await start(second);
    await first.run('wx.setStorageSync("k", "first")');
    equal(await until(second, 'return wx.getStorageSync("k")', 'first'), 'first');
    await second.run('await wx.setStorage({ key: "k", data: { by: "second" } })');
    equal(await until(first, 'return JSON.stringify(wx.getStorageSync("k"))', '{"by":"second"}'), '{"by":"second"}');
    await second.run('await wx.removeStorage({ key: "k" })');
    equal(await until(first, 'return wx.getStorageSync("k")', ''), '');
    await first.run('await wx.setStorage({ key: "late", data: 1 })');
    // The leader goes; the other tab goes on writing, and both tabs' values are there for a third.
    await first.close();
    await second.run('await wx.setStorage({ key: "after", data: 2 })');
    const third = await second.context().newPage();
    await third.goto(`${origin}/`);
    await start(third);
    equal(await third.run('return [wx.getStorageSync("k"), wx.getStorageSync("late"), wx.getStorageSync("after")]'), ['', 1, 2]);
  });

  test('without_a_database_values_last_as_long_as_the_page', async () => {
    const opened = await start(await page(), { system: { without: ['indexedDB', 'locks', 'BroadcastChannel'] } });
    equal(await opened.run('wx.setStorageSync("a", 1); const r = await wx.setStorage({ key: "b", data: 2 }); return [r.errMsg, wx.getStorageSync("a"), wx.getStorageInfoSync().keys.length]'), ['setStorage:ok', 1, 2]);
    equal(await opened.run('const fs = wx.getFileSystemManager(); fs.writeFileSync("wxfile://usr/x", "y"); return fs.readFileSync("wxfile://usr/x", "utf8")'), 'y');
  });

  test('a_value_is_there_after_the_browser_was_killed_once_setStorage_succeeded', async () => {
    const { chromium } = await import('playwright-core');
    const profile = mkdtempSync(join(tmpdir(), 'minnow-kill-'));
    const visit = async (work, kill) => {
      const process_ = spawn(process.env.CHROMIUM ?? '/usr/bin/chromium', ['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--remote-debugging-port=0', `--user-data-dir=${profile}`, 'about:blank'], { stdio: ['ignore', 'ignore', 'pipe'], detached: true });
      const address = await new Promise((resolve, reject) => {
        let text = '';
        process_.stderr.on('data', (data) => {
          text += data;
          const found = /ws:\/\/\S+/.exec(text)?.[0];
          if (found) resolve(found);
        });
        process_.on('exit', () => reject(new Error(text)));
      });
      const browser = await chromium.connectOverCDP(address);
      const opened = await browser.contexts()[0].newPage();
      await opened.goto(`${origin}/`);
      await start(opened);
      const result = await work(opened);
      // Nothing is told to the browser: the whole process group goes at once.
      if (kill) process.kill(-process_.pid, 'SIGKILL');
      else await browser.close();
      await new Promise((resolve) => (process_.exitCode !== null || process_.signalCode !== null ? resolve() : process_.once('exit', resolve)));
      if (!kill) try { process.kill(-process_.pid, 'SIGKILL'); } catch {}
      return result;
    };
    try {
      await visit((opened) => opened.run('wx.setStorageSync("sync", { n: 1 }); await wx.setStorage({ key: "async", data: [2] }); wx.getFileSystemManager().writeFileSync("wxfile://usr/f", "x")'), true);
      const kept = await visit((opened) => opened.run('return [wx.getStorageSync("sync"), wx.getStorageSync("async")]'), true);
      equal(kept, [{ n: 1 }, [2]]);
    } finally {
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    }
    ok(true);
  });
}
