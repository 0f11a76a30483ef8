// Members of `wx` that a test answers itself. In: names, results or functions. Out: `wx` as the program sees it. Must not: change what an
// asynchronous member promises: callbacks, a promise, `errMsg`.

const realm = globalThis as any;
const originals = new Map<string, PropertyDescriptor>();

export function mockWxMethod(name: string, result: unknown, args: unknown[]): void {
  if (!originals.has(name)) originals.set(name, Object.getOwnPropertyDescriptor(realm.wx, name) ?? { value: undefined, writable: true, configurable: true, enumerable: true });
  Object.defineProperty(realm.wx, name, { value: mocked(name, result, args), writable: true, configurable: true, enumerable: true });
}

export function restoreWxMethod(name: string): void {
  const original = originals.get(name);
  if (!original) return;
  originals.delete(name);
  Object.defineProperty(realm.wx, name, original);
}

function mocked(name: string, result: any, args: unknown[]): unknown {
  if (typeof result === 'function') return (...given: unknown[]) => result(...given, ...args);
  if (name.endsWith('Sync')) return () => result;
  return (options: any = {}) => {
    const failed = typeof result?.errMsg === 'string' && /:fail/.test(result.errMsg);
    const answer = typeof result === 'object' && result !== null ? { errMsg: `${name}:ok`, ...result } : result;
    const told = [failed ? options.fail : options.success, options.complete].filter((callback) => typeof callback === 'function');
    void Promise.resolve().then(() => told.forEach((callback) => callback(answer)));
    if (told.length) return undefined;
    return failed ? Promise.reject(answer) : Promise.resolve(answer);
  };
}
