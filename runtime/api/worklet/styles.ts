// `applyAnimatedStyle`: styles that follow shared values. In: functions that give a style. Out: changed styles to the view, once a frame and never
// faster than the view takes them. Must not: hold on to instances that are gone.

import type { LogicApiHost } from '../host';
import type { Values, Watch } from './values';

interface Applied {
  instance: number;
  selector: string;
  watch: Watch | null;
}

/** Style number, instance, selector, properties in camel case. */
export type StyleChange = [number, number, string, Record<string, string>];

export function createStyles(host: LogicApiHost) {
  const applied = new Map<number, Applied>();
  const changes = new Map<number, StyleChange>();
  let sending = false;
  let count = 0;

  function send(): void {
    if (sending || !changes.size) return;
    sending = true;
    const list = [...changes.values()];
    changes.clear();
    host.view('worklet.styles', list)
      .catch(host.runtime.reportError)
      .then(() => {
        sending = false;
        send();
      });
  }
  function end(id: number): void {
    applied.get(id)?.watch?.stop();
    applied.delete(id);
    changes.delete(id);
  }
  /** Components do not say when they end: those of others are looked for whenever one comes. */
  function sweep(): void {
    const gone = [...applied].filter(([, { instance }]) => !host.runtime.objectOf(instance)).map(([id]) => id);
    gone.forEach(end);
    if (gone.length) void host.view('worklet.forget', gone).catch(() => undefined);
  }

  return {
    send,
    apply(values: Values, instance: number, selector: string, updater: () => unknown, options: { immediate?: boolean } | undefined, done: unknown): void {
      if (typeof updater !== 'function') throw new TypeError('applyAnimatedStyle: the second argument should be a function');
      sweep();
      const id = ++count;
      const one: Applied = { instance, selector, watch: null };
      applied.set(id, one);
      one.watch = values.watch(() => {
        const style = updater();
        if (typeof style !== 'object' || style === null) return;
        const text = Object.fromEntries(Object.entries(style).filter(([, value]) => value !== '' && value != null).map(([name, value]) => [name, String(value)]));
        changes.set(id, [id, instance, selector, text]);
      }, options?.immediate !== false);
      host.runtime.afterUpdate(() => {
        send();
        if (typeof done === 'function') done({ styleId: id });
      });
    },
    /** The values are not followed any more; the style stays as it is. */
    clear(instance: number, selector: string, ids: unknown, done: unknown): void {
      const wanted = Array.isArray(ids) ? ids : [...applied.keys()];
      for (const id of wanted) if (applied.get(id)?.instance === instance && applied.get(id)?.selector === selector) end(id);
      if (typeof done === 'function') host.runtime.afterUpdate(() => done());
    },
  };
}
