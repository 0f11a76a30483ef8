// `match-media`: shows its content while the page's size matches. In: widths and heights in CSS pixels, orientation.

import type { ElementDefinition } from '../view/element';

const LIMITS = ['min-width', 'max-width', 'width', 'min-height', 'max-height', 'height'];

const definition: ElementDefinition = {
  tag: 'match-media',
  attributes: { ...Object.fromEntries(LIMITS.map((name) => [name, { type: 'number' as const }])), orientation: { type: 'string', default: '' } },
  create(host) {
    const { viewport } = host.page;
    let resize: ResizeObserver | null = null;
    function matches(): boolean {
      for (const name of LIMITS) {
        if (!host.has(name)) continue;
        const limit = host.get<number>(name);
        const size = name.endsWith('width') ? viewport.clientWidth : viewport.clientHeight;
        if (name.startsWith('min-') ? size < limit : name.startsWith('max-') ? size > limit : size !== limit) return false;
      }
      const orientation = host.get<string>('orientation');
      return !orientation || (orientation === 'landscape') === viewport.clientWidth > viewport.clientHeight;
    }
    const apply = () => void host.el.classList.toggle('wx-unmatched', !matches());
    return {
      attached() {
        apply();
        resize = new ResizeObserver(apply);
        resize.observe(viewport);
      },
      update: apply,
      detached: () => resize?.disconnect(),
    };
  },
};
export default definition;
