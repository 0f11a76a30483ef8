// `radio`: one of several that exclude each other. In: value, checked, disabled, color. Out: change of the radio-group around it.
// Inner nodes carry the vendor's class names. Accessible: role radio, arrow keys move within the group.

import type { ElementDefinition } from '../view/element';
import { choice, type ChoiceBehaviour } from './parts/choice';
import { hostsBelow } from './parts/form';

const definition: ElementDefinition = {
  tag: 'radio',
  shell: '<div class="wx-radio-wrapper"><div class="wx-radio-input"></div><slot></slot></div>',
  attributes: {
    value: { type: 'string', default: '' },
    checked: { type: 'boolean', default: false },
    disabled: { type: 'boolean', default: false },
    color: { type: 'string', default: '' },
  },
  create(host) {
    const behaviour: ChoiceBehaviour = choice(
      host,
      'radio',
      (box, checked, disabled) => {
        const colour = checked && !disabled ? host.get<string>('color') : '';
        box.style.backgroundColor = colour;
        box.style.borderColor = colour;
      },
      () => {
        if (behaviour.isChecked()) return;
        behaviour.setChecked(true);
        host.writeModel('checked', true);
        host.closest('radio-group')?.behaviour?.command?.('changed', host);
      },
    );
    const update = behaviour.update!;
    behaviour.update = (name, value, old) => {
      update(name, value, old);
      if (name === 'checked' && behaviour.isChecked()) host.closest('radio-group')?.behaviour?.command?.('only', host);
    };
    host.el.addEventListener('keydown', (event) => {
      const step = /^Arrow(Down|Right)$/.test(event.key) ? 1 : /^Arrow(Up|Left)$/.test(event.key) ? -1 : 0;
      const group = step && host.closest('radio-group');
      if (!group) return;
      event.preventDefault();
      const radios = hostsBelow(host.page, group.el, 'wx-radio').filter((one) => !one.get('disabled'));
      const next = radios[(radios.indexOf(host) + step + radios.length) % radios.length];
      next?.el.focus();
      next?.behaviour?.activate?.();
    });
    return behaviour;
  },
};
export default definition;
