// `movable-area`: the room in which movable-views move. In: scale-area. Out: pinches anywhere in it go to the view inside.

import type { ElementDefinition } from '../view/element';

const definition: ElementDefinition = {
  tag: 'movable-area',
  attributes: { 'scale-area': { type: 'boolean', default: false } },
  create: (host) => ({ property: (name) => host.get(name) }),
};
export default definition;
