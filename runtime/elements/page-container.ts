// `page-container`: a popup that behaves as a page: the way back closes it. In: show, position, round, overlay, duration…
// Out: beforeenter, enter, afterenter, beforeleave, leave, afterleave, clickoverlay. Accessible: a modal dialog.

import type { ElementDefinition } from '../view/element';
import { drag } from './parts/drag';

const definition: ElementDefinition = {
  tag: 'page-container',
  shell: '<div class="wx-container-overlay" hidden></div><div class="wx-container-box" role="dialog" aria-modal="true" tabindex="-1" hidden><slot></slot></div>',
  attributes: {
    show: { type: 'boolean', default: false },
    duration: { type: 'number', default: 300 },
    'z-index': { type: 'number', default: 100 },
    overlay: { type: 'boolean', default: true },
    position: { type: 'string', default: 'bottom' },
    round: { type: 'boolean', default: false },
    'close-on-slide-down': { type: 'boolean', default: false },
    'overlay-style': { type: 'string', default: '' },
    'custom-style': { type: 'string', default: '' },
  },
  create(host) {
    const [mask, box] = host.el.children as unknown as HTMLElement[];
    let shown = false;
    let release: (() => void) | null = null;
    let timer = 0;
    const convert = (text: string) => text.replace(/(-?[\d.]+)rpx\b/g, (_, rpx) => `${host.page.rpxToPx(Number(rpx))}px`);

    function look(): void {
      const position = host.get<string>('position');
      const durationMs = host.get<number>('duration');
      mask.style.cssText = convert(host.get<string>('overlay-style'));
      box.style.cssText = convert(host.get<string>('custom-style'));
      mask.style.zIndex = box.style.zIndex = String(host.get<number>('z-index'));
      mask.style.transitionDuration = box.style.transitionDuration = `${durationMs}ms`;
      box.className = `wx-container-box wx-container-${['top', 'bottom', 'right', 'center'].includes(position) ? position : 'bottom'}${host.get('round') ? ' wx-container-round' : ''}${shown ? ' wx-container-on' : ''}`;
      mask.className = shown ? 'wx-container-overlay wx-container-on' : 'wx-container-overlay';
    }
    function toggle(on: boolean): void {
      if (on === shown) return;
      shown = on;
      clearTimeout(timer);
      const durationMs = matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : host.get<number>('duration');
      host.fire(on ? 'beforeenter' : 'beforeleave', {});
      if (on) {
        mask.hidden = !host.get('overlay');
        box.hidden = false;
        void box.offsetHeight; // The transition needs a first style to start from.
        release = host.page.frame.interceptBack(host.page.instance, leave);
        box.focus({ preventScroll: true });
      } else {
        release?.();
        release = null;
      }
      look();
      host.fire(on ? 'enter' : 'leave', {});
      timer = setTimeout(() => {
        if (!shown) mask.hidden = box.hidden = true;
        host.fire(on ? 'afterenter' : 'afterleave', {});
      }, durationMs);
    }
    function leave(): void {
      toggle(false);
      host.writeModel('show', false);
    }
    mask.addEventListener('click', () => host.fire('clickoverlay', {}));
    const stopDrag = drag(box, {
      axis: () => (host.get('close-on-slide-down') && host.get('position') === 'bottom' ? 'y' : 'none'),
      claim: (state) => state.dy > 0,
      move(state) {
        box.style.transition = 'none';
        box.style.transform = `translateY(${Math.max(0, state.dy)}px)`;
      },
      end(state) {
        box.style.transition = box.style.transform = '';
        look();
        if (state.dy > box.offsetHeight / 3 || state.vy > 0.5) leave();
      },
    });
    look();
    return {
      attached: () => toggle(host.get<boolean>('show')),
      update(name) {
        if (name === 'show') toggle(host.get<boolean>('show'));
        else look();
      },
      detached() {
        clearTimeout(timer);
        release?.();
        stopDrag();
      },
    };
  },
};
export default definition;
