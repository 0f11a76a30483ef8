// Conventions for methods of objects that APIs return (`task.send({success})`): callbacks or a promise, errMsg, complete last.
// Members of wx themselves get this from the host. In: options and a function. Out: undefined, or a promise without callbacks.

import { isApiFailure } from './host';

interface Callbacks {
  success?: (result: object) => void;
  fail?: (error: object) => void;
  complete?: (result: object) => void;
}

export function settle(name: string, options: (Callbacks & Record<string, unknown>) | undefined, run: () => unknown): Promise<any> | undefined {
  const outcome = new Promise<unknown>((resolve) => resolve(run())).then(
    (value) => ({ ...(value as object | undefined), errMsg: `${name}:ok` }),
    (error) => {
      throw failure(name, error);
    },
  );
  const { success, fail, complete } = options ?? {};
  if (typeof success !== 'function' && typeof fail !== 'function' && typeof complete !== 'function') return outcome;
  outcome.then(
    (result) => {
      if (typeof success === 'function') success(result);
      if (typeof complete === 'function') complete(result);
    },
    (error) => {
      if (typeof fail === 'function') fail(error);
      if (typeof complete === 'function') complete(error);
    },
  );
  return undefined;
}

/** The object a program is given for an error of any kind. */
export function failure(name: string, error: unknown): { errMsg: string; [key: string]: unknown } {
  if (isApiFailure(error)) return { ...error.extra, errMsg: `${name}:fail ${error.reason}` };
  return { errMsg: `${name}:fail ${(error as Error)?.message ?? error}` };
}

/** Listeners of one event of an object: `on`, `off` (all without an argument) and delivery. */
export function listeners<T>() {
  const all: ((value: T) => void)[] = [];
  return {
    on: (listener: (value: T) => void): void => {
      if (typeof listener === 'function' && !all.includes(listener)) all.push(listener);
    },
    off: (listener?: (value: T) => void): void => {
      if (listener === undefined) all.length = 0;
      else if (all.includes(listener)) all.splice(all.indexOf(listener), 1);
    },
    /** One listener's exception must not keep the others from hearing. */
    tell: (value: T, failed: (error: unknown) => void): void => {
      for (const listener of [...all]) {
        try {
          listener(value);
        } catch (error) {
          failed(error);
        }
      }
    },
    get count() {
      return all.length;
    },
  };
}
