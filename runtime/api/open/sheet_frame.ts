// The platform's sheet, for consent, a phone number or signing in: a frame of its own origin over everything of the program; in the host app that puts it
// over the program's frame. In: where it is, what is asked. Out: the word it ends with. Must not: heed a message of another window or origin, or of another question; take
// its word for consent (logic asks the platform what it knows).

import { h, style } from '../view_dom';
import type { ViewApiHost } from '../host';

export interface SheetQuestion {
  url: string;
  mode: string;
  items: string[];
  scope: string;
}

const OUTCOMES = ['given', 'refused', 'closed', 'undeclared', 'failed'];
const CSS = `
.mn-a-consent{position:fixed;inset:0;width:100%;height:100%;max-width:none;max-height:none;margin:0;padding:0;border:0;background:Canvas;overflow:hidden}
.mn-a-consent iframe{display:block;width:100%;height:100%;border:0}
`;

/** Unguessable, and of this question alone. */
const newNonce = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');

/** One sheet at a time: a program may ask for consent while it signs somebody in. */
let last: Promise<unknown> = Promise.resolve();

export function consentSheet(host: ViewApiHost, question: SheetQuestion): Promise<string> {
  const show = () => {
    const nonce = newNonce();
    const shell = document.documentElement.dataset.shell;
    return shell ? inShell(shell, nonce, question) : overPage(host, nonce, question);
  };
  const outcome = last.catch(() => undefined).then(show);
  last = outcome;
  return outcome;
}

const titleOf = (mode: string, isChinese: boolean): string =>
  mode === 'sign-in' ? (isChinese ? '登录' : 'Sign in') : isChinese ? '隐私授权' : 'Privacy';

/** Resolves with the word of the one window that may say it. */
function outcomeOf(window: () => Window | null, origin: string, nonce: string): { outcome: Promise<string>; end(word: string): void } {
  let end: (word: string) => void = () => undefined;
  const outcome = new Promise<string>((resolve) => {
    const listen = ({ source, origin: from, data }: MessageEvent) => {
      if (source === null || source !== window() || from !== origin) return;
      if (data?.minnow !== 'consent' || data.nonce !== nonce || !OUTCOMES.includes(data.outcome)) return;
      end(data.outcome);
    };
    end = (word) => {
      removeEventListener('message', listen);
      resolve(word);
    };
    addEventListener('message', listen);
  });
  return { outcome, end };
}

function inShell(shell: string, nonce: string, { mode, items, scope }: SheetQuestion): Promise<string> {
  const { outcome } = outcomeOf(() => parent, shell, nonce);
  const ask = () => parent.postMessage({ minnow: 'consent', nonce, mode, items, scope }, shell);
  // Of a program that is not shown the host app hears nothing: it is asked again when the person is back.
  const again = ({ source, origin, data }: MessageEvent) => source === parent && origin === shell && data?.minnow === 'shown' && ask();
  addEventListener('message', again);
  ask();
  return outcome.finally(() => removeEventListener('message', again));
}

async function overPage(host: ViewApiHost, nonce: string, { url, mode, items, scope }: SheetQuestion): Promise<string> {
  style(CSS);
  // Behind `#`, so that no log of a server has it.
  const asked = new URLSearchParams({ nonce, mode, items: items.join(' '), scope, language: host.frame.language });
  const frame = h('iframe', '', { src: `${url}#${asked}`, title: titleOf(mode, host.frame.language === 'zh') });
  const { outcome, end } = outcomeOf(() => frame.contentWindow, new URL(url).origin, nonce);
  const box = h('div', 'mn-a-consent', { popover: 'manual' }, frame);
  const close = host.frame.overlay(box, { modal: true, kind: 'dialog', label: frame.title, onDismiss: () => end('closed') });
  // Above whatever the program has put on top of its pages.
  box.showPopover?.();
  frame.focus();
  const word = await outcome;
  box.hidePopover?.();
  close();
  return word;
}
