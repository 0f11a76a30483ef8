// View half of the share group: a sheet with the card to be shared. In: title, picture, link or a file. Out: the system's share, or a copied link.

import type { ViewApiHost } from '../host';
import { PALETTE, button, copyBySelection, h, style } from '../view_dom';

const CSS = `
.mn-a-share{width:100%;border-radius:12px 12px 0 0;background:var(--a-bg0);overflow:hidden;padding:20px 16px 0}
.mn-a-share-card{display:flex;flex-direction:column;width:260px;margin:0 auto 20px;border-radius:8px;overflow:hidden;background:var(--a-bg)}
.mn-a-share-card b{padding:14px 14px 10px;font-weight:500;font-size:16px;overflow-wrap:anywhere}
.mn-a-share-card div{aspect-ratio:5/4;background:var(--a-bg1) center/cover no-repeat}
.mn-a-share-card small{padding:10px 14px;border-top:1px solid var(--a-line);color:var(--a-fg1);font-size:12px;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.mn-a .mn-a-share button{display:block;width:100%;min-height:52px;background:var(--a-bg);border-radius:8px;margin-bottom:8px}
.mn-a .mn-a-share button:active{background:var(--a-press)}
.mn-a .mn-a-share button:last-child{background:none;margin-bottom:calc(8px + env(safe-area-inset-bottom))}
`;

export default function share(host: ViewApiHost): void {
  const say = (zh: string, en: string) => (host.frame.language === 'zh' ? zh : en);
  const sheet = (content: HTMLElement[], actions: [string, () => Promise<boolean> | boolean][], label: string) =>
    new Promise<boolean>((resolve) => {
      style(PALETTE + CSS);
      const finish = (done: boolean) => (close(), resolve(done));
      const buttons = actions.map(([text, run], index) => {
        const el = button('', text, async () => {
          if (await run()) finish(true);
        }, index === 0 ? { autofocus: true } : {});
        return el;
      });
      const box = h('div', 'mn-a-share', null, ...content, ...buttons, button('', say('取消', 'Cancel'), () => finish(false)));
      const close = host.frame.overlay(h('div', 'mn-a', null, box), { modal: true, kind: 'sheet', label, onDismiss: () => finish(false) });
    });
  const system = async (data: ShareData): Promise<boolean> => {
    try {
      await navigator.share(data);
      return true;
    } catch {
      // The person closed the system's sheet: ours stays open.
      return false;
    }
  };

  host.handle('share.card', ({ title, imageUrl, url }: { title: string; imageUrl?: string; url: string }) => {
    // The host app has ways to share that a frame has not: codes, posters.
    const shell = document.documentElement.dataset.shell;
    if (shell) {
      const { pathname, search } = new URL(url);
      window.parent.postMessage({ minnow: 'share', title, at: pathname.slice(1) + search }, shell);
      return true;
    }
    const picture = h('div');
    if (imageUrl) picture.style.backgroundImage = `url(${JSON.stringify(host.url(imageUrl))})`;
    const card = h('div', 'mn-a-share-card', null, h('b', '', null, title), ...(imageUrl ? [picture] : []), h('small', '', null, new URL(url).host));
    const actions: [string, () => Promise<boolean> | boolean][] = [];
    if (typeof navigator.share === 'function') actions.push([say('发送给朋友', 'Send to a friend'), () => system({ title, url })]);
    actions.push([say('复制链接', 'Copy link'), async () => {
      await navigator.clipboard.writeText(url).catch(() => copyBySelection(url));
      return true;
    }]);
    return sheet([card], actions, say('分享', 'Share'));
  });

  host.handle('share.file', ({ blob, kind, name }: { blob: Blob; kind: string; name: string }) => {
    const file = new File([blob], name, { type: blob.type });
    const address = URL.createObjectURL(blob);
    const picture = h('div');
    if (kind === 'image') picture.style.backgroundImage = `url("${address}")`;
    const content = kind === 'image' ? [h('div', 'mn-a-share-card', null, picture)] : [h('div', 'mn-a-share-card', null, h('b', '', null, name))];
    const actions: [string, () => Promise<boolean> | boolean][] = [];
    if (navigator.canShare?.({ files: [file] })) actions.push([say('发送给朋友', 'Send to a friend'), () => system({ files: [file] })]);
    actions.push([kind === 'image' ? say('保存图片', 'Save picture') : say('保存文件', 'Save file'), () => {
      h('a', '', { href: address, download: name }).click();
      return true;
    }]);
    return sheet(content, actions, say('分享', 'Share')).finally(() => setTimeout(() => URL.revokeObjectURL(address), 60_000));
  });
}
