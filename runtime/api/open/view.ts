// View half of the open group: one kind of sheet for questions, switches and stand-ins, one for forms, the stand-in's label.
// In: words in both languages. Out: what the person chose. Must not: draw a stand-in without its label.

import { ApiFailure, type ViewApiHost } from '../host';
import { PALETTE, button, h, style } from '../view_dom';
import { consentSheet, type SheetQuestion } from './sheet_frame';

interface Words {
  zh: string;
  en: string;
}
interface SheetRequest {
  standIn?: boolean;
  title: Words;
  text?: Words;
  rows?: (Words & { name: string; on: boolean })[];
  buttons: (Words & { value: string; primary?: boolean })[];
}
interface FormRequest {
  id: string;
  title: Words;
  /** False: what was typed is not remembered. */
  keep?: boolean;
  fields: (Words & { name: string; required?: boolean; autocomplete?: string; mode?: string })[];
}

const CSS = `
.mn-a-ask{width:100%;max-height:85vh;overflow:auto;border-radius:12px 12px 0 0;background:var(--a-bg);padding:24px 24px calc(24px + env(safe-area-inset-bottom))}
.mn-a-badge{display:block;margin:-24px -24px 20px;padding:8px 24px;background:#ffc300;color:#3d2c00;font-size:13px;font-weight:500;text-align:center}
.mn-a-ask h2{margin:0 0 8px;font-size:20px;font-weight:500;line-height:1.4;overflow-wrap:anywhere}
.mn-a-ask p{margin:0 0 8px;color:var(--a-fg1);font-size:15px;overflow-wrap:anywhere}
.mn-a-ask label{display:flex;align-items:center;gap:12px;min-height:52px;border-bottom:1px solid var(--a-line);font-size:16px}
.mn-a-ask label span{flex:1;min-width:0;overflow-wrap:anywhere}
.mn-a-ask input[type=checkbox]{appearance:none;flex:none;width:48px;height:28px;margin:0;border-radius:14px;background:var(--a-fg2);position:relative;transition:background .2s}
.mn-a-ask input[type=checkbox]::after{content:"";position:absolute;left:2px;top:2px;width:24px;height:24px;border-radius:50%;background:#fff;transition:left .2s}
.mn-a-ask input[type=checkbox]:checked{background:var(--a-brand)}
.mn-a-ask input[type=checkbox]:checked::after{left:22px}
.mn-a-ask-field span{flex:0 0 88px!important;color:var(--a-fg1)}
.mn-a-ask-field input{flex:1;min-width:0;border:0;outline:0;background:none;color:inherit;font:inherit;padding:10px 0}
.mn-a-ask-buttons{display:flex;flex-direction:row-reverse;flex-wrap:wrap;gap:12px;justify-content:center;margin-top:24px}
.mn-a .mn-a-ask-buttons button{flex:1 1 96px;max-width:184px;min-height:44px;padding:8px 12px;border-radius:8px;background:var(--a-press);color:var(--a-brand);font-weight:500}
.mn-a .mn-a-ask-buttons button[data-primary]{background:var(--a-brand);color:#fff}
.mn-a .mn-a-ask-buttons button:disabled{opacity:.4}
.mn-a-banner{position:fixed;left:50%;top:calc(8px + env(safe-area-inset-top));transform:translateX(-50%);max-width:92vw;padding:6px 14px;border-radius:16px;background:#ffc300;color:#3d2c00!important;font-size:12px!important;white-space:nowrap;overflow:hidden;text-overflow:ellipsis;pointer-events:none}
`;
const BADGE = '开发替身 Development stand-in';
const BANNER_MS = 2500;
/** The logic realm has looked at addresses too, but it is the program's. */
const isWeb = (url: string) => /^https:\/\//i.test(url);

