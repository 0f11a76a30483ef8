// The part of the view that no first screen and no first tap needs: one chunk of its own, fetched once the first page stands.
// In: nothing. Out: what late_parts.ts has. Must not: be asked for before the first page is there by anything but a call that needs it.
import type * as LateParts from './late_parts';

type Parts = typeof LateParts;
/** May return what ends what it began. */
type Run = (late: Parts) => void | (() => void);
type Begin = (late: Parts) => void;

let parts: Parts | null = null;
let loading: Promise<Parts> | null = null;
/** What waits, in the order in which it began to, and what it does instead if the parts do not come; without that it waits on. */
const waiting = new Map<Begin, (() => void) | undefined>();

/** Fetches the parts, or gives those that are here; a failure may be tried again. */
export function late(): Promise<Parts> {
  return (loading ??= import('./late_parts').then(
    (loaded) => {
      parts = loaded;
      for (const [begin] of waiting) {
        try {
          begin(loaded);
        } catch (error) {
          console.error(error);
        }
      }
      waiting.clear();
      return loaded;
    },
    (error) => {
      loading = null;
      for (const [begin, otherwise] of [...waiting]) {
        if (!otherwise) continue;
        waiting.delete(begin);
        otherwise();
      }
      throw error;
    },
  ));
}

/** Runs at once where the parts are here, else when they come, in order: it does not ask for them. Returns what calls it off, or ends what it began. */
export function whenLate(run: Run, otherwise?: () => void): () => void {
  let end: void | (() => void);
  const begin: Begin = (late) => void (end = run(late));
  if (parts) begin(parts);
  else waiting.set(begin, otherwise);
  return () => {
    waiting.delete(begin);
    end?.();
  };
}

/** The same, and asks for them. Where they do not come it never runs, since later nobody would expect it any more, but `otherwise` does. */
export function withLate(run: Run, otherwise = () => {}): () => void {
  const end = whenLate(run, otherwise);
  if (!parts) late().catch((error) => console.error(error));
  return end;
}

/** The parts, where they are here. */
export function lateParts(): Parts | null {
  return parts;
}

/** They were asked for, and did not fail yet. */
export function isLateComing(): boolean {
  return !!loading;
}
