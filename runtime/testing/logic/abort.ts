// The part of `AbortController` that the runner of tests uses: a closed realm has taken the browser's apart.
// In: nothing. Out: a signal that listeners hear once. Must not: be what a program finds.

export class AbortController {
  readonly signal = { aborted: false, reason: undefined as unknown, addEventListener: (_type: 'abort', run: () => void) => void this.#listeners.add(run), removeEventListener: (_type: 'abort', run: () => void) => void this.#listeners.delete(run) };
  readonly #listeners = new Set<() => void>();

  abort(reason: unknown = new Error('aborted')): void {
    const { signal } = this;
    if (signal.aborted) return;
    Object.assign(signal, { aborted: true, reason });
    for (const run of this.#listeners) run();
  }
}
