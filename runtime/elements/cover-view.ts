// `cover-view`: text over native components, which are ordinary elements here: a block box. In: scroll-top.

import type { ElementDefinition } from '../view/element';

const definition: ElementDefinition = {
  tag: 'cover-view',
  attributes: { 'scroll-top': { type: 'length', default: 0 }, 'marker-id': { type: 'any' } },
  when: ['scroll-top'],
  create(host) {
    const place = () => (host.el.scrollTop = host.get<number>('scroll-top'));
    return { attached: place, update: place };
  },
};
export default definition;
