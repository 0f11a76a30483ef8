// What late.ts loads. In: nothing. Out: the parts by name. Must not: be imported by anything that a first page needs.
export { applyAnimation } from './animation';
export { connectLateCalls, transferable } from './late_calls';
export { askBeforeLeaving, connectFrame, connectPullDown, openFrameMenu, scrollPage, showLeftProgram } from './frame/frame_late';
export { pageMotion } from './frame/motion';
export { gesture, listenToGestures } from './gestures';
export { longestIncreasing, splice, touchItems } from './lists_late';
export { keepOffline } from './offline';
export { preload } from './preload';
export { watchWindow } from './window';
export { callHandler, callListener } from './wxs_handlers';
