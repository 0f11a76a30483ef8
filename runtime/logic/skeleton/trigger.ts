// `triggerEvent` of a component: through the component tree, synchronously.
// In: the component, a type, a detail. Out: calls of handlers with complete event objects. Must not: lose a handler because another one failed.
import { evaluate } from '../../shared/expression';
import { callHandler, type EventTarget } from '../events';
import { now } from '../gesture';
import type { Instance } from '../instance';
import { findSlot } from './lookup';
import { ElementNode, type SkeletonNode } from './tree';
import type { EventBinding } from './form';

export interface TriggerOptions {
  bubbles?: boolean;
  composed?: boolean;
  capturePhase?: boolean;
}

interface Step {
  node: ElementNode;
  target: ElementNode;
}

/** `triggerEvent` of a component. */
export function trigger(instance: Instance, type: string, detail: unknown, options: TriggerOptions): void {
  if (!instance.host) return;
  const steps = pathOf(instance.host, !!options.bubbles || !!options.capturePhase, !!options.composed);
  const base = { type, timeStamp: now(), detail };
  let stopped = false;
  if (options.capturePhase) {
    for (let i = steps.length - 1; i >= 0 && !stopped; i--) stopped = deliver(steps, i, base, true, null);
  }
  const once = { mutual: false };
  const last = options.bubbles ? steps.length : 1;
  for (let i = 0; i < last && !stopped; i++) stopped = deliver(steps, i, base, false, once);
}

/** Elements from the host outwards. Without `composed` only those of the user's own template. */
function pathOf(host: ElementNode, far: boolean, composed: boolean): Step[] {
  const steps: Step[] = [{ node: host, target: host }];
  if (!far) return steps;
  const targets = new Map<Instance, ElementNode>();
  targets.set(host.context.owner, host);
  const add = (node: ElementNode) => {
    const { owner } = node.context;
    steps.push({ node, target: targets.get(owner) ?? host });
  };
  climb(host, composed, add, targets);
  return steps;
}

function climb(from: ElementNode, composed: boolean, add: (node: ElementNode) => void, targets: Map<Instance, ElementNode>): void {
  let child: SkeletonNode = from;
  let slot = from.slot;
  for (let at = from.parent; at; at = at.parent) {
    if (at instanceof ElementNode) {
      // Slotted content passes through the shadow tree of the component around it.
      if (composed && at.instance?.root) climbShadow(at.instance, slot, add, targets);
      add(at);
      slot = at.slot;
    }
    child = at;
  }
  const { owner } = child.context;
  if (!composed || !owner.host) return;
  // Out of a component's tree: its host is the target for those outside.
  if (!targets.has(owner.host.context.owner)) targets.set(owner.host.context.owner, owner.host);
  add(owner.host);
  climb(owner.host, composed, add, targets);
}

function climbShadow(instance: Instance, name: string, add: (node: ElementNode) => void, targets: Map<Instance, ElementNode>): void {
  const root = instance.root!;
  const slot = findSlot(root, instance.definition.options.multipleSlots || instance.definition.options.dynamicSlots ? name : '') ?? findSlot(root, '');
  let slotName = '';
  for (let at: SkeletonNode | null = slot?.parent ?? null; at; at = at.parent) {
    if (!(at instanceof ElementNode)) continue;
    if (at.instance?.root) climbShadow(at.instance, slotName, add, targets);
    add(at);
    slotName = at.slot;
  }
}

/** Calls the bindings of one node; true when propagation ends. */
function deliver(steps: readonly Step[], i: number, base: object, capture: boolean, once: { mutual: boolean } | null): boolean {
  const { node, target } = steps[i];
  let stop = false;
  for (const binding of node.compiled.events ?? []) {
    if (binding.type !== (base as any).type || binding.capture !== capture) continue;
    if (binding.mutual && once) {
      if (once.mutual) continue;
      once.mutual = true;
    }
    if (binding.stop) stop = true;
    const handler = handlerOf(binding, node);
    if (!handler) continue;
    const event = { ...base, target: elementTarget(target), currentTarget: elementTarget(node), mark: marksOf(steps, node.context.owner) };
    callHandler(node.context.owner, handler, event);
  }
  return stop;
}

function handlerOf(binding: EventBinding, node: ElementNode): string {
  if (!binding.dynamic) return binding.handler;
  const name = evaluate(binding.dynamic, node.context.d, node.frame, node.context.w);
  return typeof name === 'string' ? name : '';
}

function elementTarget(node: ElementNode): EventTarget {
  return { id: node.id, dataset: { ...node.dataset }, offsetLeft: 0, offsetTop: 0 };
}

/** Marks of the path within one template; the innermost wins. */
function marksOf(steps: readonly Step[], owner: Instance): Record<string, unknown> {
  const marks: Record<string, unknown> = {};
  for (let i = steps.length - 1; i >= 0; i--) {
    const { node } = steps[i];
    if (node.context.owner === owner && node.marks) Object.assign(marks, node.marks);
  }
  return marks;
}

