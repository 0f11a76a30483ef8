// `textarea`: several lines of text. In: value, auto-height and the field attributes. Out: input, linechange, confirm, focus, blur,
// keyboardheightchange. 300×150 unless styled. Accessible: a native multi-line field.

import type { ElementDefinition } from '../view/element';
import { field, FIELD_ATTRIBUTES } from './parts/field';

const definition: ElementDefinition = {
  tag: 'textarea',
  shell: '<div class="wx-textarea-wrapper"><div class="wx-placeholder" aria-hidden="true"></div><textarea class="wx-textarea-textarea" autocomplete="off" autocapitalize="off" spellcheck="false" rows="1"></textarea></div>',
  attributes: {
    ...FIELD_ATTRIBUTES,
    'placeholder-class': { type: 'string', default: 'textarea-placeholder' },
    'auto-height': { type: 'boolean', default: false },
    fixed: { type: 'boolean', default: false },
    'show-confirm-bar': { type: 'boolean', default: true },
    'disable-default-padding': { type: 'boolean', default: false },
    'confirm-type': { type: 'string', default: 'return' },
    'adjust-keyboard-to': { type: 'string', default: 'cursor' },
  },
  create(host) {
    const el = host.el;
    const control = el.querySelector('textarea')!;
    let lines = 0;
    let resize: ResizeObserver | null = null;

    function measure(): void {
      if (!el.isConnected) return;
      const auto = host.get<boolean>('auto-height');
      if (!auto && !host.listens('linechange')) return;
      // The height of the text alone: the control must be lower than it while it is read.
      const before = control.style.height;
      control.style.height = '0';
      const lineHeight = lineHeightOf(control);
      // Whole lines: glyphs that reach out of a low line would count as height.
      const count = Math.max(1, Math.round(control.scrollHeight / lineHeight));
      const height = count * lineHeight;
      control.style.height = auto ? `${height}px` : before;
      if (count === lines) return;
      lines = count;
      host.fire('linechange', { height, heightRpx: Math.round((height / host.page.rpxToPx(750)) * 750), lineCount: count, lineHeight });
    }
    const base = field(host, control, el.querySelector<HTMLElement>('.wx-placeholder')!, {
      placeholderClass: 'textarea-placeholder',
      reply: false,
      confirms: (event) => host.get('confirm-type') !== 'return' && !event.shiftKey,
      changed: measure,
    });
    function look(): void {
      const auto = host.get<boolean>('auto-height');
      el.classList.toggle('wx-textarea-auto', auto);
      el.classList.toggle('wx-textarea-bare', host.get<boolean>('disable-default-padding'));
      if (!auto) control.style.height = '';
      const type = host.get<string>('confirm-type');
      control.enterKeyHint = type === 'return' ? 'enter' : type;
      base.look();
      measure();
    }
    look();
    const update = base.update!;
    return {
      ...base,
      attached() {
        base.attached?.();
        let width = 0;
        resize = new ResizeObserver(() => {
          if (control.clientWidth !== width) {
            width = control.clientWidth;
            measure();
          }
        });
        resize.observe(el);
      },
      detached() {
        base.detached?.();
        resize?.disconnect();
      },
      update(name, value, old) {
        update(name, value, old);
        if (!/^(value|focus|cursor|selection-)/.test(name)) look();
      },
    };
  },
};
export default definition;

function lineHeightOf(control: HTMLElement): number {
  const style = getComputedStyle(control);
  return parseFloat(style.lineHeight) || parseFloat(style.fontSize) * 1.2 || 16;
}
