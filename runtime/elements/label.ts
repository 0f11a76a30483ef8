// `label`: passes a tap on to its control. In: for. Out: the control's own events.

import type { ElementDefinition } from '../view/element';
import { LABELLED_SELECTOR } from './parts/form';

const definition: ElementDefinition = {
  tag: 'label',
  attributes: { for: { type: 'string', default: '' } },
  create(host) {
    return {
      tap(tap) {
        if (tap.handled) return;
        const id = host.get<string>('for');
        const node = id ? host.page.viewport.querySelector(`#${CSS.escape(id)}`) : host.el.querySelector(LABELLED_SELECTOR);
        const control = node && host.page.hostOf(node);
        if (!control) return;
        tap.handled = true;
        control.behaviour?.activate?.();
      },
    };
  },
};
export default definition;
