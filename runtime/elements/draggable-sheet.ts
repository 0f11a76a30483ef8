// `draggable-sheet`: a sheet at the bottom of its parent. In: initial-child-size, min-child-size, max-child-size (parts of the parent's height).
// Out: the context's scrollTo({size, animated, duration}). The web renderer has no worklet that would follow a finger: content scrolls inside.

import type { ElementDefinition } from '../view/element';

const definition: ElementDefinition = {
  tag: 'draggable-sheet',
  attributes: {
    'initial-child-size': { type: 'number', default: 0.5 },
    'min-child-size': { type: 'number', default: 0.25 },
    'max-child-size': { type: 'number', default: 1 },
    snap: { type: 'boolean', default: false },
    'snap-sizes': { type: 'array', default: [] },
  },
  create(host) {
    const { style } = host.el;
    const show = (size: number) => {
      const within = Math.min(Math.max(size, host.get<number>('min-child-size')), host.get<number>('max-child-size'));
      style.height = `${within * 100}%`;
    };
    show(host.get<number>('initial-child-size'));
    return {
      context: () => ({}),
      command(name, args) {
        if (name !== 'scrollTo') return;
        const { size, animated = true, duration = 300 } = (Array.isArray(args) ? args[0] : args) as { size: number; animated?: boolean; duration?: number };
        style.transition = animated ? `height ${duration}ms ease-in-out` : '';
        show(Number(size) || 0);
      },
    };
  },
};
export default definition;
