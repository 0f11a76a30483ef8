// The one surface toast and loading share. In: what to show. Out: an overlay. Must not: take the focus.

import type { ViewApiHost } from '../host';
import { PALETTE, h, style, svg } from '../view_dom';

export interface ToastOptions {
  kind: 'toast' | 'loading';
  title: string;
  icon: 'success' | 'error' | 'loading' | 'none' | 'image';
  image?: string;
  /** Milliseconds; 0 stays. */
  duration: number;
  mask: boolean;
}

const CSS = `
.mn-a-toast{display:flex;flex-direction:column;align-items:center;justify-content:center;width:136px;min-height:136px;padding:18px 12px;border-radius:12px;background:#4c4c4c;color:#fff!important;text-align:center!important;pointer-events:none}
.mn-a-toast svg,.mn-a-toast img{display:block;width:42px;height:42px;margin-bottom:14px;fill:none;stroke:#fff;stroke-width:3;stroke-linecap:round;stroke-linejoin:round;object-fit:contain}
.mn-a-toast p{margin:0;font-size:17px;line-height:1.4;overflow-wrap:anywhere}
.mn-a-toast[data-icon=none]{width:auto;max-width:272px;min-height:0;padding:12px 20px;border-radius:8px}
.mn-a-toast[data-icon=none] p{display:-webkit-box;-webkit-box-orient:vertical;-webkit-line-clamp:2;overflow:hidden}
.mn-a-toast[data-icon=loading] svg{animation:mn-a-turn 1s linear infinite}
.mn-a-block{position:fixed;inset:0}
[data-theme=dark] .mn-a-toast{background:#606060}
@keyframes mn-a-turn{to{transform:rotate(1turn)}}
@media (prefers-reduced-motion:reduce){.mn-a-toast[data-icon=loading] svg{animation-duration:3s}}
`;

const ICONS: Record<string, string[]> = {
  success: ['M8 23 18 33 35 12'],
  error: ['M21 9v16', 'M21 33v.5'],
  loading: ['M21 5a16 16 0 1 1-14 8'],
};

export function createToast(host: ViewApiHost) {
  let shown: { kind: 'toast' | 'loading'; close: () => void; timer?: ReturnType<typeof setTimeout> } | undefined;

  const hide = (only?: 'toast' | 'loading'): void => {
    if (!shown || (only && shown.kind !== only)) return;
    clearTimeout(shown.timer);
    shown.close();
    shown = undefined;
  };
  const show = (options: ToastOptions): void => {
    style(PALETTE + CSS);
    hide();
    const box = h('div', 'mn-a mn-a-toast', { 'data-icon': options.icon });
    if (options.icon === 'image') box.append(h('img', '', { src: host.url(options.image!), alt: '' }));
    else if (ICONS[options.icon]) box.append(svg('0 0 42 42', ...ICONS[options.icon]!));
    // Without an icon two lines fit; with one, seven characters in one line, which then wraps rather than being cut.
    box.append(h('p', '', null, options.title));
    const content = h('div', 'mn-a-holder', null, box);
    // A mask only swallows touches: the toast stays a status for assistive technology and takes no focus.
    if (options.mask) {
      const block = h('div', 'mn-a-block');
      block.addEventListener('touchmove', (event) => event.preventDefault(), { passive: false });
      content.prepend(block);
      content.style.pointerEvents = 'auto';
    }
    const close = host.frame.overlay(content, { modal: false, kind: 'toast', label: options.title });
    const current = { kind: options.kind, close, timer: undefined as ReturnType<typeof setTimeout> | undefined };
    if (options.duration > 0) current.timer = setTimeout(() => shown === current && hide(), options.duration);
    shown = current;
  };
  return { show, hide };
}
