// Makes the language's own objects unalterable in the page, before anything of a program runs there: WXS is the program's code beside our own, and
// a method it could replace would hand it what we call that method with, nodes among it. The constructors of functions compile nothing.
// In: nothing. Out: frozen built-ins. Must not: be late, or touch what is the browser's and not the language's.

const refuse = function (): never {
  throw new EvalError('no code from text');
};

/** Everything that WXS can reach from what it can write down. */
function samples(): unknown[] {
  const functions = [function () {}, async function () {}, function* () {}, async function* () {}];
  for (const one of functions) Object.defineProperty(Object.getPrototypeOf(one), 'constructor', { value: refuse });
  const iterables = [[], '', new Map(), new Set(), ''.matchAll(/a/g)];
  const errors = [RangeError, TypeError, SyntaxError, ReferenceError, EvalError, URIError];
  const others = [new WeakMap(), new Date(), new Uint8Array(), new Float64Array(), Promise.resolve(), 0, true, 0n, Symbol(), Math, JSON, console];
  return [...functions, ...iterables, ...iterables.map((one) => one[Symbol.iterator]()), ...errors, ...others];
}

export function lockDown(): void {
  const seen = new Set<unknown>();
  const lock = (value: any): void => {
    if (Object(value) !== value || seen.has(value)) return;
    seen.add(value);
    lock(Object.getPrototypeOf(value));
    for (const key of Reflect.ownKeys(value)) {
      const own = Object.getOwnPropertyDescriptor(value, key)!;
      for (const part of [own.value, own.get, own.set]) lock(part);
      // Objects of every kind inherit from these two.
      if ('value' in own && (value === Object.prototype || value === Error.prototype)) Object.defineProperty(value, key, overridable(value, key, own));
    }
    Object.freeze(value);
  };
  for (const sample of samples()) lock(Object(sample));
}

/** A frozen member forbids assigning the same name to what inherits it; one with a setter does not. */
function overridable(holder: object, key: PropertyKey, { value, enumerable }: PropertyDescriptor): PropertyDescriptor {
  return {
    get: () => value,
    set(this: object, given) {
      if (this !== holder) Object.defineProperty(this, key, { value: given, writable: true, enumerable: true, configurable: true });
    },
    enumerable,
  };
}
