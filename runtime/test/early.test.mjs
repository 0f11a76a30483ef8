// What the view does before its late part is here: the same, or as soon as it comes, in order. `view.late()` brings it.
export const kind = 'browser';
export const entries = { view: 'runtime/test/view_fixture.ts' };

/** Changes of a list `rows` of {id, n}: the operation that tells it, and what is there then. */
const CHANGES = {
  'rows put in at the front': [[1, 1, ['rows'], [-1, 2, 0, 5], [{ id: 8, n: 'h' }, { id: 9, n: 'i' }]]],
  'rows put in between': [[1, 1, ['rows'], [0, 2, -1, 1, 2, 3], [{ id: 8, n: 'h' }]]],
  'rows taken out': [[1, 1, ['rows'], [0, 1, 3, 2], []]],
  'rows in another order': [[1, 1, ['rows'], [4, 1, 0, 1, 2, 1, 1, 1, 3, 1], []]],
  'rows put in, taken out and moved': [[1, 1, ['rows'], [3, 2, -1, 1, 0, 2], [{ id: 8, n: 'h' }]]],
  'the whole list': [[0, 1, ['rows'], [{ id: 5, n: 'e' }, { id: 1, n: 'A' }, { id: 7, n: 'g' }, { id: 3, n: 'c' }]]],
  'the whole list, twice': [[0, 1, ['rows'], [{ id: 2, n: 'b' }, { id: 1, n: 'a' }]], [0, 1, ['rows'], [{ id: 3, n: 'c' }, { id: 1, n: 'x' }, { id: 2, n: 'b' }]]],
  'one field of several rows': [[6, 1, ['rows'], ['n'], [0, 3], ['A', 'D']]],
  'the key of a row': [[0, 1, ['rows', 1, 'id'], 6]],
  'two rows change places': [[0, 1, ['rows', 0], { id: 4, n: 'd' }], [0, 1, ['rows', 3], { id: 1, n: 'a' }]],
  'no row': [[0, 1, ['rows'], []]],
};

export default function ({ test, equal, page: open }) {
  const opens = async (holdsLate = true, options = {}) => {
    const page = await open({ init: `window.holdsLate = ${holdsLate}`, ...options });
    await page.evaluate(() => import('/view.js'));
    return page;
  };

  test('lists change as they do later, and keep the rows they keep later', async () => {
    const drawn = async (holdsLate) => {
      const page = await opens(holdsLate);
      const seen = await page.evaluate(async (changes) => {
        const out = {};
        for (const name in changes) {
          const at = `pages/${Object.keys(out).length}/a`;
          mn.t(at)`<view *rows:id>${(d, s) => `${s.i}${s.v.n}`}`;
          view.root.replaceChildren();
          view.components.clear();
          view.open(at, { rows: [...'abcde'].map((n, i) => ({ id: i + 1, n })) });
          const before = [...view.root.children];
          const ops = changes[name];
          // What is told apart comes apart.
          for (const op of name.endsWith('twice') ? ops.map((one) => [one]) : [ops]) view.patch(structuredClone(op));
          out[name] = [view.root.textContent, [...view.root.children].map((row) => before.indexOf(row))];
        }
        return out;
      }, CHANGES);
      equal(page.errors, []);
      return seen;
    };
    const [early, later] = [await drawn(true), await drawn(false)];
    equal(Object.keys(early), Object.keys(CHANGES));
    equal(early, later);
    equal(early['rows in another order'], ['0e1a2c3b4d', [4, 0, 2, 1, 3]]);
    equal(early['the whole list, twice'], ['0c1x2b', [-1, 0, 1]]);
    equal(early['one field of several rows'], ['0A1b2c3D4e', [0, 1, 2, 3, 4]]);
  });

  test('a touch brings the part, and is not lost', async () => {
    const page = await opens(true, { hasTouch: true, isMobile: true });
    await page.evaluate(() => {
      mn.t('pages/a/a')`<view @touchstart=ts @touchend=te @tap=tap id=a style=height:50px hover-class=lit hover-start-time=0 hover-stay-time=0>x</>`;
      view.open('pages/a/a', {});
    });
    await page.tap('#a');
    await page.waitForFunction(() => view.posted.some(({ handler }) => handler === 'tap'));
    equal(await page.evaluate(() => view.posted.map(({ handler }) => handler)), ['ts', 'te', 'tap']);
    equal(page.errors, []);
  });

  test('the first Tab reaches what can be tapped, and Enter taps it, without the part', async () => {
    const page = await opens();
    await page.evaluate(() => {
      mn.t('pages/a/a')`<view bindtap=one @tap=one id=a>x</><view aria-role=button role=button @tap=two id=b>y</>`;
      view.open('pages/a/a', {});
    });
    const focused = () => page.evaluate(() => document.activeElement.id);
    await page.keyboard.press('Tab');
    equal(await focused(), 'a');
    await page.keyboard.press('Tab');
    equal(await focused(), 'b');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => view.posted.length);
    equal(await page.evaluate(() => view.posted.map(({ handler }) => handler)), ['two']);
    equal(page.errors, []);
  });

  test('WXS handlers, change listeners and animations wait for the part in their order', async () => {
    const page = await opens();
    const seen = await page.evaluate(async () => {
      mn.w('w.wxs', (require, module) => {
        const tell = (name) => (event, owner) => void owner.callMethod(name, event.type || event);
        module.exports = { tap: tell('tap'), outer: tell('outer') };
      });
      mn.t('pages/a/a')`<wxs m=w.wxs><view %@tap=${(d, s, w) => w.m.outer}><view %@tap=${(d, s, w) => w.m.tap} id=a>x</></>`;
      view.open('pages/a/a', {});
      document.querySelector('#a').click();
      const before = view.posted.length;
      await view.late();
      return [before, view.posted.map(({ method, args }) => [method, args].join())];
    });
    equal(seen, [0, ['tap,tap', 'outer,tap']]);
    equal(page.errors, []);
  });
}
