// `rich-text`: markup from data. In: nodes (array or HTML string), space, user-select. Out: nothing; events inside are not told apart.
// Only trusted tags and attributes come through (parts/rich_nodes.ts); an untrusted tag goes with everything in it.

import type { ElementDefinition } from '../view/element';
import { build, parse } from './parts/rich_nodes';

const SPACES: Record<string, string> = { ensp: '\u2002', emsp: '\u2003', nbsp: '\u00a0' };

const definition: ElementDefinition = {
  tag: 'rich-text',
  shell: '<div class="wx-rich-text"></div>',
  attributes: {
    nodes: { type: 'any' },
    space: { type: 'string', default: '' },
    'user-select': { type: 'boolean', default: false },
    mode: { type: 'string', default: '' },
  },
  create(host) {
    const box = host.el.querySelector<HTMLElement>('.wx-rich-text')!;
    /** The document may have come with it. */
    let isNew = true;
    function draw(): void {
      const nodes = host.get('nodes');
      const list = typeof nodes === 'string' ? parse(nodes) : Array.isArray(nodes) ? nodes : [];
      const space = SPACES[host.get<string>('space')];
      const drawn = document.createElement('div');
      drawn.append(
        ...build(list, {
          scoped: (names) => host.scoped(names),
          url: (path) => host.url(path),
          rpxToPx: (rpx) => host.page.rpxToPx(rpx),
          text: (text) => (space ? text.replace(/ /g, space) : text),
        }),
      );
      if (!isNew || !box.firstChild || box.innerHTML !== drawn.innerHTML) box.replaceChildren(...drawn.childNodes);
      isNew = false;
      host.el.classList.toggle('wx-rich-selectable', host.get<boolean>('user-select'));
    }
    draw();
    return { update: draw, property: (name) => host.get(name) };
  },
};
export default definition;
