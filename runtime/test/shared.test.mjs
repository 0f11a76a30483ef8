// Node tests of runtime/shared: data paths, expressions, WXS, keys. Run by runtime/test/run.mjs on the bundled modules.
export const kind = 'node';
export const modules = { path: 'runtime/shared/path.ts', expression: 'runtime/shared/expression.ts', wxs: 'runtime/shared/wxs.ts', keys: 'runtime/shared/keys.ts' };

export default function ({ test, equal, throws }, { path, expression, wxs, keys }) {
  test('data paths parse fields, indexes and escapes', () => {
    const cases = [
      ['a', ['a']], ['a.b.c', ['a', 'b', 'c']], ['a[0].b', ['a', 0, 'b']], ['a[0][12]', ['a', 0, 12]], ['a\\.b.c', ['a.b', 'c']],
      ['a\\[0\\]', ['a[0]']], ['a\\\\.b', ['a\\', 'b']], ['a.', ['a']], ['a..b', ['a', 'b']], ['', ['']], ['a.0', ['a', '0']], ['a\\b', ['a\\b']],
    ];
    for (const [text, want] of cases) equal(path.parsePath(text), want, text);
  });
  test('malformed data paths say where', () => {
    equal(throws(() => path.parsePath('a[b]')).message, 'data path descriptor "a[b]" is illegal at char 2 (illegal index)');
    for (const bad of ['a[', 'a[]', 'a[1', 'a]', '[0]', 'a[-1]', 'a[1.5]']) throws(() => path.parsePath(bad));
  });
  test('writing creates missing containers and replaces what is not one', () => {
    const root = { n: 1, s: 'x', o: { keep: 1 } };
    path.setPath(root, ['list', 2, 'done'], true);
    path.setPath(root, ['n', 'a'], 1);
    path.setPath(root, ['o', 0], 1);
    equal(root.list.length, 3);
    equal(root.list[2], { done: true });
    equal(root.n, { a: 1 });
    equal(root.o, [1]);
  });
  test('a path never writes the prototype', () => {
    const root = {};
    path.setPath(root, ['__proto__', 'polluted'], 1);
    path.setPath(root, ['constructor', 'prototype', 'polluted'], 1);
    equal({}.polluted, undefined);
    equal(path.getPath(root, ['constructor', 'prototype', 'polluted']), 1);
  });
  test('paths read data, items and indexes at any depth, null-safe', () => {
    const s = { p: { p: null, v: { x: [1, 2] }, i: 7 }, v: { label: 'L', deep: { a: { b: 3 } } }, i: 'k' };
    const get = (path, depth) => expression.evaluate(expression.compileExpression({ kind: 'path', path }, depth), { a: { b: [{ c: 5 }] }, t: 'abc' }, s, {});
    equal([get('a.b.0.c', 0), get('t.length', 0), get('no.x.y.z', 0), get('~1.label', 2), get('~1.deep.a.b', 2), get('~0.x.1', 2), get('#0', 2), get('#1', 2), get('~0.no.no.no', 2)],
      [5, 3, undefined, 'L', 3, 2, 7, 'k', undefined]);
  });
  test('a throwing expression reads as undefined and is reported once', () => {
    const seen = [];
    expression.onExpressionError((error) => seen.push(error.message));
    const e = expression.compileExpression({ kind: 'function', run: (d, s) => { if (d.a || s.v?.b) return 1; throw new Error('boom'); } }, 1);
    equal([expression.evaluate(e, {}, {}, {}), expression.evaluate(e, {}, {}, {})], [undefined, undefined]);
    equal(seen, ['boom']);
    equal(e.deps, [{ root: 'a', path: [] }, { root: '~0', path: ['b'] }]);
  });
  test('WXS modules are singletons, resolve relative paths and survive cycles', () => {
    let runs = 0;
    wxs.registerWxs('u/a.wxs', (require, module, exports) => { runs++; exports.name = 'a'; exports.b = require('./b.wxs'); });
    wxs.registerWxs('u/b.wxs', (require, module) => { module.exports = { a: require('../u/a.wxs'), n: 1 }; });
    const w = wxs.wxsNamespace({ m: 'u/a.wxs' });
    equal(runs, 0);
    equal([w.m.b.n, w.m.b.a.name, w.m === w.m, runs], [1, 'a', true, 1]);
  });
  test('WXS constructor names', () => {
    equal([1, 's', true, {}, () => 1, [], new Date(), /x/].map(wxs.constructorName), ['Number', 'String', 'Boolean', 'Object', 'Function', 'Array', 'Date', 'RegExp']);
    equal(wxs.constructorName(null), undefined);
  });
  test('keys match items; duplicates match in order; both are one to one', () => {
    equal(keys.matchKeys(['a', 'b', 'c'], ['c', 'a', 'x']), [2, 0, -1]);
    equal(keys.matchKeys([1, 2], ['1', '2']), [0, 1]);
    equal(keys.matchKeys(['a', 'a', 'b'], ['b', 'a', 'a', 'a']), [2, 0, 1, -1]);
    equal(keys.matchKeys([undefined, undefined], [undefined, undefined, undefined]), [0, 1, -1]);
    equal(keys.matchKeys([], ['a']), [-1]);
    let seed = 7;
    const random = (n) => (seed = (seed * 1103515245 + 12345) & 0x7fffffff) % n;
    for (let round = 0; round < 300; round++) {
      const make = () => Array.from({ length: random(9) }, () => 'abcdef'[random(6)]);
      const a = make(), b = make();
      const source = keys.matchKeys(a, b);
      const used = source.filter((i) => i >= 0);
      equal(new Set(used).size, used.length);
      source.forEach((from, to) => from >= 0 && equal(a[from], b[to]));
      for (const key of 'abcdef') equal(source.filter((from, to) => from >= 0 && b[to] === key).length, Math.min(a.filter((k) => k === key).length, b.filter((k) => k === key).length));
    }
  });
  test('list operands: array, object, string, number, nothing', () => {
    equal(keys.listItems([1]), { items: [1], keys: null });
    equal(keys.listItems({ a: 1, b: 2 }), { items: [1, 2], keys: ['a', 'b'] });
    equal(keys.listItems('añ😀').items, ['a', 'ñ', '😀']);
    equal(keys.listItems(3).items, [0, 1, 2]);
    for (const none of [null, undefined, true, NaN, -1]) equal(keys.listItems(none).items, []);
  });
}
