// `root-portal`: its content is laid out as a child of the page's root, out of reach of transforms and clipping around it.
// In: enable. The content box moves; its way up for events stays (`$up` is the view's own mark for it).

import type { ElementDefinition } from '../view/element';

const definition: ElementDefinition = {
  tag: 'root-portal',
  shell: '<div class="wx-root-portal"><slot></slot></div>',
  attributes: { enable: { type: 'boolean', default: true } },
  create(host) {
    const box = host.el.firstElementChild as HTMLElement & { $up?: Node };
    function place(): void {
      const away = host.get<boolean>('enable') && host.el.isConnected;
      const parent = away ? host.page.root : host.el;
      box.$up = away ? host.el : undefined;
      if (box.parentNode !== parent) parent.append(box);
    }
    return {
      attached: place,
      update: place,
      detached: () => box.remove(),
    };
  },
};
export default definition;
