// The page stack: which pages are open, and which tab pages wait beside it.
// In: router.ts. Out: what everyone else may ask. Must not: run life cycles.
import type { Instance } from './instance';

/** Bottom to top. */
export const stack: Instance[] = [];
/** Tab pages that are open but not in the stack, by path. */
export const dangling = new Map<string, Instance>();

export function currentPage(): Instance | undefined {
  return stack[stack.length - 1];
}
