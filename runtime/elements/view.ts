// `view`: a block box. In: hover attributes. Out: the hover class. Nodes without `hover-class` cost nothing.
// Accessible: a plain group; `aria-*` pass through.

import type { ElementDefinition } from '../view/element';
import { hover, hoverAttributes } from './parts/hover';

const definition: ElementDefinition = {
  tag: 'view',
  attributes: hoverAttributes('none', 50, 400),
  when: ['hover-class'],
  create: (host) => ({ detached: hover(host) }),
};
export default definition;
