// `xr-scene`: a service of the vendor's that has no counterpart here: a labelled box and the documented error event.

import { placeholder } from './parts/placeholder';

export default placeholder({
  tag: 'xr-scene',
  zh: '三维场景',
  en: '3D scene',
  attributes: { 'render-system': { type: 'string' }, 'alpha': { type: 'boolean' } },
  event: { type: 'error', detail: { errMsg: 'not supported' } },
});
