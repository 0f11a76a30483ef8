// Dialogs: a sheet from below on a phone, a panel in the middle elsewhere. The browser's own `dialog` holds the focus and closes by Escape.
// In: whether it is open, a title, content. Out: the dialog; the focus goes back to where it was. Must not: close while its act is under way.

import type { ComponentChildren } from 'preact';
import { useId, useLayoutEffect, useRef } from 'preact/hooks';
import { words } from '../words';
import { Button } from './button';
import { Fault } from './field';

const t = words({ close: 'Close', cancel: 'Cancel' }, { close: '关闭', cancel: '取消' });

interface DialogProps {
  isOpen: boolean;
  title: string;
  onClose: () => void;
  children: ComponentChildren;
  /** Buttons, the one that goes on last. */
  actions?: ComponentChildren;
  isBusy?: boolean;
}

export function Dialog({ isOpen, title, onClose, children, actions, isBusy = false }: DialogProps) {
  const element = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useLayoutEffect(() => {
    const dialog = element.current;
    if (!dialog || !isOpen) return;
    const before = document.activeElement;
    dialog.showModal();
    return () => {
      dialog.close();
      // The browser does so itself only while the dialog is still in the document.
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, [isOpen]);
  if (!isOpen) return null;
  return (
    <dialog
      ref={element}
      class="dialog"
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault();
        if (!isBusy) onClose();
      }}
      // What lies around the panel belongs to the dialog itself.
      onClick={(event) => event.target === event.currentTarget && !isBusy && onClose()}
    >
      <div class="dialog-panel">
        <header class="dialog-head">
          <h2 id={titleId}>{title}</h2>
          <Button kind="quiet" icon="cross" label={t.close} isDisabled={isBusy} onClick={onClose} />
        </header>
        <div class="dialog-body">{children}</div>
        {actions && <footer class="dialog-actions">{actions}</footer>}
      </div>
    </dialog>
  );
}

/** Asks before something that cannot be taken back. */
export function Confirm(props: { isOpen: boolean; title: string; text: ComponentChildren; action: string; isDanger?: boolean; isBusy?: boolean; fault?: string; onClose: () => void; onConfirm: () => void; children?: ComponentChildren }) {
  return (
    <Dialog
      isOpen={props.isOpen}
      title={props.title}
      isBusy={props.isBusy}
      onClose={props.onClose}
      actions={
        <>
          <Button onClick={props.onClose} isDisabled={props.isBusy}>
            {t.cancel}
          </Button>
          <Button kind={props.isDanger ? 'danger' : 'primary'} isBusy={props.isBusy} onClick={props.onConfirm}>
            {props.action}
          </Button>
        </>
      }
    >
      <p>{props.text}</p>
      {props.children}
      <Fault text={props.fault} />
    </Dialog>
  );
}
