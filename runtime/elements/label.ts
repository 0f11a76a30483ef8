// `label`: names its control and passes a tap on to it. In: for. Out: the control's own events.

import type { ElementDefinition, ElementHost } from '../view/element';
import { LABELLED_SELECTOR } from './parts/form';

const definition: ElementDefinition = {
  tag: 'label',
  attributes: { for: { type: 'string', default: '' } },
  create(host) {
    function labelled(): ElementHost | null | undefined {
      const id = host.get<string>('for');
      const node = id ? host.page.viewport.querySelector(`#${CSS.escape(id)}`) : host.el.querySelector(LABELLED_SELECTOR);
      return node && host.page.hostOf(node);
    }
    /** By reference, because an id of ours on the label would be seen by the program. */
    function name(): void {
      const control = labelled();
      if (!control || control.el.localName === 'wx-button' || control.has('aria-label')) return;
      (control.el.querySelector('input,textarea') ?? control.el).ariaLabelledByElements = [host.el];
    }
    return {
      attached: name,
      childrenChanged: name,
      update: name,
      tap(tap) {
        if (tap.handled) return;
        const control = labelled();
        if (!control) return;
        tap.handled = true;
        control.behaviour?.activate?.();
      },
    };
  },
};
export default definition;
