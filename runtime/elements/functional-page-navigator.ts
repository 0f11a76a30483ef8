// `functional-page-navigator`: a service of the vendor's that has no counterpart here: a labelled box.

import { placeholder } from './parts/placeholder';

export default placeholder({
  tag: 'functional-page-navigator',
  zh: '插件功能页',
  en: 'Plugin page',
  attributes: { 'version': { type: 'string' }, 'name': { type: 'string' }, 'args': { type: 'object' } },
});
