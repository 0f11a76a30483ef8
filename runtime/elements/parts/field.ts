// What `input` and `textarea` share: value, placeholder, focus, selection, composition (IME), keyboard height.
// In: host and its native control. Out: input, change, focus, blur, confirm, keyboardheightchange, keyboardcomposition* events.
// Must not write to a control while an IME composes in it. A value the program sets again unchanged is not written (the vendor's quirk).

import type { AttributeDefinition, ElementBehaviour, ElementHost } from '../../view/element';
import { setText } from './text';

export const FIELD_ATTRIBUTES: Record<string, AttributeDefinition> = {
  name: { type: 'string', default: '' },
  value: { type: 'string', default: '' },
  placeholder: { type: 'string', default: '' },
  'placeholder-style': { type: 'string', default: '' },
  disabled: { type: 'boolean', default: false },
  maxlength: { type: 'number', default: 140 },
  'cursor-spacing': { type: 'length', default: 0 },
  'auto-focus': { type: 'boolean', default: false },
  focus: { type: 'boolean', default: false },
  'confirm-hold': { type: 'boolean', default: false },
  cursor: { type: 'number', default: -1 },
  'cursor-color': { type: 'string', default: '' },
  'selection-start': { type: 'number', default: -1 },
  'selection-end': { type: 'number', default: -1 },
  'adjust-position': { type: 'boolean', default: true },
  'hold-keyboard': { type: 'boolean', default: false },
};

export type Control = HTMLInputElement | HTMLTextAreaElement;

export interface FieldOptions {
  placeholderClass: string;
  /** Keeps only what the type allows. */
  filter?(text: string): string;
  /** Whether the handler's return value replaces the content (input: yes, textarea: no). */
  reply: boolean;
  /** Whether this Enter confirms (instead of making a new line). */
  confirms(event: KeyboardEvent): boolean;
  changed?(): void;
}

