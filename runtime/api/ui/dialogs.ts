// Modal dialog and action sheet. In: documented options. Out: what the person chose. Must not: decide error texts.

import type { ViewApiHost } from '../host';
import { PALETTE, button, colour, h, style } from '../view_dom';

const CSS = `
.mn-a-dialog{width:320px;max-width:calc(100vw - 48px);border-radius:12px;background:var(--a-bg);overflow:hidden;text-align:center!important}
.mn-a-dialog-title{margin:0;padding:32px 24px 0;font-size:17px;font-weight:500;line-height:1.4;overflow-wrap:anywhere}
.mn-a-dialog-text{padding:16px 24px 32px;font-size:17px;line-height:1.4;color:var(--a-fg1);white-space:pre-wrap;overflow-wrap:anywhere;max-height:50vh;overflow-y:auto;user-select:text}
.mn-a-dialog-text:first-child{padding-top:32px;color:var(--a-fg)}
.mn-a-dialog-title:nth-last-child(2){padding-bottom:32px}
.mn-a-dialog-text textarea{display:block;width:100%;min-height:44px;padding:10px 12px;border:0;border-radius:4px;background:var(--a-bg1);color:var(--a-fg);font:inherit;resize:none;outline:0;caret-color:var(--a-brand)}
.mn-a-dialog-buttons{display:flex;border-top:1px solid var(--a-line)}
.mn-a .mn-a-dialog-buttons button{flex:1;min-width:0;min-height:56px;font-size:17px;font-weight:500;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.mn-a .mn-a-dialog-buttons button+button{border-left:1px solid var(--a-line)}
.mn-a .mn-a-dialog-buttons button:active,.mn-a .mn-a-sheet button:active{background:var(--a-press)}
.mn-a-sheet{width:100%;border-radius:12px 12px 0 0;overflow:hidden;background:var(--a-bg0);text-align:center!important}
.mn-a-sheet-title{margin:0;padding:20px 24px;background:var(--a-bg);color:var(--a-fg1);font-size:13px;line-height:1.4;overflow-wrap:anywhere}
.mn-a .mn-a-sheet button{display:block;width:100%;min-height:56px;padding:12px 16px;background:var(--a-bg);font-size:17px;line-height:1.4;overflow-wrap:anywhere}
.mn-a .mn-a-sheet button+button,.mn-a-sheet-title+div>button:first-child{border-top:1px solid var(--a-line)!important}
.mn-a .mn-a-sheet .mn-a-sheet-cancel{margin-top:8px;padding-bottom:calc(12px + env(safe-area-inset-bottom));border-top:0!important}
`;

export interface ModalOptions {
  title?: string;
  content?: string;
  showCancel?: boolean;
  cancelText?: string;
  cancelColor?: string;
  confirmText?: string;
  confirmColor?: string;
  editable?: boolean;
  placeholderText?: string;
}

export interface ModalAnswer {
  confirm: boolean;
  cancel: boolean;
  content: string;
}

export function showModal(host: ViewApiHost, options: ModalOptions): Promise<ModalAnswer> {
  style(PALETTE + CSS);
  const chinese = host.frame.language === 'zh';
  const showCancel = options.showCancel ?? true;
  return new Promise((resolve) => {
    const field = options.editable ? h('textarea', '', { rows: '1', placeholder: options.placeholderText ?? '', 'aria-label': options.title ?? options.placeholderText ?? '', autofocus: true }) : null;
    if (field) field.value = options.content ?? '';
    const answer = (confirm: boolean) => {
      close();
      resolve({ confirm, cancel: !confirm, content: field?.value ?? '' });
    };
    const dialog = h('div', 'mn-a-dialog');
    if (options.title) dialog.append(h('h2', 'mn-a-dialog-title', null, options.title));
    if (field || options.content || !options.title) dialog.append(h('div', 'mn-a-dialog-text', null, field ?? options.content ?? ''));
    const buttons = h('div', 'mn-a-dialog-buttons');
    // The vendor's defaults are black and link blue; they follow the theme, a colour of the program does not.
    const paint = (el: HTMLElement, value: string | undefined, standard: string, themed: string) => (el.style.color = !value || value.toLowerCase() === standard ? themed : colour(value, themed));
    if (showCancel) {
      const cancel = button('', options.cancelText || (chinese ? '取消' : 'Cancel'), () => answer(false));
      paint(cancel, options.cancelColor, '#000000', 'var(--a-fg)');
      buttons.append(cancel);
    }
    const confirm = button('', options.confirmText || (chinese ? '确定' : 'OK'), () => answer(true), field ? {} : { autofocus: true });
    paint(confirm, options.confirmColor, '#576b95', 'var(--a-link)');
    buttons.append(confirm);
    dialog.append(buttons);
    // A tap beside a dialog does not close it; Escape and the way back do, when there is something to cancel.
    const content = h('div', 'mn-a', null, dialog);
    let dismissed = false;
    content.addEventListener('keydown', (event) => (dismissed = event.key === 'Escape'), true);
    const close = host.frame.overlay(content, { modal: true, kind: 'dialog', label: options.title || options.content, onDismiss: () => dismissed && showCancel && answer(false) });
  });
}

/** The index chosen, or null when the sheet was dismissed. */
export function showActionSheet(host: ViewApiHost, options: { itemList: string[]; itemColor?: string; alertText?: string }): Promise<number | null> {
  style(PALETTE + CSS);
  return new Promise((resolve) => {
    const answer = (index: number | null) => {
      close();
      resolve(index);
    };
    const sheet = h('div', 'mn-a-sheet');
    if (options.alertText) sheet.append(h('p', 'mn-a-sheet-title', null, options.alertText));
    const list = h('div');
    options.itemList.forEach((text, index) => {
      const item = button('', text, () => answer(index), index === 0 ? { autofocus: true } : {});
      item.style.color = !options.itemColor || options.itemColor === '#000000' ? 'var(--a-fg)' : colour(options.itemColor, 'var(--a-fg)');
      list.append(item);
    });
    sheet.append(list, button('mn-a-sheet-cancel', host.frame.language === 'zh' ? '取消' : 'Cancel', () => answer(null)));
    const close = host.frame.overlay(h('div', 'mn-a', null, sheet), { modal: true, kind: 'sheet', label: options.alertText ?? (host.frame.language === 'zh' ? '选择' : 'Choose'), onDismiss: () => answer(null) });
  });
}
