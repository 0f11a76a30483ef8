// `hover-class` of view, button and navigator: a class while a finger (or the mouse) rests on the node.
// In: the host's hover attributes. Out: classes on the host. Must not: stop events; `hover-stop-propagation` marks the event instead.

import type { AttributeDefinition, ElementHost } from '../../view/element';

export function hoverAttributes(hoverClass: string, startMs: number, stayMs: number): Record<string, AttributeDefinition> {
  return {
    'hover-class': { type: 'string', default: hoverClass },
    'hover-stop-propagation': { type: 'boolean', default: false },
    'hover-start-time': { type: 'number', default: startMs },
    'hover-stay-time': { type: 'number', default: stayMs },
  };
}

/** An inner node with `hover-stop-propagation` was touched. A property, because every element is a chunk of its own. */
type Hoverable = Event & { mnHover?: boolean };
const SLOP_PX = 10;

export function hover(host: ElementHost, allowed: () => boolean = () => true): () => void {
  const el = host.el;
  let on: string[] = [];
  let startTimer = 0;
  let stayTimer = 0;
  let x0 = 0;
  let y0 = 0;
  let pressed = false;

  function add(): void {
    clearTimeout(stayTimer);
    if (on.length) return;
    const wanted = host.get<string>('hover-class');
    if (!wanted || wanted === 'none') return;
    on = host.scoped(wanted).split(/\s+/).filter((name) => name && !el.classList.contains(name));
    el.classList.add(...on);
  }
  function remove(): void {
    el.classList.remove(...on);
    on = [];
  }
  function down(event: Hoverable, x: number, y: number): void {
    if (event.mnHover) return;
    if (host.get('hover-stop-propagation')) event.mnHover = true;
    if (!allowed()) return;
    pressed = true;
    x0 = x;
    y0 = y;
    clearTimeout(startTimer);
    startTimer = setTimeout(add, host.get<number>('hover-start-time'));
  }
  function moved(x: number, y: number): void {
    if (pressed && Math.hypot(x - x0, y - y0) > SLOP_PX) cancel();
  }
  function up(): void {
    if (!pressed) return;
    pressed = false;
    // A short tap is still seen: it is lit now and goes after the stay time.
    clearTimeout(startTimer);
    add();
    stayTimer = setTimeout(remove, host.get<number>('hover-stay-time'));
  }
  function cancel(): void {
    pressed = false;
    clearTimeout(startTimer);
    clearTimeout(stayTimer);
    remove();
  }

  const touchStart = (event: TouchEvent) => down(event, event.touches[0].clientX, event.touches[0].clientY);
  const touchMove = (event: TouchEvent) => moved(event.touches[0].clientX, event.touches[0].clientY);
  const mouseDown = (event: PointerEvent) => {
    if (event.pointerType !== 'mouse' || event.button !== 0) return;
    down(event, event.clientX, event.clientY);
    addEventListener('pointermove', mouseMove);
    addEventListener('pointerup', mouseUp, { once: true });
  };
  const mouseMove = (event: PointerEvent) => moved(event.clientX, event.clientY);
  const mouseUp = () => {
    removeEventListener('pointermove', mouseMove);
    up();
  };
  el.addEventListener('touchstart', touchStart, { passive: true });
  el.addEventListener('touchmove', touchMove, { passive: true });
  el.addEventListener('touchend', up);
  el.addEventListener('touchcancel', cancel);
  el.addEventListener('pointerdown', mouseDown);
  return () => {
    clearTimeout(startTimer);
    clearTimeout(stayTimer);
    removeEventListener('pointermove', mouseMove);
    removeEventListener('pointerup', mouseUp);
    el.removeEventListener('touchstart', touchStart);
    el.removeEventListener('touchmove', touchMove);
    el.removeEventListener('touchend', up);
    el.removeEventListener('touchcancel', cancel);
    el.removeEventListener('pointerdown', mouseDown);
  };
}
