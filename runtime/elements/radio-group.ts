// `radio-group`: at most one of its radios is checked. In: name. Out: change{value: string}.

import type { ElementDefinition, ElementHost } from '../view/element';
import type { ChoiceBehaviour } from './parts/choice';
import { hostsBelow } from './parts/form';

const definition: ElementDefinition = {
  tag: 'radio-group',
  attributes: { name: { type: 'string', default: '' } },
  create(host) {
    host.el.setAttribute('role', 'radiogroup');
    const radios = () => hostsBelow(host.page, host.el, 'wx-radio');
    const behaviourOf = (radio: ElementHost) => radio.behaviour as ChoiceBehaviour;
    const value = () => {
      const on = radios().find((radio) => behaviourOf(radio).isChecked());
      return on ? behaviourOf(on).value() : '';
    };
    return {
      command(name, from) {
        for (const radio of radios()) if (radio !== from) behaviourOf(radio).setChecked(false);
        if (name === 'changed') host.fire('change', { value: value() });
      },
      formValue: value,
      formReset: () => radios().forEach((radio) => behaviourOf(radio).reset()),
      property: (name) => (name === 'value' ? value() : host.get(name)),
    };
  },
};
export default definition;
