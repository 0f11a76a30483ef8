// `channel-live`: a service of the vendor's that has no counterpart here: a labelled box.

import { placeholder } from './parts/placeholder';

export default placeholder({
  tag: 'channel-live',
  zh: '视频号直播',
  en: 'Channels live',
  attributes: { 'feed-id': { type: 'string' }, 'finder-user-name': { type: 'string' } },
});
