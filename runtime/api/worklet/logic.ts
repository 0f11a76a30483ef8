// `wx.worklet`, and the styles of `applyAnimatedStyle`. Programs write worklets for the vendor's native renderer, where they run beside the program;
// here they run in the logic realm, and what they change is drawn once a frame. In: values, animations. Out: members of wx.worklet, the service
// `worklet`. Must not: run a worklet in the page, which holds no code of the program.

import type { LogicApiHost } from '../host';
import { decay, delay, repeat, sequence, spring, timing } from './animations';
import { easing } from './easing';
import { createRoutes } from './routes';
import { createStyles } from './styles';
import { createValues } from './values';

export interface WorkletService {
  apply(instance: number, selector: string, updater: () => unknown, options: object | undefined, done: unknown): void;
  clear(instance: number, selector: string, ids: unknown, done: unknown): void;
  /** A page is about to be opened by `navigateTo` with this `routeType`. */
  opening(type: unknown): void;
  addRouteBuilder(type: unknown, builder: unknown): void;
  removeRouteBuilder(type: unknown): void;
  getRouteContext(of: unknown): object | undefined;
}

export default function worklet(host: LogicApiHost): void {
  const run = <T>(work: () => T): T | undefined => {
    try {
      return work();
    } catch (error) {
      host.runtime.reportError(error);
      return undefined;
    }
  };
  const styles = createStyles(host);
  const values = createValues((tick) => void host.native.requestAnimationFrame(tick), styles.send, run);
  const later = (work: (...args: unknown[]) => unknown) => (...args: unknown[]) => void queueMicrotask(() => run(() => work(...args)));
  host.provide('worklet', {
    apply: (instance, selector, updater, options, done) => styles.apply(values, instance, selector, updater, options, done),
    clear: styles.clear,
    ...createRoutes(host, values, run),
  } satisfies WorkletService);
  host.set('worklet', {
    shared: values.shared,
    derived: values.derived,
    cancelAnimation: values.cancel,
    timing, spring, decay, sequence, repeat, delay,
    // One realm for both: what is left is that neither runs within the call.
    runOnUI: later,
    runOnJS: later,
    scrollViewContext: {
      scrollTo: (context: { scrollTo?(options: object): void } | undefined, options: object = {}) => context?.scrollTo?.(options),
    },
    Easing: easing(),
  });
}
