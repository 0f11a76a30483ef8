// The wire to the view realm: typed messages out, and one handler for each kind of message in.
// In: whatever carries messages (the Worker's own postMessage, a fake in tests). Out: `post`, `call`, `on`.
// Must not: know what messages mean.
import type { LogicMessage, ViewMessage } from '../shared/bridge';

export type Send = (message: LogicMessage, transfer?: Transferable[]) => void;

let send: Send = () => {};
type Handlers = { [T in ViewMessage['t']]?: (message: Extract<ViewMessage, { t: T }>) => void };
const handlers: Handlers = {};

export function connect(to: Send): void {
  send = to;
}

export function post(message: LogicMessage, transfer?: Transferable[]): void {
  send(message, transfer);
}

export function on<T extends ViewMessage['t']>(kind: T, handler: (message: Extract<ViewMessage, { t: T }>) => void): void {
  (handlers as any)[kind] = handler;
}

/** Hands a message of the view to its handler; an unknown kind is ignored, so that a newer view can talk to an older logic. */
export function receive(message: ViewMessage): void {
  (handlers as any)[message.t]?.(message);
}

interface Pending {
  resolve(value: any): void;
  reject(error: unknown): void;
}
let lastCall = 0;
const pending = new Map<number, Pending>();

/** Calls a view handler; rejects with the failure it answered. */
export function call(name: string, args?: unknown, transfer?: Transferable[]): Promise<any> {
  const number = ++lastCall;
  return new Promise((resolve, reject) => {
    pending.set(number, { resolve, reject });
    try {
      post({ t: 'call', call: number, name, args }, transfer);
    } catch (error) {
      pending.delete(number);
      reject(error);
    }
  });
}

export function settle(number: number, ok: boolean, value: unknown, failure: (value: any) => unknown): void {
  const waiting = pending.get(number);
  if (!waiting) return;
  pending.delete(number);
  if (ok) waiting.resolve(value);
  else waiting.reject(failure(value));
}

const topics = new Map<string, Set<(value: any) => void>>();

/** Listens to a stream of the view; returns the function that stops. */
export function listen(topic: string, listener: (value: any) => void): () => void {
  let set = topics.get(topic);
  if (!set) topics.set(topic, (set = new Set()));
  set.add(listener);
  return () => {
    set.delete(listener);
    if (!set.size) topics.delete(topic);
  };
}

export function hasListener(topic: string): boolean {
  return topics.has(topic);
}

export function deliver(topic: string, value: unknown, run: (listener: (value: any) => void, value: unknown) => void): void {
  for (const listener of [...(topics.get(topic) ?? [])]) run(listener, value);
}
