// What a page's scrolling tells: its position, once a frame where the page has `onPageScroll`, and the bottom, once for each time the zone is entered.
// In: pages. Out: `page` messages. Must not: listen after the page is gone (its nodes take the listeners along).
import { listen } from './calls';
import type { Page } from './pages';
import { post } from './port';

/** `onReachBottomDistance` when nothing is configured. */
const REACH_BOTTOM_PX = 50;

/** Pages whose position someone wants to hear of. */
const followed = new Set<number>();
listen('pageScroll', (page) => void followed.add(page));

export function unwatchPage(instance: number): void {
  followed.delete(instance);
}

export function watchPage(page: Page): void {
  const { scroller } = page;
  const distance = Number(page.config.onReachBottomDistance ?? REACH_BOTTOM_PX);
  let frame = 0;
  let inside = false;
  let last = 0;
  let height = 0;
  const tell = () => {
    frame = 0;
    const { scrollTop, scrollHeight, clientHeight } = scroller;
    if (scrollTop !== last && followed.has(page.instance)) post({ t: 'page', page: page.instance, kind: 'scroll', value: { scrollTop } });
    const down = scrollTop > last;
    last = scrollTop;
    const near = scrollHeight - clientHeight - scrollTop <= distance;
    // A page that grew has a new bottom, even when no scroll told that the old one was left.
    if (near && down && (!inside || scrollHeight > height)) post({ t: 'page', page: page.instance, kind: 'reachBottom' });
    inside = near;
    if (near) height = scrollHeight;
  };
  const scrolled = () => void (frame ||= requestAnimationFrame(tell));
  scroller.addEventListener('scroll', scrolled, { passive: true });
  // A first screen may have been scrolled before anybody listened.
  scrolled();
}
