// Facts of nodes on the screen: where they stand, how large they are, what built-in elements hold.
// In: nodes. Out: numbers, values. Must not: change anything but the focus.
import { blockOf } from '../../view/components';
import { pageOf } from '../../view/pages';
import type { ValueNode } from '../../view/blocks/values';

/** From the top left of the page's content. */
export function offsetOf(el: HTMLElement): { left: number; top: number } {
  const owner = blockOf(el)?.c.owner;
  const page = owner && pageOf(owner);
  const { left, top } = el.getBoundingClientRect();
  if (!page) return { left, top };
  const origin = page.viewport.getBoundingClientRect();
  return { left: left - origin.left + page.scroller.scrollLeft, top: top - origin.top + page.scroller.scrollTop };
}

/** On the screen, for a picture. */
export function boxOf(el: HTMLElement): { x: number; y: number; width: number; height: number } {
  el.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  const { left, top, width, height } = el.getBoundingClientRect();
  if (!width || !height) throw new Error('the element has no size: there is nothing to take a picture of');
  return { x: left, y: top, width, height };
}

export function sizeOf({ scrollWidth, scrollHeight }: Element): { width: number; height: number } {
  return { width: scrollWidth, height: scrollHeight };
}

/** Of a built-in element, as the program would be told. */
export function propertyOf(el: HTMLElement, name: string): unknown {
  const host = (el as ValueNode).$e;
  const value = host?.behaviour?.property?.(name) ?? host?.get(name);
  return value === undefined ? (el.getAttribute(name) ?? null) : value;
}

/** What scrolls in an element: itself, or the part of its shell that does. */
export function scrollPart(el: HTMLElement): Element {
  return ((el as ValueNode).$e && el.querySelector(`:scope > .${el.localName}`)) || el;
}

/** Puts the cursor into a field, with all of its text marked: what is typed then takes its place. */
export function focus(el: HTMLElement): void {
  const field = el.matches('input,textarea') ? el : el.querySelector<HTMLElement>('input,textarea');
  if (!field) throw new Error(`there is no field to type into in <${el.localName.replace(/^wx-/, '')}>`);
  field.focus();
  (field as HTMLInputElement).select();
}
