// Calls of the logic realm that the view answers: the frame's own, and those of late_calls.ts and the API groups, loaded on first use.
// In: `call` and `emit` messages. Out: `return` messages, streams. Must not: know what a group does.
import { isApiFailure } from '../api/host';
import { viewGroupOf } from '../api/groups';
import { frameCalls } from '../api/ui/frame_calls';
import { loadGroup } from './chunks';
import { late, lateParts, whenLate } from './late';
import type { Page } from './pages';
import { post } from './port';
import type { FrameControl } from './frame/types';

export type Handler = (args: any, page: Page | undefined) => unknown;

const handlers = new Map<string, Handler>();
const topics = new Map<string, Set<(value: any) => void>>();

export interface CallsOptions {
  manifest: any;
  frame: FrameControl;
  top(): Page | undefined;
}

export function handle(name: string, run: Handler): void {
  handlers.set(name, run);
}

export function connectCalls(options: CallsOptions): void {
  frameCalls({ handle: handle as never, frame: options.frame });
  whenLate(({ connectLateCalls }) => connectLateCalls(options));
  find = async (name) => {
    await late();
    if (!handlers.has(name)) {
      const group = viewGroupOf(name);
      if (group) await loadGroup(options.manifest, group);
    }
    return handlers.get(name);
  };
}

let find: (name: string) => Promise<Handler | undefined> = async () => undefined;

/** Listens to a stream of the logic realm. */
export function listen(topic: string, listener: (value: any) => void): void {
  let set = topics.get(topic);
  if (!set) topics.set(topic, (set = new Set()));
  set.add(listener);
}

/** A stream of the logic realm. What comes for listeners that late_calls.ts brings waits for them. */
export function deliver(topic: string, value: unknown): void {
  const listeners = topics.get(topic);
  if (!listeners && !lateParts()) return void whenLate(() => deliver(topic, value));
  for (const listener of listeners ?? []) {
    try {
      listener(value);
    } catch (error) {
      console.error(error);
    }
  }
}

/** Runs a view handler; also for elements. */
export async function callView(name: string, args: unknown, page: Page | undefined): Promise<unknown> {
  const known = handlers.get(name) ?? (await find(name));
  if (!known) throw new Error('not supported');
  return known(args, page);
}

export function answerCall(call: number, name: string, args: unknown, page: Page | undefined): void {
  callView(name, args, page).then(
    (value) => post({ t: 'return', call, ok: true, value }, lateParts()?.transferable(value)),
    (error) => {
      if (isApiFailure(error)) post({ t: 'return', call, ok: false, value: { message: error.reason, ...error.extra } });
      else post({ t: 'return', call, ok: false, value: { message: String((error as Error)?.message ?? error) } });
    },
  );
}
