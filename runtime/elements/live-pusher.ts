// `live-pusher`: a service of the vendor's that has no counterpart here: a labelled box and the documented error event.

import { placeholder } from './parts/placeholder';

export default placeholder({
  tag: 'live-pusher',
  zh: '直播推流',
  en: 'Live broadcast',
  attributes: { 'url': { type: 'string' }, 'mode': { type: 'string' }, 'autopush': { type: 'boolean' }, 'muted': { type: 'boolean' }, 'enable-camera': { type: 'boolean' }, 'auto-focus': { type: 'boolean' }, 'orientation': { type: 'string' }, 'beauty': { type: 'number' }, 'whiteness': { type: 'number' }, 'aspect': { type: 'string' }, 'min-bitrate': { type: 'number' }, 'max-bitrate': { type: 'number' }, 'audio-quality': { type: 'string' }, 'waiting-image': { type: 'string' }, 'zoom': { type: 'boolean' }, 'device-position': { type: 'string' }, 'mirror': { type: 'boolean' }, 'remote-mirror': { type: 'boolean' }, 'local-mirror': { type: 'string' }, 'enable-mic': { type: 'boolean' }, 'video-width': { type: 'number' }, 'video-height': { type: 'number' }, 'filter': { type: 'string' }, 'fps': { type: 'number' } },
  event: { type: 'error', detail: { errCode: 10002, errMsg: 'live broadcasts cannot be sent by this browser' } },
});
