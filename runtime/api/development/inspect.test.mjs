// Values as the terminal shows them: what a person reads is what was logged, bounded, and without running the program's code.
export const kind = 'node';
export const modules = { inspect: 'runtime/api/development/inspect.ts', stack_map: 'runtime/api/development/stack_map.ts' };

export default function ({ test, equal, ok }, { inspect: { inspectAll }, stack_map: { createStackMap } }) {
  const check = (values, expected) => equal(inspectAll(values), expected);

  test('plain_values_read_as_in_any_console', () => {
    check(['a', 1, true, null, undefined, -0, 10n, Symbol('s')], 'a 1 true null undefined -0 10n Symbol(s)');
    check([['a', [1, [2]], {}]], "['a', [1, [2]], {}]");
    check([{ a: 1, 'b-c': "it's", d: [,1] }], "{ a: 1, 'b-c': 'it\\'s', d: [<empty>, 1] }");
    check([function f() {}, class A {}, () => {}], '[Function f] [class A] [Function (anonymous)]');
    check([new Map([['a', 1]]), new Set([1]), new Date(0), /x/g], "Map(1) { 'a' => 1 } Set(1) { 1 } 1970-01-01T00:00:00.000Z /x/g");
    check([new Uint8Array([1, 2]), new ArrayBuffer(3)], 'Uint8Array(2) [1, 2] ArrayBuffer { byteLength: 3 }');
    check([new (class Point { x = 1; })(), Object.create(null)], 'Point { x: 1 } {}');
  });

  test('a_format_string_takes_its_arguments', () => {
    check(['%s is %d years, %i%% %o%c', 'Li', '7', 1.9, { a: 1 }, 'color: red', 'rest'], 'Li is 7 years, 1% { a: 1 } rest');
    check(['%s and %s', 'one'], 'one and %s');
    check(['100%'], '100%');
    check([{ a: 1 }, '%s'], '{ a: 1 } %s');
  });

  test('long_objects_take_a_line_for_each_member', () => {
    const long = 'x'.repeat(40);
    check([{ a: long, b: { c: long } }], `{\n  a: '${long}',\n  b: { c: '${long}' }\n}`);
  });

  test('hostile_values_end_and_run_nothing', () => {
    const circle = { name: 'circle' };
    circle.self = circle;
    let read = 0;
    const trap = { get a() { read++; return 1; } };
    check([circle, trap], "{ name: 'circle', self: [Circular] } { a: [Getter] }");
    equal(read, 0);
    check([new Proxy({}, { ownKeys() { throw new Error('no'); } })], '[Object]');
    check([{ a: { b: { c: { d: { e: 1 } } } } }], '{ a: { b: { c: { d: [Object] } } } }');
    ok(inspectAll([Array.from({ length: 1e6 }, (_, i) => i)]).length < 2000);
    ok(inspectAll(['x'.repeat(1e6)]).length < 11_000);
  });

  test('frames_are_told_in_the_source_and_scripts_without_a_map_stay', async () => {
    const asked = [];
    const fetch = async (url) => {
      asked.push(url);
      if (url.includes('logic')) throw new Error('it has none');
      return { ok: true, json: async () => ({ sources: ['pages/a/a.ts'], mappings: ';AAAA;AACA' }) };
    };
    const map = createStackMap(fetch);
    const stack = 'Error: x\n    at f (http://h/a/p.js:3:7)\n    at g (http://h/a/logic.js:1:1)';
    equal(await map(stack), 'Error: x\n    at f (pages/a/a.ts:2:7)\n    at g (http://h/a/logic.js:1:1)');
    await map(stack);
    equal(asked, ['http://h/a/p.js.map', 'http://h/a/logic.js.map']);
  });
}
