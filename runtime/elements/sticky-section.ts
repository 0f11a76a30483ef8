// `sticky-section`: the range within which its sticky-header sticks. In: padding, push-pinned-header.

import type { ElementDefinition } from '../view/element';
import { padding } from './parts/padding';

const definition: ElementDefinition = {
  tag: 'sticky-section',
  attributes: { 'push-pinned-header': { type: 'boolean', default: true }, padding: { type: 'array', default: [0, 0, 0, 0] } },
  when: ['padding'],
  create: padding,
};
export default definition;
