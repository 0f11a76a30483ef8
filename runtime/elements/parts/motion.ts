// Numbers that move over time. In: from, to, duration, easing. Out: a call a frame. Must not: touch nodes.

export type Easing = (part: number) => number;

const cubicOut: Easing = (t) => 1 - (1 - t) ** 3;

export const EASINGS: Record<string, Easing> = {
  default: (t) => 1 - (1 - t) ** 4,
  linear: (t) => t,
  easeInCubic: (t) => t ** 3,
  easeOutCubic: cubicOut,
  easeInOutCubic: (t) => (t < 0.5 ? 4 * t ** 3 : 1 - (2 - 2 * t) ** 3 / 2),
};

/** Returns the function that stops it where it is (without `done`). */
export function animateNumber(from: number, to: number, durationMs: number, easing: Easing, step: (value: number) => void, done: () => void): () => void {
  let frame = 0;
  const start = performance.now();
  const tick = (now: number) => {
    const part = Math.min(1, Math.max(0, (now - start) / durationMs));
    if (part >= 1) {
      done();
      return;
    }
    step(from + (to - from) * easing(part));
    frame = requestAnimationFrame(tick);
  };
  frame = requestAnimationFrame(tick);
  return () => cancelAnimationFrame(frame);
}
