// `view`: a block box. In: hover attributes, which the view carries out for every element (view/gestures.ts). Out: nothing of its own.
// Accessible: a plain group; `aria-*` pass through.

import type { ElementDefinition } from '../view/element';
import { hoverAttributes } from './parts/hover_attributes';

const definition: ElementDefinition = { tag: 'view', attributes: hoverAttributes('none', 50, 400) };
export default definition;
