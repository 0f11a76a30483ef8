// Event channels between a page and the one it opened with `navigateTo`.
// In: listeners of both. Out: a pair of ends. Must not: deliver an event to the end that emitted it.
import { guarded } from './errors';

interface Listening {
  run: unknown;
  once: boolean;
}

export class EventChannel {
  #listeners = new Map<string, Listening[]>();
  #other: EventChannel | null = null;

  static pair(events: unknown): { opener: EventChannel; opened: EventChannel } {
    const opener = new EventChannel();
    const opened = new EventChannel();
    opener.#other = opened;
    opened.#other = opener;
    if (typeof events === 'object' && events !== null) for (const name of Object.keys(events)) opener.on(name, (events as any)[name]);
    return { opener, opened };
  }

  emit(name: string, ...args: unknown[]): void {
    this.#other?.deliver(name, args);
  }

  deliver(name: string, args: unknown[]): void {
    const list = this.#listeners.get(name);
    if (!list) return;
    this.#listeners.set(name, list.filter(({ once }) => !once));
    for (const { run } of list) guarded(run, undefined, args, `event channel "${name}"`);
  }

  on(name: string, run: unknown): void {
    this.#add(name, run, false);
  }

  once(name: string, run: unknown): void {
    this.#add(name, run, true);
  }

  off(name: string, run?: unknown): void {
    if (run === undefined) this.#listeners.delete(name);
    else this.#listeners.set(name, (this.#listeners.get(name) ?? []).filter((listening) => listening.run !== run));
  }

  #add(name: string, run: unknown, once: boolean): void {
    if (typeof run !== 'function') return;
    const list = this.#listeners.get(name);
    if (list) list.push({ run, once });
    else this.#listeners.set(name, [{ run, once }]);
  }
}
