// The part of the view that no first screen and no first tap needs: one chunk of its own, fetched once the first page stands.
// In: nothing. Out: what late_parts.ts has. Must not: be asked for before the first page is there by anything but a call that needs it.
import type * as LateParts from './late_parts';

let parts: typeof LateParts | null = null;
let loading: Promise<typeof LateParts> | null = null;
const waiting: ((late: typeof LateParts) => void)[] = [];

/** Fetches the parts, or gives those that are here; a failure may be tried again. */
export function late(): Promise<typeof LateParts> {
  return (loading ??= import('./late_parts').then(
    (loaded) => {
      parts = loaded;
      for (const run of waiting.splice(0)) run(loaded);
      return loaded;
    },
    (error) => {
      loading = null;
      throw error;
    },
  ));
}

/** Runs at once where the parts are here, else when they come: it does not ask for them. */
export function whenLate(run: (late: typeof LateParts) => void): void {
  if (parts) run(parts);
  else waiting.push(run);
}

/** The parts, where they are here. */
export function lateParts(): typeof LateParts | null {
  return parts;
}

/** `drag` of late_parts.ts, as soon as it is here. */
export function lateDrag(...[el, on]: Parameters<typeof LateParts.drag>): () => void {
  let stop = () => {};
  let stopped = false;
  whenLate(({ drag }) => {
    if (!stopped) stop = drag(el, on);
  });
  return () => {
    stopped = true;
    stop();
  };
}
