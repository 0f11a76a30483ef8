// What checkbox, radio and switch share: a box that is checked or not, by taps, keys, data and forms.
// In: host, looks. Out: state of the box. Must not: fire `change`; the element or its group does.

import type { ElementBehaviour, ElementHost } from '../../view/element';

export interface ChoiceBehaviour extends ElementBehaviour {
  isChecked(): boolean;
  setChecked(checked: boolean): void;
  value(): string;
  reset(): void;
}

export function choice(
  host: ElementHost,
  role: 'checkbox' | 'radio' | 'switch',
  paint: (box: HTMLElement, checked: boolean, disabled: boolean) => void,
  toggled: (behaviour: ChoiceBehaviour) => void,
): ChoiceBehaviour {
  const el = host.el;
  const box = el.querySelector<HTMLElement>(`.wx-${role}-input`)!;
  let checked = host.get<boolean>('checked');
  const initial = checked;
  el.setAttribute('role', role);

  function draw(): void {
    const disabled = host.get<boolean>('disabled');
    box.classList.toggle(`wx-${role}-input-checked`, checked);
    box.classList.toggle(`wx-${role}-input-disabled`, disabled);
    el.setAttribute('aria-checked', String(checked));
    el.setAttribute('aria-disabled', String(disabled));
    el.tabIndex = disabled ? -1 : 0;
    paint(box, checked, disabled);
  }
  function toggle(): void {
    if (!host.get('disabled')) toggled(behaviour);
  }
  const behaviour: ChoiceBehaviour = {
    isChecked: () => checked,
    value: () => host.get<string>('value'),
    setChecked(value) {
      if (value === checked) return;
      checked = value;
      draw();
    },
    reset: () => behaviour.setChecked(initial),
    update(name) {
      if (name === 'checked') checked = host.get<boolean>('checked');
      draw();
    },
    tap(tap) {
      if (tap.handled) return;
      tap.handled = true;
      toggle();
    },
    activate: toggle,
    property: (name) => (name === 'checked' ? checked : host.get(name)),
  };
  draw();
  return behaviour;
}
