// `store-gift`: a service of the vendor's that has no counterpart here: a labelled box.

import { placeholder } from './parts/placeholder';

export default placeholder({
  tag: 'store-gift',
  zh: '礼物',
  en: 'Gift',
  attributes: { 'present-order-id': { type: 'string' }, 'open-id': { type: 'string' }, 'show-gift-card': { type: 'boolean' } },
});
