// Following a finger or the mouse along an axis. In: a node and what to do. Out: distances and speed.
// Must not: swallow events the program listens to; it only prevents the browser's own scrolling once the drag is claimed.

export interface DragState {
  /** Distance since the claim, CSS pixels. */
  dx: number;
  dy: number;
  /** Viewport coordinates now, and where it began. */
  x: number;
  y: number;
  x0: number;
  y0: number;
  /** Speed over the last moments, CSS pixels a millisecond. */
  vx: number;
  vy: number;
}

export interface DragHandlers {
  /** False: the mouse only; fingers scroll natively. */
  touch?: boolean;
  /** Also where something in between scrolls that way itself: `claim` decides. */
  through?: boolean;
  /** Directions wanted now. */
  axis(): 'x' | 'y' | 'both' | 'none';
  /** Last word before the drag is claimed: the direction is known; false leaves it to others. */
  claim?(state: DragState, target: Element): boolean;
  /** A finger was put down (before anything is decided). */
  down?(x: number, y: number): void;
  move(state: DragState): void;
  end(state: DragState, cancelled: boolean): void;
  /** The finger was lifted without a claim. */
  up?(): void;
}

const SLOP_PX = 5;
const SPEED_WINDOW_MS = 80;

/** Marks an event whose drag was claimed by an inner element. A property, because every element is a chunk of its own. */
type Claimable = Event & { mnDrag?: boolean };

/** Whether something between the finger and the element scrolls that way itself. */
function scrollsBetween(target: Element, el: Element, horizontal: boolean): boolean {
  for (let node: Element | null = target; node && node !== el; node = node.parentElement) {
    if (horizontal ? node.scrollWidth <= node.clientWidth : node.scrollHeight <= node.clientHeight) continue;
    const style = getComputedStyle(node);
    if (/auto|scroll/.test(horizontal ? style.overflowX : style.overflowY)) return true;
  }
  return false;
}

export function drag(el: HTMLElement, on: DragHandlers): () => void {
  let state: DragState | null = null;
  let claimed = false;
  let refused = false;
  let target: Element = el;
  let touch: number | null = null;
  let trail: { x: number; y: number; t: number }[] = [];

  function begin(x: number, y: number, event: Event): void {
    state = { dx: 0, dy: 0, x, y, x0: x, y0: y, vx: 0, vy: 0 };
    claimed = refused = false;
    target = event.target instanceof Element ? event.target : el;
    trail = [{ x, y, t: event.timeStamp }];
    on.down?.(x, y);
  }

  /** True when the drag is ours. */
  function follow(x: number, y: number, event: Claimable): boolean {
    if (!state || refused) return false;
    // When the finger was there, not when a busy page got to it.
    const now = event.timeStamp;
    trail.push({ x, y, t: now });
    while (trail.length > 2 && now - trail[0].t > SPEED_WINDOW_MS) trail.shift();
    const span = Math.max(1, now - trail[0].t);
    state.vx = (x - trail[0].x) / span;
    state.vy = (y - trail[0].y) / span;
    state.x = x;
    state.y = y;
    if (!claimed) {
      if (event.mnDrag) {
        refused = true;
        return false;
      }
      const ax = Math.abs(x - state.x0);
      const ay = Math.abs(y - state.y0);
      if (ax < SLOP_PX && ay < SLOP_PX) return false;
      const axis = on.axis();
      state.dx = x - state.x0;
      state.dy = y - state.y0;
      const fits = axis === 'both' || (axis === 'x' && ax > ay) || (axis === 'y' && ay > ax);
      if (!fits || (!on.through && scrollsBetween(target, el, ax > ay)) || on.claim?.(state, target) === false) {
        refused = true;
        return false;
      }
      claimed = true;
      // Distances count from here, so that nothing jumps by the slop.
      state.x0 = x;
      state.y0 = y;
    }
    event.mnDrag = true;
    state.dx = x - state.x0;
    state.dy = y - state.y0;
    on.move(state);
    return true;
  }

  function finish(event: Event): void {
    const last = state;
    state = null;
    if (!last) return;
    if (claimed) {
      if (event.timeStamp - trail[trail.length - 1].t > SPEED_WINDOW_MS) last.vx = last.vy = 0;
      on.end(last, event.type.endsWith('cancel'));
    } else on.up?.();
    claimed = false;
  }

  const touchStart = (event: TouchEvent) => {
    if (touch !== null || event.touches.length > 1) return;
    const first = event.changedTouches[0];
    touch = first.identifier;
    begin(first.clientX, first.clientY, event);
  };
  const touchMove = (event: TouchEvent) => {
    const own = [...event.changedTouches].find((one) => one.identifier === touch);
    if (own && follow(own.clientX, own.clientY, event) && event.cancelable) event.preventDefault();
  };
  const touchEnd = (event: TouchEvent) => {
    if (![...event.changedTouches].some((one) => one.identifier === touch)) return;
    touch = null;
    finish(event);
  };
  const mouseDown = (event: PointerEvent) => {
    if (event.pointerType !== 'mouse' || event.button !== 0) return;
    const at = event.target as Element;
    if (at.closest('input,textarea,select,[contenteditable]')) return;
    begin(event.clientX, event.clientY, event);
    addEventListener('pointermove', mouseMove);
    addEventListener('pointerup', mouseUp);
    addEventListener('pointercancel', mouseUp);
  };
  // The window hears every drag's moves: the innermost was added to the list first, since pointerdown bubbles.
  const mouseMove = (event: PointerEvent) => {
    if (follow(event.clientX, event.clientY, event)) event.preventDefault();
  };
  const mouseUp = (event: PointerEvent) => {
    removeMouse();
    if (claimed) {
      // A click would follow a drag that ends on the node where it began.
      const swallow = (click: Event) => {
        click.stopPropagation();
        click.preventDefault();
      };
      addEventListener('click', swallow, { capture: true, once: true });
      setTimeout(() => removeEventListener('click', swallow, { capture: true }), 0);
    }
    finish(event);
  };
  const removeMouse = () => {
    removeEventListener('pointermove', mouseMove);
    removeEventListener('pointerup', mouseUp);
    removeEventListener('pointercancel', mouseUp);
  };
  const noNativeDrag = (event: Event) => event.preventDefault();

  if (on.touch !== false) {
    el.addEventListener('touchstart', touchStart, { passive: true });
    el.addEventListener('touchmove', touchMove, { passive: false });
    el.addEventListener('touchend', touchEnd);
    el.addEventListener('touchcancel', touchEnd);
  }
  el.addEventListener('pointerdown', mouseDown);
  el.addEventListener('dragstart', noNativeDrag);
  return () => {
    removeMouse();
    el.removeEventListener('touchstart', touchStart);
    el.removeEventListener('touchmove', touchMove);
    el.removeEventListener('touchend', touchEnd);
    el.removeEventListener('touchcancel', touchEnd);
    el.removeEventListener('pointerdown', mouseDown);
    el.removeEventListener('dragstart', noNativeDrag);
  };
}
