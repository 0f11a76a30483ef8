// `wx.worklet.Easing`: curves of time. In: shapes. Out: functions from part of the time to part of the way. Must not: know animations.

export type Curve = (t: number) => number;

/** Programs build them while they load. `bezier` is documented with a factory around the curve. */
export function easing() {
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
