// `swiper`: slides in a row or column. In: attributes below, `swiper-item` children. Out: change, transition, animationfinish.
// Dots carry the vendor's class names. Position is a real number of slides; items of a circular swiper are laid at the
// copy nearest to it. Accessible: a labelled group, arrow keys, hidden slides are hidden from assistive technology.

import type { ElementBehaviour, ElementDefinition } from '../view/element';
import { drag } from './parts/drag';
import { animateNumber, EASINGS } from './parts/motion';

export interface SwiperBehaviour extends ElementBehaviour {
  /** A swiper-item came or went. */
  itemsChanged(): void;
}

const THROW_MS = 150;
const TURN_SHARE = 1 / 3;

const definition: ElementDefinition = {
  tag: 'swiper',
  shell:
    '<div class="wx-swiper-wrapper"><div class="wx-swiper-slides"><div class="wx-swiper-slide-frame"><slot></slot></div></div><div class="wx-swiper-dots wx-swiper-dots-horizontal" hidden></div></div>',
  attributes: {
    'indicator-dots': { type: 'boolean', default: false },
    'indicator-color': { type: 'string', default: 'rgba(0, 0, 0, .3)' },
    'indicator-active-color': { type: 'string', default: '#000000' },
    autoplay: { type: 'boolean', default: false },
    current: { type: 'number', default: 0 },
    'current-item-id': { type: 'string', default: '' },
    interval: { type: 'number', default: 5000 },
    duration: { type: 'number', default: 500 },
    circular: { type: 'boolean', default: false },
    vertical: { type: 'boolean', default: false },
    'display-multiple-items': { type: 'number', default: 1 },
    'previous-margin': { type: 'length', default: 0 },
    'next-margin': { type: 'length', default: 0 },
    'snap-to-edge': { type: 'boolean', default: false },
    'easing-function': { type: 'string', default: 'default' },
    direction: { type: 'string', default: 'all' },
    'skip-hidden-item-layout': { type: 'boolean', default: false },
    'layout-type': { type: 'string', default: 'normal' },
    'transformer-type': { type: 'string', default: 'scaleAndFade' },
    'indicator-type': { type: 'string', default: 'normal' },
    'scroll-with-animation': { type: 'boolean', default: true },
    'cache-extent': { type: 'number', default: 0 },
    'disable-touch': { type: 'boolean', default: false },
  },
  create(host) {
    const el = host.el;
    const slides = el.querySelector<HTMLElement>('.wx-swiper-slides')!;
    const frame = el.querySelector<HTMLElement>('.wx-swiper-slide-frame')!;
    const dots = el.querySelector<HTMLElement>('.wx-swiper-dots')!;
    let items: HTMLElement[] = [];
    let current = 0;
    /** Where the row stands, in slides; unbounded when circular. */
    let position = 0;
    let stopMotion: (() => void) | null = null;
    let timer = 0;
    let held = false;
    /** Where the last drag began. */
    let start = 0;
    let attached = false;
    let placed: number[] = [];

    const shownCount = () => Math.max(1, Math.min(Math.floor(host.get<number>('display-multiple-items')) || 1, Math.max(1, items.length)));
    const loops = () => host.get<boolean>('circular') && items.length > shownCount();
    const vertical = () => host.get<boolean>('vertical');
    const wrap = (index: number) => ((index % items.length) + items.length) % items.length;
    /** The last position that leaves no gap at the end. */
    const lastStop = () => Math.max(0, items.length - shownCount());

    function collect(): void {
      items = [...frame.querySelectorAll<HTMLElement>('wx-swiper-item')].filter((item) => item.closest('wx-swiper') === el);
      placed = [];
    }

    function layout(): void {
      const before = `${host.get<number>('previous-margin') || 0}px`;
      const after = `${host.get<number>('next-margin') || 0}px`;
      slides.style.inset = vertical() ? `${before} 0 ${after}` : `0 ${after} 0 ${before}`;
      el.classList.toggle('wx-swiper-vertical', vertical());
      const share = `${100 / shownCount()}%`;
      frame.style.width = vertical() ? '100%' : share;
      frame.style.height = vertical() ? share : '100%';
      drawDots();
      render();
    }

    /** Position of the row as shown: `snap-to-edge` takes the margins back at both ends. */
    function render(): void {
      const count = items.length;
      const axis = vertical() ? 'Y' : 'X';
      let shift = -position * 100;
      let edge = 0;
      if (host.get('snap-to-edge') && !loops() && count > 1) {
        const before = host.get<number>('previous-margin') || 0;
        const after = host.get<number>('next-margin') || 0;
        if (position < 1) edge = -before * (1 - Math.max(0, position));
        else if (position > lastStop() - 1) edge = after * (1 - Math.max(0, lastStop() - position));
      }
      frame.style.transform = `translate${axis}(${shift}%)${edge ? ` translate${axis}(${edge}px)` : ''}`;
      // At rest the slides beside are not drawn: rounding would let a line of them show at the edge.
      const still = Number.isInteger(position) && !host.get<number>('previous-margin') && !host.get<number>('next-margin');
      items.forEach((item, index) => {
        const at = loops() ? index + count * Math.ceil((position - 1 - index) / count - 1e-6) : index;
        if (placed[index] !== at) {
          placed[index] = at;
          item.style.transform = `translate${axis}(${at * 100}%)`;
        }
        item.classList.toggle('wx-swiper-aside', still && (at < position || at >= position + shownCount()));
      });
    }

    function drawDots(): void {
      dots.hidden = !host.get<boolean>('indicator-dots');
      dots.className = `wx-swiper-dots wx-swiper-dots-${vertical() ? 'vertical' : 'horizontal'}`;
      while (dots.childElementCount > items.length) dots.lastElementChild!.remove();
      while (dots.childElementCount < items.length) dots.append(Object.assign(document.createElement('div'), { className: 'wx-swiper-dot' }));
      const count = shownCount();
      [...dots.children].forEach((dot, index) => {
        const on = (index >= current && index < current + count) || (loops() && index < current + count - items.length);
        dot.className = on ? 'wx-swiper-dot wx-swiper-dot-active' : 'wx-swiper-dot';
        (dot as HTMLElement).style.backgroundColor = host.get<string>(on ? 'indicator-active-color' : 'indicator-color');
      });
      items.forEach((item, index) => {
        const seen = (index >= current && index < current + count) || (loops() && index < current + count - items.length);
        if (seen) item.removeAttribute('aria-hidden');
        else item.setAttribute('aria-hidden', 'true');
      });
    }

    const itemId = (index: number) => items[index]?.getAttribute('item-id') ?? '';
    const detail = (source: string) => ({ current, currentItemId: itemId(current), source });

    /** Moves to a stop (unbounded when circular), telling it as a change of this source. */
    function go(stop: number, source: string, animated: boolean): void {
      const goal = loops() ? Math.round(stop) : Math.max(0, Math.min(Math.round(stop), lastStop()));
      const index = items.length ? wrap(goal) : 0;
      const changed = index !== current;
      current = index;
      stopMotion?.();
      stopMotion = null;
      clearTimeout(timer);
      if (changed) {
        drawDots();
        host.writeModel('current', current);
        host.fire('change', detail(source));
      }
      if (animated && goal !== position && scrollFrom === null) tellScroll('start');
      const finish = () => {
        stopMotion = null;
        tellScroll('end', goal);
        scrollFrom = null;
        position = loops() ? index : goal;
        render();
        if (changed || animated) host.fire('animationfinish', detail(source));
        schedule();
      };
      const durationMs = animated ? Math.max(0, host.get<number>('duration')) : 0;
      if (!durationMs || position === goal || matchMedia('(prefers-reduced-motion: reduce)').matches) {
        finish();
        return;
      }
      const from = position;
      stopMotion = animateNumber(from, goal, durationMs, EASINGS[host.get<string>('easing-function')] ?? EASINGS.default, (value) => {
        position = value;
        render();
        tellTransition(value - (source === 'touch' ? start : from));
      }, finish);
    }

    function distance(moved: number): { dx: number; dy: number } {
      const px = moved * (vertical() ? frame.clientHeight : frame.clientWidth);
      return vertical() ? { dx: 0, dy: px } : { dx: px, dy: 0 };
    }
    function tellTransition(moved: number): void {
      if (host.listens('transition')) host.fire('transition', distance(moved));
      tellScroll('update');
    }
    /** Where a movement began that worklets were told of: a drag and what it ends in are one. */
    let scrollFrom: number | null = null;
    function tellScroll(what: 'start' | 'update' | 'end', at = position): void {
      if (what === 'start') scrollFrom ??= at;
      if (scrollFrom === null || !host.listens(`workletonscroll${what}`)) return;
      host.fire(`workletonscroll${what}`, { type: `scroll${what}`, detail: distance(at - scrollFrom) });
    }

    function schedule(): void {
      clearTimeout(timer);
      if (!attached || held || !host.get<boolean>('autoplay') || items.length <= shownCount()) return;
      timer = setTimeout(() => {
        if (document.hidden || el.closest('.mn-page-hidden')) schedule();
        else if (loops()) go(position + 1, 'autoplay', true);
        else go(current >= lastStop() ? 0 : current + 1, 'autoplay', true);
      }, Math.max(1, host.get<number>('interval')));
    }

    const stopDrag = drag(el, {
      axis: () => (items.length < 2 || host.get('disable-touch') ? 'none' : vertical() ? 'y' : 'x'),
      claim(state) {
        const forwards = (vertical() ? state.dy : state.dx) < 0;
        const allowed = host.get<string>('direction');
        if ((allowed === 'positive' && !forwards) || (allowed === 'negative' && forwards)) return false;
        stopMotion?.();
        stopMotion = null;
        start = position;
        tellScroll('start');
        return true;
      },
      down() {
        held = true;
        clearTimeout(timer);
      },
      up() {
        held = false;
        if (!stopMotion) schedule();
      },
      move(state) {
        const size = (vertical() ? frame.clientHeight : frame.clientWidth) || 1;
        let moved = -(vertical() ? state.dy : state.dx) / size;
        const allowed = host.get<string>('direction');
        if (allowed === 'positive') moved = Math.max(0, moved);
        if (allowed === 'negative') moved = Math.min(0, moved);
        let next = start + moved;
        if (!loops()) {
          const over = next < 0 ? next : next > lastStop() ? next - lastStop() : 0;
          // Beyond the ends it follows ever more slowly.
          if (over) next = next - over + Math.sign(over) * (0.5 - 0.25 / (Math.abs(over) + 0.5));
        }
        position = next;
        render();
        tellTransition(position - start);
      },
      end(state, cancelled) {
        held = false;
        const size = (vertical() ? frame.clientHeight : frame.clientWidth) || 1;
        const speed = -(vertical() ? state.vy : state.vx);
        const resting = Math.round(start);
        // Where it would come to rest if it were let run on a little; a third of a slide is enough to go on.
        const moved = position + (speed * THROW_MS) / size - resting;
        const most = Math.max(1, Math.round(Math.abs(position - resting)));
        const steps = Math.sign(moved) * Math.min(most, Math.ceil(Math.abs(moved) - TURN_SHARE));
        go(cancelled ? resting : resting + (steps || 0), 'touch', true);
      },
    });

    el.addEventListener('keydown', (event) => {
      if (event.target !== el) return;
      const [back, on] = vertical() ? ['ArrowUp', 'ArrowDown'] : ['ArrowLeft', 'ArrowRight'];
      if (event.key !== back && event.key !== on) return;
      event.preventDefault();
      go(Math.round(position) + (event.key === on ? 1 : -1), 'touch', true);
    });

    function sync(animated: boolean): void {
      const id = host.get<string>('current-item-id');
      const byId = id ? items.findIndex((item) => item.getAttribute('item-id') === id) : -1;
      const wanted = byId >= 0 ? byId : Math.trunc(host.get<number>('current')) || 0;
      const index = Math.max(0, Math.min(wanted, Math.max(0, items.length - 1)));
      let goal = index;
      // The short way round.
      if (loops()) goal = index + items.length * Math.round((position - index) / items.length);
      go(goal, '', animated);
    }

    let pending = false;
    const behaviour: SwiperBehaviour = {
      update(name) {
        if (name === 'current' || name === 'current-item-id') {
          if (name === 'current' && host.get<number>('current') === current && !stopMotion) return;
          sync(attached);
        } else if (name === 'autoplay' || name === 'interval') schedule();
        else layout();
      },
      attached() {
        attached = true;
        if (!el.hasAttribute('role')) el.setAttribute('role', 'group');
        el.setAttribute('aria-roledescription', 'carousel');
        behaviour.itemsChanged();
      },
      detached() {
        attached = false;
        clearTimeout(timer);
        stopMotion?.();
        stopDrag();
      },
      childrenChanged: () => behaviour.itemsChanged(),
      itemsChanged() {
        if (pending || !attached) return;
        pending = true;
        queueMicrotask(() => {
          pending = false;
          if (!attached) return;
          const had = items.length;
          collect();
          el.tabIndex = items.length > 1 ? 0 : -1;
          if (!had && items.length) {
            const wanted = host.get<number>('current');
            current = Math.max(0, Math.min(Math.trunc(wanted) || 0, items.length - 1));
            const id = host.get<string>('current-item-id');
            const byId = id ? items.findIndex((item) => item.getAttribute('item-id') === id) : -1;
            if (byId >= 0) current = byId;
            position = loops() ? current : Math.min(current, lastStop());
          } else if (items.length && current >= items.length) {
            current = items.length - 1;
            position = current;
          }
          layout();
          schedule();
        });
      },
      property: (name) => (name === 'current' ? current : host.get(name)),
    };
    return behaviour;
  },
};
export default definition;
