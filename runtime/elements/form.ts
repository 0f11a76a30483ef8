// `form`: collects the named controls below it. In: report-submit. Out: submit{value, formId, components}, reset, submitToGroup.
// `components` is taken out by the logic realm, which adds the fields of `wx://form-field` components (bridge.md).

import type { ElementDefinition, ElementHost } from '../view/element';
import { componentsBelow, CONTROL_SELECTOR, hostsBelow } from './parts/form';

const definition: ElementDefinition = {
  tag: 'form',
  attributes: {
    'report-submit': { type: 'boolean', default: false },
    'report-submit-timeout': { type: 'number', default: 0 },
    name: { type: 'string', default: '' },
  },
  create(host) {
    const el = host.el;
    const controls = () => hostsBelow(host.page, el, CONTROL_SELECTOR);

    function values(): Record<string, unknown> {
      const value: Record<string, unknown> = {};
      for (const control of controls()) {
        const name = control.get<string>('name');
        if (name && control.behaviour?.formValue) value[name] = control.behaviour.formValue();
      }
      return value;
    }
    function target(from: ElementHost | undefined) {
      const node = from?.el ?? el;
      return { id: node.id, dataset: from?.dataset ?? host.dataset, offsetLeft: node.offsetLeft, offsetTop: node.offsetTop };
    }
    return {
      command(name, args: any) {
        const from: ElementHost | undefined = args?.target;
        if (name === 'reset') {
          for (const control of controls()) control.behaviour?.formReset?.();
          host.fire('reset', { target: target(from), components: componentsBelow(host.page, el) });
          return;
        }
        // A focused field tells its value first, as a blur before the tap would.
        const detail: Record<string, unknown> = { value: values(), target: target(from), components: componentsBelow(host.page, el) };
        if (host.get('report-submit')) detail.formId = 'the formId is a mock one';
        host.fire(name === 'submit' ? 'submit' : 'submitToGroup', detail);
      },
    };
  },
};
export default definition;
