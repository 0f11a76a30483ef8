// `store-home`: a service of the vendor's that has no counterpart here: a labelled box and the documented error event.

import { placeholder } from './parts/placeholder';

export default placeholder({
  tag: 'store-home',
  zh: '店铺',
  en: 'Shop',
  attributes: { 'appid': { type: 'string' } },
  event: { type: 'entererror', detail: { code: -1, message: 'not supported' } },
});
