// `switch`: on or off, drawn as a switch or a checkbox. In: checked, disabled, type, color, name. Out: change{value: boolean}.
// Inner nodes carry the vendor's class names. Accessible: role switch.

import type { ElementDefinition } from '../view/element';
import { choice, type ChoiceBehaviour } from './parts/choice';

const definition: ElementDefinition = {
  tag: 'switch',
  shell: '<div class="wx-switch-wrapper"><div class="wx-switch-input"></div><div class="wx-checkbox-input" hidden></div></div>',
  attributes: {
    name: { type: 'string', default: '' },
    checked: { type: 'boolean', default: false },
    disabled: { type: 'boolean', default: false },
    type: { type: 'string', default: 'switch' },
    color: { type: 'string', default: '' },
  },
  create(host) {
    const square = host.el.querySelector<HTMLElement>('.wx-checkbox-input')!;
    const behaviour: ChoiceBehaviour = choice(
      host,
      'switch',
      (track, checked, disabled) => {
        const squared = host.get('type') === 'checkbox';
        const colour = checked ? host.get<string>('color') : '';
        track.hidden = squared;
        square.hidden = !squared;
        track.style.backgroundColor = track.style.borderColor = colour;
        square.classList.toggle('wx-checkbox-input-checked', checked);
        square.classList.toggle('wx-checkbox-input-disabled', disabled);
        square.style.color = colour;
      },
      () => {
        behaviour.setChecked(!behaviour.isChecked());
        host.writeModel('checked', behaviour.isChecked());
        host.fire('change', { value: behaviour.isChecked() });
      },
    );
    return Object.assign(behaviour, { formValue: behaviour.isChecked, formReset: behaviour.reset });
  },
};
export default definition;
