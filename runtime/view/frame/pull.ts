// Pull down to refresh, on one page. In: the page's nodes, whether it may be pulled. Out: `pulled` past the threshold.
// Must not: end by itself; `stop` is called by wx.stopPullDownRefresh.

import { drag } from '../../elements/parts/drag';
import { reducedMotion } from './dom';

const THRESHOLD_PX = 50;
const REST_PX = 50;
const MAX_PX = 120;

export interface PullDown {
  start(): void;
  stop(): void;
  dispose(): void;
}

/** `element` is what shows above the content of `scroller`. */
export function createPullDown(element: HTMLElement, scroller: HTMLElement, enabled: () => boolean, pulled: () => void): PullDown {
  let offset = 0;
  let refreshing = false;

  function place(px: number, animate: boolean): void {
    offset = px;
    element.hidden = px === 0 && !animate;
    scroller.style.transition = animate && !reducedMotion() ? 'translate .25s ease-out' : '';
    // Fixed descendants move along; at the top of the page that changes nothing else for them.
    scroller.style.translate = px ? `0 ${px}px` : '';
    element.style.setProperty('--mn-pull', `${Math.min(1, px / THRESHOLD_PX)}`);
    if (px === 0 && animate) {
      setTimeout(() => {
        if (offset === 0) {
          scroller.style.transition = '';
          element.hidden = true;
        }
      }, 250);
    }
  }

  function refresh(): void {
    if (refreshing) return;
    refreshing = true;
    element.classList.add('mn-pull-on');
    place(REST_PX, true);
  }

  const stopDrag = drag(scroller, {
    axis: () => (enabled() && !refreshing && scroller.scrollTop <= 0 ? 'y' : 'none'),
    // Scrolling inside a scroll-view is its own business.
    claim: (state, target) => state.dy > 0 && !target.closest('wx-scroll-view[scroll-y],wx-textarea,wx-picker-view,wx-movable-view,wx-slider'),
    move(state) {
      place(Math.max(0, MAX_PX * (1 - Math.exp(-state.dy / (MAX_PX * 1.4)))), false);
    },
    end(_state, cancelled) {
      if (!cancelled && offset >= THRESHOLD_PX) {
        refresh();
        pulled();
      } else place(0, true);
    },
  });

  return {
    // wx.startPullDownRefresh does what the person's pull does, the page's handler included.
    start() {
      if (refreshing) return;
      refresh();
      pulled();
    },
    stop() {
      if (!refreshing) return;
      refreshing = false;
      element.classList.remove('mn-pull-on');
      place(0, true);
    },
    dispose: stopDrag,
  };
}
