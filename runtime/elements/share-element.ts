// `share-element`: pairs an element of the page with one of a page-container. Here it is a plain box; what is inside is shown without the flight.

import type { ElementDefinition } from '../view/element';

const definition: ElementDefinition = {
  tag: 'share-element',
  attributes: {
    key: { type: 'string', default: '' },
    transform: { type: 'boolean', default: false },
    duration: { type: 'number', default: 300 },
    'easing-function': { type: 'string', default: 'ease-out' },
    'transition-on-gesture': { type: 'boolean', default: false },
    'shuttle-on-push': { type: 'string', default: 'to' },
    'shuttle-on-pop': { type: 'string', default: 'to' },
    'rect-tween-type': { type: 'string', default: 'materialRectArc' },
  },
};
export default definition;
