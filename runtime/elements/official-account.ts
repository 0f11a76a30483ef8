// `official-account`: a service of the vendor's that has no counterpart here: takes no room and the documented error event.

import { placeholder } from './parts/placeholder';

export default placeholder({
  tag: 'official-account',
  zh: '公众号',
  en: 'Official account',
  attributes: {},
  event: { type: 'error', detail: { status: 6, errMsg: 'invalid scene' } },
  collapsed: true,
});
