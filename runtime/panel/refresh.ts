// What a tab shows, kept as it is now. In: a function that draws it, a period. Out: the function that stops. Must not: know what is drawn.

/** Runs at once and then `periodMs` after each run is done, until what it gives back is called: a realm that stands at a breakpoint is asked once. `failed` is told why a run ended early. */
export function keepFresh(draw: () => unknown, periodMs: number, failed: (reason: string) => void): () => void {
  let stopped = false;
  let timer = 0;
  const run = async () => {
    try {
      await draw();
    } catch (error) {
      failed(String((error as Error)?.message ?? error));
    }
    if (!stopped) timer = window.setTimeout(run, periodMs);
  };
  void run();
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}
