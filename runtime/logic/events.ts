// Events: those the view reports reach their handlers; `triggerEvent` goes through the component tree, synchronously.
// In: event records, triggerEvent calls. Out: calls of handlers with complete event objects.
// Must not: lose a handler because another one failed.
import { evaluate } from '../shared/expression';
import type { EventMessage, EventNode } from '../shared/bridge';
import { applyWrites, callMember, instanceByNumber, type Instance } from './instance';
import { now, runInTap } from './gesture';
import { ElementNode, findSlot, type SkeletonNode } from './skeleton/tree';
import type { EventBinding } from './skeleton/form';

interface EventTarget {
  id: string;
  dataset: Record<string, unknown>;
  offsetLeft: number;
  offsetTop: number;
}

/** `id` and `dataset` of a component, as its user wrote them on the host. */
export function hostTarget(instance: Instance): EventTarget {
  const { host } = instance;
  return { id: host?.id ?? '', dataset: host ? { ...host.dataset } : {}, offsetLeft: 0, offsetTop: 0 };
}

/** A native event of the view: calls the handler, returns what it returned. */
export function dispatchNative(message: EventMessage): unknown {
  const instance = instanceByNumber(message.instance);
  if (!instance) return undefined;
  const record = message.event as any;
  // A worklet gets what the element tells, and no event around it.
  if (record.type.startsWith('worklet')) return callHandler(instance, message.handler, record.detail);
  const event: Record<string, unknown> = { ...record };
  event.target = completeTarget(record.target);
  event.currentTarget = completeTarget(record.currentTarget);
  event.mark = completeMarks(record.mark);
  if (event.detail === undefined) event.detail = {};
  else if (record.detail?.components) event.detail = completeForm(record.type, record.detail);
  const run = () => callHandler(instance, message.handler, event);
  return record.type === 'tap' || record.type === 'longpress' || record.type === 'longtap' ? runInTap(run) : run();
}

/** Components with `wx://form-field` take part in forms: their `value` is submitted under their `name`, and reset. */
function completeForm(type: string, detail: any): object {
  const { components, ...rest } = detail;
  const fields: Record<string, unknown> = {};
  for (const number of components) {
    const field = instanceByNumber(number);
    if (!field || !field.definition.behaviors.has('wx://form-field')) continue;
    if (type === 'submit') {
      if (field.data.name) fields[field.data.name] = field.data.value;
    } else applyWrites(field, [[['value'], field.initialValue]], false);
  }
  if (type === 'submit') rest.value = { ...fields, ...rest.value };
  return rest;
}

function completeTarget(node: EventNode | undefined): EventTarget | undefined {
  if (!node) return undefined;
  const { component, ...rest } = node;
  if (component === undefined) return rest as EventTarget;
  const instance = instanceByNumber(component);
  return instance ? { ...hostTarget(instance), ...definedOnly(rest) } : { id: '', dataset: {}, offsetLeft: 0, offsetTop: 0, ...rest };
}

function definedOnly(rest: Record<string, any>): Record<string, any> {
  const kept: Record<string, any> = {};
  for (const key in rest) if (rest[key] !== undefined && key !== 'id' && key !== 'dataset') kept[key] = rest[key];
  return kept;
}

/** Marks of component hosts are known here only; what the view found nearer to the target wins over them. */
function completeMarks(mark: any): Record<string, unknown> {
  if (!mark) return {};
  const { components, ...own } = mark;
  if (!Array.isArray(components)) return own;
  const merged: Record<string, unknown> = {};
  for (const number of [...components].reverse()) Object.assign(merged, instanceByNumber(number)?.host?.marks);
  return { ...merged, ...own };
}

function callHandler(instance: Instance, name: string, event: object): unknown {
  const handler = instance.object[name];
  if (typeof handler !== 'function') {
    console.warn(`Component "${instance.where}" does not have a method "${name}" to handle event "${(event as any).type}".`);
    return undefined;
  }
  return callMember(instance, handler, [event], `handler "${name}"`);
}

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

