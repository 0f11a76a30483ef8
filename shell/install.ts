// The browser's offer to keep the host app on the device.
// In: its event. Out: a way to accept it. Must not: ask again after a no.

import { useEffect, useState } from 'preact/hooks';

interface Offer extends Event {
  prompt(): Promise<void>;
}

const REFUSED = 'minnow.install_refused';
let offer: Offer | undefined;
const listeners = new Set<() => void>();

/** Begins to listen; the event comes once, soon after the page was loaded. */
export function awaitOffer(): void {
  const set = (next: Offer | undefined) => {
    offer = next;
    for (const listener of listeners) listener();
  };
  addEventListener('beforeinstallprompt', (event) => {
    event.preventDefault();
    set(event as Offer);
  });
  addEventListener('appinstalled', () => set(undefined));
}

export function useInstall(): { accept: () => void; refuse: () => void } | null {
  const [, again] = useState(0);
  useEffect(() => {
    const changed = () => again((count) => count + 1);
    listeners.add(changed);
    return () => void listeners.delete(changed);
  }, []);
  if (!offer || localStorage.getItem(REFUSED)) return null;
  const accept = () => void offer?.prompt();
  const refuse = () => {
    localStorage.setItem(REFUSED, '1');
    again((count) => count + 1);
  };
  return { accept, refuse };
}
