// The view realm in Chromium: blocks, lists, templates, components, slots, events, queries. Markup as the compiler emits it is written by hand.
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
      mn.t('pages/a/a')`<view class={cls} style=${(d) => `width:${d.w}rpx`} hidden={off}>{a.b}</><view>n={n}`;
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
      mn.t('pages/a/a')`<view><i ?a>{x}</><b :b>B</><u :>U`;
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
    equal(seen.out, ['<wx-view><wx-i>X</wx-i></wx-view>', '<wx-view><wx-i>Y</wx-i></wx-view>', '<wx-view><wx-u>U</wx-u></wx-view>', '<wx-view><wx-b>B</wx-b></wx-view>']);
    equal(seen.m.nodes, 0);
  });

  test('one field of one row of 1,000 touches one node, and no other row is read', async () => {
    const seen = await inPage(() => {
      let evaluated = 0;
      mn.t('pages/a/a')`<view><view *rows:id class=${(d, s) => { evaluated++; return s.v.id === d.selected ? 'danger' : ''; }}>${(d, s) => { evaluated++; return s.v.label; }}`;
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
      mn.t('pages/a/a')`<view><i>first</><*rows:id><view>${(d, s) => `${s.i}:${s.v.id}:${s.v.t}`}</><b ?~0.more>+</></><i>last`;
      view.open('pages/a/a', { rows: [] });
      let seed = 3;
      const random = (n) => (seed = (seed * 1103515245 + 12345) & 0x7fffffff) % n;
      let rows = [];
      const wrong = [];
      const want = () => `<wx-view><wx-i>first</wx-i>${rows.map((r, i) => `<wx-view>${i}:${r.id}:${r.t}</wx-view>${r.more ? '<wx-b>+</wx-b>' : ''}`).join('')}<wx-i>last</wx-i></wx-view>`;
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
            const last = runs.length - 2;
            if (old < 0) items.push(r);
            if (last >= 0 && (old < 0 ? runs[last] < 0 : runs[last] >= 0 && runs[last] + runs[last + 1] === old)) runs[last + 1]++;
            else runs.push(old < 0 ? -1 : old, 1);
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

  test('a column draws what its changes one by one would, whoever else reads the list', async () => {
    const wrong = await inPage(() => {
      const text = (d, s) => `${s.i}:${s.v?.id}:${s.v?.t}`;
      const file = mn.t('pages/a/a');
      const readers = {
        keyed: () => file`<view><*rows:id><p>${text}</><b ?~0.more>+</></>`,
        plain: () => file`<view><*rows><p>${text}</><b ?~0.more>+</></>`,
        nested: () => file`<view><p *rows:id><b *~0.sub:id>${(d, s) => `${s.v.id}${s.v.t}`}</></>`,
        two: () => file`<view><*rows:id><p>${text}</><b ?~0.more>+</></></><i>${(d) => d.rows?.[1]?.t}`,
        within: () => file`<view><p *rows:id>${(d, s) => `${s.v.t}${d.rows[0].t}`}</>`,
      };
      const rows = () => [0, 1, 2, 3].map((id) => ({ id, t: 'abcd'[id], more: id === 2, sub: [{ id: 0, t: 'x' }, { id: 1, t: 'y' }] }));
      const columns = [
        [['rows'], ['t'], [0, 2, 3], ['A', 'C', 'D']],
        [['rows'], ['more'], [3, 2, 0], [true, false, true]],
        [['rows'], ['id'], [1, 3], [3, 1]],
        [['rows'], ['id'], [1, 2], [8, 9]],
        [['rows'], [], [0, 1], [{ id: 1, t: 'B', sub: [] }, { id: 0, t: 'A', sub: [{ id: 7, t: 'z' }] }]],
        [['rows', 1, 'sub'], ['t'], [1, 0], ['Y', 'X']],
        [['rows'], ['sub', 0, 't'], [0, 3], ['p', 'q']],
        [['rows'], ['t'], [2, 6], ['C', 'G']],
      ];
      const wrong = [];
      for (const name in readers) for (const column of columns) {
        const drawn = [true, false].map((whole) => {
          readers[name]();
          view.root.replaceChildren();
          view.open('pages/a/a', { rows: rows() });
          const [list, field, at, values] = structuredClone(column);
          view.patch(whole ? [[6, 1, list, field, at, values]] : at.map((i, j) => [0, 1, [...list, i, ...field], values[j]]));
          return view.html();
        });
        if (drawn[0] !== drawn[1]) wrong.push([name, column, ...drawn]);
      }
      return wrong;
    });
    equal(wrong, []);
  });

  test('lists over objects, numbers, strings, nothing and nested lists', async () => {
    const seen = await inPage(() => {
      mn.t('pages/a/a')`<view><i *x>{#0}=${(d, s) => JSON.stringify(s.v)}</></><view><p *groups:id><b *~0.items:*>${(d, s) => `${s.p.v.id}.${s.p.i}.${s.i}.${s.v}`}`;
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
      '|<wx-i>a=1</wx-i><wx-i>b="B"</wx-i>||<wx-p><wx-b>g.0.0.p</wx-b><wx-b>g.0.1.q</wx-b></wx-p><wx-p><wx-b>h.1.0.r</wx-b></wx-p>|',
      '|<wx-i>a=2</wx-i><wx-i>b="B"</wx-i>||<wx-p><wx-b>g.0.0.q</wx-b><wx-b>g.0.1.p</wx-b></wx-p><wx-p><wx-b>h.1.0.r</wx-b></wx-p>|',
      '|<wx-i>a=2</wx-i><wx-i>b="B"</wx-i><wx-i>c=3</wx-i>||<wx-p><wx-b>g.0.0.q</wx-b><wx-b>g.0.1.p</wx-b></wx-p><wx-p><wx-b>h.1.0.r</wx-b></wx-p>|',
      '|<wx-i>0=0</wx-i><wx-i>1=1</wx-i>||<wx-p><wx-b>g.0.0.q</wx-b><wx-b>g.0.1.p</wx-b></wx-p><wx-p><wx-b>h.1.0.R</wx-b></wx-p>|',
      '|<wx-i>0="h"</wx-i><wx-i>1="é"</wx-i>|||',
      '||||',
      '|<wx-i>0=1</wx-i>|||',
      '|<wx-i>0=1</wx-i><wx-i>1=</wx-i><wx-i>2=3</wx-i>|||',
    ]);
  });

  test('templates: imports, recursion, spread, dynamic names, paths translated through data', async () => {
    const seen = await inPage(() => {
      mn.t('lib/t')`<#card><view>${(d) => `${d.title}/${d.n}/${d.page}`}`;
      mn.t('pages/a/a')`<import lib/t><=card ...={item} n={n}/><={which} v={tree}/><=tree v={tree}/><#tree><p>{v.name}<*v.kids:name><=tree v={~0}/>`;
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
      '<wx-view>T/1/undefined</wx-view><wx-p>root<wx-p>k<wx-p>l</wx-p></wx-p></wx-p>',
      { childList: 3, characterData: 0, attributes: 0, nodes: 4 },
      '<wx-view>U/1/undefined</wx-view><wx-p>root<wx-p>k<wx-p>L</wx-p></wx-p></wx-p><wx-p>root<wx-p>k<wx-p>L</wx-p></wx-p></wx-p>',
      '<wx-view>undefined/1/undefined</wx-view><wx-p>root<wx-p>k<wx-p>L</wx-p></wx-p></wx-p>',
    ], 'the key field changed, so that row is new');
  });

  test('components take announced instances in order; an empty queue draws an empty host', async () => {
    const seen = await inPage(() => {
      mn.t('pages/a/a')`<view><wx-foo *rows:id/></><wx-foo class=mine/>`;
      mn.t('c/foo')`<view class=in>{label}`;
      const define = [5, 1, { path: 'c/foo', scope: 's' }];
      view.open('pages/a/a', { rows: [{ id: 1 }, { id: 2 }, { id: 3 }] }, [define, [2, 10, 1, 'pages/a/a', 0, 1, { label: 'A' }], [2, 11, 1, 'pages/a/a', 0, 1, { label: 'B' }], [2, 12, 1, 'pages/a/a', 1, 1, { label: 'Z' }]]);
      const out = [view.html()];
      view.patch([[0, 10, ['label'], 'A2'], [2, 13, 1, 'pages/a/a', 0, 1, { label: 'D' }], [2, 14, 1, 'pages/a/a', 0, 1, { label: 'never' }], [3, 14], [2, 15, 1, 'pages/a/a', 0, 1, { label: 'E' }],
        [0, 1, ['rows'], [{ id: 4 }, { id: 2 }, { id: 1 }, { id: 5 }]], [3, 12]]);
      out.push(view.html());
      return out;
    });
    const foo = (label, more = '') => `<wx-foo class="${more}h_s"><wx-view class="in_s">${label}</wx-view></wx-foo>`;
    equal(seen[0], `<wx-view>${foo('A')}${foo('B')}<wx-foo></wx-foo></wx-view>${foo('Z', 'mine ')}`);
    equal(seen[1], `<wx-view>${foo('D')}${foo('B')}${foo('A2')}${foo('E')}</wx-view>${foo('Z', 'mine ')}`);
  });

  test('slots: default, named, under wx:if, forwarded; content stays its owner\'s', async () => {
    const seen = await inPage(() => {
      mn.t('pages/a/a')`<wx-multi><view slot=top>{a}</>tail<b ?more slot=top>more</><view slot=none>hidden</></><wx-one><i *list>{~0}`;
      mn.t('c/multi')`<view class=h><slot ?show name=top/></><view><slot/>`;
      mn.t('c/one')`<wx-inner>[<slot/>]`;
      mn.t('c/inner')`<u><slot/>`;
      const p = 'pages/a/a';
      view.open(p, { a: 'A', more: 0, list: [1, 2] }, [[5, 1, { path: 'c/multi', scope: 'm', multipleSlots: true }], [5, 2, { path: 'c/one', scope: 'o' }], [5, 3, { path: 'c/inner', scope: 'i' }],
        [2, 10, 1, p, 0, 1, { show: true }], [2, 20, 1, p, 1, 2, {}], [2, 21, 20, 'c/one', 0, 3, {}]]);
      const out = [view.html()];
      const step = (ops) => { view.patch(ops); out.push(view.html()); };
      step([[0, 1, ['more'], 1], [0, 1, ['a'], 'A2']]);
      step([[0, 10, ['show'], false], [0, 1, ['list'], [3]]]);
      step([[0, 1, ['a'], 'A3']]);
      step([[0, 10, ['show'], true], [0, 1, ['list'], []]]);
      return out;
    });
    const page = (top, list) => `<wx-multi class="h_m"><wx-view class="h_m">${top}</wx-view><wx-view>tail</wx-view></wx-multi><wx-one class="h_o"><wx-inner class="h_i"><wx-u>[${list}]</wx-u></wx-inner></wx-one>`;
    equal(seen, [
      page('<wx-view slot="top">A</wx-view>', '<wx-i>1</wx-i><wx-i>2</wx-i>'),
      page('<wx-view slot="top">A2</wx-view><wx-b slot="top">more</wx-b>', '<wx-i>1</wx-i><wx-i>2</wx-i>'),
      page('', '<wx-i>3</wx-i>'),
      page('', '<wx-i>3</wx-i>'),
      page('<wx-view slot="top">A3</wx-view><wx-b slot="top">more</wx-b>', ''),
    ]);
  });

  test('a bound slot name moves content to its slot', async () => {
    const seen = await inPage(() => {
      const p = 'pages/a/a';
      mn.t(p)`<wx-box><text slot={where}>x`;
      mn.t('c/box')`<i><slot name=a/></><b><slot name=b/>`;
      view.open(p, { where: 'a' }, [[5, 1, { path: 'c/box', scope: 'x', multipleSlots: true }], [2, 5, 1, p, 0, 1, {}]]);
      const first = view.root.querySelector('wx-i').textContent;
      view.patch([[0, 1, ['where'], 'b']]);
      return [first, view.root.querySelector('wx-i').textContent, view.root.querySelector('wx-b').textContent];
    });
    equal(seen, ['x', '', 'x']);
  });

  test('virtual hosts draw in place, also as rows; dynamic slots pass values', async () => {
    const seen = await inPage(() => {
      const p = 'pages/a/a';
      mn.t(p)`<view><wx-v *rows:id>~<b ?~0.on>on</></></><wx-dyn ~><i>{~0.item}{x}`;
      mn.t('c/v')`<s>1</><slot/><s>2`;
      mn.t('c/dyn')`<u *list:*><slot item={~0}/>`;
      const row = (id) => [2, 100 + id, 1, p, 0, 1, {}];
      view.open(p, { x: '!', rows: [{ id: 1, on: 1 }, { id: 2 }] }, [[5, 1, { path: 'c/v', scope: 'v', virtualHost: true }], [5, 2, { path: 'c/dyn', scope: 'd', dynamicSlots: true }], row(1), row(2), [2, 20, 1, p, 1, 2, { list: ['p', 'q'] }]]);
      const out = [view.html()];
      view.patch([row(3), [0, 1, ['rows'], [{ id: 2, on: 1 }, { id: 3 }, { id: 1, on: 1 }]], [0, 20, ['list', 0], 'P'], [0, 1, ['x'], '?']]);
      out.push(view.html());
      view.patch([[0, 1, ['rows'], []], [0, 20, ['list'], []]]);
      out.push(view.html());
      return out;
    });
    const v = (on) => `<wx-s>1</wx-s>~${on ? '<wx-b>on</wx-b>' : ''}<wx-s>2</wx-s>`;
    equal(seen, [
      `<wx-view>${v(1)}${v(0)}</wx-view><wx-dyn class="h_d"><wx-u><wx-i>p!</wx-i></wx-u><wx-u><wx-i>q!</wx-i></wx-u></wx-dyn>`,
      `<wx-view>${v(1)}${v(0)}${v(1)}</wx-view><wx-dyn class="h_d"><wx-u><wx-i>P?</wx-i></wx-u><wx-u><wx-i>q?</wx-i></wx-u></wx-dyn>`,
      '<wx-view></wx-view><wx-dyn class="h_d"></wx-dyn>',
    ]);
  });

  test('class names are scoped; external classes are the owner\'s and follow it', async () => {
    const seen = await inPage(() => {
      const p = 'pages/a/a';
      mn.t(p)`<wx-c/>`;
      mn.t('c/c')`<i class="a ext"/><i class="b ext {x}"/><i class=~pg/>`;
      view.open(p, {}, [[5, 1, { path: 'c/c', scope: 'k', externalClasses: ['ext'], isolation: 'isolated' }], [2, 5, 1, p, 0, 1, { x: 'y' }, { ext: 'red big' }]]);
      const out = [view.html()];
      view.patch([[4, 5, 'ext', 'blue'], [0, 5, ['x'], 'z']]);
      out.push(view.html());
      return out;
    });
    equal(seen, [
      '<wx-c class="h_k"><wx-i class="a_k ext_k red big"></wx-i><wx-i class="b_k ext_k red big y_k"></wx-i><wx-i class="pg"></wx-i></wx-c>',
      '<wx-c class="h_k"><wx-i class="a_k ext_k blue"></wx-i><wx-i class="b_k ext_k blue z_k"></wx-i><wx-i class="pg"></wx-i></wx-c>',
    ]);
  });

  test('a throwing expression or element does not break the page', async () => {
    const seen = await inPage(() => {
      mn.e({ tag: 'bad', create() { throw new Error('no'); } });
      mn.t('pages/a/a')`<bad/><i>${(d) => d.a.b.c}</><i>{ok}</><b *${(d) => d.nope.x}/>`;
      view.open('pages/a/a', { ok: 'fine' });
      return view.html();
    });
    equal(seen, '<wx-bad></wx-bad><wx-i></wx-i><wx-i>fine</wx-i>');
  });

  test('elements: shells, typed attributes, life cycle, events and two-way binding', async () => {
    const seen = await inPage(() => {
      const log = [];
      mn.e({
        tag: 'knob', shell: '<div class="shell"><slot></slot></div>', attributes: { max: { type: 'number', default: 10 }, on: { type: 'boolean' }, 'long-name': { type: 'length' }, list: { type: 'array' } },
        create(host) {
          log.push(['create', host.get('max'), host.get('on'), host.get('long-name'), host.get('list'), host.has('list'), host.dataset, host.owner]);
          host.el.knob = host;
          return { update: (name, value) => log.push(['update', name, value]), attached: () => log.push(['attached', host.el.isConnected]), detached: () => log.push(['detached']) };
        },
      });
      mn.t('pages/a/a')`<knob *rows:id @change=onChange max=5 on=false longname=75rpx data-a-b=s list={~0.list} data-n={~0.n} model:value={~0.value}><i>x`;
      view.open('pages/a/a', { rows: [{ id: 1, list: [1], n: 7, value: 'v' }] });
      view.patch([[0, 1, ['rows', 0, 'list'], 'no list']]);
      const { knob } = view.root.querySelector('wx-knob');
      knob.fire('change', { value: 3 });
      knob.writeModel('value', 'w');
      const listens = [knob.listens('change'), knob.listens('input')];
      const html = view.html();
      view.patch([[0, 1, ['rows'], []]]);
      return { log, html, posted: view.posted, listens };
    });
    equal(seen.log, [['create', 5, true, 37.5, [1], true, { aB: 's', n: 7 }, 1], ['attached', true], ['update', 'list', []], ['detached']]);
    equal(seen.html, '<wx-knob bindchange="onChange" max="5" on="false" longname="75rpx" data-a-b="s" value="v" list="no list"><div class="shell"><wx-i>x</wx-i></div></wx-knob>');
    equal(seen.listens, [true, false]);
    const { timeStamp, ...event } = seen.posted[0].event;
    ok(timeStamp >= 0);
    const node = { id: '', dataset: { aB: 's', n: 7 }, offsetLeft: 0, offsetTop: 0 };
    equal([{ ...seen.posted[0], event }, seen.posted[1]], [
      { t: 'event', instance: 1, handler: 'onChange', event: { type: 'change', target: node, currentTarget: node, mark: {}, detail: { value: 3 } } },
      { t: 'model', instance: 1, path: ['rows', 0, 'value'], value: 'w' },
    ]);
  });

  test('events: capture, bubble, catch, mut-bind, marks, dataset, targets across components', async () => {
    const page = await open();
    await page.evaluate(() => import('/view.js'));
    await page.evaluate(() => {
      const p = 'pages/a/a';
      mn.t(p)`<view ^@tap=c1 @tap=b1 +tap=m1 id=out mark:x=out mark:y=out mark:z={d}><view @tap=b2 +tap=m2 id=mid data-a=1 data-deep={d} mark:x=mid><wx-kid @:tap=bk id=kid style=display:block/></></><view @tap=never id=stop><view !tap id=catch>c`;
      mn.t('c/kid')`<view @tap=inner id=in style=height:40px data-in=1>kid`;
      view.open(p, { d: { typed: true } }, [[5, 1, { path: 'c/kid', scope: 'k' }], [2, 7, 1, p, 0, 1, {}]]);
    });
    await page.click('#in');
    await page.click('#catch');
    const posted = await page.evaluate(() => view.posted);
    const short = posted.map(({ instance, handler, event }) => [instance, handler, event.type, event.target.component ?? event.target.id, event.currentTarget.component ?? event.currentTarget.id]);
    equal(short, [
      [1, 'c1', 'tap', 7, 'out'], [7, 'inner', 'tap', 'in', 'in'], [1, 'bk', 'tap', 7, 7], [1, 'm2', 'tap', 7, 'mid'], [1, 'b2', 'tap', 7, 'mid'], [1, 'b1', 'tap', 7, 'out'],
    ]);
    const { event } = posted[4];
    equal(event.mark, { x: 'mid', y: 'out', z: { typed: true }, components: [7] });
    equal(event.currentTarget.dataset, { a: '1', deep: { typed: true } });
    equal([event.detail.y > 0, event.touches.length, event.touches[0].pageY === event.detail.y], [true, 1, true]);
    equal(page.errors, []);
  });

  test('events: touches with page coordinates, long press instead of tap, hover classes, keyboard', async () => {
    const page = await open();
    await page.evaluate(() => import('/view.js'));
    await page.evaluate(() => {
      mn.t('pages/a/a')`<view style=height:300px/><view @touchstart=ts @touchmove=tm @touchend=te @tap=tap @longpress=long id=a tabindex=0 style=height:50px hover-class=lit hover-start-time=0 hover-stay-time=0>x</><view>y</><view @tap=second id=b>z</><view style=height:900px/>`;
      view.open('pages/a/a', {});
      view.scroller.scrollTop = 100;
    });
    await page.mouse.move(20, 220);
    await page.mouse.down();
    await page.waitForSelector('#a.lit');
    await page.waitForFunction(() => view.posted.some(({ handler }) => handler === 'long'));
    await page.mouse.move(24, 222);
    await page.mouse.up();
    await page.waitForSelector('#a:not(.lit)');
    await page.focus('#a');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    await page.keyboard.press(' ');
    const posted = await page.evaluate(() => view.posted);
    equal(posted.map(({ handler }) => handler), ['ts', 'long', 'tm', 'te', 'tap', 'second']);
    const [touch] = posted[0].event.touches;
    equal([touch.identifier, touch.clientX, touch.clientY, touch.pageY], [0, 20, 220, 320]);
    equal(page.errors, []);
  });

  test('WXS handlers: style over the template\'s, classes, state, dataset, calls; false stops the way up', async () => {
    const page = await open();
    await page.evaluate(() => import('/view.js'));
    await page.evaluate(() => {
      mn.w('w.wxs', (require, module) => {
        module.exports.tap = (event, owner) => {
          const state = event.instance.getState();
          state.n = (state.n || 0) + 1;
          event.instance.setStyle({ width: '75rpx', marginLeft: '1px' }).addClass('on').removeClass('off');
          owner.selectComponent('.other').setStyle('color: red');
          owner.callMethod('told', { n: state.n, data: event.currentTarget.dataset, has: event.instance.hasClass('on') });
          return false;
        };
      });
      mn.t('pages/a/a')`<wxs m=w.wxs><view @tap=outer><view %@tap=${(d, s, w) => w.m.tap} id=a class={cls} style={st} data-k={k}>x</></><view class=other>y`;
      view.open('pages/a/a', { cls: 'off base', st: 'height: 20px; width: 10px', k: 5 });
    });
    await page.click('#a');
    const seen = await page.evaluate(() => {
      const read = () => [document.querySelector('#a').className, document.querySelector('#a').getAttribute('style'), document.querySelector('.other').getAttribute('style')];
      const first = read();
      view.patch([[0, 1, ['cls'], 'off base2'], [0, 1, ['st'], 'height: 30px']]);
      return { first, second: read(), posted: view.posted };
    });
    equal(seen.first, ['base on', 'height: 20px; width: 10cqw; margin-left: 1px;', 'color: red;']);
    equal(seen.second, ['base2 on', 'height: 30px; width: 10cqw; margin-left: 1px;', 'color: red;']);
    equal(seen.posted, [{ t: 'wxs', kind: 'callMethod', instance: 1, method: 'told', args: { n: 1, data: { k: 5 }, has: true } }]);
  });

  test('queries: rects from the page, >>> into components, dataset of hosts by instance, unions in order', async () => {
    const seen = await inPage(() => {
      const p = 'pages/a/a';
      mn.t(p)`<view class=a style=height:30px;width:40px data-q=1/><wx-c id=c class=b style=display:block/><view id=9x style=height:5px/>`;
      mn.t('c/c')`<view class=a style=height:7px><text class=t>t`;
      view.open(p, {}, [[5, 1, { path: 'c/c', scope: 'k' }], [2, 7, 1, p, 0, 1, {}]]);
      const ask = (selector, fields = { rect: true, size: true }, all = true, instance = 1) => view.query([{ instance, selector, all, fields }], undefined)[0];
      return [
        ask('.a').map((r) => r.height), ask('.b >>> .t').length, ask('.b .t').length, ask('.a', undefined, true, 7).map((r) => r.height), ask('#9x,view.a').map((r) => r.height),
        ask('.a', { rect: true, size: true, dataset: true, id: true }, false), ask('#c', { dataset: true, id: true }, false), ask('.none', {}, false), ask(null, { size: true }, false), ask('.a > .x:not(', {}, true),
      ];
    });
    equal(seen, [[30], 1, 0, [7], [30, 5], { id: '', dataset: { q: '1' }, left: 0, top: 0, right: 40, bottom: 30, width: 40, height: 30 }, { component: 7, id: 'c', dataset: {} }, null, { width: 375, height: 600 }, []]);
  });

  test('inline style: rpx and viewport units become container units, addresses and words stay', async () => {
    const seen = await inPage(() => ['width:750rpx', 'margin:-1rpx .5RPX 0', 'height:calc(100vh - 20rpx)', 'background:url(a10rpx.png);width:3px', 'content:"10rpx"', 'width:100rpx', 'color:red'].map(view.styleText));
    equal(seen, ['width:100cqw', 'margin:-0.133334cqw 0.066667cqw 0', 'height:calc(calc(100*var(--mn-vh)) - 2.666667cqw)', 'background:url(a10rpx.png);width:3px', 'content:"10rpx"', 'width:13.333334cqw', 'color:red']);
  });

  test('animations: exported steps run in order and stay; this.animate and clearAnimation', async () => {
    const page = await open();
    await page.evaluate(() => import('/view.js'));
    await page.evaluate(() => {
      mn.t('pages/a/a')`<view animation={anim} id=a style=height:10px;width:10px;background:blue/><view id=b style=height:10px/>`;
      view.open('pages/a/a', { anim: null });
      const transition = (duration) => ({ transformOrigin: '50% 50% 0', transition: { duration, timingFunction: 'linear', delay: 0 } });
      view.patch([[0, 1, ['anim'], { actions: [
        { animates: [{ type: 'translate', args: [30, 0] }, { type: 'style', args: ['opacity', 0.5] }], option: transition(30) },
        { animates: [{ type: 'translate', args: [30, 0] }, { type: 'rotate', args: [90] }], option: transition(30) },
      ] }]]);
    });
    await page.waitForFunction(() => /rotate\(90deg\)/.test(document.querySelector('#a').style.transform) && document.querySelector('#a').style.transition === '');
    equal(await page.$eval('#a', (el) => [el.style.transform, el.style.opacity]), ['translate(30px, 0px) rotate(90deg)', '0.5']);
    const seen = await page.evaluate(async () => {
      const b = document.querySelector('#b');
      await view.animation.animate([b], [{ opacity: 1, translateX: 0 }, { opacity: 0.25, translateX: '75rpx', ease: 'easeIn' }], 20, null, null);
      const during = [getComputedStyle(b).opacity, getComputedStyle(b).transform];
      view.animation.clearAnimation([b], { opacity: true });
      return [during, getComputedStyle(b).opacity, getComputedStyle(b).transform];
    });
    equal(seen, [['0.25', 'matrix(1, 0, 0, 1, 37.5, 0)'], '1', 'none']);
    equal(page.errors, []);
  });
}
