// Questions to the view and to the component tree: queries, observers, selectors of components.
// In: selectors. Out: nodes and components. Must not: hold anything but exports.
export { createIntersectionObserver, createMediaQueryObserver } from '../observers_api';
export { exported, selectInstances } from '../selector';
export { createSelectorQuery } from '../selector_query';
