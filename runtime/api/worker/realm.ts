// Source of the nested realm: module registry, `require`, the `worker` object. As text, because a Blob worker starts from it;
// it must stay self-contained. In: addresses of the chunks and the entry's path. Out: messages. Must not: name anything outside itself
// but what it is given: the function that closes a realm.

export const WORKER_REALM = String(function ({ urls, path, allowed }: { urls: string[]; path: string; allowed: string }, closeRealm: (realm: any, allowed: string) => string[]) {
  const scope = self as any;
  const makers: Record<string, (require: any, module: any, exports: any) => void> = {};
  const modules: Record<string, { exports: any }> = {};
  const listeners: ((message: any) => void)[] = [];
  const post = scope.postMessage.bind(scope);
  const worker = {
    env: { USER_DATA_PATH: 'wxfile://usr' },
    postMessage: (message: any) => post({ message }),
    onMessage: (listener: (message: any) => void) => void listeners.push(listener),
    onError: () => undefined,
  };
  const join = (base: string, name: string) => {
    const parts = name[0] === '/' ? [] : base.split('/').slice(0, -1);
    for (const part of name.split('/')) {
      if (part === '..') parts.pop();
      else if (part && part !== '.') parts.push(part);
    }
    return parts.join('/');
  };
  // The compiler resolves what is written as a text to a registered name; what is computed is looked up from the module's folder.
  const find = (from: string, name: string): string | undefined => {
    if (name in makers) return name;
    return [join(from, name), join('', name)].flatMap((at) => [at, `${at}.js`, `${at}.json`, `${at}/index.js`]).find((at) => at in makers);
  };
  const load = (from: string, name: string): any => {
    const key = find(from, name);
    if (!key) throw new Error(`module '${name}' is not defined, require args is '${name}'`);
    if (!modules[key]) {
      // Set before running: a circular require sees the partial exports.
      const module = (modules[key] = { exports: {} as any });
      try {
        makers[key]!((next: string) => load(key, next), module, module.exports);
      } catch (error) {
        delete modules[key];
        throw error;
      }
    }
    return modules[key]!.exports;
  };
  scope.worker = worker;
  scope.mn = { d: (name: string, maker: any) => void (makers[name] = maker) };
  scope.addEventListener('message', ({ data }: any) => {
    for (const listener of listeners) {
      try {
        listener(data.message);
      } catch (error: any) {
        post({ error: String(error?.message ?? error), stack: String(error?.stack ?? '') });
      }
    }
  });
  try {
    scope.importScripts(...urls);
    closeRealm(scope, allowed);
    scope.global = scope;
    load('', path);
  } catch (error: any) {
    post({ error: String(error?.message ?? error), stack: String(error?.stack ?? '') });
  }
});
