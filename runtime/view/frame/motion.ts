// How pages move: the transition to a page and back, and the finger that draws a page aside. In: page elements, the stack. Out: animations.
// Must not: decide which page is on top.

import { drag } from '../../elements/parts/drag';
import type { PageStack, StackPage } from './stack';

const PUSH_MS = 300;
const SWIPE_MS = 180;
/** The answer to a page that was drawn aside is expected within this time; then it is back. */
const ANSWER_MS = 1000;
const PUSH_EASING = 'cubic-bezier(.25,.8,.25,1)';
const PARALLAX = 0.28;
const EDGE_PX = 24;

/** From `before` to `page`: one of them lies above the other and moves over it. */
export function pageMotion(forwards: boolean, page: HTMLElement, before: HTMLElement): Animation[] {
  const timing: KeyframeAnimationOptions = { duration: PUSH_MS, easing: PUSH_EASING, fill: 'both' };
  const out = { transform: 'translateX(100%)' };
  const rest = { transform: 'none' };
  const aside = { transform: `translateX(${-100 * PARALLAX}%)`, filter: 'brightness(.92)' };
  const lit = { transform: 'none', filter: 'none' };
  if (forwards) return [page.animate([out, rest], timing), before.animate([lit, aside], timing)];
  before.style.zIndex = '1000';
  return [before.animate([{ transform: 'translateX(0px)' }, out], timing), page.animate([aside, lit], timing)];
}

/** From the left edge, the page follows the finger; the page below is seen. */
export function swipeBack<P extends StackPage>(layer: HTMLElement, stack: PageStack<P>, on: { canGoBack(): boolean; goBack(): void }): void {
  let below: P;
  drag(layer, {
    axis: () => (stack.finish || !on.canGoBack() || stack.pages.length < 2 ? 'none' : 'x'),
    claim(state) {
      if (state.dx <= 0 || state.x0 - layer.getBoundingClientRect().left > EDGE_PX) return false;
      below = stack.pages.at(-2)!;
      stack.show(below, true);
      below.element.inert = true;
      return true;
    },
    move(state) {
      const width = layer.clientWidth || 1;
      const x = Math.max(0, state.dx);
      stack.pages.at(-1)!.element.style.transform = `translateX(${x}px)`;
      below.element.style.transform = `translateX(${-PARALLAX * (width - x)}px)`;
    },
    end(state, cancelled) {
      const top = stack.pages.at(-1)!;
      const under = below;
      const go = !cancelled && (state.vx > 0.3 || state.dx > (layer.clientWidth || 1) / 2);
      const timing: KeyframeAnimationOptions = { duration: SWIPE_MS, easing: 'ease-out', fill: 'both' };
      const animations = [
        top.element.animate([{ transform: `translateX(${Math.max(0, state.dx)}px)` }, { transform: go ? 'translateX(100%)' : 'none' }], timing),
        under.element.animate([{ transform: under.element.style.transform }, { transform: go ? 'none' : `translateX(${-100 * PARALLAX}%)` }], timing),
      ];
      void stack.play(animations, () => {
        top.element.style.transform = under.element.style.transform = '';
        if (!go) return stack.show(under, false);
        // Stays out of sight until the answer (navigateBack) takes it away.
        top.element.classList.add('mn-page-hidden');
        under.element.inert = false;
        stack.sweptOut = true;
        on.goBack();
        setTimeout(() => {
          if (!stack.sweptOut || !stack.pages.includes(top)) return;
          stack.sweptOut = false;
          stack.show(top, true);
          stack.show(under, false);
        }, ANSWER_MS);
      });
    },
  });
}
