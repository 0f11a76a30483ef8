// What the form elements share. In: hosts. Out: look-ups within a page. Must not: keep a list of controls; the tree is the list.

import type { ElementHost, PageContext } from '../../view/element';

/** Tags whose behaviour has a `formValue`. */
export const CONTROL_SELECTOR = 'wx-input,wx-textarea,wx-switch,wx-slider,wx-checkbox-group,wx-radio-group,wx-picker';
/** Tags a label activates. */
export const LABELLED_SELECTOR = 'wx-button,wx-checkbox,wx-radio,wx-switch,wx-input,wx-textarea';

export function hostsBelow(page: PageContext, root: Element, selector: string): ElementHost[] {
  const hosts: ElementHost[] = [];
  for (const el of root.querySelectorAll(selector)) {
    const host = page.hostOf(el);
    if (host) hosts.push(host);
  }
  return hosts;
}

/** Component instances below a node, in document order. Component hosts are the tags that are not built-in. */
export function componentsBelow(page: PageContext, root: Element): number[] {
  const instances: number[] = [];
  for (const el of root.querySelectorAll('*')) {
    const instance = el.localName.includes('-') ? page.instanceOf(el) : undefined;
    if (instance !== undefined) instances.push(instance);
  }
  return instances;
}
