// Where a program runs: in a frame of the host app, or at its own address.
// In: the browser. Out: whether a frame would keep its own store. Must not: guess by anything but the engine.

/**
 * WebKit, which every browser of iOS is, keeps what a frame stores apart from what the same address stores when it is opened by itself: a cart filled by a
 * code would be empty in the host app. An installed host app has a store of its own in any case, and its programs stay in it.
 */
export function keepsFramesApart(): boolean {
  const isInstalled = matchMedia('(display-mode: standalone)').matches || (navigator as { standalone?: boolean }).standalone === true;
  return navigator.vendor.startsWith('Apple') && !isInstalled;
}
