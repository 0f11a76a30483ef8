//! What scripts may try against the process that runs them: each attempt ends as an error, and the process goes on.

use std::time::{Duration, Instant};

use minnow_sandbox::{Error, Limits, Realm};

const SMALL: Limits = Limits {
    memory_bytes: 16 << 20,
    stack_bytes: 256 << 10,
    work_units: 200,
    wall_time: Duration::from_secs(20),
    job_count: 1_000,
    text_bytes: 1 << 20,
};

fn run(script: &str) -> Result<(), Error> {
    Realm::new(SMALL).expect("memory for a realm").run("hostile.js", script)
}

fn thrown(script: &str) -> String {
    match run(script) {
        Err(Error::Exception(thrown)) => thrown.message,
        other => panic!("{script} gave {other:?}"),
    }
}

#[test]
fn a_loop_without_end_is_stopped_however_it_is_written() {
    for script in [
        "for (;;);",
        "while (true) { try { for (;;); } catch (e) {} finally { continue } }",
        "function f() { return g() } function g() { for (let i = 0; ; i++) i; } f()",
        "new Proxy({}, { get() { for (;;); } }).x",
        "({ toString() { for (;;); } }) + ''",
        "[1, 2].sort(() => { for (;;); })",
        "'a'.replace(/a/, () => { for (;;); })",
        "/^(a+)+$/.test('a'.repeat(40) + 'b')",
        "Array.prototype.indexOf.call({ length: 2 ** 53 - 1 }, 1)",
        "throw { get message() { for (;;); } }",
        "throw { message: { toString() { return 'x' } }, get stack() { for (;;); } }",
        "Array.from({ [Symbol.iterator]: () => ({ next: () => ({ done: false }) , return() {} }) }, () => 0)",
        "JSON.stringify({ toJSON() { for (;;); } })",
        "eval('for (;;);')",
        "class A { static { for (;;); } }",
        "function* g() { for (;;) yield 1 } for (const x of g());",
    ] {
        let started = Instant::now();
        let result = run(script);
        assert!(matches!(result, Err(Error::Timeout | Error::OutOfMemory)), "{script} gave {result:?}");
        assert!(started.elapsed() < SMALL.wall_time, "{script} met the clock, not its budget");
    }
}

#[test]
fn the_clock_stops_what_the_budget_of_work_would_let_run() {
    let limits = Limits { work_units: u32::MAX, wall_time: Duration::from_millis(50), ..SMALL };
    assert_eq!(Realm::new(limits).unwrap().run("a.js", "for (;;);"), Err(Error::Timeout));
}

#[test]
fn a_budget_is_for_one_entry_and_is_the_same_each_time() {
    let mut realm = Realm::new(SMALL).unwrap();
    // Between a quarter and a half of the budget a time: a turn of a loop may count twice.
    let part = format!("for (let i = 0; i < {}; i++);", SMALL.work_units * Limits::WORK_UNIT / 4);
    for _ in 0..5 {
        assert_eq!(realm.run("part.js", &part), Ok(()));
    }
    let twice = format!("for (let i = 0; i < {}; i++);", SMALL.work_units * Limits::WORK_UNIT * 2);
    assert_eq!(realm.run("twice.js", &twice), Err(Error::Timeout));
}

#[test]
fn memory_ends_at_the_budget() {
    for script in [
        "const list = []; for (;;) list.push(new Array(1000).fill(1))",
        "let s = 'x'; for (;;) s = s.repeat(2)",
        "new ArrayBuffer(1 << 30)",
        "new Uint8Array(1e9)",
        "const o = {}; for (let i = 0; ; i++) o['key' + i] = {}",
        "const m = new Map(); for (let i = 0; ; i++) m.set(i, [])",
        "let s = ''; for (;;) s += 'abcdefghijklmnopqrstuvwxyz'.repeat(1000)",
    ] {
        let result = run(script);
        let is_refused = match &result {
            Err(Error::OutOfMemory | Error::Timeout) => true,
            // A text or buffer beyond the engine's own limit.
            Err(Error::Exception(thrown)) => thrown.message.starts_with("RangeError"),
            _ => false,
        };
        assert!(is_refused, "{script} gave {result:?}");
    }
    let mut realm = Realm::new(SMALL).unwrap();
    let _ = realm.run("bomb.js", "const list = []; for (;;) list.push(new Array(1000).fill(1))");
    assert!(realm.memory_bytes() <= SMALL.memory_bytes, "{}", realm.memory_bytes());
}

