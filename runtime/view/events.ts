// Events on their way: the path through components, capture and bubble, handlers named by attributes, WXS handlers.
// In: native events (gestures.ts) and `fire` of elements. Out: `event` messages, WXS calls, element taps.
// Must not: keep listeners on nodes; handlers are read from canonical attributes when an event passes.
import { blockOf, type Component } from './components';
import type { Block } from './blocks/block';
import type { ValueNode } from './blocks/values';
import type { ElementTap } from './element';
import type { EventRecord } from '../shared/bridge';
import { datasetOf, eventNode, marksOf } from './node_facts';
import { pageOf } from './pages';
import { post } from './port';
import { withLate } from './late';

export interface PathStep {
  el: ValueNode;
  b: Block;
  owner: Component;
}

/**
 * The nodes an event passes, innermost first. Nodes of shells and of elements' own making belong to the block around them;
 * a virtual host stands between its content and the node that holds it.
 */
export function pathFrom(target: Node | null): PathStep[] {
  const steps: PathStep[] = [];
  let waiting: ValueNode[] = [];
  for (let at = target as ValueNode | null; at; at = (at.$up ?? at.parentNode) as ValueNode | null) {
    if (at.nodeType !== 1) continue;
    // What a template writes has a hyphen in its name; the rest is inside an element and never a target.
    if (at.localName.includes('-')) waiting.push(at);
    const b = at.$b;
    if (!b) continue;
    for (const el of waiting) steps.push({ el, b, owner: b.c.owner });
    waiting = [];
    for (let { owner } = b.c; owner.anchor && owner.anchor.parentNode === at.parentNode && owner.at; owner = owner.at.b.c.owner) {
      steps.push({ el: owner.host!, b: owner.at.b, owner: owner.at.b.c.owner });
    }
  }
  return steps;
}

const prefixes = ['bind', 'catch', 'mutbind', 'capturebind', 'capturecatch'] as const;

/** Whether anything on this node listens for the event. */
export function listensFor(el: Element, type: string): boolean {
  const over = (el as ValueNode).$w;
  return prefixes.some((prefix) => el.hasAttribute(prefix + type) || typeof over?.[prefix + type] === 'function');
}

export interface Occurrence {
  type: string;
  detail: unknown;
  /** Touch lists, for touch events and taps. */
  touches?: unknown;
  changedTouches?: unknown;
  bubbles: boolean;
  /** Set where the behaviours on the path take part. */
  tap?: ElementTap;
  /** Asks the handler for its return value. */
  reply?: boolean;
}

export interface Outcome {
  /** A WXS handler returned false. */
  prevented: boolean;
  /** Some handler was called. */
  handled: boolean;
  reply?: Promise<unknown>;
}

/** Sends an event along a path: capture from the outside in, then the behaviours and handlers from the inside out. */
export function dispatch(steps: PathStep[], event: Occurrence): Outcome {
  const outcome: Outcome = { prevented: false, handled: false };
  if (!steps.length) return outcome;
  const run = (i: number, attribute: string): boolean => handle(steps, i, attribute, event, outcome);
  if (event.bubbles) {
    for (let i = steps.length - 1; i >= 0; i--) {
      run(i, `capturebind${event.type}`);
      if (run(i, `capturecatch${event.type}`)) return outcome;
    }
  }
  let mutual = false;
  for (let i = 0; i < (event.bubbles ? steps.length : 1); i++) {
    if (event.tap) tapElement(steps[i]!.el, event.tap);
    if (event.tap?.stopped) break;
    if (!mutual) mutual = run(i, `mutbind${event.type}`);
    run(i, `bind${event.type}`);
    if (run(i, `catch${event.type}`) || outcome.prevented) break;
  }
  return outcome;
}

function tapElement(el: ValueNode, tap: ElementTap): void {
  try {
    el.$e?.behaviour?.tap?.(tap);
  } catch (error) {
    console.error(error);
  }
}

/** Runs the handler an attribute names, if there is one. Returns whether the attribute is there (an empty `catch` stops, too). */
function handle(steps: PathStep[], i: number, attribute: string, event: Occurrence, outcome: Outcome): boolean {
  const { el, b, owner } = steps[i]!;
  const f = el.$w?.[attribute];
  if (typeof f === 'function') {
    outcome.handled = true;
    // Where what they may do with nodes is not here yet, they run when it is, and come too late to prevent anything.
    withLate(({ callHandler }) => callHandler(f as (event: unknown, owner: unknown) => unknown, steps, i, event, outcome));
    return true;
  }
  // `bindtap="{{fn}}"` may also give the name of a method.
  const handler = typeof f === 'string' ? f : el.getAttribute(attribute);
  if (handler === null) return false;
  if (handler && handler !== 'true') {
    outcome.handled = true;
    const call = event.reply ? nextCall++ : undefined;
    if (call !== undefined) outcome.reply = new Promise((resolve, reject) => replies.set(call, { resolve, reject }));
    post({ t: 'event', instance: owner.id, handler, event: record(steps, i, event, b), ...(call === undefined ? {} : { call }) });
  }
  return true;
}

/** The event object for the handler of step `i`: the target is the innermost node of the handler's own tree. */
export function record(steps: PathStep[], i: number, event: Occurrence, b: Block): EventRecord {
  const { el, owner } = steps[i]!;
  const target = steps.find((step) => step.owner === owner)!;
  const mark: Record<string, unknown> = {};
  const hosts: number[] = [];
  for (const step of steps) {
    if (step.owner !== owner) continue;
    marksOf(step.el, step.b, mark);
    if (step.el.$c) hosts.push(step.el.$c.id);
  }
  const facts: EventRecord = {
    type: event.type,
    timeStamp: performance.now() - (pageOf(owner)?.startedMs ?? 0),
    target: eventNode(target.el, target.b),
    currentTarget: eventNode(el, b),
    mark: hosts.length ? { ...mark, components: hosts } : mark,
    detail: event.detail ?? {},
  };
  if (event.touches) facts.touches = event.touches;
  if (event.changedTouches) facts.changedTouches = event.changedTouches;
  return facts;
}

const replies = new Map<number, { resolve(value: unknown): void; reject(reason: unknown): void }>();
let nextCall = 1;

/** The logic realm's answer to an event that asked for one. */
export function answer(call: number, ok: boolean, value: unknown): void {
  const waiting = replies.get(call);
  replies.delete(call);
  if (ok) waiting?.resolve(value);
  else waiting?.reject(value);
}

/** An element's event: on its node only, unless it bubbles. */
export function fireEvent(el: HTMLElement, type: string, detail: unknown, options: { bubbles?: boolean; reply?: boolean; touch?: unknown }): void | Promise<unknown> {
  const b = blockOf(el);
  if (!b) return options.reply ? Promise.resolve(undefined) : undefined;
  const steps = options.bubbles ? pathFrom(el) : pathFrom(el).filter((step) => step.owner === b.c.owner);
  const touch = options.touch as { touches?: unknown; changedTouches?: unknown } | undefined;
  const outcome = dispatch(steps, { type, detail, bubbles: !!options.bubbles, reply: !!options.reply, touches: touch?.touches, changedTouches: touch?.changedTouches });
  if (options.reply) return outcome.reply ?? Promise.resolve(undefined);
}
