// `wx` as modules find it while nothing may happen: what the core knows without asking anybody, and for the rest functions that do nothing.
// In: the core's own object. Out: an object with every member. Must not: call a callback.

/** A value that can be called, made, read and walked over, and never does anything. */
const inert: any = new Proxy(function () {}, {
  get(_, key) {
    if (key === 'then' || key === 'toJSON') return undefined;
    if (key === Symbol.toPrimitive) return () => '';
    if (key === Symbol.iterator) return () => [][Symbol.iterator]();
    return inert;
  },
  set: () => true,
  has: () => true,
  apply: () => inert,
  construct: () => inert,
});

/** Answers that programs compute with, as of a program that was never run before. */
const answers: Record<string, (...args: any[]) => unknown> = {
  getStorageSync: () => '',
  getStorageInfoSync: () => ({ keys: [], currentSize: 0, limitSize: 10240 }),
  batchGetStorageSync: (keys: unknown) => (Array.isArray(keys) ? keys.map(() => '') : []),
  getExtConfigSync: () => ({}),
  getEnterOptionsSync: () => ({}),
  canIUse: () => true,
  getUpdateManager: () => inert,
  nextTick: () => undefined,
};

export function inertWx(core: Record<string, any>): Record<string, any> {
  const own: Record<string, any> = Object.create(null);
  return new Proxy(core, {
    get(target, key) {
      if (typeof key !== 'string') return Reflect.get(target, key);
      if (key in own) return own[key];
      if (key in answers) return answers[key];
      // Functions of the core answer at once or not at all; those that would ask the view are as inert as the rest.
      if (/Sync$|^(get\w*Info|getMenuButtonBoundingClientRect|env|getDeviceInfo|getWindowInfo|getAppBaseInfo|getSystemSetting|base64ToArrayBuffer|arrayBufferToBase64|getAccountInfoSync)$/.test(key) && key in target) return target[key];
      return inert;
    },
    set(_, key, value) {
      own[key as string] = value;
      return true;
    },
    has: () => true,
    deleteProperty: (_, key) => delete own[key as string],
    defineProperty(_, key, descriptor) {
      Object.defineProperty(own, key, { ...descriptor, configurable: true });
      return true;
    },
    getOwnPropertyDescriptor: (target, key) => (key in own ? Object.getOwnPropertyDescriptor(own, key) : Reflect.getOwnPropertyDescriptor(target, key)),
  });
}