#[test]
fn a_script_that_catches_its_want_of_memory_gains_nothing() {
    let script =
        "const list = []; for (;;) { try { list.push(new Array(10000).fill(1)) } catch (e) { list.length = 0 } }";
    let limits = Limits { wall_time: Duration::from_millis(500), ..SMALL };
    let result = Realm::new(limits).unwrap().run("hostile.js", script);
    assert!(matches!(result, Err(Error::Timeout | Error::OutOfMemory)), "{result:?}");
}

#[test]
fn deep_recursion_is_an_exception() {
    for script in [
        "function f() { f() } f()".to_owned(),
        "let o = {}; for (let i = 0; i < 1e5; i++) o = { o }; JSON.stringify(o)".to_owned(),
        format!("JSON.parse('{}')", "[".repeat(200_000)),
        format!("{}1{}", "(".repeat(200_000), ")".repeat(200_000)),
        format!("new RegExp('{}')", "(".repeat(100_000)),
        "let f = () => 1; for (let i = 0; i < 3e4; i++) { const g = f; f = () => g() } f()".to_owned(),
        "const p = new Proxy({}, {}); Object.setPrototypeOf(p, p); let q = p; for (let i = 0; i < 3e4; i++) q = new Proxy(q, {}); q.x".to_owned(),
    ] {
        let start: String = script.chars().take(60).collect();
        let result = run(&script);
        let Err(Error::Exception(thrown)) = result else { panic!("{start} gave {result:?}") };
        let message = thrown.message;
        assert!(["RangeError", "SyntaxError", "InternalError", "TypeError"].iter().any(|name| message.starts_with(name)), "{start}: {message}");
    }
}

#[test]
fn what_is_thrown_is_told_whatever_it_is() {
    for (script, expected) in [
        ("throw new TypeError('no')", "TypeError: no"),
        ("throw 'plain'", "plain"),
        ("throw 3", "3"),
        ("throw null", "null"),
        ("throw undefined", "a value of type undefined was thrown"),
        ("throw Symbol('x')", "a value of type symbol was thrown"),
        ("throw 10n", "a value of type big_int was thrown"),
        ("throw {}", "an object that is no error was thrown"),
        ("throw { message: 5, name: {} }", "an object that is no error was thrown"),
        ("throw { get message() { throw 1 }, name: 'Odd' }", "Odd"),
        ("throw new Proxy({}, { get() { throw new Error('inner') } })", "an object that is no error was thrown"),
        ("throw { name: 'Long', message: 'x'.repeat(1e6) }", "Long"),
        ("throw Object.assign(new Error('\\ud800'), { name: 'Half' })", "Half"),
        ("nothing", "ReferenceError: nothing is not defined"),
        ("let = ", "SyntaxError: "),
    ] {
        let message = thrown(script);
        assert!(message.starts_with(expected), "{script}: {message}");
    }
    let Err(Error::Exception(thrown)) = run("function inner() { throw new Error('x') }\ninner()") else { panic!() };
    assert!(thrown.stack.contains("inner") && thrown.stack.contains("hostile.js:1"), "{thrown:?}");
}

#[test]
fn a_realm_is_of_use_after_an_exception() {
    let mut realm = Realm::new(SMALL).unwrap();
    let error = realm.run("a.js", "throw new Error('x')").unwrap_err();
    assert!(!error.costs_the_realm());
    assert_eq!(realm.run("b.js", "var face = { twice: (s) => s + s }"), Ok(()));
    assert_eq!(realm.call("face", "twice", &["中\0文"]).as_deref(), Ok("中\0文中\0文"));
}

#[test]
fn only_texts_of_a_bounded_length_come_out() {
    let mut realm = Realm::new(SMALL).unwrap();
    realm
        .run(
            "face.js",
            "var face = { number: () => 1, nothing() {}, long: () => 'x'.repeat(2 ** 20 + 1), half: () => '\\ud800', \
             text: (a, b) => a + b + this.constructor.name, fails() { throw new Error(this === face) }, object: () => new String('x') }",
        )
        .unwrap();
    assert_eq!(realm.call("face", "number", &[]), Err(Error::Answer("no text")));
    assert_eq!(realm.call("face", "nothing", &[]), Err(Error::Answer("no text")));
    assert_eq!(realm.call("face", "object", &[]), Err(Error::Answer("no text")));
    assert_eq!(realm.call("face", "long", &[]), Err(Error::Answer("too long")));
    assert_eq!(realm.call("face", "half", &[]), Err(Error::Answer("no Unicode text")));
    assert_eq!(realm.call("face", "text", &["a", "b"]).as_deref(), Ok("abObject"));
    for (object, method) in [("gone", "x"), ("face", "gone")] {
        assert_eq!(realm.call(object, method, &[]), Err(Error::NoFunction), "{object}.{method}");
    }
    let Err(Error::Exception(thrown)) = realm.call("face", "fails", &[]) else { panic!() };
    assert_eq!(thrown.message, "Error: true");
}

