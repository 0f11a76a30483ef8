// `ad-custom`: a service of the vendor's that has no counterpart here: takes no room and the documented error event.

import { placeholder } from './parts/placeholder';

export default placeholder({
  tag: 'ad-custom',
  zh: '广告',
  en: 'Advertisement',
  attributes: { 'unit-id': { type: 'string' }, 'ad-intervals': { type: 'number' } },
  event: { type: 'error', detail: { errMsg: 'no ad', errCode: 1004 } },
  collapsed: true,
});
