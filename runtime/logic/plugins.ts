// Plugins: code of others that only the vendor's servers have. A program that requires one goes on without it.
// In: what `requirePlugin` is given. Out: an object on which everything can be read, called and constructed, and does nothing.
// Must not: make the program stop, or pretend that a call succeeded.

const told = new Set<string>();
const failure = (name: string) => ({ errMsg: `plugin "${name}" is not available` });

/** `requirePlugin(name)`, and its forms with callbacks and promises. */
export const requirePlugin = Object.assign(
  (given: unknown, done?: unknown, failed?: unknown) => {
    const name = String(given);
    tell(name);
    // As with `require`: callbacks are told, and nothing is returned.
    if (typeof done === 'function') {
      if (typeof failed === 'function') queueMicrotask(() => failed({ ...failure(name), mod: name }));
      return undefined;
    }
    return absent(name, name);
  },
  {
    async: (given: unknown) => {
      tell(String(given));
      return Promise.reject(Object.assign(new Error(failure(String(given)).errMsg), { mod: String(given) }));
    },
  },
);

function tell(name: string): void {
  if (told.has(name)) return;
  told.add(name);
  console.warn(`plugin "${name}" is not available: what it gives does nothing`);
}

/** Stands for anything the plugin would have given. Own values the program puts there are kept. */
function absent(plugin: string, path: string): any {
  const members = new Map<PropertyKey, unknown>();
  return new Proxy(function () {}, {
    get(_, key) {
      if (members.has(key)) return members.get(key);
      // Not a promise, iterates over nothing, and reads as empty text.
      if (key === 'then') return undefined;
      if (key === Symbol.iterator) return [][Symbol.iterator];
      if (key === Symbol.toPrimitive) return () => '';
      if (typeof key === 'symbol') return undefined;
      if (key === 'toJSON') return () => null;
      const member = absent(plugin, `${path}.${key}`);
      members.set(key, member);
      return member;
    },
    set: (_, key, value) => (members.set(key, value), true),
    apply: (_, __, args) => {
      refuse(plugin, args[0]);
      return absent(plugin, `${path}()`);
    },
    construct: () => absent(plugin, `new ${path}`),
  });
}

/** Callers that say what to do on failure are told. */
function refuse(plugin: string, options: any): void {
  if (typeof options !== 'object' || options === null) return;
  for (const name of ['fail', 'complete']) if (typeof options[name] === 'function') queueMicrotask(() => options[name](failure(plugin)));
}
