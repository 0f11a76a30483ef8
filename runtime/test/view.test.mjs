// The view realm in Chromium: blocks, lists, templates, components, slots, events, queries. Emitted forms are written by hand.
export const kind = 'browser';
export const entries = { view: 'runtime/test/view_fixture.ts' };

export default function ({ test, equal, ok, page: open }) {
  /** Opens a page and runs `body` in it; `body` gets the fixture and may return a plain value. */
  const inPage = async (body, argument) => {
    const page = await open();
    await page.evaluate(() => import('/view.js'));
    const result = await page.evaluate(body, argument);
    equal(page.errors, []);
    await page.context().close();
    return result;
  };

  test('text, class, style and attributes are drawn and updated one by one', async () => {
    const seen = await inPage(() => {
      mn.t('pages/a/a', () => [['<wx-view class="x"> </wx-view><wx-view> </wx-view>', [
        0, 1, 'cls', 0, 2, ['w', (d) => `width:${d.w}rpx`], 0, 3, 'hidden', 'off', 1, 0, 'a.b', 3, 0, ['n', (d) => 'n=' + d.n],
      ]]]);
      view.open('pages/a/a', { cls: 'red', w: 75, off: false, a: { b: 'one' }, n: 1 });
      const before = view.html();
      const m1 = view.mutations(() => view.patch([[0, 1, ['a', 'b'], 'two']]));
      const m2 = view.mutations(() => view.patch([[0, 1, ['n'], 1]]));
      const m3 = view.mutations(() => view.patch([[0, 1, ['off'], true], [0, 1, ['cls'], ''], [0, 1, ['w'], 750], [0, 1, ['unknown'], 1]]));
      return { before, m1, m2, m3, after: view.html() };
    });
    equal(seen.before, '<wx-view class="red" style="width: 10cqw;">one</wx-view><wx-view>n=1</wx-view>');
    equal(seen.m1, { childList: 0, characterData: 1, attributes: 0, nodes: 0 });
    equal(seen.m2, { childList: 0, characterData: 0, attributes: 0, nodes: 0 });
    equal(seen.m3, { childList: 0, characterData: 0, attributes: 3, nodes: 0 });
    equal(seen.after, '<wx-view class="" style="width: 100cqw;" hidden="">two</wx-view><wx-view>n=1</wx-view>');
  });

  test('wx:if builds one branch, rebuilds on change and passes updates below', async () => {
    const seen = await inPage(() => {
      mn.t('pages/a/a', () => [['<wx-view><!></wx-view>', [1, 7, ['a', ['<i> </i>', [1, 0, 'x']], 'b', '<b>B</b>', 0, '<u>U</u>']]]]);
      view.open('pages/a/a', { a: 1, b: 0, x: 'X' });
      const out = [view.html()];
      const m = view.mutations(() => view.patch([[0, 1, ['x'], 'Y'], [0, 1, ['a'], 2]]));
      out.push(view.html());
      view.patch([[0, 1, ['a'], 0]]);
      out.push(view.html());
      view.patch([[0, 1, ['b'], 1]]);
      out.push(view.html());
      return { out, m };
    });
    equal(seen.out, ['<wx-view><i>X</i></wx-view>', '<wx-view><i>Y</i></wx-view>', '<wx-view><u>U</u></wx-view>', '<wx-view><b>B</b></wx-view>']);
    equal(seen.m.nodes, 0);
  });

  test('one field of one row of 1,000 touches one node, and no other row is read', async () => {
    const seen = await inPage(() => {
      let evaluated = 0;
      mn.t('pages/a/a', () => [['<wx-view><!></wx-view>', [1, 8, 'rows', 'id', ['<wx-view> </wx-view>', [
        0, 1, ['~0.id,selected', (d, s) => { evaluated++; return s.v.id === d.selected ? 'danger' : ''; }], 1, 0, ['~0.label', (d, s) => { evaluated++; return s.v.label; }],
      ]]]]]);
      view.open('pages/a/a', { selected: 0, rows: Array.from({ length: 1000 }, (_, id) => ({ id: id + 1, label: 'row ' + id })) });
      evaluated = 0;
      const label = view.mutations(() => view.patch([[0, 1, ['rows', 5, 'label'], 'changed']]));
      const afterLabel = evaluated;
      evaluated = 0;
      const select = view.mutations(() => view.patch([[0, 1, ['selected'], 7]]));
      const afterSelect = evaluated;
      evaluated = 0;
      const remove = view.mutations(() => view.patch([[1, 1, ['rows'], [0, 4, 5, 995], []]]));
      const append = view.mutations(() => view.patch([[1, 1, ['rows'], [0, 999, -1, 1], [{ id: 5000, label: 'new' }]]]));
      return { label, select, remove, append, afterLabel, afterSelect, moved: evaluated, text: view.root.querySelectorAll('wx-view wx-view')[4].textContent, count: view.root.querySelectorAll('wx-view wx-view').length };
    });
    equal(seen.label, { childList: 0, characterData: 1, attributes: 0, nodes: 0 });
    equal(seen.afterLabel, 1);
    equal(seen.select, { childList: 0, characterData: 0, attributes: 1, nodes: 0 });
    equal(seen.afterSelect, 1000);
    equal(seen.remove.nodes, 1);
    equal(seen.append.nodes, 1);
    equal(seen.moved, 2);
    equal([seen.text, seen.count], ['changed', 1000]);
  });

  test('keyed lists keep nodes: random changes end as a fresh drawing would, with the fewest moves', async () => {
    const wrong = await inPage(() => {
      mn.t('pages/a/a', () => [['<wx-view><i>first</i><!><i>last</i></wx-view>', [3, 8, 'rows', 'id', ['<wx-view> </wx-view><!>', [1, 0, ['~0.id,#0,~0.t', (d, s) => `${s.i}:${s.v.id}:${s.v.t}`], 2, 7, ['~0.more', '<b>+</b>']]]]]]);
      view.open('pages/a/a', { rows: [] });
      let seed = 3;
      const random = (n) => (seed = (seed * 1103515245 + 12345) & 0x7fffffff) % n;
      let rows = [];
      const wrong = [];
      const want = () => `<wx-view><i>first</i>${rows.map((r, i) => `<wx-view>${i}:${r.id}:${r.t}</wx-view>${r.more ? '<b>+</b>' : ''}`).join('')}<i>last</i></wx-view>`;
      for (let round = 0; round < 400; round++) {
        const byId = new Map([...view.root.querySelectorAll('wx-view wx-view')].map((el) => [el.textContent.split(':')[1], el]));
        const pool = Array.from({ length: 12 }, (_, id) => id).sort(() => random(3) - 1).slice(0, random(12));
        const next = pool.map((id) => ({ id, t: random(3), more: random(2) }));
        const kind = random(4);
        if (kind === 0 && rows.length > 1) {
          // Items replaced in place: two change places.
          const a = random(rows.length), b = random(rows.length);
          const copy = rows.map((r) => ({ ...r }));
          [copy[a], copy[b]] = [copy[b], copy[a]];
          view.patch([[0, 1, ['rows', a], copy[a]], [0, 1, ['rows', b], copy[b]]]);
          rows = copy;
        } else if (kind === 1) {
          const runs = [], items = [];
          for (const r of next) {
            const old = rows.findIndex((o) => o.id === r.id);
            if (old < 0) { items.push(r); runs.push(-1, 1); } else runs.push(old, 1);
          }
          view.patch([[1, 1, ['rows'], runs, items]]);
          rows = next.map((r) => rows.find((o) => o.id === r.id) ?? r);
        } else {
          view.patch([[0, 1, ['rows'], next.map((r) => ({ ...r }))]]);
          rows = next;
        }
        if (view.html() !== want()) wrong.push([round, kind, view.html(), want()]);
        for (const el of view.root.querySelectorAll('wx-view wx-view')) {
          const known = byId.get(el.textContent.split(':')[1]);
          if (known && known !== el) wrong.push([round, kind, 'rebuilt', el.textContent]);
        }
        if (wrong.length) break;
      }
      return wrong;
    });
    equal(wrong, []);
  });

  test('lists over objects, numbers, strings, nothing and nested lists', async () => {
    const seen = await inPage(() => {
      const each = ['<i> </i>', [1, 0, ['~0,#0', (d, s) => `${s.i}=${JSON.stringify(s.v)}`]]];
      mn.t('pages/a/a', () => [['<wx-view><!></wx-view><wx-view><!></wx-view>', [1, 8, 'x', 0, each, 3, 8, 'groups', 'id', ['<p><!></p>', [1, 8, '~0.items', '*', ['<b> </b>', [1, 0, ['~1,~0.id,#0,#1', (d, s) => `${s.p.v.id}.${s.p.i}.${s.i}.${s.v}`]]]]]]]]);
      view.open('pages/a/a', { x: { a: 1, b: 'B' }, groups: [{ id: 'g', items: ['p', 'q'] }, { id: 'h', items: ['r'] }] });
      const out = [view.html()];
      const step = (ops) => { view.patch(ops); out.push(view.html()); };
      step([[0, 1, ['x', 'a'], 2], [0, 1, ['groups', 0, 'items'], ['q', 'p']]]);
      step([[0, 1, ['x', 'c'], 3]]);
      step([[0, 1, ['x'], 2], [0, 1, ['groups', 1, 'items', 0], 'R']]);
      step([[0, 1, ['x'], 'hé'], [0, 1, ['groups'], []]]);
      step([[0, 1, ['x'], null]]);
      step([[0, 1, ['x'], [1]]]);
      step([[0, 1, ['x', 2], 3]]);
      return out.map((text) => text.replace(/<\/?wx-view>/g, '|'));
    });
    equal(seen, [
      '|<i>a=1</i><i>b="B"</i>||<p><b>g.0.0.p</b><b>g.0.1.q</b></p><p><b>h.1.0.r</b></p>|',
      '|<i>a=2</i><i>b="B"</i>||<p><b>g.0.0.q</b><b>g.0.1.p</b></p><p><b>h.1.0.r</b></p>|',
      '|<i>a=2</i><i>b="B"</i><i>c=3</i>||<p><b>g.0.0.q</b><b>g.0.1.p</b></p><p><b>h.1.0.r</b></p>|',
      '|<i>0=0</i><i>1=1</i>||<p><b>g.0.0.q</b><b>g.0.1.p</b></p><p><b>h.1.0.R</b></p>|',
      '|<i>0="h"</i><i>1="é"</i>|||',
      '||||',
      '|<i>0=1</i>|||',
      '|<i>0=1</i><i>1=undefined</i><i>2=3</i>|||',
    ]);
  });

  test('templates: imports, recursion, spread, dynamic names, paths translated through data', async () => {
    const seen = await inPage(() => {
      mn.t('lib/t', () => ['', { card: ['<wx-view> </wx-view>', [1, 0, ['title,n', (d) => `${d.title}/${d.n}/${d.page}`]]] }]);
      mn.t('pages/a/a', () => [['<!><!><!>', [0, 9, 'card', [0, 'item', 'n', 'n'], 1, 9, ['which', (d) => d.which], ['v', 'tree'], 2, 9, 'tree', ['v', 'tree']]], {
        tree: ['<p> <!></p>', [1, 0, 'v.name', 2, 8, 'v.kids', 'name', ['<!>', [0, 9, 'tree', ['v', '~0']]]]],
      }], { i: ['lib/t'] });
      view.open('pages/a/a', { page: 'hidden', which: 'none', n: 1, item: { title: 'T' }, tree: { name: 'root', kids: [{ name: 'k', kids: [{ name: 'l' }] }] } });
      const out = [view.html()];
      out.push(view.mutations(() => view.patch([[0, 1, ['tree', 'kids', 0, 'kids', 0, 'name'], 'L']])));
      view.patch([[0, 1, ['item', 'title'], 'U'], [0, 1, ['which'], 'tree']]);
      out.push(view.html());
      view.patch([[0, 1, ['item'], { n: 9 }], [0, 1, ['which'], '']]);
      out.push(view.html());
      return out;
    });
    equal(seen, [
      '<wx-view>T/1/undefined</wx-view><p>root<p>k<p>l</p></p></p>',
      { childList: 3, characterData: 0, attributes: 0, nodes: 4 },
      '<wx-view>U/1/undefined</wx-view><p>root<p>k<p>L</p></p></p><p>root<p>k<p>L</p></p></p>',
      '<wx-view>undefined/1/undefined</wx-view><p>root<p>k<p>L</p></p></p>',
    ], 'the key field changed, so that row is new');
  });
}
