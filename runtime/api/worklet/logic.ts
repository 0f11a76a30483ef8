// `wx.worklet` for programs written for the vendor's native renderer (Skyline): here they are drawn by the web renderer, which has no second thread
// for worklets. In: values, animations. Out: shared values that hold what an animation would end with. Must not: animate, or leave a callback uncalled.

import type { LogicApiHost } from '../host';

/** What `timing` and its kin give: a shared value it is assigned to takes `end` at once. */
class Animation {
  constructor(
    /** The value at the end, given the one at the start. */
    readonly end: (start: any) => unknown,
    readonly done: ((finished: boolean) => void) | undefined,
  ) {}
}

export default function worklet(host: LogicApiHost): void {
  const called = (done: Animation['done']) => {
    if (typeof done === 'function') host.runtime.afterUpdate(() => done(true));
  };
  const settle = (animation: unknown, start: unknown): unknown => {
    if (!(animation instanceof Animation)) return animation;
    const end = settle(animation.end(start), start);
    called(animation.done);
    return end;
  };
  const animation = (end: Animation['end'], done?: unknown) => new Animation(end, done as Animation['done']);
  host.set('worklet', {
    shared(initial: unknown) {
      let value = initial;
      return {
        get value() {
          return value;
        },
        set value(next: unknown) {
          value = settle(next, value);
        },
      };
    },
    /** Computed anew whenever it is read. */
    derived: (read: () => unknown) => ({
      get value() {
        return read();
      },
    }),
    cancelAnimation() {},
    timing: (to: unknown, _options?: object, done?: unknown) => animation(() => to, done),
    spring: (to: unknown, _options?: object, done?: unknown) => animation(() => to, done),
    decay: (options?: { velocity?: number; deceleration?: number; clamp?: number[] }, done?: unknown) => animation((start) => restOf(Number(start) || 0, options), done),
    sequence: (...all: unknown[]) => animation((start) => all.reduce((value, next) => settle(next, value), start)),
    repeat: (given: unknown, _times?: number, reverse?: boolean, done?: unknown) => animation((start) => (reverse ? (settle(given, start), start) : settle(given, start)), done),
    delay: (_delayMs: number, given: unknown) => animation((start) => settle(given, start)),
    runOnUI: (run: (...args: unknown[]) => unknown) => (...args: unknown[]) => void queueMicrotask(() => run(...args)),
    runOnJS: (run: (...args: unknown[]) => unknown) => (...args: unknown[]) => void queueMicrotask(() => run(...args)),
    scrollViewContext: { scrollTo() {} },
    Easing: easing(),
  });
}

/** Where a motion that loses speed by `deceleration` a millisecond comes to rest. */
function restOf(start: number, { velocity = 0, deceleration = 0.998, clamp }: { velocity?: number; deceleration?: number; clamp?: number[] } = {}): number {
  const rest = start + velocity / 1000 / (1 - Math.min(0.9999, deceleration));
  return clamp ? Math.min(Math.max(rest, clamp[0]!), clamp[1]!) : rest;
}

type Curve = (t: number) => number;

/** Curves: programs build them while they load. */
function easing() {
  const bezier = (x1: number, y1: number, x2: number, y2: number) => ({ factory: () => cubic(x1, y1, x2, y2) });
  const quad: Curve = (t) => t * t;
  const cubicIn: Curve = (t) => t ** 3;
  return {
    linear: (t: number) => t,
    ease: cubic(0.42, 0, 1, 1),
    quad,
    cubic: cubicIn,
    poly: (n: number): Curve => (t) => t ** n,
    sin: (t: number) => 1 - Math.cos((t * Math.PI) / 2),
    circle: (t: number) => 1 - Math.sqrt(1 - t * t),
    exp: (t: number) => 2 ** (10 * (t - 1)),
    elastic: (bounciness = 1): Curve => (t) => 1 - Math.cos((t * Math.PI) / 2) ** 3 * Math.cos(t * bounciness * Math.PI),
    back: (s = 1.70158): Curve => (t) => t * t * ((s + 1) * t - s),
    bounce: (t: number) => 1 - Math.abs(Math.cos(t * Math.PI * 1.5)) * (1 - t),
    bezier,
    cubicBezier: cubic,
    steps: (n = 10, roundToNextStep = true): Curve => (t) => (roundToNextStep ? Math.ceil(t * n) : Math.floor(t * n)) / n,
    in: (curve: Curve): Curve => curve,
    out: (curve: Curve): Curve => (t) => 1 - curve(1 - t),
    inOut: (curve: Curve): Curve => (t) => (t < 0.5 ? curve(t * 2) / 2 : 1 - curve((1 - t) * 2) / 2),
  };
}

/** The curve of CSS `cubic-bezier`, found by halving. */
function cubic(x1: number, y1: number, x2: number, y2: number): Curve {
  const at = (a: number, b: number, t: number) => 3 * a * t * (1 - t) ** 2 + 3 * b * t * t * (1 - t) + t ** 3;
  return (x) => {
    let [low, high] = [0, 1];
    for (let i = 0; i < 24; i++) {
      const middle = (low + high) / 2;
      if (at(x1, x2, middle) < x) low = middle;
      else high = middle;
    }
    return at(y1, y2, (low + high) / 2);
  };
}
