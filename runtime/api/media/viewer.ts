// The full-screen viewer of previewImage and previewMedia: swipe between pictures, pinch or double tap to enlarge, tap or Escape to leave.
// In: addresses. Out: an overlay, closed by the person. Must not: change the pictures.

import type { ViewApiHost } from '../host';
import { PALETTE, button, h, style } from '../view_dom';

interface Item {
  url: string;
  kind: string;
  poster?: string;
}

const CSS = `
.mn-a-viewer{position:fixed;inset:0;background:#000;color:#fff!important;overflow:hidden;touch-action:none;user-select:none;-webkit-user-select:none}
.mn-a-viewer-track{display:flex;height:100%;will-change:transform}
.mn-a-viewer-track.mn-a-settling{transition:transform .28s cubic-bezier(.2,.7,.3,1)}
.mn-a-viewer-slide{flex:0 0 100%;width:100%;height:100%;display:flex;align-items:center;justify-content:center;overflow:hidden;position:relative}
.mn-a-viewer-slide img,.mn-a-viewer-slide video{max-width:100%;max-height:100%;object-fit:contain;transform-origin:0 0;-webkit-user-drag:none}
.mn-a-viewer-slide img[data-fit]{width:100%;height:100%}
.mn-a-viewer-note{position:absolute;color:rgba(255,255,255,.6);font-size:15px}
.mn-a-viewer-count{position:absolute;top:calc(12px + env(safe-area-inset-top));left:0;right:0;text-align:center;font-size:15px;pointer-events:none}
.mn-a-viewer-dots{position:absolute;bottom:calc(20px + env(safe-area-inset-bottom));left:0;right:0;display:flex;gap:8px;justify-content:center;pointer-events:none}
.mn-a-viewer-dots i{width:7px;height:7px;border-radius:50%;background:rgba(255,255,255,.4)}
.mn-a-viewer-dots i[data-on]{background:#fff}
.mn-a .mn-a-viewer-close,.mn-a .mn-a-viewer-next,.mn-a .mn-a-viewer-prev{position:absolute;width:44px;height:44px;border-radius:50%;background:rgba(60,60,60,.6);font-size:22px;line-height:44px;text-align:center}
.mn-a .mn-a-viewer-close{top:calc(10px + env(safe-area-inset-top));right:12px}
.mn-a .mn-a-viewer-prev{left:16px;top:calc(50% - 22px)}
.mn-a .mn-a-viewer-next{right:16px;top:calc(50% - 22px)}
@media (pointer:coarse){.mn-a .mn-a-viewer-next,.mn-a .mn-a-viewer-prev{display:none}}
@media (prefers-reduced-motion:reduce){.mn-a-viewer-track.mn-a-settling{transition:none}}
`;
const SCALE_MAX = 4;
const DOTS_MAX = 9;

export function openViewer(host: ViewApiHost, { items, current }: { items: Item[]; current: number; menu: boolean }): void {
  style(PALETTE + CSS);
  const chinese = host.frame.language === 'zh';
  const track = h('div', 'mn-a-viewer-track');
  const slides = items.map((item) => {
    const slide = h('div', 'mn-a-viewer-slide');
    slide.append(item.kind === 'video' ? h('video', '', { controls: true, playsinline: true, preload: 'metadata', ...(item.poster ? { poster: host.url(item.poster) } : {}) }) : h('img', '', { alt: chinese ? '图片' : 'Picture', draggable: 'false' }));
    track.append(slide);
    return slide;
  });
  const count = h('div', 'mn-a-viewer-count', { 'aria-live': 'polite' });
  const dots = h('div', 'mn-a-viewer-dots');
  if (items.length > 1 && items.length <= DOTS_MAX) items.forEach(() => dots.append(h('i')));
  const previous = button('mn-a-viewer-prev', '‹', () => go(index - 1), { 'aria-label': chinese ? '上一张' : 'Previous' });
  const next = button('mn-a-viewer-next', '›', () => go(index + 1), { 'aria-label': chinese ? '下一张' : 'Next' });
  const viewer = h('div', 'mn-a mn-a-viewer', null, track, count, ...(items.length > 1 ? [dots, previous, next] : []), button('mn-a-viewer-close', '×', () => leave(), { 'aria-label': chinese ? '关闭' : 'Close', autofocus: true }));
  let index = Math.max(0, current);

  /** Neighbours load too, the rest when they come near. */
  const fill = (at: number) => {
    const slide = slides[at];
    const content = slide?.firstElementChild as HTMLImageElement | HTMLVideoElement | null;
    if (!slide || !content || content.hasAttribute('src')) return;
    content.setAttribute('src', host.url(items[at]!.url));
    content.addEventListener('error', () => slide.append(h('span', 'mn-a-viewer-note', { role: 'alert' }, chinese ? '图片加载失败' : 'The picture could not be loaded')), { once: true });
  };
  const place = (offset = 0, settle = true) => {
    track.classList.toggle('mn-a-settling', settle);
    track.style.transform = `translateX(calc(${-index * 100}% + ${offset}px))`;
  };
  const go = (to: number) => {
    const before = index;
    index = Math.max(0, Math.min(items.length - 1, to));
    if (before !== index) {
      slides[before]!.querySelector('video')?.pause();
      (slides[before]!.firstElementChild as HTMLElement).style.transform = '';
      zoom.reset();
    }
    [index, index + 1, index - 1].forEach(fill);
    count.textContent = items.length > 1 ? `${index + 1} / ${items.length}` : '';
    [...dots.children].forEach((dot, at) => dot.toggleAttribute('data-on', at === index));
    place();
  };
  const leave = () => {
    slides.forEach((slide) => slide.querySelector('video')?.pause());
    close();
  };
  const zoom = createZoom(viewer, () => slides[index]!.firstElementChild as HTMLElement, { swipe: place, settle: (by) => go(index + by), tap: leave });
  viewer.addEventListener('keydown', (event) => {
    if (event.key === 'ArrowRight') go(index + 1);
    else if (event.key === 'ArrowLeft') go(index - 1);
  });
  const close = host.frame.overlay(viewer, { modal: true, kind: 'dialog', label: chinese ? '图片预览' : 'Preview', onDismiss: leave });
  place(0, false);
  go(index);
}

