// Short news at the foot of the page, read out by screen readers, gone after a while unless it is a fault.
// In: `showToast(text)`. Out: a live region that is there from the start. Must not: be the only place where something important is said.

import { useEffect, useState } from 'preact/hooks';
import { words } from '../words';
import { Button } from './button';
import { Icon } from './icon';

const t = words({ dismiss: 'Dismiss', news: 'News' }, { dismiss: '关闭', news: '消息' });

interface Toast {
  id: number;
  text: string;
  isFault: boolean;
}

/** A person needs about this long for two lines. */
const SHOWN_MS = 6_000;
let last = 0;
let listener: ((toast: Toast) => void) | undefined;

export function showToast(text: string, isFault = false): void {
  listener?.({ id: ++last, text, isFault });
}

/** Stands once, at the end of the page. */
export function Toasts() {
  const [toasts, setToasts] = useState<Toast[]>([]);
  useEffect(() => {
    const drop = (id: number) => setToasts((list) => list.filter((toast) => toast.id !== id));
    listener = (toast) => {
      setToasts((list) => [...list.slice(-2), toast]);
      if (!toast.isFault) setTimeout(() => drop(toast.id), SHOWN_MS);
    };
    return () => (listener = undefined);
  }, []);
  return (
    <div class="toasts" role="region" aria-label={t.news} aria-live="polite">
      {toasts.map((toast) => (
        <div key={toast.id} class={toast.isFault ? 'toast toast-fault' : 'toast'}>
          <Icon name={toast.isFault ? 'warning' : 'check'} />
          <p>{toast.text}</p>
          <Button kind="quiet" isSmall icon="cross" label={t.dismiss} onClick={() => setToasts((list) => list.filter((other) => other.id !== toast.id))} />
        </div>
      ))}
    </div>
  );
}
