// SelectorQuery: facts of nodes, and numbers for nodes the logic realm holds objects of.
// In: requests `{instance, selector, all, fields}`. Out: plain answers in order. Must not: hand out what cannot cross the bridge.
import { blockOf, components } from './components';
import type { ValueNode } from './blocks/values';
import { datasetOf, marksOf } from './node_facts';
import { pageOf, type Page } from './pages';
import { select } from './selector';

export interface QueryRequest {
  instance?: number;
  /** null: the viewport. */
  selector: string | null;
  all: boolean;
  fields: Record<string, any>;
}

export function query(requests: readonly QueryRequest[], top: Page | undefined): unknown[] {
  return requests.map((request) => {
    const scope = components.get(request.instance ?? top?.instance ?? -1);
    const page = scope ? pageOf(scope) : top;
    if (request.selector === null) return page ? viewportFacts(page, request.fields) : null;
    if (!scope) return request.all ? [] : null;
    const found = select(scope, request.selector, !request.all);
    if (request.all) return found.map((el) => facts(el as ValueNode, request.fields, page));
    return found.length ? facts(found[0] as ValueNode, request.fields, page) : null;
  });
}

function viewportFacts(page: Page, fields: Record<string, any>): Record<string, unknown> {
  const { viewport, scroller } = page;
  const out: Record<string, unknown> = {};
  if (fields.id) out.id = '';
  if (fields.dataset) out.dataset = {};
  if (fields.rect) Object.assign(out, { left: 0, top: 0, right: viewport.clientWidth, bottom: viewport.clientHeight });
  if (fields.size) Object.assign(out, { width: viewport.clientWidth, height: viewport.clientHeight });
  if (fields.scrollOffset) addScroll(out, scroller);
  return out;
}

function addScroll(out: Record<string, unknown>, el: Element): void {
  Object.assign(out, { scrollLeft: el.scrollLeft, scrollTop: el.scrollTop, scrollWidth: el.scrollWidth, scrollHeight: el.scrollHeight });
}

function facts(el: ValueNode, fields: Record<string, any>, page: Page | undefined): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  // The logic realm knows the id and dataset of a component host.
  if (el.$c && (fields.id || fields.dataset || fields.mark)) out.component = el.$c.id;
  if (fields.id) out.id = el.id;
  if (fields.dataset) out.dataset = datasetOf(el);
  if (fields.mark) marksOf(el, blockOf(el), (out.mark = {}));
  if (fields.rect || fields.size) {
    const box = el.getBoundingClientRect();
    const origin = page?.viewport.getBoundingClientRect() ?? { left: 0, top: 0 };
    const left = box.left - origin.left;
    const top = box.top - origin.top;
    if (fields.rect) Object.assign(out, { left, top, right: left + box.width, bottom: top + box.height });
    if (fields.size) Object.assign(out, { width: box.width, height: box.height });
  }
  if (fields.scrollOffset) addScroll(out, scrollPart(el));
  const { behaviour } = el.$e ?? {};
  for (const name of Array.isArray(fields.properties) ? fields.properties : []) {
    const value = behaviour?.property?.(name);
    out[name] = value !== undefined ? value : el.$e ? el.$e.get(name) : el.getAttribute(name);
  }
  if (Array.isArray(fields.computedStyle)) {
    const computed = getComputedStyle(el);
    // A size that was asked for as such stays a number.
    for (const name of fields.computedStyle) if (!(name in out)) out[name] = computed.getPropertyValue(String(name).replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`));
  }
  if (fields.node || fields.context) {
    const value = behaviour?.context?.();
    const answer = { kind: el.localName.replace(/^wx-/, ''), value, node: numberOf(el) };
    if (fields.node) out.node = value === undefined && !el.$e ? null : answer;
    if (fields.context) out.context = value === undefined && !el.$e ? null : answer;
  }
  if (fields.ref) out.ref = { node: numberOf(el) };
  return out;
}

/** What scrolls in an element: itself, or the part of its shell that does. */
function scrollPart(el: ValueNode): Element {
  return (el.$e && el.querySelector(`:scope > .${el.localName}`)) || el;
}

const numbers = new WeakMap<Element, number>();
const numbered = new Map<number, WeakRef<Element>>();
let lastNumber = 0;

function numberOf(el: Element): number {
  let number = numbers.get(el);
  if (number === undefined) {
    numbers.set(el, (number = ++lastNumber));
    numbered.set(number, new WeakRef(el));
    forgotten.register(el, number);
  }
  return number;
}

const forgotten = new FinalizationRegistry<number>((number) => numbered.delete(number));

/** The node a number was given to. */
export function nodeByNumber(number: number): HTMLElement | undefined {
  return numbered.get(number)?.deref() as HTMLElement | undefined;
}
