// `padding="{{[top, right, bottom, left]}}"` of list elements, in CSS pixels.

import type { ElementBehaviour, ElementHost } from '../../view/element';

export function padding(host: ElementHost): ElementBehaviour {
  const apply = () => {
    const list = host.get<unknown[]>('padding');
    host.el.style.padding = Array.isArray(list) ? list.slice(0, 4).map((one) => `${Number(one) || 0}px`).join(' ') : '';
  };
  apply();
  return { update: apply, styled: apply };
}
