// `navigation-bar`: the page's bar as a node inside page-meta. In: title, loading, colours. Out: nothing.

import type { ElementDefinition } from '../view/element';

const definition: ElementDefinition = {
  tag: 'navigation-bar',
  attributes: {
    title: { type: 'string', default: '' },
    loading: { type: 'boolean', default: false },
    'front-color': { type: 'string', default: '' },
    'background-color': { type: 'string', default: '' },
    'color-animation-duration': { type: 'number', default: 0 },
    'color-animation-timing-func': { type: 'string', default: 'linear' },
  },
  create(host) {
    const { frame, instance } = host.page;
    function apply(name: string): void {
      if (name === 'title') frame.navigationBar.setTitle(instance, host.get<string>('title'));
      else if (name === 'loading') frame.navigationBar.setLoading(instance, host.get<boolean>('loading'));
      else if (name === 'front-color' || name === 'background-color') {
        frame.navigationBar.setColor(instance, {
          frontColor: host.get<string>('front-color') || undefined,
          backgroundColor: host.get<string>('background-color') || undefined,
          durationMs: host.get<number>('color-animation-duration'),
          timing: host.get<string>('color-animation-timing-func'),
        });
      }
    }
    return {
      attached() {
        for (const name of ['title', 'loading', 'front-color', 'background-color']) if (host.has(name)) apply(name);
      },
      update: apply,
    };
  },
};
export default definition;
