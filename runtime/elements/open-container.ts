// `open-container`: a box that grows to the page it opens. In: looks, closed and open. Here pages slide, so it always looks closed: colour, corners, shadow.

import type { ElementDefinition } from '../view/element';

const definition: ElementDefinition = {
  tag: 'open-container',
  attributes: {
    'closed-color': { type: 'string', default: 'white' },
    'closed-elevation': { type: 'length', default: 0 },
    'closed-border-radius': { type: 'length', default: 0 },
    'middle-color': { type: 'string', default: '' },
    'open-color': { type: 'string', default: 'white' },
    'open-elevation': { type: 'length', default: 0 },
    'open-border-radius': { type: 'length', default: 0 },
    'transition-duration': { type: 'number', default: 300 },
    'transition-type': { type: 'string', default: 'fade' },
  },
  create(host) {
    const { style } = host.el;
    function apply(): void {
      const height = host.get<number>('closed-elevation');
      const radius = host.get<number>('closed-border-radius');
      style.backgroundColor = host.get<string>('closed-color');
      style.borderRadius = radius ? `${radius}px` : '';
      style.overflow = radius ? 'hidden' : '';
      style.boxShadow = height ? `0 ${height}px ${height * 2}px rgba(0,0,0,.2)` : '';
    }
    apply();
    return { update: apply, styled: apply };
  },
};
export default definition;
