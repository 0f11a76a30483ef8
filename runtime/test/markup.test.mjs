// The reader of template files, and what it tells of functions. Expectations follow docs/internals/template-format.md.
export const kind = 'node';
export const modules = { markup: 'runtime/shared/markup.ts', expression: 'runtime/shared/expression.ts', reads: 'runtime/logic/skeleton/reads.ts' };

export default function ({ test, equal, ok }, { markup, expression, reads }) {
  const read = (strings, ...functions) => markup.readMarkup(strings, functions);
  /** Nodes in short: what a reader of the format would say of them. */
  const value = (v) => (typeof v !== 'object' || v === null ? v : v.kind === 'path' ? `{${v.path}}` : v.kind === 'constant' ? [v.value] : v.kind === 'function' ? v.run : v.pieces.map(value));
  const short = (nodes) => nodes.map((node) => {
    switch (node.kind) {
      case 'text': return value(node.value);
      case 'element': return [node.tag, node.component, ...node.events.map((e) => `${e.wxs ? 'wxs ' : ''}${e.foreign ? 'foreign ' : ''}${e.capture ? 'capture ' : ''}${e.prefix} ${e.name}=${value(e.value)}`), ...node.attributes.map((a) => [a.name, value(a.value)]), short(node.children)];
      case 'if': return ['if', ...node.branches.map(({ condition, nodes }) => [value(condition), short(nodes)])];
      case 'for': return ['for', value(node.list), node.key, short(node.nodes)];
      default: return [node.kind, value(node.name), node.target, ...node.data.map((entry) => [entry.key, value(entry.value)])];
    }
  });

  test('elements, components by their hyphen, end tags, text and values', () => {
    equal(short(read`a &lt; {b}c<view class="x y" id=z hidden/><my-part n={5} t={!0} f={!1} u={void} e={''} m="a {b.c} d" q="&quot;&#123;&gt;"><text>{~0.x}</></><!part/><!scroll-view>end`.main), [
      ['a < ', '{b}', 'c'],
      ['view', -1, ['class', 'x y'], ['id', 'z'], ['hidden', true], []],
      ['my-part', 0, ['n', [5]], ['t', [true]], ['f', [false]], ['u', [undefined]], ['e', ['']], ['m', ['a ', '{b.c}', ' d']], ['q', '"{>'], [['text', -1, ['{~0.x}']]]],
      ['part', 1, []],
      ['scroll-view', -1, ['end']],
    ]);
  });
  test('directives open blocks in order; what continues a condition stands beside it', () => {
    const f = (d) => d.a > 1;
    equal(short(read`<view ?${f} a=b/><view :b/><:><i/>x</><view *rows:id ?~0.on/><*"{a}{b}":*>t</><?c *d>1`.main), [
      ['if', [f, [['view', -1, ['a', 'b'], []]]], ['{b}', [['view', -1, []]]], [null, [['i', -1, []], 'x']]],
      ['for', '{rows}', 'id', [['if', ['{~0.on}', [['view', -1, []]]]]]],
      ['for', ['{a}', '{b}'], '*', ['t']],
      ['if', ['{c}', [['for', '{d}', null, ['1']]]]],
    ]);
  });
  test('events say how they are heard', () => {
    const f = (d, s, w) => w.m.f;
    equal(short(read`<view @tap=a !:close ^@tap=b +x={c} %^!touchmove=${f}/>`.main), [
      ['view', -1, 'bind tap=a', 'foreign catch close=true', 'capture bind tap=b', 'mutbind x={c}', `wxs capture catch touchmove=${f}`, []],
    ]);
  });
  test('imports, modules, templates, calls and slots', () => {
    const file = read`<import a/b><wxs m=u/x.wxs>x<view><=card/><#card><=card @=top a={b} ...={c} d/><={n}/><slot name=s @=t k=v/>`;
    equal([file.imports, file.modules, short(file.main)], [['a/b'], { m: 'u/x.wxs' }, ['x', ['view', -1, [['call', 'card', '']]]]]);
    equal(short(file.templates.get('card')), [
      ['call', 'card', 'top', ['a', '{b}'], ['...', '{c}'], ['d', [true]]], ['call', '{n}', ''], ['slot', 's', 't', ['k', ['v']]],
    ]);
  });
  test('what a function reads is told from its text', () => {
    const deps = (run, depth = 0) => expression.dependenciesOf(run, depth).map(({ root, path }) => [root, ...path].join('.')).sort();
    equal(deps((d) => d.a?.b + d.c), ['a.b', 'c']);
    equal(deps((d, s) => s.v?.x + s.i + s.p.v + s.p.p.i, 3), ['#0', '#2', '~1', '~2.x']);
    equal(deps((d) => d.rows?.[d.i]?.x), ['i', 'rows'], 'a computed member ends the path');
    equal(deps((d) => d.rows?.[0]?.["x"]), ['rows.0.x']);
    equal(deps((d) => d.rows?.length + d.length), ['length', 'rows'], 'items are added under the path of the list');
    equal(deps((d, s, w) => w[0](d.a?.b, "c", { d: d.e, ...d.f })), ['a.b', 'e', 'f']);
    equal(deps((d, s, w) => w.d?.(d.名字?.$x)), ['名字.$x']);
    equal(deps((d, s) => d.s?.v + s.v.d, 1), ['s.v', '~0.d'], 'members named like parameters');
    equal(deps(() => 1), []);
  });
  test('the view reads what is drawn, not what only components receive', () => {
    const { fields, lists } = reads.readsOfView(read`{a}<c-x ?b @close={no} @:tap={c} title={no} class={d} data-x={no}>{e}</><view *rows:id data-k={f}><view *~0.sub:*/></><=t x={g}/><slot y=${(d) => d.h?.z}/><#t>{no}`.main);
    equal([[...fields].sort(), lists], [['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'rows'], ['rows.*.sub:*', 'rows:id']]);
    ok(!fields.has('no'));
  });
}
