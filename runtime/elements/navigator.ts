// `navigator`: a link to a page. In: url, open-type, delta. Out: a request to navigate; success, fail and complete for other programs.
// Accessible: role link, focus.

import type { ElementDefinition } from '../view/element';
import { hoverAttributes } from './parts/hover_attributes';

const KINDS: Record<string, 'navigateTo' | 'redirectTo' | 'switchTab' | 'reLaunch' | 'navigateBack'> = {
  navigate: 'navigateTo',
  navigateTo: 'navigateTo',
  redirect: 'redirectTo',
  redirectTo: 'redirectTo',
  switchTab: 'switchTab',
  reLaunch: 'reLaunch',
  navigateBack: 'navigateBack',
};

const definition: ElementDefinition = {
  tag: 'navigator',
  attributes: {
    ...hoverAttributes('navigator-hover', 50, 600),
    target: { type: 'string', default: 'self' },
    url: { type: 'string', default: '' },
    'open-type': { type: 'string', default: 'navigate' },
    delta: { type: 'number', default: 1 },
    'app-id': { type: 'string', default: '' },
    path: { type: 'string', default: '' },
    'extra-data': { type: 'object' },
    version: { type: 'string', default: 'release' },
    'short-link': { type: 'string', default: '' },
    redirect: { type: 'boolean', default: false },
  },
  create(host) {
    const el = host.el;
    if (!el.hasAttribute('role')) el.setAttribute('role', 'link');
    if (!el.hasAttribute('tabindex')) el.tabIndex = 0;

    async function toProgram(name: string): Promise<void> {
      const args = {
        appId: host.get<string>('app-id'), path: host.get<string>('path'), extraData: host.get('extra-data') ?? {}, envVersion: host.get<string>('version'), shortLink: host.get<string>('short-link'),
      };
      let detail: any;
      try {
        detail = { errMsg: `${name}:ok`, ...(await host.page.call('openType', { type: name, target: { id: el.id, dataset: host.dataset }, attributes: args }) as object) };
      } catch (error) {
        detail = { errMsg: `${name}:fail ${error instanceof Error ? error.message : String(error)}` };
      }
      host.fire(/:fail/.test(detail.errMsg) ? 'fail' : 'success', detail);
      host.fire('complete', detail);
    }

    function go(): void {
      const type = host.get<string>('open-type');
      if (host.get('target') === 'miniProgram') {
        if (type === 'exit') void toProgram('exitMiniProgram');
        else if (type === 'navigateBack') void toProgram('navigateBackMiniProgram');
        else void toProgram('navigateToMiniProgram');
        return;
      }
      const kind = host.get('redirect') && type === 'navigate' ? 'redirectTo' : KINDS[type];
      if (!kind) return;
      if (kind === 'navigateBack') host.page.navigate({ kind, delta: Math.max(1, host.get<number>('delta') || 1) });
      else if (host.get<string>('url')) host.page.navigate({ kind, url: host.get<string>('url') });
    }

    return {
      tap(tap) {
        if (tap.handled) return;
        tap.handled = true;
        go();
      },
      activate: go,
      property: (name) => host.get(name),
    };
  },
};
export default definition;
