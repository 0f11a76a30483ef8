// Pure parts of the logic realm as tables: property conversion, list differences, data copies, page URLs, arguments.
export const kind = 'node';
export const modules = { logic: 'runtime/logic/testing.ts' };

export default async function ({ test, equal, ok }, { logic }) {
  logic.giveParts(logic.parts);
  test('property values convert by the table', () => {
    const date = new Date(0);
    const rows = [
      [String, null, ''], [String, undefined, ''], [String, 4, '4'], [String, true, 'true'], [String, { a: 1 }, '[object Object]'],
      [Number, '4.5', 4.5], [Number, 'x', 0], [Number, NaN, 0], [Number, Infinity, 0], [Number, undefined, 0], [Number, '', 0],
      [Boolean, 'false', true], [Boolean, '', false], [Boolean, 0, false], [Boolean, undefined, false],
      [Array, {}, []], [Array, [1], [1]], [Array, null, []], [Object, [1], [1]], [Object, null, null], [Object, 'x', null], [Object, date, date],
      [null, undefined, null], [null, 5, 5], [null, null, null],
      [{ type: Number, value: 3 }, 'x', 3], [{ type: Number, optionalTypes: [String] }, 'x', 'x'], [{ type: null, value: 1 }, undefined, 1],
      [[String, Number], 5, 5], [{ type: String, optionalTypes: [Object] }, { a: 1 }, { a: 1 }], [{ value: 2 }, 'any', 'any'],
    ];
    for (const [definition, given, want] of rows) {
      equal(logic.convert(logic.propertyDefinition('p', definition), given, () => {}), want, `${JSON.stringify(definition) ?? definition?.name} from ${String(given)}`);
    }
  });

  test('list differences rebuild the new value, whatever the lists', () => {
    let seed = 7;
    const random = (n) => { seed = (seed * 1103515245 + 12345) % 2147483648; return seed % n; };
    const pattern = logic.parsePatterns(['rows:id', 'rows.*.sub:*']);
    const row = () => ({ id: random(12), label: random(3), sub: Array.from({ length: random(4) }, () => random(4)), ...(random(5) ? {} : { extra: random(2) }) });
    let mirror = { rows: [] };
    for (let round = 0; round < 2000; round++) {
      const next = random(20) ? Array.from({ length: random(10) }, () => (mirror.rows?.length && random(2) ? structuredClone(mirror.rows[random(mirror.rows.length)]) : row())) : undefined;
      const view = structuredClone(mirror);
      logic.diffValue(['rows'], mirror.rows, next, pattern.fields.get('rows'), {
        set: (path, value) => logic.setPath(view, path, structuredClone(value)),
        list: (path, runs, items) => {
          const old = logic.getPath(view, path);
          const list = [];
          let taken = 0;
          for (let i = 0; i < runs.length; i += 2) for (let j = 0; j < runs[i + 1]; j++) list.push(structuredClone(runs[i] < 0 ? items[taken++] : old[runs[i] + j]));
          logic.setPath(view, path, list);
        },
      });
      equal(view.rows, next, `round ${round}`);
      mirror = { rows: next ?? [] };
    }
  });

  test('a copy for the view shares with an earlier one what says the same, and nothing else', () => {
    let seed = 5;
    const random = (n) => { seed = (seed * 1103515245 + 12345) % 2147483648; return seed % n; };
    const pattern = logic.parsePatterns(['rows:id']).fields.get('rows');
    const row = () => ({ id: random(12), at: { x: random(2) }, ...(random(4) ? {} : { extra: undefined }), ...(random(4) ? {} : { tags: [random(2)] }) });
    let old = [];
    for (let round = 0; round < 2000; round++) {
      const next = Array.from({ length: random(9) }, () => (old.length && random(3) ? structuredClone(old[random(old.length)]) : row()));
      const before = structuredClone(old);
      const copy = logic.viewCopyAgain(next, old, pattern);
      equal(copy, next, `round ${round}`);
      equal(old, before, 'the earlier copy is as it was');
      for (const item of next) ok(!copy.includes(item), 'nothing of the program is shared');
      old = copy;
    }
    const rows = Array.from({ length: 30 }, (_, id) => ({ id, at: { x: 1 } }));
    const first = logic.viewCopyAgain(rows);
    ok(logic.viewCopyAgain(rows, first, pattern) === first);
    const fewer = logic.viewCopyAgain(rows.filter(({ id }) => id % 7 !== 3), first, pattern);
    ok(fewer.every((item) => first.includes(item)));
    const more = logic.viewCopyAgain([{ id: 99, at: { x: 1 } }, ...rows], first, pattern);
    ok(more.slice(1).every((item, i) => item === first[i]));
  });

  test('rows that need not move form a longest increasing run', () => {
    equal(logic.increasing([0, 1, 2]), [true, true, true]);
    equal(logic.increasing([2, 0, 1, -1]), [false, true, true, false]);
    equal(logic.increasing([]), []);
  });

  test('copies share nothing mutable, and cycles are errors', () => {
    const source = { a: [1, { b: 2 }], f() {}, d: new Date(5) };
    const copy = logic.deepCopy(source);
    ok(copy.a !== source.a && copy.a[1] !== source.a[1] && copy.f === source.f && copy.d !== source.d);
    for (const copy of [logic.viewCopy, logic.viewCopyAgain]) equal(copy({ f() {}, d: new Date(0), u: undefined, n: NaN }), { f: undefined, d: '1970-01-01T00:00:00.000Z', u: undefined, n: NaN });
    const cycle = {};
    cycle.self = cycle;
    let message = '';
    try { logic.deepCopy(cycle); } catch (error) { message = error.message; }
    ok(/reference to itself/.test(message));
    ok(logic.deepEqual({ a: [1, NaN] }, { a: [1, NaN] }) && !logic.deepEqual({ a: undefined }, { b: undefined }) && !logic.deepEqual([1], { 0: 1 }));
  });

  test('page URLs are relative to their page and decode their query', () => {
    const rows = [
      ['../b/b?x=1&y=%20z', 'pages/a/a', { path: 'pages/b/b', query: { x: '1', y: ' z' } }],
      ['b', 'pages/a', { path: 'pages/b', query: {} }],
      ['/pages/c.html?bad=%E0%A4%A&k', 'x', { path: 'pages/c', query: { bad: '%E0%A4%A', k: '' } }],
    ];
    for (const [url, base, want] of rows) equal(logic.parsePageUrl(url, base), want, url);
  });

  test('argument errors name type and value', () => {
    const complaint = (spec, options) => {
      const name = logic.misfit(spec, options);
      return name === undefined ? null : logic.argumentComplaint(name, spec[name], options[name]);
    };
    equal(complaint({ url: 'string' }, { url: 5 }), 'parameter error: parameter.url should be String instead of Number;');
    equal(complaint({ data: 'array', n: 'number?' }, { data: [] }), null);
    equal(complaint({ n: 'number?' }, { n: '1' }), 'parameter error: parameter.n should be Number instead of String;');
    equal(complaint({ data: 'arraybuffer' }, { data: null }), 'parameter error: parameter.data should be ArrayBuffer instead of Null;');
  });
}
