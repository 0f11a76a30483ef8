// Asking before the person leaves a page (`wx.enableAlertBeforeUnload`). In: the text. Out: `leave` when the person means it.
// Must not: leave by itself.

import { h } from './dom';
import type { Overlays } from './overlay';
import type { LateWords } from './late_words';

export function confirmLeave(overlays: Overlays, words: LateWords, message: string, leave: () => void): void {
  const cancel = h('button', 'mn-dialog-button', { type: 'button' }, words.cancel);
  const confirm = h('button', 'mn-dialog-button mn-dialog-primary', { type: 'button', 'data-focus': '' }, words.confirm);
  const close = overlays.open(h('div', 'mn-dialog', null, h('div', 'mn-dialog-body', null, h('p', '', null, message)), h('div', 'mn-dialog-buttons', null, cancel, confirm)), {
    modal: true,
    kind: 'dialog',
    label: message,
    onDismiss: () => close(),
  });
  cancel.addEventListener('click', () => close());
  confirm.addEventListener('click', () => {
    close();
    leave();
  });
}
