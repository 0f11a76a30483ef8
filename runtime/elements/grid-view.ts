// `grid-view`: a grid or masonry. In: type, cross-axis-count, max-cross-axis-extent, gaps, padding.

import type { ElementDefinition } from '../view/element';

const definition: ElementDefinition = {
  tag: 'grid-view',
  attributes: {
    type: { type: 'string', default: 'aligned' },
    'cross-axis-count': { type: 'number', default: 2 },
    'max-cross-axis-extent': { type: 'length', default: 0 },
    'main-axis-gap': { type: 'length', default: 0 },
    'cross-axis-gap': { type: 'length', default: 0 },
    padding: { type: 'array', default: [0, 0, 0, 0] },
  },
  create(host) {
    const { style } = host.el;
    function apply(): void {
      const count = Math.max(1, Math.trunc(host.get<number>('cross-axis-count')) || 1);
      const extent = host.get<number>('max-cross-axis-extent');
      const masonry = host.get('type') === 'masonry';
      style.display = masonry ? 'block' : 'grid';
      style.gridTemplateColumns = masonry ? '' : extent > 0 ? `repeat(auto-fill,minmax(min(100%,${extent}px),1fr))` : `repeat(${count},minmax(0,1fr))`;
      style.columns = masonry ? String(count) : '';
      style.columnGap = `${host.get<number>('cross-axis-gap')}px`;
      style.rowGap = `${host.get<number>('main-axis-gap')}px`;
      host.el.classList.toggle('wx-masonry', masonry);
      host.el.style.setProperty('--wx-gap', `${host.get<number>('main-axis-gap')}px`);
      const list = host.get<unknown[]>('padding');
      style.padding = Array.isArray(list) ? list.slice(0, 4).map((one) => `${Number(one) || 0}px`).join(' ') : '';
    }
    apply();
    return { update: apply, styled: apply };
  },
};
export default definition;
