// The pages on screen: order, transitions, the back gesture. In: page sections and routes. Out: callbacks when a
// transition ended. Must not: know the browser's history or what is on a page.

import { reducedMotion } from './dom';
import { lateDrag } from '../late';
import type { RouteKind } from './types';

export interface StackPage {
  readonly instance: number;
  readonly element: HTMLElement;
  readonly tab: boolean;
}

export interface PageStack<P extends StackPage> {
  readonly pages: readonly P[];
  route(kind: RouteKind, page: P, gone: P[]): Promise<void>;
  dispose(): void;
}

const PUSH_MS = 300;
const PUSH_EASING = 'cubic-bezier(.25,.8,.25,1)';
const PARALLAX = 0.28;
const EDGE_PX = 24;

export function createStack<P extends StackPage>(
  layer: HTMLElement,
  on: {
    removed(page: P): void;
    settled(page: P): void;
    /** Whether the gesture may go back now. */
    canGoBack(): boolean;
    goBack(): void;
  },
): PageStack<P> {
  let pages: P[] = [];
  let running: { animations: Animation[]; finish(): void } | null = null;
  /** The gesture moved the top page out already: the next navigateBack must not animate again. */
  let sweptOut = false;

  function show(page: P, on: boolean): void {
    page.element.classList.toggle('mn-page-hidden', !on);
    page.element.inert = !on;
  }

  function order(): void {
    pages.forEach((page, depth) => (page.element.style.zIndex = page.tab ? '1' : String(10 + depth)));
  }

  function animate(above: HTMLElement, below: HTMLElement | null, forwards: boolean, from = 0): Animation[] {
    const timing: KeyframeAnimationOptions = { duration: PUSH_MS, easing: PUSH_EASING, fill: 'both' };
    const out = { transform: 'translateX(100%)' };
    const rest = { transform: 'none' };
    const aside = { transform: `translateX(${-100 * PARALLAX}%)`, filter: 'brightness(.92)' };
    const lit = { transform: 'none', filter: 'none' };
    const animations = [above.animate(forwards ? [out, rest] : [{ transform: `translateX(${from}px)` }, out], timing)];
    if (below) animations.push(below.animate(forwards ? [lit, aside] : [aside, lit], timing));
    return animations;
  }

  function settle(page: P, gone: P[]): void {
    for (const one of gone) {
      one.element.remove();
      on.removed(one);
    }
    for (const one of layerPages()) show(one, one === page);
    on.settled(page);
  }

  const known = new Set<P>();
  function layerPages(): P[] {
    for (const page of known) if (!page.element.isConnected) known.delete(page);
    return [...known];
  }

  async function route(kind: RouteKind, page: P, gone: P[]): Promise<void> {
    running?.finish();
    const before = pages[pages.length - 1];
    if (kind === 'navigateTo') pages = [...pages, page];
    else if (kind === 'redirectTo') pages = [...pages.slice(0, -1), page];
    else if (kind === 'navigateBack') {
      const at = pages.indexOf(page);
      pages = at >= 0 ? pages.slice(0, at + 1) : [page];
    } else pages = [page];
    known.add(page);
    order();
    page.element.classList.toggle('mn-page-top', true);
    before?.element.classList.toggle('mn-page-top', before === page);
    show(page, true);
    const moves = (kind === 'navigateTo' || kind === 'navigateBack') && before && before !== page;
    const swept = sweptOut;
    sweptOut = false;
    if (!moves || reducedMotion() || swept) {
      settle(page, gone);
      return;
    }
    const forwards = kind === 'navigateTo';
    if (!forwards) before.element.style.zIndex = '1000';
    before.element.inert = true;
    const animations = forwards ? animate(page.element, before.element, true) : animate(before.element, page.element, false);
    await new Promise<void>((resolve) => {
      let done = false;
      const finish = () => {
        if (done) return;
        done = true;
        running = null;
        for (const animation of animations) animation.cancel();
        settle(page, gone);
        resolve();
      };
      running = { animations, finish };
      Promise.all(animations.map((animation) => animation.finished)).then(finish, finish);
    });
  }

  // The gesture: from the left edge, the page follows the finger; the page below is seen.
  let below: P | undefined;
  const stopDrag = lateDrag(layer, {
    axis: () => (running || !on.canGoBack() || pages.length < 2 ? 'none' : 'x'),
    claim(state) {
      if (state.dx <= 0 || state.x0 - layer.getBoundingClientRect().left > EDGE_PX) return false;
      below = pages[pages.length - 2];
      show(below, true);
      below.element.inert = true;
      return true;
    },
    move(state) {
      const width = layer.clientWidth || 1;
      const x = Math.max(0, state.dx);
      pages[pages.length - 1].element.style.transform = `translateX(${x}px)`;
      below!.element.style.transform = `translateX(${-PARALLAX * (width - x)}px)`;
    },
    end(state, cancelled) {
      const top = pages[pages.length - 1];
      const under = below!;
      const width = layer.clientWidth || 1;
      const go = !cancelled && (state.vx > 0.3 || state.dx > width / 2);
      const x = Math.max(0, state.dx);
      const animations = [
        top.element.animate([{ transform: `translateX(${x}px)` }, { transform: go ? 'translateX(100%)' : 'none' }], { duration: 180, easing: 'ease-out', fill: 'both' }),
        under.element.animate([{ transform: under.element.style.transform }, { transform: go ? 'none' : `translateX(${-100 * PARALLAX}%)` }], { duration: 180, easing: 'ease-out', fill: 'both' }),
      ];
      let done = false;
      const finish = () => {
        if (done) return;
        done = true;
        running = null;
        top.element.style.transform = under.element.style.transform = '';
        if (go) {
          // Stays out of sight until the answer (navigateBack) takes it away.
          top.element.classList.add('mn-page-hidden');
          under.element.inert = false;
          sweptOut = true;
          on.goBack();
          setTimeout(() => {
            if (sweptOut && pages.includes(top)) {
              sweptOut = false;
              show(top, true);
              show(under, false);
            }
          }, 1000);
        } else show(under, false);
        for (const animation of animations) animation.cancel();
      };
      running = { animations, finish };
      Promise.all(animations.map((animation) => animation.finished)).then(finish, finish);
    },
  });

  return {
    get pages() {
      return pages;
    },
    route,
    dispose() {
      running?.finish();
      stopDrag();
    },
  };
}
