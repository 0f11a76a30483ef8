// What updates of data send to the view: lists as differences, one patch a turn. The view is fake_view.mjs.
import { createProgram } from './fake_view.mjs';

export const kind = 'node';
export const modules = { logic: 'runtime/logic/testing.ts' };

export default async function ({ test, equal, ok }, { logic }) {
  globalThis.importScripts = () => {};
  const view = createProgram(logic);
  const manifest = { format: 1, app: {}, entry: 'pages/first', runtime: {}, pages: {}, components: {} };
  /** `rows.*.sub:*` drawn: a loop in a loop, the inner one with the key. */
  const drawn = (list) => {
    const loops = list.split('.*.');
    return loops.map((operand, depth) => `<*${depth ? `~${depth - 1}.` : ''}${operand}>`).join('') + '</>'.repeat(loops.length);
  };
  const page = (path, data, lists) => {
    manifest.pages[path] = { scope: '0' };
    manifest.components[path] = { scope: '1', using: {} };
    globalThis.mn.d(`${path}.js`, () => globalThis.Page({ data }));
    globalThis.mn.t(path)([Object.keys(data).map((field) => `{${field}}`).join('') + lists.map(drawn).join('')]);
  };
  const top = () => globalThis.getCurrentPages().at(-1);
  let opened = 0;
  /** A page of its own for each test. */
  const open = async (data, lists) => {
    const path = `pages/p${++opened}`;
    page(path, data, lists);
    globalThis.wx.reLaunch({ url: `/${path}` });
    await view.settle();
    await view.applied();
  };
  page('pages/first', {}, []);
  globalThis.mn.d('app.js', () => globalThis.App({}));
  view.send({ t: 'boot', scripts: [], manifest, system: { theme: 'light' }, launch: { path: 'pages/first', query: {}, scene: 1001 } });
  await view.settle();

  test('many changes of one turn, at and below one another, leave the view with the data', async () => {
    await open({ rows: [], other: {} }, ['rows:id', 'rows.*.sub:*']);
    const p = top();
    const { number } = logic.instanceOf(p);
    let seed = 7;
    const random = (max) => (seed = (seed * 1103515245 + 12345) & 0x7fffffff) % max;
    const row = () => ({ id: random(9), at: { x: random(5) }, sub: [random(4), { y: [random(3)] }] });
    const changes = [
      () => ({ rows: Array.from({ length: random(7) }, row) }),
      () => ({ rows: [...p.data.rows].reverse() }),
      () => ({ [`rows[${random(7)}]`]: row() }),
      () => ({ [`rows[${random(7)}].at.x`]: random(9), [`rows[${random(7)}].sub[1].y[0]`]: random(9) }),
      () => ({ [`rows[${random(7)}].sub`]: [random(4), random(4)] }),
      () => ({ other: { rows: p.data.rows }, 'other.rows[0].at': { x: -1 } }),
      () => ({ 'rows[1]': p.data.rows[2], 'rows[2]': p.data.rows[1] }),
    ];
    for (let turn = 0; turn < 300; turn++) {
      for (let i = 1 + random(5); i; i--) {
        p.setData(changes[random(changes.length)]());
      }
      await view.settle();
      equal(JSON.stringify(view.data.get(number)), JSON.stringify(p.data), `turn ${turn}`);
    }
  });

  test('one field of several rows crosses as one operation, and only awaited patches are answered', async () => {
    await open({ rows: [], n: 0 }, ['rows:id']);
    const p = top();
    const { number } = logic.instanceOf(p);
    const row = (id) => ({ id, on: false, at: { x: 0 } });
    const sent = async (change) => {
      view.clear();
      change();
      await view.settle();
      equal(view.data.get(number).rows, p.data.rows);
      return view.messages.filter((m) => m.t === 'patch');
    };
    await sent(() => p.setData({ rows: Array.from({ length: 100 }, (_, id) => row(id)) }));
    const all = await sent(() => p.setData({ rows: p.data.rows.map((r) => ({ ...r, on: true })) }));
    equal(all.map(({ seq, ops }) => [seq, ops.map(([code, , list, field, at]) => [code, list, field, at.length])]), [[0, [[6, ['rows'], ['on'], 100]]]]);
    const some = await sent(() => p.setData({ 'rows[3].at.x': 1, 'rows[5].at.x': 2, 'rows[5].on': false, 'rows[7].on': false, n: 1 }));
    equal(some[0].ops, [[6, number, ['rows'], ['at', 'x'], [3, 5], [1, 2]], [6, number, ['rows'], ['on'], [5, 7], [false, false]], [0, number, ['n'], 1]]);
    let called = 0;
    const [{ seq }] = await sent(() => p.setData({ n: 2 }, () => called++));
    ok(seq > 0 && called === 0);
    await view.applied();
    equal(called, 1);
  });
}
