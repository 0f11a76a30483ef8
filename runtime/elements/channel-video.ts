// `channel-video`: a service of the vendor's that has no counterpart here: a labelled box and the documented error event.

import { placeholder } from './parts/placeholder';

export default placeholder({
  tag: 'channel-video',
  zh: '视频号视频',
  en: 'Channels video',
  attributes: { 'feed-id': { type: 'string' }, 'finder-user-name': { type: 'string' }, 'feed-token': { type: 'string' }, 'autoplay': { type: 'boolean' }, 'loop': { type: 'boolean' }, 'muted': { type: 'boolean' }, 'object-fit': { type: 'string' } },
  event: { type: 'error', detail: { errMsg: 'not supported' } },
});