interface Gestures {
  swipe(offset: number, settle: boolean): void;
  settle(by: -1 | 0 | 1): void;
  tap(): void;
}

/** One finger swipes, or moves an enlarged picture; two enlarge it; a double tap enlarges it or back. */
function createZoom(surface: HTMLElement, target: () => HTMLElement, gestures: Gestures) {
  const fingers = new Map<number, { x: number; y: number }>();
  let scale = 1;
  let x = 0;
  let y = 0;
  let start = { x: 0, y: 0, distance: 0, scale: 1, originX: 0, originY: 0, timeMs: 0, moved: false };
  let tapTimer: ReturnType<typeof setTimeout> | undefined;
  const apply = () => (target().style.transform = scale === 1 ? '' : `translate(${x}px,${y}px) scale(${scale})`);
  const clamp = () => {
    const box = target();
    x = Math.min(0, Math.max(box.clientWidth * (1 - scale), x));
    y = Math.min(0, Math.max(box.clientHeight * (1 - scale), y));
  };
  const points = () => [...fingers.values()];
  const begin = () => {
    const [a, b] = points();
    if (!a) return;
    const rect = target().getBoundingClientRect();
    const middle = b ? { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 } : a;
    start = { x: a.x, y: a.y, distance: b ? Math.hypot(a.x - b.x, a.y - b.y) : 0, scale, originX: (middle.x - rect.left) / scale, originY: (middle.y - rect.top) / scale, timeMs: Date.now(), moved: start.moved && fingers.size > 0 && b !== undefined };
  };
  const zoomTo = (to: number, originX: number, originY: number) => {
    const before = scale;
    scale = Math.min(SCALE_MAX, Math.max(1, to));
    x -= originX * (scale - before);
    y -= originY * (scale - before);
    clamp();
    apply();
  };
  surface.addEventListener('pointerdown', (event) => {
    if ((event.target as Element).closest('button,video')) return;
    fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    surface.setPointerCapture(event.pointerId);
    begin();
    if (fingers.size === 1) start.moved = false;
  });
  surface.addEventListener('pointermove', (event) => {
    const finger = fingers.get(event.pointerId);
    if (!finger) return;
    const dx = event.clientX - finger.x;
    const dy = event.clientY - finger.y;
    fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    const [a, b] = points() as [{ x: number; y: number }, { x: number; y: number }?];
    if (Math.hypot(a.x - start.x, a.y - start.y) > 6 || b) start.moved = true;
    if (b) zoomTo(start.scale * (Math.hypot(a.x - b.x, a.y - b.y) / (start.distance || 1)), start.originX, start.originY);
    else if (scale > 1) {
      x += dx;
      y += dy;
      clamp();
      apply();
    } else if (start.moved) gestures.swipe(a.x - start.x, false);
  });
  const end = (event: PointerEvent) => {
    const finger = fingers.get(event.pointerId);
    if (!finger) return;
    fingers.delete(event.pointerId);
    if (fingers.size) return begin();
    const dx = finger.x - start.x;
    if (start.moved) {
      const fast = Math.abs(dx) / Math.max(1, Date.now() - start.timeMs) > 0.4;
      if (scale === 1) gestures.settle(Math.abs(dx) > surface.clientWidth / 3 || (fast && Math.abs(dx) > 20) ? (dx < 0 ? 1 : -1) : 0);
      return;
    }
    if (event.type === 'pointercancel') return;
    // The second of two taps enlarges; a single one leaves once no second can follow.
    if (tapTimer) {
      clearTimeout(tapTimer);
      tapTimer = undefined;
      zoomTo(scale > 1 ? 1 : 2.5, start.originX, start.originY);
    } else tapTimer = setTimeout(() => ((tapTimer = undefined), gestures.tap()), 250);
  };
  surface.addEventListener('pointerup', end);
  surface.addEventListener('pointercancel', end);
  surface.addEventListener('wheel', (event) => {
    event.preventDefault();
    const rect = target().getBoundingClientRect();
    zoomTo(scale * (event.deltaY < 0 ? 1.15 : 0.87), (event.clientX - rect.left) / scale, (event.clientY - rect.top) / scale);
  }, { passive: false });
  return {
    reset() {
      scale = 1;
      x = y = 0;
    },
  };
}
