// The pages on screen: order, which is seen, what is under way between two. In: page sections and routes. Out: callbacks when a
// transition ended. Must not: know the browser's history, what is on a page, or how pages move (motion.ts).

import { lateParts } from '../late';
import { reducedMotion } from './dom';
import type { RouteKind } from './types';

export interface StackPage {
  readonly instance: number;
  readonly element: HTMLElement;
  readonly tab: boolean;
}

export interface PageStack<P extends StackPage> {
  pages: P[];
  /** Ends the transition or the gesture that is under way, at once. */
  finish: (() => void) | null;
  /** The gesture moved the top page out already: the next navigateBack must not animate again. */
  sweptOut: boolean;
  route(kind: RouteKind, page: P, gone: P[]): Promise<void>;
  show(page: P, on: boolean): void;
  /** Until these end, or `finish`; then `ended`, and nothing of them is left. */
  play(animations: Animation[], ended: () => void): Promise<void>;
}

export function createStack<P extends StackPage>(on: { removed(page: P): void; settled(page: P): void }): PageStack<P> {
  const known = new Set<P>();

  function settle(page: P, gone: P[]): void {
    for (const one of gone) {
      one.element.remove();
      on.removed(one);
    }
    for (const one of known) {
      if (one.element.isConnected) stack.show(one, one === page);
      else known.delete(one);
    }
    on.settled(page);
  }

  const stack: PageStack<P> = {
    pages: [],
    finish: null,
    sweptOut: false,
    show({ element }, on) {
      element.classList.toggle('mn-page-hidden', !on);
      element.inert = !on;
    },
    play(animations, ended) {
      return new Promise((resolve) => {
        const finish = () => {
          if (stack.finish !== finish) return;
          stack.finish = null;
          ended();
          for (const animation of animations) animation.cancel();
          resolve();
        };
        stack.finish = finish;
        Promise.all(animations.map((animation) => animation.finished)).then(finish, finish);
      });
    },
    async route(kind, page, gone) {
      stack.finish?.();
      const { pages, sweptOut } = stack;
      const before = pages.at(-1);
      if (kind === 'navigateTo') pages.push(page);
      else if (kind === 'redirectTo') pages.splice(-1, 1, page);
      else {
        const at = kind === 'navigateBack' ? pages.indexOf(page) : -1;
        pages.splice(at + 1);
        if (at < 0) pages.push(page);
      }
      known.add(page);
      pages.forEach(({ element, tab }, depth) => (element.style.zIndex = tab ? '1' : String(10 + depth)));
      before?.element.classList.remove('mn-page-top');
      page.element.classList.add('mn-page-top');
      stack.show(page, true);
      stack.sweptOut = false;
      // Before the part that moves them is here, pages change at once.
      const parts = /^navigate/.test(kind) && before && before !== page && !sweptOut && !reducedMotion() && lateParts();
      if (!parts) return settle(page, gone);
      before.element.inert = true;
      return stack.play(parts.pageMotion(kind === 'navigateTo', page.element, before.element), () => settle(page, gone));
    },
  };
  return stack;
}
