// Whether a person has had the sheet before his eyes, whole and uncovered, for a moment: only then does a click count.
// In: an element that fills the frame. Out: whether it is seen. Must not: take a click for an answer that comes before anybody can have read it.
//
// Browsers that can tell whether something is drawn over the frame, or it is drawn faint or askew, are asked (IntersectionObserver's
// `trackVisibility`: Chromium); of the others only the frame's place and size is known.

import { useEffect, useState } from 'preact/hooks';

/** So long it has to be seen without a break. */
export const SEEN_MS_MIN = 700;
/** Smaller than any phone: a frame that small is meant not to be read. */
const WIDTH_MIN = 240;
const HEIGHT_MIN = 320;
/** What the browser asks for where it looks at what is drawn over a frame. */
const LOOK_DELAY_MS = 100;

interface Tracking extends IntersectionObserverInit {
  trackVisibility?: boolean;
  delay?: number;
}

export function useSeen(element: { current: HTMLElement | null }): boolean {
  const [isSeen, setSeen] = useState(false);
  useEffect(() => {
    const target = element.current;
    if (!target) return;
    const tells = 'isVisible' in IntersectionObserverEntry.prototype;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const lose = () => {
      clearTimeout(timer);
      timer = undefined;
      setSeen(false);
    };
    const look = (entries: IntersectionObserverEntry[]) => {
      const entry = entries.at(-1) as (IntersectionObserverEntry & { isVisible?: boolean }) | undefined;
      const isWhole = entry !== undefined && entry.intersectionRatio > 0.99 && (!tells || entry.isVisible === true);
      if (!isWhole || innerWidth < WIDTH_MIN || innerHeight < HEIGHT_MIN || document.visibilityState !== 'visible') lose();
      else timer ??= setTimeout(() => setSeen(true), SEEN_MS_MIN);
    };
    const options: Tracking = { threshold: [0, 0.5, 1], ...(tells ? { trackVisibility: true, delay: LOOK_DELAY_MS } : {}) };
    const observer = new IntersectionObserver(look, options);
    const again = () => {
      lose();
      observer.unobserve(target);
      observer.observe(target);
    };
    observer.observe(target);
    document.addEventListener('visibilitychange', again);
    addEventListener('resize', again);
    return () => {
      lose();
      observer.disconnect();
      document.removeEventListener('visibilitychange', again);
      removeEventListener('resize', again);
    };
  }, [element]);
  return isSeen;
}
