// What late.ts loads. In: nothing. Out: the parts by name. Must not: be imported by anything that a first page needs.
export { drag } from '../elements/parts/drag';
export { applyAnimation } from './animation';
export { connectLateCalls } from './late_calls';
export { openAbout, openMenu, showLeft } from './frame/menu';
export { createOverlays } from './frame/overlay';
export { preload } from './preload';
export { confirmLeave } from './frame/leave';
export { nodeDescriptor } from './wxs_instance';
