// The layer above pages before its part of the view is there: what opens early opens as soon as it is. In: what stands behind it. Out: overlays.
// Must not: fetch anything before something is to be shown.
import { late, lateParts } from '../late';
import { h } from './dom';
import type { OverlayOptions, Overlays } from './overlay';

type Parts = NonNullable<ReturnType<typeof lateParts>>;

export function createLateOverlays(lang: string, behind: () => HTMLElement[], say: (text: string) => void) {
  const element = h('div', 'mn-overlays', { lang });
  let overlays: Overlays | null = null;

  /** Runs with the parts and the layer, at once where they are there. */
  function use(run: (parts: Parts, open: Overlays) => void): void {
    const start = (parts: Parts) => run(parts, (overlays ??= parts.createOverlays(element, behind, say)));
    const parts = lateParts();
    if (parts) start(parts);
    else void late().then(start).catch((error) => console.error(error));
  }

  return {
    element,
    use,
    dismissTop: () => overlays?.dismissTop() ?? false,
    open(content: HTMLElement, how: OverlayOptions): () => void {
      let close = () => {};
      let closed = false;
      use((_, open) => {
        if (!closed) close = open.open(content, how);
      });
      return () => {
        closed = true;
        close();
      };
    },
  };
}