export default function open(host: ViewApiHost): void {
  const say = (words: Words) => words[host.frame.language];
  const place = new URL(host.base).pathname;
  const read = (key: string): Record<string, any> => {
    try {
      return JSON.parse(localStorage.getItem(`minnow${place}${key}`) ?? '{}');
    } catch {
      // Storage switched off, or not ours: nothing is remembered.
      return {};
    }
  };
  const write = (key: string, value: object) => {
    try {
      localStorage.setItem(`minnow${place}${key}`, JSON.stringify(value));
    } catch {
      // As above.
    }
  };
  host.handle('open.readPermissions', () => read('permissions'));
  host.handle('open.writePermissions', (all: object) => write('permissions', all));

  let banner: { close: () => void; timer: ReturnType<typeof setTimeout> } | undefined;
  host.handle('open.banner', ({ call }: { call: string }) => {
    style(PALETTE + CSS);
    if (banner) {
      clearTimeout(banner.timer);
      banner.close();
    }
    const close = host.frame.overlay(h('div', 'mn-a mn-a-banner', null, `${BADGE} · ${call}`), { modal: false, kind: 'toast' });
    banner = { close, timer: setTimeout(() => (close(), (banner = undefined)), BANNER_MS) };
  });

  host.handle('open.sheet', (request: SheetRequest) =>
    new Promise((resolve) => {
      style(PALETTE + CSS);
      const switches = (request.rows ?? []).map((row) => {
        const input = h('input', '', { type: 'checkbox', role: 'switch', name: row.name });
        input.checked = row.on;
        return { input, label: h('label', '', null, h('span', '', null, say(row)), input) };
      });
      const finish = (value: string | null) => {
        close();
        resolve({ button: value, on: switches.filter(({ input }) => input.checked).map(({ input }) => input.name) });
      };
      const sheet = h('div', 'mn-a-ask');
      if (request.standIn) sheet.append(h('strong', 'mn-a-badge', null, BADGE));
      sheet.append(h('h2', '', null, say(request.title)));
      if (request.text) sheet.append(h('p', '', null, say(request.text)));
      sheet.append(...switches.map(({ label }) => label));
      sheet.append(h('div', 'mn-a-ask-buttons', null, ...request.buttons.map((item) => button('', say(item), () => finish(item.value), { 'data-primary': item.primary, autofocus: item.primary }))));
      const close = host.frame.overlay(h('div', 'mn-a', null, sheet), { modal: true, kind: 'sheet', label: say(request.title), onDismiss: () => finish(null) });
    }));

  host.handle('open.form', (request: FormRequest) =>
    new Promise((resolve) => {
      style(PALETTE + CSS);
      const before = request.keep === false ? {} : read(`form:${request.id}`);
      const fields = request.fields.map((field) => {
        const input = h('input', '', { name: field.name, inputmode: field.mode ?? 'text', autocomplete: field.autocomplete ?? 'off', required: field.required, maxlength: '200' });
        input.value = String(before[field.name] ?? '');
        return { field, input, label: h('label', 'mn-a-ask-field', null, h('span', '', null, say(field)), input) };
      });
      const finish = (values: Record<string, string> | null) => (close(), resolve(values));
      const done = button('', say({ zh: '完成', en: 'Done' }), () => form.requestSubmit(), { 'data-primary': true });
      const check = () => (done.disabled = fields.some(({ field, input }) => field.required && input.value.trim() === ''));
      const form = h('form', 'mn-a-ask', { novalidate: true }, h('h2', '', null, say(request.title)), ...fields.map(({ label }) => label),
        h('div', 'mn-a-ask-buttons', null, done, button('', say({ zh: '取消', en: 'Cancel' }), () => finish(null))));
      form.addEventListener('input', check);
      form.addEventListener('submit', (event) => {
        event.preventDefault();
        if (done.disabled) return;
        const values = Object.fromEntries(fields.map(({ field, input }) => [field.name, input.value.trim()]));
        if (request.keep !== false) write(`form:${request.id}`, values);
        finish(values);
      });
      check();
      const close = host.frame.overlay(h('div', 'mn-a', null, form), { modal: true, kind: 'sheet', label: say(request.title), onDismiss: () => finish(null) });
    }));

  host.handle('open.consent', (question: SheetQuestion) => consentSheet(host, question));
  host.handle('open.visit', visit);
  host.handle('open.link', ({ url }: { url: string }) => isWeb(url) && leave(host, say, url));
}

/** A ticket from the platform's own origin, by a frame that nobody sees. Only that frame's word is taken, and only while its document is of that origin. */
function visit({ url, timeoutMs }: { url: string; timeoutMs: number }): Promise<string> {
  const frame = h('iframe', '', { src: url, hidden: true, 'aria-hidden': 'true', tabindex: '-1' });
  const { origin } = new URL(url);
  return new Promise<string>((resolve, reject) => {
    const end = (settle: () => void) => {
      clearTimeout(timer);
      removeEventListener('message', listen);
      frame.remove();
      settle();
    };
    const listen = ({ source, origin: from, data }: MessageEvent) => {
      if (source !== frame.contentWindow || from !== origin) return;
      if (typeof data?.ticket === 'string') end(() => resolve(data.ticket));
      else end(() => reject(new ApiFailure('system error')));
    };
    const timer = setTimeout(() => end(() => reject(new ApiFailure('timeout', { errno: 5 }))), timeoutMs);
    addEventListener('message', listen);
    document.body.append(frame);
  });
}

/** Asks whether a page of the web is to be opened; true once it was. */
function leave(host: ViewApiHost, say: (words: Words) => string, url: string): Promise<boolean> {
  return new Promise((resolve) => {
    style(PALETTE + CSS);
    const finish = (opened: boolean) => (close(), resolve(opened));
    const go = button('', say({ zh: '打开', en: 'Open' }), () => finish(window.open(url, '_blank', 'noopener') !== undefined), { 'data-primary': true, autofocus: true });
    const sheet = h('div', 'mn-a-ask', null, h('h2', '', null, say({ zh: '即将离开小程序', en: 'Leaving the program' })), h('p', '', null, url),
      h('div', 'mn-a-ask-buttons', null, go, button('', say({ zh: '取消', en: 'Cancel' }), () => finish(false))));
    const close = host.frame.overlay(h('div', 'mn-a', null, sheet), { modal: true, kind: 'sheet', label: url, onDismiss: () => finish(false) });
  });
}
