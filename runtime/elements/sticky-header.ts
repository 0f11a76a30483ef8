// `sticky-header`: stays at the top of its scroller while its section is in sight. In: offset-top, padding. Out: stickontopchange{isStickOnTop}.

import type { ElementDefinition } from '../view/element';
import { padding } from './parts/padding';

const definition: ElementDefinition = {
  tag: 'sticky-header',
  attributes: { 'offset-top': { type: 'length', default: 0 }, 'allow-overlapping': { type: 'boolean', default: false }, padding: { type: 'array', default: [0, 0, 0, 0] } },
  create(host) {
    const el = host.el;
    let stuck = false;
    let scroller: HTMLElement | null = null;
    function apply(): void {
      if (host.has('padding')) padding(host);
      el.style.top = `${host.get<number>('offset-top')}px`;
    }
    function check(): void {
      const section = host.closest('sticky-section')?.el ?? el.parentElement!;
      const line = scroller!.getBoundingClientRect().top + host.get<number>('offset-top');
      const now = section.getBoundingClientRect().top < line - 0.5 && section.getBoundingClientRect().bottom > line;
      if (now === stuck) return;
      stuck = now;
      host.fire('stickontopchange', { isStickOnTop: now });
    }
    apply();
    return {
      update: apply,
      styled: apply,
      attached() {
        if (!host.listens('stickontopchange')) return;
        scroller = host.closest('scroll-view')?.el.querySelector<HTMLElement>('.wx-scroll-view') ?? host.page.scroller;
        scroller.addEventListener('scroll', check, { passive: true });
      },
      detached: () => scroller?.removeEventListener('scroll', check),
    };
  },
};
export default definition;
