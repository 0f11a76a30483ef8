// `movable-view`: a box that is dragged, thrown and pinched within its movable-area. In: direction, x, y, inertia, out-of-bounds, scale…
// Out: change{x, y, source}, scale{x, y, scale}, htouchmove, vtouchmove. Bigger than its area, it must cover it; smaller, it stays inside.

import type { ElementDefinition } from '../view/element';
import { drag } from './parts/drag';
import { animateNumber, EASINGS } from './parts/motion';

type Source = 'touch' | 'touch-out-of-bounds' | 'out-of-bounds' | 'friction' | '';

const definition: ElementDefinition = {
  tag: 'movable-view',
  attributes: {
    direction: { type: 'string', default: 'none' },
    inertia: { type: 'boolean', default: false },
    'out-of-bounds': { type: 'boolean', default: false },
    x: { type: 'length', default: 0 },
    y: { type: 'length', default: 0 },
    damping: { type: 'number', default: 20 },
    friction: { type: 'number', default: 2 },
    disabled: { type: 'boolean', default: false },
    scale: { type: 'boolean', default: false },
    'scale-min': { type: 'number', default: 0.1 },
    'scale-max': { type: 'number', default: 10 },
    'scale-value': { type: 'number', default: 1 },
    animation: { type: 'boolean', default: true },
  },
  create(host) {
    const el = host.el;
    let x = 0;
    let y = 0;
    let scale = 1;
    let stopMotion: (() => void) | null = null;
    let resize: ResizeObserver | null = null;
    const area = () => host.closest('movable-area')?.el ?? el.parentElement!;
    const across = () => ['all', 'horizontal'].includes(host.get<string>('direction'));
    const along = () => ['all', 'vertical'].includes(host.get<string>('direction'));

    /** Limits of x and y at a scale; the view grows about its centre. */
    function limits(at = scale) {
      const room = area();
      const one = (inner: number, outer: number) => {
        const grown = ((at - 1) * inner) / 2;
        const a = grown;
        const b = outer - inner - grown;
        return [Math.min(a, b), Math.max(a, b)] as const;
      };
      return { x: one(el.offsetWidth, room.clientWidth), y: one(el.offsetHeight, room.clientHeight) };
    }
    const clamp = (value: number, [low, high]: readonly [number, number]) => Math.max(low, Math.min(high, value));
    function render(): void {
      el.style.transform = `translateX(${x}px) translateY(${y}px) translateZ(0) scale(${scale})`;
    }
    function tell(source: Source): void {
      if (host.listens('change')) host.fire('change', { x: Math.round(x * 10) / 10, y: Math.round(y * 10) / 10, source });
    }
    function moveTo(goalX: number, goalY: number, source: Source, durationMs: number, easing = EASINGS.easeOutCubic): void {
      stopMotion?.();
      stopMotion = null;
      const fromX = x;
      const fromY = y;
      const step = (part: number) => {
        x = fromX + (goalX - fromX) * part;
        y = fromY + (goalY - fromY) * part;
        render();
        tell(source);
      };
      if (durationMs <= 0 || (Math.abs(goalX - x) < 0.5 && Math.abs(goalY - y) < 0.5)) {
        if (goalX !== x || goalY !== y) step(1);
        return;
      }
      stopMotion = animateNumber(0, 1, durationMs, easing, step, () => {
        stopMotion = null;
        step(1);
      });
    }
    /** The bigger the damping, the faster it comes to rest. */
    const settleMs = () => Math.max(80, Math.min(1000, 8000 / Math.max(1, host.get<number>('damping'))));
    function inside(source: Source, animated: boolean): void {
      const { x: limitX, y: limitY } = limits();
      moveTo(clamp(x, limitX), clamp(y, limitY), source, animated ? settleMs() : 0);
    }

    let startX = 0;
    let startY = 0;
    let told = false;
    const stopDrag = drag(el, {
      axis: () => (host.get('disabled') || pinching ? 'none' : across() && along() ? 'both' : across() ? 'x' : along() ? 'y' : 'none'),
      claim() {
        stopMotion?.();
        stopMotion = null;
        startX = x;
        startY = y;
        told = false;
        return true;
      },
      move(state) {
        if (pinching) return;
        if (!told) {
          told = true;
          host.fire(Math.abs(state.x - state.x0) >= Math.abs(state.y - state.y0) ? 'htouchmove' : 'vtouchmove', {});
        }
        const { x: limitX, y: limitY } = limits();
        const free = host.get<boolean>('out-of-bounds');
        // Out of bounds it follows ever more slowly.
        const follow = (value: number, limit: readonly [number, number]) => {
          const held = clamp(value, limit);
          return free ? held + (value - held) / (1 + Math.abs(value - held) / 60) : held;
        };
        if (across()) x = follow(startX + state.dx, limitX);
        if (along()) y = follow(startY + state.dy, limitY);
        render();
        tell(x !== clamp(x, limitX) || y !== clamp(y, limitY) ? 'touch-out-of-bounds' : 'touch');
      },
      end(state, cancelled) {
        const { x: limitX, y: limitY } = limits();
        const out = x !== clamp(x, limitX) || y !== clamp(y, limitY);
        if (out || !host.get('inertia') || cancelled) {
          inside('out-of-bounds', true);
          return;
        }
        // A throw runs v²/2a, the friction being the deceleration.
        const slow = 0.0008 * Math.max(0.1, host.get<number>('friction'));
        const run = (v: number) => (Math.sign(v) * v * v) / (2 * slow);
        const goalX = across() ? clamp(x + run(state.vx), limitX) : x;
        const goalY = along() ? clamp(y + run(state.vy), limitY) : y;
        const speed = Math.max(Math.abs(state.vx), Math.abs(state.vy));
        moveTo(goalX, goalY, 'friction', Math.min(1500, speed / slow));
      },
    });

    // Two fingers.
    let pinching = false;
    let pinch = { distance: 1, scale: 1 };
    const distance = (touches: TouchList) => Math.hypot(touches[0].clientX - touches[1].clientX, touches[0].clientY - touches[1].clientY) || 1;
    const bounded = (value: number) => Math.max(host.get<number>('scale-min'), Math.min(host.get<number>('scale-max'), value));
    function setScale(value: number, report: boolean): void {
      scale = bounded(value);
      const { x: limitX, y: limitY } = limits();
      x = clamp(x, limitX);
      y = clamp(y, limitY);
      render();
      if (report) host.fire('scale', { x, y, scale });
    }
    const pinchStart = (event: TouchEvent) => {
      if (event.touches.length !== 2 || !host.get('scale') || host.get('disabled')) return;
      pinching = true;
      pinch = { distance: distance(event.touches), scale };
    };
    const pinchMove = (event: TouchEvent) => {
      if (!pinching || event.touches.length < 2) return;
      event.preventDefault();
      setScale((pinch.scale * distance(event.touches)) / pinch.distance, true);
    };
    const pinchEnd = (event: TouchEvent) => {
      if (event.touches.length < 2) pinching = false;
    };
    let pinched: HTMLElement | null = null;

    return {
      styled: render,
      attached() {
        scale = host.get('scale') ? bounded(host.get<number>('scale-value')) : 1;
        x = host.get<number>('x');
        y = host.get<number>('y');
        const { x: limitX, y: limitY } = limits();
        x = clamp(x, limitX);
        y = clamp(y, limitY);
        render();
        pinched = host.closest('movable-area')?.get('scale-area') ? area() : el;
        pinched.addEventListener('touchstart', pinchStart, { passive: true });
        pinched.addEventListener('touchmove', pinchMove, { passive: false });
        pinched.addEventListener('touchend', pinchEnd);
        resize = new ResizeObserver(() => {
          if (!stopMotion) inside('', false);
        });
        resize.observe(area());
        resize.observe(el);
      },
      update(name) {
        if (name === 'x' || name === 'y') {
          const { x: limitX, y: limitY } = limits();
          moveTo(name === 'x' ? clamp(host.get<number>('x'), limitX) : x, name === 'y' ? clamp(host.get<number>('y'), limitY) : y, '', host.get('animation') ? settleMs() : 0);
        } else if (name === 'scale-value' || name === 'scale') setScale(host.get('scale') ? host.get<number>('scale-value') : 1, true);
      },
      detached() {
        stopMotion?.();
        stopDrag();
        resize?.disconnect();
        pinched?.removeEventListener('touchstart', pinchStart);
        pinched?.removeEventListener('touchmove', pinchMove);
        pinched?.removeEventListener('touchend', pinchEnd);
      },
      property: (name) => (name === 'x' ? x : name === 'y' ? y : name === 'scaleValue' ? scale : host.get(name)),
    };
  },
};
export default definition;
