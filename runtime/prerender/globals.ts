// The globals of a realm in which nothing may differ from run to run: a clock that stands, numbers in a fixed order, timers that never fire.
// In: a bare ECMAScript realm. Out: what programs find there. Must not: give anything of the machine.
const realm = globalThis as any;

/** When it is, always: a page that shows the time is brought up to date when it runs. */
const NOW_MS = Date.UTC(2026, 0, 1, 4);

const NativeDate = Date;
class StandingDate extends NativeDate {
  constructor(...parts: any[]) {
    if (parts.length) super(...(parts as [number]));
    else super(NOW_MS);
  }
  static override now(): number {
    return NOW_MS;
  }
}
/** `Date()` without `new` is a text. */
realm.Date = new Proxy(StandingDate, { apply: () => new StandingDate().toString() });
StandingDate.prototype.constructor = realm.Date;

let seed = 0x2f6e2b1;
Math.random = () => {
  seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
  return seed / 2 ** 32;
};
export function reseed(): void {
  seed = 0x2f6e2b1;
}

const ignored = () => 0;
for (const name of ['setTimeout', 'setInterval', 'clearTimeout', 'clearInterval', 'requestAnimationFrame', 'cancelAnimationFrame']) realm[name] = ignored;
realm.console = new Proxy({}, { get: () => () => undefined });
realm.queueMicrotask ??= (run: () => void) => void Promise.resolve().then(run);
realm.global = realm;
for (const name of ['performance', 'importScripts', 'navigator']) delete realm[name];

/** Thrown where a page needs what this realm does not have; its text is the reason given. */
export class Missing extends Error {}

// No tables of languages here: a page that formats by them is drawn when it runs.
Object.defineProperty(realm, 'Intl', {
  get() {
    throw new Missing('it uses Intl while it is loaded');
  },
  set(value) {
    Object.defineProperty(realm, 'Intl', { value, writable: true, configurable: true });
  },
  configurable: true,
});
for (const prototype of [NativeDate.prototype, Number.prototype, String.prototype, Array.prototype]) {
  for (const name of ['toLocaleString', 'toLocaleDateString', 'toLocaleTimeString', 'localeCompare']) {
    if (!Object.hasOwn(prototype, name)) continue;
    Object.defineProperty(prototype, name, {
      value() {
        throw new Missing(`it calls ${name} while it is loaded`);
      },
      writable: true,
      configurable: true,
    });
  }
}
