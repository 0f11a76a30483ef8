// `checkbox-group`: the values of its checked boxes. In: name. Out: change{value: [string]}.

import type { ElementDefinition } from '../view/element';
import type { ChoiceBehaviour } from './parts/choice';
import { hostsBelow } from './parts/form';

const definition: ElementDefinition = {
  tag: 'checkbox-group',
  attributes: { name: { type: 'string', default: '' } },
  create(host) {
    host.el.setAttribute('role', 'group');
    const boxes = () => hostsBelow(host.page, host.el, 'wx-checkbox').map((one) => one.behaviour as ChoiceBehaviour);
    const values = () => boxes().filter((box) => box.isChecked()).map((box) => box.value());
    return {
      command(name) {
        if (name === 'changed') host.fire('change', { value: values() });
      },
      formValue: values,
      formReset: () => boxes().forEach((box) => box.reset()),
      property: (name) => (name === 'value' ? values() : host.get(name)),
    };
  },
};
export default definition;
