// Taps, the one gesture that a first page needs, and the way of everything else a finger, the mouse and keys do to gestures.ts, which comes later.
// In: listeners on one root. Out: `dispatch` along the path. Must not: lose or change the order of what came before gestures.ts.
import { dispatch, listensFor, pathFrom, type PathStep } from './events';
import type { ElementTap } from './element';
import { isLateComing, whenLate, withLate } from './late';
import { pageOf } from './pages';
import { markTabStops } from './tab_stops';

export interface Point {
  identifier: number;
  /** On a canvas: from its top left. */
  x?: number;
  y?: number;
  pageX: number;
  pageY: number;
  clientX: number;
  clientY: number;
  force?: number;
}

/** What gestures.ts tells of the touch that a tap ends. */
export const pressed = {
  touches: [] as Point[],
  /** A long press was handled: the tap that follows is not one. */
  long: false,
};

/** Native events of gestures.ts, which prevents none of them. */
const GESTURES = 'touchstart touchmove touchend touchcancel mousedown mousemove mouseup keydown transitionend animationstart animationiteration animationend'.split(' ');
/** Events of programs that come before the tap of the same touch. */
const BEFORE_TAP = ['touchstart', 'touchmove', 'touchend', 'touchcancel', 'longpress', 'longtap'];

export function listen(root: HTMLElement): void {
  /** A touch waits that a program listens to: taps come after it. */
  let isPressHeld = false;
  const hold = (event: Event) => {
    // Before the first page stands there is no path. Where gestures.ts did not come, what begins something asks for it again.
    const steps = /^(touchstart|mousedown|keydown)$/.test(event.type) ? pathFrom(event.target as Node) : [];
    if (!isLateComing() && !steps.length) return;
    isPressHeld ||= steps.some(({ el }) => BEFORE_TAP.some((type) => listensFor(el, type)));
    withLate(({ gesture }) => gesture(event));
  };
  // Where and when gestures.ts listens, so that no event comes to both.
  const way = (type: string) => ({ passive: true, capture: type !== 'keydown' });
  for (const type of GESTURES) root.addEventListener(type, hold, way(type));
  whenLate(({ listenToGestures }) => {
    isPressHeld = false;
    for (const type of GESTURES) root.removeEventListener(type, hold, way(type));
    listenToGestures(root);
  });
  markTabStops(root.ownerDocument);
  root.addEventListener(
    'click',
    (event) => {
      const answer = () => tap(event);
      if (isPressHeld && isLateComing()) withLate(answer, answer);
      else answer();
    },
    true,
  );
}

/** The browser's click, which knows scrolling, double fire and keyboards. */
function tap({ target, clientX, clientY, detail }: MouseEvent): void {
  const { long, touches } = pressed;
  pressed.long = false;
  const steps = pathFrom(target as Node);
  if (long || !steps.length) return;
  const byKey = detail === 0 && clientX === 0 && clientY === 0;
  const box = byKey ? (target as Element).getBoundingClientRect() : null;
  const x = box ? box.left + box.width / 2 : clientX;
  const y = box ? box.top + box.height / 2 : clientY;
  const point = onPage(steps, x, y);
  const touch = touches.length && !byKey ? touches : [{ identifier: 0, ...point, force: 1 }];
  const tap: ElementTap = { x, y, target: target as Element, handled: false };
  dispatch(steps, { type: 'tap', detail: { x: point.pageX, y: point.pageY }, bubbles: true, touches: touch, changedTouches: touch, tap });
}

/** Page coordinates: from the top left of the page's content. */
export function onPage(steps: PathStep[], x: number, y: number): Omit<Point, 'identifier'> {
  const page = steps.length ? pageOf(steps[0]!.owner) : undefined;
  if (!page) return { clientX: x, clientY: y, pageX: x, pageY: y };
  const { left, top } = page.viewport.getBoundingClientRect();
  const clientX = x - left;
  const clientY = y - top;
  const canvas = steps[0]!.el.closest('wx-canvas')?.getBoundingClientRect();
  const onCanvas = canvas && { x: x - canvas.left, y: y - canvas.top };
  return { clientX, clientY, pageX: clientX + page.scroller.scrollLeft, pageY: clientY + page.scroller.scrollTop, ...onCanvas };
}

/** WXS handlers of moves may stop scrolling by returning false: only their nodes listen actively. */
export function preventable(el: HTMLElement): void {
  el.addEventListener('touchmove', (event) => (event as TouchEvent & { $prevent?: boolean }).$prevent && event.cancelable && event.preventDefault(), { passive: false });
}