#[test]
fn jobs_run_to_their_end_and_not_without_end() {
    let mut realm = Realm::new(SMALL).unwrap();
    realm
        .run(
            "jobs.js",
            "var seen = ''; var face = { seen: () => seen }; (async () => { for (let i = 0; i < 5; i++) { await 0; seen += i } })(); \
             Promise.reject(new Error('nobody catches it')); Promise.resolve().then(() => { throw 1 }).then(() => { seen += 'no' })",
        )
        .unwrap();
    assert_eq!(realm.run_jobs(), Ok(()));
    assert_eq!(realm.call("face", "seen", &[]).as_deref(), Ok("01234"));
    realm.run("more.js", "(async function again() { await 0; again() })()").unwrap();
    assert_eq!(realm.run_jobs(), Err(Error::Timeout));
    let mut realm = Realm::new(SMALL).unwrap();
    realm.run("loop.js", "Promise.resolve().then(() => { for (;;); })").unwrap();
    assert_eq!(realm.run_jobs(), Err(Error::Timeout));
}

#[test]
fn nothing_of_the_machine_is_in_a_realm() {
    for name in [
        "std",
        "os",
        "scriptArgs",
        "print",
        "console",
        "performance",
        "setTimeout",
        "fetch",
        "require",
        "process",
        "navigator",
        "WebAssembly",
        "Intl",
        "Worker",
        "postMessage",
        "gc",
    ] {
        assert_eq!(
            run(&format!("if (typeof {name} !== 'undefined') throw new Error(typeof {name})")),
            Ok(()),
            "{name}"
        );
    }
    // Modules: there is no loader, so nothing is read.
    let mut realm = Realm::new(SMALL).unwrap();
    realm
        .run("import.js", "var seen = ''; var face = { seen: () => seen }; import('/etc/passwd').then(() => { seen = 'in' }, (e) => { seen = e.name })")
        .unwrap();
    assert_eq!(realm.run_jobs(), Ok(()));
    assert_ne!(realm.call("face", "seen", &[]).as_deref(), Ok("in"));
    // A wait that nobody could end.
    assert!(thrown("Atomics.wait(new Int32Array(new SharedArrayBuffer(8)), 0, 0)").starts_with("TypeError"));
}

#[test]
fn values_that_were_left_over_do_not_end_the_process() {
    for script in [
        "globalThis.self = globalThis; const a = {}; a.a = a; const w = new WeakMap([[a, a]]); new FinalizationRegistry(() => {}).register(a, 1)",
        "const list = []; for (;;) list.push({ list })",
        "function* g() { try { yield 1 } finally { for (;;); } } const i = g(); i.next(); i.return()",
        "let resolve; const p = new Promise((r) => { resolve = r }); (async () => { await p; for (;;); })(); for (;;);",
        "const r = new Proxy({}, { get: () => r }); class A extends (function () { return r }) { #x = r } new A(); for (;;);",
        "var o = {}; o.__proto__ = new Proxy({}, { has() { for (;;); } }); with (o) { x }",
        "'x'.repeat(1e6).replace(/x/g, () => { throw {} })",
    ] {
        let _ = run(script);
    }
}

#[test]
fn a_thousand_realms_leave_nothing_behind() {
    for number in 0..1_000 {
        let mut realm = Realm::new(SMALL).unwrap();
        realm.run("one.js", &format!("var face = {{ n: () => String({number}) }}")).unwrap();
        assert_eq!(realm.call("face", "n", &[]).unwrap(), number.to_string());
    }
    assert!(resident_bytes() < 300 << 20, "{}", resident_bytes());
}

/// What the process holds in memory; nothing where the system does not tell in a file.
fn resident_bytes() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<usize>().ok()).unwrap_or_default() << 10
}
