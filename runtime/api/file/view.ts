// View half of the file group: opening and downloading. In: bytes and a name. Out: a tab or a download, after a touch where the browser asks for one.

import { ApiFailure, type ViewApiHost } from '../host';
import { PALETTE, button, h, style } from '../view_dom';

const CSS = `
.mn-a-file{width:100%;border-radius:12px 12px 0 0;padding:24px 24px calc(24px + env(safe-area-inset-bottom));background:var(--a-bg);text-align:center!important}
.mn-a-file p{margin:0 0 20px;overflow-wrap:anywhere}
.mn-a .mn-a-file button{display:block;width:184px;margin:0 auto 12px;padding:10px;border-radius:8px;background:var(--a-brand);color:#fff;font-weight:500}
.mn-a .mn-a-file button+button{background:var(--a-press);color:var(--a-fg)}
`;

export default function file(host: ViewApiHost): void {
  host.handle('file.open', ({ blob, name, inline }: { blob: Blob; name: string; inline: boolean }) => {
    if (!inline) return save(host, blob, name);
    const typed = blob.slice(0, blob.size, 'application/pdf');
    return act(host, name, host.frame.language === 'zh' ? '打开' : 'Open', () => {
      const address = URL.createObjectURL(typed);
      if (!window.open(address, '_blank')) throw new ApiFailure('the browser did not open a window');
      // The new tab reads it while it loads.
      setTimeout(() => URL.revokeObjectURL(address), 60_000);
    });
  });
  host.handle('file.download', ({ blob, name }: { blob: Blob; name: string }) => save(host, blob, name));
}

function save(host: ViewApiHost, blob: Blob, name: string): Promise<void> {
  return act(host, name, host.frame.language === 'zh' ? '下载' : 'Download', () => {
    const address = URL.createObjectURL(blob);
    const link = h('a', '', { href: address, download: name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
  });
}

/** Browsers open windows and download only on a touch: at once when one was just made, else a sheet asks for it. */
function act(host: ViewApiHost, name: string, label: string, run: () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const attempt = () => {
      try {
        resolve(run());
      } catch (error) {
        reject(error);
      }
    };
    if (navigator.userActivation?.isActive) return attempt();
    style(PALETTE + CSS);
    const chinese = host.frame.language === 'zh';
    const cancel = () => {
      close();
      reject(new ApiFailure('cancel'));
    };
    const sheet = h('div', 'mn-a mn-a-file', null, h('p', '', null, name), button('', label, () => (close(), attempt()), { autofocus: true }), button('', chinese ? '取消' : 'Cancel', cancel));
    const close = host.frame.overlay(h('div', 'mn-a', null, sheet), { modal: true, kind: 'sheet', label: name, onDismiss: cancel });
  });
}
