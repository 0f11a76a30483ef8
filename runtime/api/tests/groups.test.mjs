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
    const missing = await opened.run('const out = []; for (const name of Object.keys(wx)) if (wx[name] === undefined && name !== "worklet") out.push(name); return out;');
    equal(missing, []);
    equal(opened.errors, []);
  });
}
