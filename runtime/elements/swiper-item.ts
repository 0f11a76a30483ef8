// `swiper-item`: one slide. In: item-id. Out: tells its swiper that it came or went. Look: ua.css.

import type { ElementDefinition } from '../view/element';
import type { SwiperBehaviour } from './swiper';
import { reflect } from './parts/reflect';

const definition: ElementDefinition = {
  tag: 'swiper-item',
  attributes: { 'item-id': { type: 'string', default: '' }, 'skip-hidden-item-layout': { type: 'boolean', default: false } },
  create(host) {
    let swiper: SwiperBehaviour | undefined;
    const mark = () => reflect(host.el, 'item-id', host.get<string>('item-id') || null);
    return {
      update: mark,
      // Its place is written on it.
      styled: () => swiper?.itemsChanged(),
      attached() {
        mark();
        swiper = host.closest('swiper')?.behaviour as SwiperBehaviour | undefined;
        swiper?.itemsChanged();
      },
      detached: () => swiper?.itemsChanged(),
    };
  },
};
export default definition;
