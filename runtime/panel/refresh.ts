// What a tab shows, kept as it is now. In: a function that draws it, a period. Out: the function that stops. Must not: know what is drawn.

/** Runs at once and then every `periodMs`, until what it gives back is called. */
export function keepFresh(draw: () => unknown, periodMs: number): () => void {
  draw();
  const timer = setInterval(draw, periodMs);
  return () => clearInterval(timer);
}
