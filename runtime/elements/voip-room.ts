// `voip-room`: a service of the vendor's that has no counterpart here: a labelled box and the documented error event.

import { placeholder } from './parts/placeholder';

export default placeholder({
  tag: 'voip-room',
  zh: '音视频通话',
  en: 'Voice and video call',
  attributes: { 'openid': { type: 'string' }, 'mode': { type: 'string' }, 'device-position': { type: 'string' }, 'object-fit': { type: 'string' } },
  event: { type: 'error', detail: { errMsg: 'not supported' } },
});
