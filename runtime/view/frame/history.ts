// Keeps the browser's history in step with the page stack. Each page of the stack is one entry with its real URL, so
// reload, links and the browser's buttons work.
// In: routes of the frame (`record`), popstate. Out: requests to navigate. Must not: touch pages.
//
// An entry's state is {mn: index}: its position in this tab's history, which survives reloads. `base` is the index of
// the entry of stack[0]; the top of the stack is at base + depth - 1. `history.go` is asynchronous, so changes are
// queued and a traversal of our own is awaited before the next one.

import type { FrameNavigation, RouteKind } from './types';

export interface PageHistory {
  /** A route was taken: `url` of the page on top, `depth` the pages in the stack after it. */
  record(kind: RouteKind, url: string, depth: number): void;
  /** The program refused or intercepted a `pop`: go where the stack is. */
  restore(): void;
  dispose(): void;
}

interface Entry {
  mn: number;
}

export function createHistory(options: {
  navigate(request: FrameNavigation): void;
  /** Program path with query of a document URL, or nothing when it is not one of the program's pages. */
  pageOf(location: Location): { url: string; tab: boolean } | undefined;
}): PageHistory {
  const indexNow = () => (history.state as Entry | null)?.mn;
  let base = indexNow() ?? 0;
  let depth = 0;
  /** Index of the entry a popstate brought us to for which no route has been taken yet. */
  let adopted: number | undefined;
  let queue: Promise<void> = Promise.resolve();
  let traversalEnded: (() => void) | undefined;
  let disposed = false;

  const top = () => base + depth - 1;

  function traverse(delta: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => traversalEnded?.(), 1000);
      traversalEnded = () => {
        clearTimeout(timer);
        traversalEnded = undefined;
        resolve();
      };
      history.go(delta);
    });
  }

  function enqueue(step: () => void | Promise<void>): void {
    queue = queue.then(() => (disposed ? undefined : step())).catch(() => undefined);
  }

  /** Makes `index` the current entry with this address; entries above it become stale. */
  function settle(index: number, url: string): void {
    enqueue(async () => {
      const now = indexNow();
      const state: Entry = { mn: index };
      if (now === undefined || now === index) history.replaceState(state, '', url);
      else if (now === index - 1) history.pushState(state, '', url);
      else if (now > index) {
        await traverse(index - now);
        history.replaceState({ mn: index }, '', url);
      } else {
        history.pushState(state, '', url);
      }
    });
  }

  function onPop(): void {
    if (traversalEnded) {
      traversalEnded();
      return;
    }
    const now = indexNow();
    if (now === undefined || depth === 0) return; // a fragment link of the document, or before launch
    if (now === top()) return;
    if (now >= base && now < top()) {
      options.navigate({ kind: 'pop', delta: top() - now });
      return;
    }
    const target = options.pageOf(location);
    if (!target) return;
    adopted = now;
    const open = now < base ? 'reLaunch' : target.tab ? 'switchTab' : 'navigateTo';
    options.navigate({ kind: 'link', open, url: target.url });
  }

  addEventListener('popstate', onPop);

  return {
    record(kind, url, depthAfter) {
      const entry = adopted;
      adopted = undefined;
      depth = depthAfter;
      if (kind === 'launch') base = indexNow() ?? 0;
      else if (entry !== undefined && kind !== 'navigateBack') {
        base = entry - depth + 1;
        settle(entry, url);
        return;
      }
      settle(top(), url);
    },
    restore() {
      adopted = undefined;
      enqueue(async () => {
        const now = indexNow();
        if (now !== undefined && now !== top()) await traverse(top() - now);
      });
    },
    dispose() {
      disposed = true;
      removeEventListener('popstate', onPop);
    },
  };
}
