// The layer above pages: toasts, dialogs, sheets. In: content. Out: a function that closes it.
// Must not: know what is shown. Modal content keeps the focus and answers Escape and the person's way back.

import { h, reducedMotion } from './dom';

export interface OverlayOptions {
  modal: boolean;
  label?: string;
  onDismiss?: () => void;
  kind: 'toast' | 'dialog' | 'sheet';
}

export interface Overlays {
  open(content: HTMLElement, options: OverlayOptions): () => void;
  /** Dismisses the topmost modal; false when there is none. */
  dismissTop(): boolean;
}

const FOCUSABLE = 'button:not([disabled]),[href],input:not([disabled]),textarea:not([disabled]),select,[tabindex]:not([tabindex="-1"])';
const LEAVE_MS = 200;

/** `element` is the layer; `say` tells assistive technology what takes no focus: a live region that comes with its text is often not read. */
export function createOverlays(element: HTMLElement, behind: () => HTMLElement[], say: (text: string) => void): Overlays {
  const modals: { box: HTMLElement; dismiss(): void; focusBefore: Element | null }[] = [];
  // Browsers ring whatever a script focuses before the first touch; on a phone a dialog would open with a ringed button.
  let usesKeys = false;
  document.addEventListener('keydown', () => (usesKeys = true), true);
  document.addEventListener('pointerdown', () => (usesKeys = false), true);

  function updateInert(): void {
    for (const node of behind()) node.inert = modals.length > 0;
    modals.forEach((modal, index) => (modal.box.inert = index < modals.length - 1));
  }

  function open(content: HTMLElement, options: OverlayOptions): () => void {
    const mask = options.modal ? h('div', 'mn-mask') : null;
    // What is not modal is spoken once, by `say`.
    const body = h('div', 'mn-overlay-body', options.modal ? { role: 'dialog', 'aria-modal': 'true', tabindex: '-1' } : { role: 'status', 'aria-live': 'off' }, content);
    if (options.modal) body.setAttribute('aria-label', options.label ?? '');
    else say(options.label ?? content.textContent ?? '');
    const box = h('div', `mn-overlay mn-overlay-${options.kind}`, null, ...(mask ? [mask, body] : [body]));
    let closed = false;

    const close = () => {
      if (closed) return;
      closed = true;
      const at = modals.indexOf(modal);
      if (at >= 0) {
        modals.splice(at, 1);
        updateInert();
        if (modal.focusBefore instanceof HTMLElement && modal.focusBefore.isConnected) modal.focusBefore.focus({ preventScroll: true });
      }
      if (reducedMotion()) box.remove();
      else {
        box.classList.add('mn-leaving');
        box.inert = true;
        setTimeout(() => box.remove(), LEAVE_MS);
      }
    };
    const modal = {
      box,
      focusBefore: document.activeElement,
      dismiss() {
        if (!options.onDismiss) return;
        options.onDismiss();
      },
    };
    if (options.modal) {
      modals.push(modal);
      mask!.addEventListener('click', () => modal.dismiss());
      // A press beside the content leaves the focus in it, where Escape is heard.
      mask!.addEventListener('mousedown', (event) => event.preventDefault());
      body.addEventListener('keydown', (event) => {
        if (event.key === 'Escape') {
          event.stopPropagation();
          modal.dismiss();
        } else if (event.key === 'Tab') keepFocus(body, event);
      });
    }
    element.append(box);
    if (options.modal) {
      updateInert();
      if (!usesKeys) {
        box.classList.add('mn-without-ring');
        body.addEventListener('keydown', () => box.classList.remove('mn-without-ring'), { once: true });
      }
      const first = body.querySelector<HTMLElement>('[data-focus],[autofocus]') ?? body;
      first.focus({ preventScroll: true });
    }
    return close;
  }

  return {
    open,
    dismissTop() {
      const modal = modals[modals.length - 1];
      if (!modal) return false;
      modal.dismiss();
      return true;
    },
  };
}

function keepFocus(body: HTMLElement, event: KeyboardEvent): void {
  const nodes = [...body.querySelectorAll<HTMLElement>(FOCUSABLE)].filter((node) => node.getClientRects().length > 0);
  if (!nodes.length) {
    event.preventDefault();
    return;
  }
  const first = nodes[0];
  const last = nodes[nodes.length - 1];
  const at = document.activeElement;
  if (event.shiftKey && (at === first || at === body)) {
    event.preventDefault();
    last.focus();
  } else if (!event.shiftKey && at === last) {
    event.preventDefault();
    first.focus();
  }
}
