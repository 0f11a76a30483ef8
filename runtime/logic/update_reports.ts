// `setUpdatePerformanceListener`: how long the updates of an instance take.
// In: the patches of the update queue. Out: one report an instance and patch. Must not: run before a program asks for it.
import type { Path } from '../shared/path';
import { guarded } from './errors';
import type { Instance } from './instance';
import { watchUpdates, type Group } from './update_queue';

interface Listening {
  withDataPaths: boolean;
  listener: (result: object) => void;
}

const listening = new WeakMap<Instance, Listening>();

export function reportUpdates(instance: Instance, options: any, listener: unknown): void {
  if (typeof listener !== 'function') return void listening.delete(instance);
  listening.set(instance, { withDataPaths: !!options?.withDataPaths, listener: listener as Listening['listener'] });
  watchUpdates(watch);
}

function watch(groups: readonly Group[]): (() => void) | null {
  const paths = new Map<Instance, Path[]>();
  for (const { instance, sets } of groups) {
    if (listening.has(instance)) paths.set(instance, [...(paths.get(instance) ?? []), ...sets.map(({ path }) => path)]);
  }
  const started = Date.now();
  return paths.size ? () => report(paths, started) : null;
}

function report(paths: ReadonlyMap<Instance, Path[]>, started: number): void {
  let id = 0;
  for (const [instance, written] of paths) {
    const asked = listening.get(instance);
    if (!asked) continue;
    const result: Record<string, unknown> = {
      updateProcessId: ++id, isMergedUpdate: false, pendingStartTimestamp: started, updateStartTimestamp: started, updateEndTimestamp: Date.now(),
    };
    if (asked.withDataPaths) result.dataPaths = written;
    guarded(asked.listener, instance.object, [result], 'setUpdatePerformanceListener');
  }
}
