// The tap gate: whether running code was set off by a tap, for APIs that need one; and the program's clock.
// In: `runInTap`, `grant`. Out: `byTap`. Must not: outlive the task it was granted in.
import { natives } from './realm';

let granted = 0;

/** True in code run from a tap: until the task ends; promises keep it, timers lose it. */
export function byTap(): boolean {
  return granted > 0;
}

export function runInTap<T>(run: () => T): T {
  grant();
  return run();
}

/** Gives the flag to the rest of this task (also for callbacks that inherit it). */
export function grant(): void {
  granted++;
  // Timers of the program started later run later, so they no longer see the flag.
  natives.setTimeout(() => {
    granted--;
  }, 0);
}

const started = Date.now();
/** Milliseconds since the program began. */
export function now(): number {
  return natives.performance ? natives.performance.now() : Date.now() - started;
}
