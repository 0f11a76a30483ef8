// Scrolls the scroll-view in a handler with `native-view` as far as the program lets each move through. The browser's own scrolling cannot be asked about
// each move, so it is switched off while a finger is down. In: distances the program let through. Out: scroll positions. Must not: decide anything.

import type { ElementHost } from '../../view/element';

export interface ScrollProxy {
  move(delta: { x: number; y: number }): void;
  end(velocity: { x: number; y: number }): void;
}

/** What is left of the speed after a millisecond, and when it is none (pixels a millisecond). */
const SLOWING = 0.997;
const REST_SPEED = 0.02;
const gliding = new WeakMap<HTMLElement, number>();

export function proxyScroll(handler: ElementHost, event: PointerEvent): ScrollProxy | null {
  const scroller = handler.el.querySelector<HTMLElement>('.wx-scroll-view');
  if (!scroller || event.pointerType === 'mouse') return null;
  cancelAnimationFrame(gliding.get(scroller) ?? 0);
  let moved = 0;
  return {
    move(delta) {
      scroller.scrollBy(-delta.x, -delta.y);
      moved = performance.now();
    },
    async end(velocity) {
      // Without a move that was let through the finger moved something else.
      if (performance.now() - moved > 100) return;
      let x = velocity.x / 1000;
      let y = velocity.y / 1000;
      const view = handler.page.hostOf(scroller.closest('wx-scroll-view')!);
      if (view?.listens('workletadjustdecelerationvelocity')) {
        const adjusted = Number(await view.fire('workletadjustdecelerationvelocity', velocity.y, { reply: true }));
        if (Number.isFinite(adjusted)) y = adjusted / 1000;
      }
      let last = performance.now();
      const glide = (now: number) => {
        const span = Math.max(0, now - last);
        last = now;
        scroller.scrollBy(-x * span, -y * span);
        x *= SLOWING ** span;
        y *= SLOWING ** span;
        if (Math.hypot(x, y) > REST_SPEED) gliding.set(scroller, requestAnimationFrame(glide));
      };
      gliding.set(scroller, requestAnimationFrame(glide));
    },
  };
}
