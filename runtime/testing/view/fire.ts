// Events that tests dispatch on a node, without a finger: a tap goes the way of a click, touches that of touches, all others straight to handlers.
// In: a node, a type, what is told. Out: handlers called. Must not: be how real input is tested (`element.tap` does that).
import { dispatch, pathFrom } from '../../view/events';
import type { ValueNode } from '../../view/blocks/values';

interface FireOptions {
  detail?: unknown;
  bubbles?: boolean;
  touches?: PointLike[];
  changedTouches?: PointLike[];
}

interface PointLike {
  identifier?: number;
  x?: number;
  y?: number;
  clientX?: number;
  clientY?: number;
  pageX?: number;
  pageY?: number;
}

const TOUCHES = ['touchstart', 'touchmove', 'touchend', 'touchcancel'];
const BUBBLING = new Set([...TOUCHES, 'tap', 'longpress', 'longtap', 'transitionend', 'animationstart', 'animationiteration', 'animationend']);

export function fire(el: HTMLElement, type: string, options: FireOptions = {}): void {
  const { detail, touches, changedTouches, bubbles = BUBBLING.has(type) } = options;
  if (type === 'tap' && detail === undefined) return click(el);
  const points = touches ?? changedTouches ?? (BUBBLING.has(type) ? [{ x: 0, y: 0 }] : undefined);
  dispatch(stepsOf(el), {
    type, bubbles, detail: detail ?? {},
    touches: points && (type === 'touchend' ? (touches ?? []) : points).map(complete),
    changedTouches: points && (changedTouches ?? points).map(complete),
  });
}

/** A virtual host stands in no document: what it would be told goes on from where its content stands. */
function stepsOf(el: HTMLElement): ReturnType<typeof pathFrom> {
  const { $c: host } = el as ValueNode;
  if (!host?.anchor) return pathFrom(el);
  const steps = pathFrom(host.anchor.parentNode);
  return host.at && host.owner ? [{ el: host.host!, b: host.at.b, owner: host.owner }, ...steps] : steps;
}

function click(el: HTMLElement): void {
  if (!el.isConnected) return void dispatch(stepsOf(el), { type: 'tap', detail: { x: 0, y: 0 }, bubbles: true, touches: [], changedTouches: [] });
  const { left, top, width, height } = el.getBoundingClientRect();
  el.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, composed: true, detail: 1, clientX: left + width / 2, clientY: top + height / 2 }));
}

function complete(point: PointLike, index: number): PointLike {
  const x = point.x ?? point.clientX ?? point.pageX ?? 0;
  const y = point.y ?? point.clientY ?? point.pageY ?? 0;
  return { identifier: index, clientX: x, clientY: y, pageX: x, pageY: y, ...point };
}
