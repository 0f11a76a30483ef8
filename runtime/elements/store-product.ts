// `store-product`: a service of the vendor's that has no counterpart here: a labelled box and the documented error event.

import { placeholder } from './parts/placeholder';

export default placeholder({
  tag: 'store-product',
  zh: '商品卡片',
  en: 'Product card',
  attributes: { 'appid': { type: 'string' }, 'product-id': { type: 'string' }, 'product-promotion-link': { type: 'string' }, 'media-id': { type: 'string' }, 'custom-style': { type: 'object' }, 'custom-content': { type: 'boolean' }, 'open-page': { type: 'string' }, 'logo-position': { type: 'string' } },
  event: { type: 'entererror', detail: { code: -1, message: 'not supported' } },
});
