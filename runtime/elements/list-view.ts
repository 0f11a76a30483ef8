// `list-view`: rows below each other. In: padding.

import type { ElementDefinition } from '../view/element';
import { padding } from './parts/padding';

const definition: ElementDefinition = { tag: 'list-view', attributes: { padding: { type: 'array', default: [0, 0, 0, 0] } }, when: ['padding'], create: padding };
export default definition;
