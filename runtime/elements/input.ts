// `input`: one line of text. In: value, type, placeholder and the field attributes. Out: input (its handler may return the text to show), confirm,
// focus, blur, change, keyboardheightchange, nicknamereview. Look: a box as high as its line (ua.css). Accessible: a native text field.

import type { ElementDefinition } from '../view/element';
import { field, FIELD_ATTRIBUTES } from './parts/field';

const MODES: Record<string, string> = { number: 'numeric', digit: 'decimal', idcard: 'text', text: 'text', nickname: 'text' };
const HINTS: Record<string, string> = { done: 'done', send: 'send', search: 'search', next: 'next', go: 'go' };

const definition: ElementDefinition = {
  tag: 'input',
  shell: '<div class="wx-input-wrapper"><div class="wx-placeholder" aria-hidden="true"></div><input class="wx-input-input" autocomplete="off" autocapitalize="off" spellcheck="false"></div>',
  attributes: {
    ...FIELD_ATTRIBUTES,
    type: { type: 'string', default: 'text' },
    password: { type: 'boolean', default: false },
    'placeholder-class': { type: 'string', default: 'input-placeholder' },
    'confirm-type': { type: 'string', default: 'done' },
    'always-embed': { type: 'boolean', default: false },
    'safe-password-cert-path': { type: 'string', default: '' },
    'safe-password-length': { type: 'number', default: 0 },
    'safe-password-time-stamp': { type: 'number', default: 0 },
    'safe-password-nonce': { type: 'string', default: '' },
    'safe-password-salt': { type: 'string', default: '' },
    'safe-password-custom-hash': { type: 'string', default: '' },
  },
  create(host) {
    const control = host.el.querySelector('input')!;
    const base = field(host, control, host.el.querySelector<HTMLElement>('.wx-placeholder')!, {
      placeholderClass: 'input-placeholder',
      reply: true,
      confirms: () => true,
      filter(text) {
        const type = host.get<string>('type');
        if (type === 'number') return text.replace(/[^\d-]/g, '');
        if (type === 'digit') return text.replace(/[^\d.-]/g, '').replace(/(\..*)\./g, '$1');
        if (type === 'idcard') return text.replace(/[^\dxX]/g, '');
        return text;
      },
    });
    function look(): void {
      const type = host.get<string>('type');
      control.type = host.get('password') || type === 'safe-password' ? 'password' : 'text';
      control.inputMode = MODES[type] ?? 'text';
      control.enterKeyHint = HINTS[host.get<string>('confirm-type')] ?? 'done';
      control.setAttribute('autocomplete', type === 'nickname' ? 'nickname' : control.type === 'password' ? 'current-password' : 'off');
      base.look();
    }
    look();
    const update = base.update!;
    control.addEventListener('blur', () => {
      // Nobody reviews nicknames here: they pass.
      if (host.get('type') === 'nickname') host.fire('nicknamereview', { pass: true, timeout: false });
    });
    return {
      ...base,
      update(name, value, old) {
        update(name, value, old);
        if (!/^(value|focus|cursor|selection-)/.test(name)) look();
      },
    };
  },
};
export default definition;
