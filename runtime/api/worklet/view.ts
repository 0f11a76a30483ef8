// Draws the styles of `applyAnimatedStyle`. In: styles by number. Out: animations that hold one style, so that what the template writes is neither lost
// nor in the way. Must not: decide when; the logic realm sends at most once a frame.

import type { ViewApiHost } from '../host';
import type { StyleChange } from './styles';

export default function worklet(host: ViewApiHost): void {
  const changes = new Map<number, StyleChange>();
  const held = new WeakMap<Element, Map<number, Animation>>();
  let observer: MutationObserver | undefined;

  /** `anew`: only nodes that have come since. */
  function draw([id, instance, selector, style]: StyleChange, anew: boolean): void {
    for (const node of host.query(instance, selector)) {
      let own = held.get(node);
      if (!own) held.set(node, (own = new Map()));
      const before = own.get(id);
      if (before && anew) continue;
      const keyframe = Object.fromEntries(Object.entries(style).map(([name, value]) => [camel(name), pixels(value)]));
      if (before) (before.effect as KeyframeEffect).setKeyframes([keyframe, keyframe]);
      else own.set(id, node.animate([keyframe, keyframe], { duration: 0, fill: 'forwards' }));
    }
  }
  const pixels = (value: string) => value.replace(/(-?[\d.]+)rpx\b/g, (_, number: string) => `${host.page()?.rpxToPx(Number(number)) ?? 0}px`);

  host.handle('worklet.styles', (list: StyleChange[]) => {
    for (const change of list) {
      changes.set(change[0], change);
      draw(change, false);
    }
    // Nodes that a list or a condition draws later take part too.
    if (observer) return;
    observer = new MutationObserver(() => changes.forEach((change) => draw(change, true)));
    observer.observe(document.body, { childList: true, subtree: true });
  });
  host.handle('worklet.forget', (ids: number[]) => ids.forEach((id) => changes.delete(id)));
}

function camel(name: string): string {
  return name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
