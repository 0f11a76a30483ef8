// The end of a change: what must wait until all data is written and all nodes are drawn.
// In: tasks. Out: they run in order at `settle`. Must not: know what the tasks are.

const settlers: (() => void)[] = [];
let tasks: (() => void)[] = [];
let scheduled = false;

/** Registers work done at the end of every change (lists, slots, attaching), in order of registration. */
export function onSettle(work: () => void): void {
  settlers.push(work);
}

/** Runs once, after the current change is drawn. */
export function later(task: () => void): void {
  tasks.push(task);
  if (scheduled) return;
  scheduled = true;
  // A change made outside a message (an element, WXS) settles by itself.
  queueMicrotask(settle);
}

/** Finishes the structure only: what the next change of the same message must see. */
export function settleStructure(): void {
  for (const work of settlers) work();
}

export function settle(): void {
  scheduled = false;
  settleStructure();
  const due = tasks;
  tasks = [];
  for (const task of due) {
    try {
      task();
    } catch (error) {
      console.error(error);
    }
  }
}