export function field(host: ElementHost, control: Control, placeholder: HTMLElement, options: FieldOptions): ElementBehaviour & { look(): void; setValue(text: string): void } {
  const el = host.el;
  let composing = false;
  /** Set by the program during a composition; written after it. */
  let waiting: string | null = null;
  let lastKey = 0;
  let told = '';
  let atFocus = '';
  const initial = host.get<string>('value') ?? '';

  const limit = (text: string) => {
    const most = host.get<number>('maxlength');
    return most >= 0 ? text.slice(0, most) : text;
  };

  function setValue(text: string): void {
    if (composing) {
      waiting = text;
      return;
    }
    const next = limit(text);
    if (control.value !== next) {
      const at = document.activeElement === control ? control.selectionStart : null;
      const atEnd = at === control.value.length;
      control.value = next;
      if (at !== null) place(control, atEnd ? next.length : at, atEnd ? next.length : at);
    }
    told = next;
    showPlaceholder();
    options.changed?.();
  }
  function showPlaceholder(): void {
    placeholder.hidden = !!control.value || composing;
  }
  function look(): void {
    control.disabled = host.get<boolean>('disabled');
    const most = host.get<number>('maxlength');
    if (most >= 0) control.maxLength = most;
    else control.removeAttribute('maxlength');
    setText(placeholder, host.get<string>('placeholder'));
    placeholder.className = `wx-placeholder ${host.scoped(host.get<string>('placeholder-class') || options.placeholderClass)}`;
    placeholder.style.cssText = inlineStyle(host);
    control.style.caretColor = host.get<string>('cursor-color');
    // What is said of the element is said of its control; the placeholder names it when nothing else does.
    for (const { name, value } of el.attributes) if (name.startsWith('aria-')) control.setAttribute(name, value);
    if (!el.hasAttribute('aria-label')) {
      if (placeholder.textContent) control.setAttribute('aria-label', placeholder.textContent);
      else control.removeAttribute('aria-label');
    }
    showPlaceholder();
  }

  async function tellInput(): Promise<void> {
    if (options.filter) {
      const kept = options.filter(control.value);
      if (kept !== control.value) control.value = kept;
    }
    const value = control.value;
    if (value === told) return;
    told = value;
    showPlaceholder();
    options.changed?.();
    host.writeModel('value', value);
    const detail = { value, cursor: control.selectionStart ?? value.length, keyCode: lastKey };
    if (!options.reply) {
      host.fire('input', detail);
      return;
    }
    const answer = await host.fire('input', detail, { reply: true });
    const replaced = typeof answer === 'string' ? answer : typeof (answer as any)?.value === 'string' ? (answer as any).value : null;
    // A person who typed on meanwhile is not overruled by an old answer.
    if (replaced === null || control.value !== value || composing) return;
    if (replaced !== value) setValue(replaced);
    const cursor = (answer as any)?.cursor;
    if (typeof cursor === 'number') place(control, cursor, cursor);
  }

  control.addEventListener('keydown', (event) => {
    const key = event as KeyboardEvent;
    lastKey = key.keyCode || 0;
    if (key.key !== 'Enter' || key.isComposing || composing || !options.confirms(key)) return;
    key.preventDefault();
    host.fire('confirm', { value: control.value });
    if (!host.get('confirm-hold')) control.blur();
  });
  control.addEventListener('compositionstart', (event) => {
    composing = true;
    showPlaceholder();
    host.fire('keyboardcompositionstart', { data: (event as CompositionEvent).data });
  });
  control.addEventListener('compositionupdate', (event) => host.fire('keyboardcompositionupdate', { data: (event as CompositionEvent).data }));
  control.addEventListener('compositionend', (event) => {
    composing = false;
    host.fire('keyboardcompositionend', { data: (event as CompositionEvent).data });
    if (waiting !== null) {
      const text = waiting;
      waiting = null;
      setValue(text);
    }
    void tellInput();
  });
  control.addEventListener('input', (event) => {
    if (composing || (event as InputEvent).isComposing) {
      options.changed?.();
      return;
    }
    void tellInput();
  });

  const keyboard = followKeyboard(host, control);
  control.addEventListener('focus', () => {
    atFocus = control.value;
    el.classList.add('wx-focus');
    keyboard.watch();
    host.fire('focus', { value: control.value, height: keyboard.height() });
    select();
  });
  control.addEventListener('blur', () => {
    el.classList.remove('wx-focus');
    host.writeModel('focus', false);
    keyboard.moved();
    keyboard.leave();
    host.fire('blur', { value: control.value, cursor: control.selectionStart ?? control.value.length });
    if (control.value !== atFocus) host.fire('change', { value: control.value });
  });

  function select(): void {
    const start = host.get<number>('selection-start');
    const end = host.get<number>('selection-end');
    const cursor = host.get<number>('cursor');
    if (start >= 0 && end >= 0) place(control, start, end);
    else if (cursor >= 0 && host.has('cursor')) place(control, cursor, cursor);
  }
  function focus(): void {
    control.focus({ preventScroll: !host.get('adjust-position') });
  }

  function begin(): void {
    // Typed while only the first screen was there.
    const typed = control.value === control.defaultValue ? null : control.value;
    control.value = limit(initial);
    told = control.value;
    if (typed !== null) {
      control.value = typed;
      queueMicrotask(tellInput);
    }
    look();
  }
  begin();
  return {
    look,
    setValue,
    update(name) {
      if (name === 'value') setValue(host.get<string>('value') ?? '');
      else if (name === 'focus') {
        if (host.get('focus')) focus();
        else if (document.activeElement === control) control.blur();
      } else if (name === 'cursor' || name === 'selection-start' || name === 'selection-end') {
        if (document.activeElement === control) select();
      } else look();
    },
    attached() {
      if (host.get('focus') || host.get('auto-focus')) focus();
      options.changed?.();
    },
    detached: keyboard.leave,
    tap(tap) {
      // The control itself takes focus; a tap on the box around it should as well.
      if (tap.target !== control && !host.get('disabled')) focus();
    },
    activate() {
      if (!host.get('disabled')) focus();
    },
    formValue: () => control.value,
    formReset: () => setValue(initial),
    property: (name) => (name === 'value' ? control.value : host.get(name)),
    command(name) {
      if (name === 'focus') focus();
      else if (name === 'blur') control.blur();
      else if (name === 'selection') return { start: control.selectionStart, end: control.selectionEnd };
    },
  };
}

function place(control: Control, start: number, end: number): void {
  try {
    control.setSelectionRange(start, end);
  } catch {
    // Some input types have no selection.
  }
}

/** Tells the height of the keyboard on screen while the control has the focus. */
function followKeyboard(host: ElementHost, control: Control) {
  let height = 0;
  function moved(): void {
    const view = window.visualViewport;
    const now = document.activeElement === control && view ? Math.max(0, Math.round(window.innerHeight - view.height)) : 0;
    if (now === height) return;
    height = now;
    host.fire('keyboardheightchange', { height, duration: 0, pageBottomPadding: 0 });
  }
  return {
    height: () => height,
    moved,
    watch: () => window.visualViewport?.addEventListener('resize', moved),
    leave: () => window.visualViewport?.removeEventListener('resize', moved),
  };
}

/** `placeholder-style` as CSS; rpx follow the page's width. */
function inlineStyle(host: ElementHost): string {
  return host.get<string>('placeholder-style').replace(/(-?[\d.]+)rpx\b/g, (_, number) => `${Number(number) / 7.5}cqw`);
}
