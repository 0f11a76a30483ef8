// Arms of experiments that this visit shows: what the platform put into the document, else what it said the last time, where the service worker opened the page.
// In: the document, localStorage. Out: parameters for the logic realm, and what is to be kept. Must not: change during a visit.

export interface ShownArms {
  parameters: Record<string, string>;
  /** Experiments by id, for the platform to count. */
  arms: Record<string, string>;
}

const KEY = 'minnow-experiments';

export function shownArms(): ShownArms | null {
  const told = document.getElementById('minnow-launch')?.textContent;
  if (told) return JSON.parse(told).experiments ?? null;
  try {
    // A page that the worker had is the same for everybody.
    return navigator.serviceWorker?.controller ? JSON.parse(localStorage.getItem(KEY) ?? 'null') : null;
  } catch {
    return null;
  }
}

/** For the next visit that the service worker opens. */
export function keepArms(shown: ShownArms | null): void {
  try {
    if (shown) localStorage.setItem(KEY, JSON.stringify(shown));
    else localStorage.removeItem(KEY);
  } catch {
    // Nothing is kept where a browser keeps nothing.
  }
}
