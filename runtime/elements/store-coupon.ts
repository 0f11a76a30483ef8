// `store-coupon`: a service of the vendor's that has no counterpart here: a labelled box and the documented error event.

import { placeholder } from './parts/placeholder';

export default placeholder({
  tag: 'store-coupon',
  zh: '优惠券',
  en: 'Coupon',
  attributes: { 'appid': { type: 'string' }, 'coupon-id': { type: 'string' }, 'promoter-share-link': { type: 'string' }, 'custom-style': { type: 'object' } },
  event: { type: 'entererror', detail: { code: -1, message: 'not supported' } },
});
