// What a shared value may be given to move: timing, spring, decay, and those made of others. In: where to, how. Out: animations (values.ts).
// Must not: keep time themselves; each step is told the time. A number may have a unit behind it (`10px`); anything else is reached at once.

import { easing, type Curve } from './easing';
import type { Animation } from './values';

type Callback = (finished?: boolean, current?: unknown) => void;

const callbackOf = (given: unknown) => (typeof given === 'function' ? { callback: (given as Callback) } : {});

/** A number, and how it is written. */
function parts(value: unknown): { number: number; written(number: number): unknown } | null {
  if (typeof value === 'number') return { number: value, written: (number) => number };
  const found = typeof value === 'string' ? /^\s*(-?[\d.]+)(\D*)$/.exec(value) : null;
  return found ? { number: Number(found[1]), written: (number) => `${number}${found[2]}` } : null;
}

/** A motion of one number from where it is to `to`; `step` gives the number after a time, null at the end. */
function motion(to: unknown, begin: (from: number, to: number) => (elapsedMs: number) => number | null, callback: unknown): Animation {
  let startMs = 0;
  let written: (number: number) => unknown = (number) => number;
  let step: ((elapsedMs: number) => number | null) | null = null;
  return {
    current: undefined,
    toValue: to,
    ...callbackOf(callback),
    onStart(self, from, nowMs) {
      startMs = nowMs;
      self.current = from;
      const [first, last] = [parts(from), parts(self.toValue ?? from)];
      step = first && last ? begin(first.number, last.number) : null;
      if (last) written = last.written;
    },
    onFrame(self, nowMs) {
      const number = step ? step(nowMs - startMs) : null;
      if (number !== null) self.current = written(number);
      else if (self.toValue !== undefined) self.current = self.toValue;
      return number === null;
    },
  };
}

const curves = easing();

export function timing(to: unknown, options: { duration?: number; easing?: Curve | { factory(): Curve } } = {}, callback?: unknown): Animation {
  const { duration = 300, easing: given = curves.inOut(curves.quad) } = options ?? {};
  const curve = typeof given === 'function' ? given : given.factory();
  return motion(to, (from, end) => (elapsedMs) => (elapsedMs >= duration ? null : from + (end - from) * curve(elapsedMs / duration)), callback);
}

interface SpringOptions {
  damping?: number;
  mass?: number;
  stiffness?: number;
  overshootClamping?: boolean;
  restDisplacementThreshold?: number;
  restSpeedThreshold?: number;
  velocity?: number;
}

/** A mass on a spring, by the formula of the damped oscillator. */
export function spring(to: unknown, options: SpringOptions = {}, callback?: unknown): Animation {
  const { damping = 10, mass = 1, stiffness = 100, overshootClamping = false, restDisplacementThreshold = 0.01, restSpeedThreshold = 2, velocity = 0 } = options ?? {};
  const pace = Math.sqrt(stiffness / mass);
  const ratio = damping / (2 * Math.sqrt(stiffness * mass));
  const away = (start: number, seconds: number): number => {
    if (ratio >= 1) return Math.exp(-pace * seconds) * (start + (velocity + pace * start) * seconds);
    const wave = pace * Math.sqrt(1 - ratio * ratio);
    return Math.exp(-ratio * pace * seconds) * (start * Math.cos(wave * seconds) + ((velocity + ratio * pace * start) / wave) * Math.sin(wave * seconds));
  };
  return motion(to, (from, end) => {
    const start = from - end;
    return (elapsedMs) => {
      const seconds = elapsedMs / 1000;
      const now = away(start, seconds);
      const speed = (away(start, seconds + 0.001) - now) / 0.001;
      const crossed = overshootClamping && start !== 0 && now * start <= 0;
      const rests = elapsedMs > 0 && Math.abs(now) < restDisplacementThreshold && Math.abs(speed) < restSpeedThreshold;
      return crossed || rests ? null : end + now;
    };
  }, callback);
}

/** Slower than this many pixels a second is standing still. */
const REST_SPEED = 5;

/** Goes on with a speed (pixels a second) that is multiplied by `deceleration` each millisecond. */
export function decay(options: { velocity?: number; deceleration?: number; clamp?: number[] } = {}, callback?: unknown): Animation {
  const { velocity = 0, deceleration = 0.998, clamp } = options ?? {};
  const slowing = -Math.log(Math.min(0.9999, Math.max(0.01, deceleration)));
  const animation = motion(undefined, (from) => (elapsedMs) => {
    const left = Math.exp(-slowing * elapsedMs);
    const at = from + (velocity / 1000 / slowing) * (1 - left);
    const within = clamp?.length === 2 ? Math.min(Math.max(at, clamp[0]!), clamp[1]!) : at;
    // The last step is where it stays.
    if (within !== at || Math.abs(velocity) * left < REST_SPEED) animation.toValue = within;
    return animation.toValue === undefined ? within : null;
  }, callback);
  return animation;
}

/** An animation that steers others: `begin` starts the first, `next` says which follows one that ended. */
function steered(first: (from: unknown) => Animation | undefined, next: (ended: Animation) => Animation | undefined, callback?: unknown): Animation {
  let running: Animation | undefined;
  return {
    current: undefined,
    ...callbackOf(callback),
    onStart(self, from, nowMs) {
      self.current = from;
      running = first(from);
      running?.onStart(running, from, nowMs);
    },
    onFrame(self, nowMs) {
      if (!running) return true;
      const finished = running.onFrame(running, nowMs);
      self.current = running.current;
      if (!finished) return false;
      const ended = running;
      // Its value is put before it hears of its end.
      if (ended.callback) queueMicrotask(() => ended.callback!(true, ended.current));
      running = next(ended);
      running?.onStart(running, self.current, nowMs);
      return !running;
    },
  };
}

export function sequence(...all: Animation[]): Animation {
  let at = 0;
  return { ...steered(() => all[(at = 0)], () => all[++at]), toValue: all.at(-1)?.toValue };
}

export function delay(delayMs: number, given: Animation): Animation {
  const pause = motion(undefined, (from) => (elapsedMs) => (elapsedMs >= Number(delayMs) ? null : from), undefined);
  return { ...steered(() => pause, (ended) => (ended === pause ? given : undefined)), toValue: given?.toValue };
}

/** `reverse`: there and back again counts as two. Zero or fewer times is for ever. */
export function repeat(given: Animation, times = 2, reverse = false, callback?: unknown): Animation {
  let done = 0;
  let start: unknown;
  const target = given?.toValue;
  return steered(
    (from) => {
      done = 0;
      start = from;
      given.toValue = target;
      return given;
    },
    () => {
      if (times > 0 && ++done >= times) return undefined;
      if (reverse) given.toValue = given.toValue === target ? start : target;
      else given.current = start;
      return given;
    },
    callback,
  );
}
