// IntersectionObserver and MediaQueryObserver of mini programs. In: requests of the logic realm. Out: streams of entries.
// Must not: keep observing after disconnect, or when the page is gone.
import type { ValueNode } from './blocks/values';
import { datasetOf } from './node_facts';
import type { Page } from './pages';
import { post } from './port';

interface Margins {
  left?: number;
  top?: number;
  right?: number;
  bottom?: number;
}

export interface IntersectionRequest {
  observer: number;
  instance?: number;
  target: string;
  thresholds?: number[];
  initialRatio?: number;
  observeAll?: boolean;
  references: { selector: string | null; margins: Margins }[];
}

type Rect = { left: number; top: number; right: number; bottom: number; width: number; height: number };

const running = new Map<number, () => void>();

/**
 * Layout boxes are compared, clipping between target and reference does not count, and several references intersect: so the boxes are
 * measured here, whenever something scrolls or resizes, once a frame. The browser's observer only wakes us when layout moves nodes.
 */
export function observeIntersection(request: IntersectionRequest, nodes: (instance: number | undefined, selector: string) => HTMLElement[], page: Page | undefined): void {
  if (!page) return;
  disconnectIntersection(request.observer);
  const found = nodes(request.instance, request.target);
  const targets = request.observeAll ? found : found.slice(0, 1);
  const references = request.references.map(({ selector, margins }) => ({ el: selector === null ? null : nodes(request.instance, selector)[0], margins }));
  const thresholds = request.thresholds?.length ? request.thresholds : [0];
  const last = new Map<HTMLElement, number>(targets.map((el) => [el, request.initialRatio ?? 0]));
  const measure = () => {
    const relative = references.reduce<Rect | null>((area, { el, margins }) => {
      const box = expanded(el ? rectOf(el) : rectOf(page.viewport), margins ?? {});
      return area ? intersection(area, box) : box;
    }, null);
    if (!relative) return;
    for (const el of targets) {
      if (!el.isConnected) continue;
      const box = rectOf(el);
      const shared = intersection(box, relative);
      const touching = shared.width > 0 || shared.height > 0 || (inside(box, relative) && (box.width === 0 || box.height === 0));
      const area = box.width * box.height;
      const ratio = area > 0 ? (shared.width * shared.height) / area : touching ? 1 : 0;
      const before = last.get(el)!;
      if (!crosses(before, ratio, thresholds)) continue;
      last.set(el, ratio);
      report(request.observer, el as ValueNode, page, ratio, shared, box, relative);
    }
  };
  let frame = 0;
  const schedule = () => {
    frame ||= requestAnimationFrame(() => {
      frame = 0;
      measure();
    });
  };
  document.addEventListener('scroll', schedule, { capture: true, passive: true });
  addEventListener('resize', schedule);
  const steps = Array.from({ length: 11 }, (_, i) => i / 10);
  const woken = new IntersectionObserver(schedule, { threshold: steps });
  const resized = new ResizeObserver(schedule);
  for (const el of targets) {
    woken.observe(el);
    resized.observe(el);
  }
  for (const { el } of references) if (el) resized.observe(el);
  schedule();
  running.set(request.observer, () => {
    cancelAnimationFrame(frame);
    document.removeEventListener('scroll', schedule, true);
    removeEventListener('resize', schedule);
    woken.disconnect();
    resized.disconnect();
  });
}

export function disconnectIntersection(observer: number): void {
  running.get(observer)?.();
  running.delete(observer);
}

/** A change is told when the ratio passes a threshold, in either direction; 0 is passed by touching at all. */
function crosses(before: number, now: number, thresholds: number[]): boolean {
  if (before === now) return false;
  return thresholds.some((at) => (at === 0 ? before > 0 !== now > 0 : before >= at !== now >= at));
}

function report(observer: number, el: ValueNode, page: Page, ratio: number, shared: Rect, box: Rect, relative: Rect): void {
  const origin = page.viewport.getBoundingClientRect();
  const place = (rect: Rect): Rect => ({ left: rect.left - origin.left, right: rect.right - origin.left, top: rect.top - origin.top, bottom: rect.bottom - origin.top, width: rect.width, height: rect.height });
  post({
    t: 'emit',
    topic: `intersection.${observer}`,
    value: {
      id: el.id, dataset: datasetOf(el), ...(el.$c ? { component: el.$c.id } : {}), intersectionRatio: ratio,
      intersectionRect: place(shared), boundingClientRect: place(box), relativeRect: place(relative), time: Date.now(),
    },
  });
}

function rectOf(el: Element): Rect {
  const { left, top, right, bottom, width, height } = el.getBoundingClientRect();
  return { left, top, right, bottom, width, height };
}

function expanded(box: Rect, { left = 0, top = 0, right = 0, bottom = 0 }: Margins): Rect {
  return rect(box.left - left, box.top - top, box.right + right, box.bottom + bottom);
}

function rect(left: number, top: number, right: number, bottom: number): Rect {
  return { left, top, right, bottom, width: right - left, height: bottom - top };
}

function intersection(a: Rect, b: Rect): Rect {
  const left = Math.max(a.left, b.left);
  const top = Math.max(a.top, b.top);
  const right = Math.min(a.right, b.right);
  const bottom = Math.min(a.bottom, b.bottom);
  return right < left || bottom < top ? rect(0, 0, 0, 0) : rect(left, top, right, bottom);
}

function inside(a: Rect, b: Rect): boolean {
  return a.left <= b.right && a.right >= b.left && a.top <= b.bottom && a.bottom >= b.top;
}

// Media queries: of the page's own box, which on a desktop is not the window.

export interface MediaRequest {
  observer: number;
  query: Record<string, unknown>;
}

export function observeMedia({ observer, query }: MediaRequest, page: Page | undefined): void {
  if (!page) return;
  disconnectMedia(observer);
  let last: boolean | undefined;
  const measure = () => {
    const matches = matchesQuery(query, page.viewport.clientWidth, page.viewport.clientHeight);
    if (matches === last) return;
    last = matches;
    post({ t: 'emit', topic: `media.${observer}`, value: { matches } });
  };
  const resized = new ResizeObserver(measure);
  resized.observe(page.viewport);
  measure();
  running.set(-observer, () => resized.disconnect());
}

export function disconnectMedia(observer: number): void {
  running.get(-observer)?.();
  running.delete(-observer);
}

function matchesQuery(query: Record<string, unknown>, width: number, height: number): boolean {
  const checks: Record<string, (value: any) => boolean> = {
    minWidth: (value) => width >= value, maxWidth: (value) => width <= value, width: (value) => width === value,
    minHeight: (value) => height >= value, maxHeight: (value) => height <= value, height: (value) => height === value,
    orientation: (value) => value === (width > height ? 'landscape' : 'portrait'),
  };
  return Object.keys(query).every((name) => query[name] === undefined || !checks[name] || checks[name]!(query[name]));
}
