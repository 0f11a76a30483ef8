// Drawn by the compiler where a component of a plugin (`plugin://…` in usingComponents) would be: a labelled box, and what the program put inside.
// In: the plugin's path. Out: the box. Must not: pretend the plugin is there.

import type { ElementDefinition } from '../view/element';
import { setText } from './parts/text';

const definition: ElementDefinition = {
  tag: 'plugin-component',
  shell: '<div class="wx-unavailable"></div><slot></slot>',
  attributes: { src: { type: 'string', default: '' } },
  create(host) {
    const chinese = host.page.frame.language === 'zh';
    const name = host.get<string>('src').replace(/^[a-z-]+:\/\//, '');
    setText(host.el.querySelector<HTMLElement>('.wx-unavailable')!, chinese ? `插件 ${name}（此平台不提供）` : `Plugin ${name} (not available here)`);
  },
};

export default definition;
