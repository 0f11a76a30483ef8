// `official-account-publish`: a service of the vendor's that has no counterpart here: a labelled box and the documented error event.

import { placeholder } from './parts/placeholder';

export default placeholder({
  tag: 'official-account-publish',
  zh: '公众号发表',
  en: 'Publish to an official account',
  attributes: { 'topic': { type: 'string' }, 'color-unity': { type: 'boolean' }, 'show-related': { type: 'boolean' }, 'recommend-path': { type: 'string' }, 'recommend-title': { type: 'string' } },
  event: { type: 'publishfail', detail: { errMsg: 'not supported' } },
});
