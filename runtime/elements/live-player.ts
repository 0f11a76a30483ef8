// `live-player`: a service of the vendor's that has no counterpart here: a labelled box and the documented error event.

import { placeholder } from './parts/placeholder';

export default placeholder({
  tag: 'live-player',
  zh: '直播',
  en: 'Live stream',
  attributes: { 'src': { type: 'string' }, 'mode': { type: 'string' }, 'autoplay': { type: 'boolean' }, 'muted': { type: 'boolean' }, 'orientation': { type: 'string' }, 'object-fit': { type: 'string' }, 'min-cache': { type: 'number' }, 'max-cache': { type: 'number' }, 'sound-mode': { type: 'string' }, 'auto-pause-if-navigate': { type: 'boolean' }, 'auto-pause-if-open-native': { type: 'boolean' }, 'picture-in-picture-mode': { type: 'any' }, 'background-mute': { type: 'boolean' }, 'enable-casting': { type: 'boolean' } },
  event: { type: 'statechange', detail: { code: -2301, message: 'live streams cannot be played by this browser' } },
});
