// `checkbox`: one of many. In: value, checked, disabled, color. Out: change of the checkbox-group around it.
// Inner nodes carry the vendor's class names: programs style them. Accessible: role checkbox.

import type { ElementDefinition } from '../view/element';
import { choice } from './parts/choice';

const definition: ElementDefinition = {
  tag: 'checkbox',
  shell: '<div class="wx-checkbox-wrapper"><div class="wx-checkbox-input"></div><slot></slot></div>',
  attributes: {
    value: { type: 'string', default: '' },
    checked: { type: 'boolean', default: false },
    disabled: { type: 'boolean', default: false },
    color: { type: 'string', default: '' },
  },
  create: (host) =>
    choice(
      host,
      'checkbox',
      (box, checked) => {
        box.style.color = checked ? host.get<string>('color') : '';
      },
      (behaviour) => {
        behaviour.setChecked(!behaviour.isChecked());
        host.writeModel('checked', behaviour.isChecked());
        host.closest('checkbox-group')?.behaviour?.command?.('changed', host);
      },
    ),
};
export default definition;
