// Every API group in a real Worker against the real view halves: each member exists, and answers without a host of the product.
export const kind = 'browser';
export const entries = { worker: 'runtime/api/tests/worker_realm.ts', bench: 'runtime/api/tests/view_bench.ts' };

export default async function ({ test, equal, ok, page }) {
  const open = async (options = {}, context = {}) => {
    const opened = await page(context);
    await opened.addScriptTag({ url: '/bench.js', type: 'module' });
    await opened.waitForFunction(() => globalThis.bench);
    await opened.evaluate((given) => bench(given), options);
    opened.run = (code, tap = false) => opened.evaluate(([text, tapped]) => run(text, tapped), [code, tap]);
    return opened;
  };

  test('every_member_of_the_table_exists', async () => {
    const opened = await open();
    const missing = await opened.run('const out = []; for (const name of Object.keys(wx)) if (wx[name] === undefined) out.push(name); return out;');
    equal(missing, []);
    equal(opened.errors, []);
  });

  test('in_development_the_stand_in_answers_and_says_so', async () => {
    const opened = await open({ system: { server: { development: true, relay: '', socket: '' } } });
    equal(await opened.run('const r = await wx.login(); const p = await wx.getUserInfo(); await wx.checkSession(); return [r.errMsg, /^development-/.test(r.code), p.userInfo.nickName, typeof p.encryptedData, wx.getAccountInfoSync().miniProgram.envVersion]'),
      ['login:ok', true, '微信用户', 'string', 'develop']);
    await opened.waitForSelector('.mn-a-banner');
    const paid = opened.run('return (await wx.requestPayment({ timeStamp: "1", nonceStr: "n", package: "p", paySign: "s" })).errMsg');
    equal(await opened.textContent('.mn-a-badge'), '开发替身 Development stand-in');
    await opened.click('.mn-a-ask-buttons button:first-child');
    equal(await paid, 'requestPayment:ok');
    equal(await opened.run(`wx.cloud.init(); const db = wx.cloud.database(), c = db.collection('t'), _ = db.command
      await c.add({ data: { n: 1, tags: ['a'] } }); await c.add({ data: { n: 5, tags: [] } })
      await c.where({ n: _.gt(2) }).update({ data: { n: _.inc(1), tags: _.push(['x']) } })
      const found = await c.where({ n: _.gt(0).and(_.lt(9)) }).orderBy('n', 'desc').field({ n: true, tags: true, _id: false }).get()
      const missing = await c.doc('none').get().catch((e) => e.errMsg.slice(0, 41))
      return [found.data, (await c.count()).total, missing, (await wx.cloud.callFunction({ name: 'f' })).errMsg]`),
      [[{ n: 6, tags: ['x'] }, { n: 1, tags: ['a'] }], 2, 'document.get:fail cannot find document wi', 'cloud.callFunction:ok']);
  });

  test('chosen_pictures_become_temporary_files_and_a_closed_picker_is_a_cancel', async () => {
    // A phone: camera or album is asked first.
    const opened = await open({}, { hasTouch: true, isMobile: true });
    const answer = async (files) => {
      const chooser = opened.waitForEvent('filechooser', { timeout: 10_000 });
      chooser.catch(() => undefined);
      const chosen = opened.run('try { const r = await wx.chooseImage({ count: 2 }); return [r.errMsg, r.tempFilePaths.length, /^wxfile:\\/\\/tmp_.*\\.png$/.test(r.tempFilePaths[0]), r.tempFiles[0].size] } catch (e) { return e.errMsg }');
      chosen.catch(() => undefined);
      await opened.click('.mn-a-sheet div button:last-child', { timeout: 10_000 });
      await (await chooser).setFiles(files);
      return chosen;
    };
    equal(await answer([{ name: 'a.png', mimeType: 'image/png', buffer: Buffer.from('123') }]), ['chooseImage:ok', 1, true, 3]);
    const cancelled = opened.run('return (await wx.chooseImage().catch((e) => e)).errMsg');
    await opened.click('.mn-a-sheet-cancel');
    equal(await cancelled, 'chooseImage:fail cancel');
  });
}
