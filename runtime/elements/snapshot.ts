// `snapshot`: what is in it, and a context that would make a picture of it. In: mode. Out: takeSnapshot, which a browser cannot do: it has no way from
// nodes to a picture.

import type { ElementDefinition } from '../view/element';

const definition: ElementDefinition = {
  tag: 'snapshot',
  attributes: { mode: { type: 'string', default: 'view' } },
  create: () => ({ context: () => ({}) }),
};
export default definition;
