// Events: those the view reports reach their handlers; `triggerEvent` goes through the component tree (skeleton/trigger.ts).
// In: event records, triggerEvent calls. Out: calls of handlers with complete event objects.
// Must not: lose a handler because another one failed.
import type { EventMessage, EventNode } from '../shared/bridge';
import { callMember, instanceByNumber, type Instance } from './instance';
import { runInTap } from './gesture';
import { part } from './parts';
import type { TriggerOptions } from './skeleton/trigger';

export interface EventTarget {
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
  const { components: marked, ...mark } = record.mark ?? {};
  event.mark = marked?.length ? part('skeleton').completeMarks(marked, mark) : mark;
  if (event.detail === undefined) event.detail = {};
  else if (record.detail?.components) {
    const { components, ...detail } = record.detail;
    event.detail = components.length ? part('skeleton').completeForm(record.type, components, detail) : detail;
  }
  const run = () => callHandler(instance, message.handler, event);
  return record.type === 'tap' || record.type === 'longpress' || record.type === 'longtap' ? runInTap(run) : run();
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

export function callHandler(instance: Instance, name: string, event: object): unknown {
  const handler = instance.object[name];
  if (typeof handler !== 'function') {
    console.warn(`Component "${instance.where}" does not have a method "${name}" to handle event "${(event as any).type}".`);
    return undefined;
  }
  return callMember(instance, handler, [event], `handler "${name}"`);
}

/** `triggerEvent`: of a page nobody hears. */
export function trigger(instance: Instance, type: string, detail: unknown, options: TriggerOptions): void {
  if (instance.host) part('skeleton').trigger(instance, type, detail, options);
}
