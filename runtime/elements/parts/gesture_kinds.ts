// The gestures themselves: when a tap, a press, a drag or a pinch is one, and what is told of it. In: fingers. Out: states and facts.
// Must not: listen to anything; gesture.ts does. Distances are the vendor's (those of its native renderer).

import { ACTIVE, BEGIN, CANCELLED, END, POSSIBLE, type Fingers, type Gesture, type Point, type Recognizer } from './gesture';

/** A finger that moved further does not tap, and drags along one axis. */
const SLOP_PX = 18;
/** Any direction: further, so that a drag along one axis is known first. */
const PAN_SLOP_PX = 36;
const LONG_PRESS_MS = 500;
const DOUBLE_TAP_MS = 300;

const firstOf = ({ now, start }: Fingers): Point => now[0] ?? start;
const absolute = (fingers: Fingers) => ({ absoluteX: firstOf(fingers).x, absoluteY: firstOf(fingers).y });
const moved = (fingers: Fingers) => Math.hypot(firstOf(fingers).x - fingers.start.x, firstOf(fingers).y - fingers.start.y);
const velocities = ({ velocity }: Fingers) => ({ velocityX: velocity.x, velocityY: velocity.y });

/** Told once, when the finger is lifted where it came down. */
export function tap(): Recognizer {
  return {
    move: (fingers, gesture) => moved(fingers) > SLOP_PX && gesture.fail(),
    up(fingers, gesture, cancelled) {
      if (!cancelled) gesture.take(() => gesture.tell(BEGIN, absolute(fingers)));
    },
  };
}

export function doubleTap(): Recognizer {
  let before: { at: Point; timeMs: number } | null = null;
  return {
    move: (fingers, gesture) => moved(fingers) > SLOP_PX && gesture.fail(),
    up(fingers, gesture, cancelled) {
      const at = firstOf(fingers);
      const again = !cancelled && before !== null && fingers.timeMs - before.timeMs < DOUBLE_TAP_MS && Math.hypot(at.x - before.at.x, at.y - before.at.y) < 100;
      before = cancelled || again ? null : { at, timeMs: fingers.timeMs };
      if (again) gesture.take(() => gesture.tell(BEGIN, absolute(fingers)));
    },
  };
}

export function longPress(): Recognizer {
  let timer = 0;
  let begun = false;
  const facts = (fingers: Fingers) => ({
    ...absolute(fingers), translationX: firstOf(fingers).x - fingers.start.x, translationY: firstOf(fingers).y - fingers.start.y, ...velocities(fingers),
  });
  return {
    down(fingers, gesture) {
      begun = false;
      gesture.tell(POSSIBLE, facts(fingers));
      clearTimeout(timer);
      timer = setTimeout(() => gesture.take(() => {
        begun = true;
        gesture.tell(BEGIN, facts(fingers));
      }), LONG_PRESS_MS) as unknown as number;
    },
    move(fingers, gesture) {
      if (begun) return gesture.tell(ACTIVE, facts(fingers));
      if (moved(fingers) <= SLOP_PX) return;
      clearTimeout(timer);
      gesture.fail();
    },
    up(fingers, gesture, cancelled) {
      clearTimeout(timer);
      if (begun || cancelled) gesture.tell(cancelled ? CANCELLED : END, facts(fingers));
      begun = false;
    },
  };
}

/** A drag is told from the first touch on: possible, begun, active with each move, ended with the finger's speed. */
export function dragging(axis: 'x' | 'y' | 'both'): () => Recognizer {
  return () => {
    let begun = false;
    const facts = (fingers: Fingers, delta: Point) => ({ ...absolute(fingers), deltaX: axis === 'y' ? 0 : delta.x, deltaY: axis === 'x' ? 0 : delta.y, velocityX: 0, velocityY: 0 });
    const none = { x: 0, y: 0 };
    const far = (fingers: Fingers): boolean => {
      const at = firstOf(fingers);
      if (axis === 'both') return moved(fingers) > PAN_SLOP_PX;
      return Math.abs(axis === 'x' ? at.x - fingers.start.x : at.y - fingers.start.y) > SLOP_PX;
    };
    return {
      down(fingers, gesture) {
        if (fingers.now.length > 1) return;
        begun = false;
        gesture.tell(POSSIBLE, facts(fingers, none));
      },
      move(fingers, gesture) {
        if (begun) return gesture.tell(ACTIVE, facts(fingers, fingers.delta));
        if (!far(fingers)) return;
        gesture.take(() => {
          begun = true;
          gesture.tell(BEGIN, facts(fingers, none));
          gesture.tell(ACTIVE, facts(fingers, fingers.delta));
        });
      },
      up(fingers, gesture, cancelled) {
        // A touch that was no drag was possible until now.
        const state = begun && !cancelled ? END : CANCELLED;
        gesture.tell(state, { ...facts(fingers, none), ...velocities(fingers) });
        begun = false;
      },
    };
  };
}

/** Two fingers; one that moves alone changes the middle and nothing else. */
export function scale(): Recognizer {
  let begun = false;
  let from: { width: number; height: number; span: number; angle: number } | null = null;
  let count = 0;
  const spread = ([a, b]: readonly Point[]) =>
    a && b ? { width: Math.abs(a.x - b.x), height: Math.abs(a.y - b.y), span: Math.hypot(a.x - b.x, a.y - b.y), angle: Math.atan2(b.y - a.y, b.x - a.x) } : null;
  const part = (now: number, before: number) => (before > 0 ? now / before : 1);
  const facts = (fingers: Fingers) => {
    const all = fingers.now.length ? fingers.now : [fingers.start];
    const focalX = all.reduce((sum, { x }) => sum + x, 0) / all.length;
    const focalY = all.reduce((sum, { y }) => sum + y, 0) / all.length;
    const now = spread(fingers.now);
    const both = now && from;
    return {
      focalX, focalY, focalDeltaX: fingers.delta.x, focalDeltaY: fingers.delta.y,
      scale: both ? part(now.span, from!.span) : 1, horizontalScale: both ? part(now.width, from!.width) : 1, verticalScale: both ? part(now.height, from!.height) : 1,
      rotation: both ? now.angle - from!.angle : 0, velocityX: 0, velocityY: 0, pointerCount: fingers.now.length,
    };
  };
  return {
    down(fingers, gesture) {
      from = spread(fingers.now);
      count = fingers.now.length;
      if (count === 1) {
        begun = false;
        gesture.tell(POSSIBLE, facts(fingers));
      }
    },
    move(fingers, gesture) {
      if (fingers.now.length !== count) {
        count = fingers.now.length;
        from = spread(fingers.now);
      }
      if (begun) return gesture.tell(ACTIVE, facts(fingers));
      const now = spread(fingers.now);
      if (!(now && from ? Math.abs(now.span - from.span) > SLOP_PX : moved(fingers) > PAN_SLOP_PX)) return;
      gesture.take(() => {
        begun = true;
        gesture.tell(BEGIN, facts(fingers));
        gesture.tell(ACTIVE, facts(fingers));
      });
    },
    up(fingers, gesture, cancelled) {
      gesture.tell(begun && !cancelled ? END : CANCELLED, { ...facts(fingers), ...velocities(fingers) });
      begun = false;
    },
  };
}
