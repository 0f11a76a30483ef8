// `web-view`: a web page over the whole page. In: src. Out: load{src}, error, message{data: […]} when the person leaves.
// A page inside speaks through window.parent.postMessage({miniProgram: 'navigateTo', args}): navigateTo, navigateBack, switchTab, reLaunch,
// redirectTo, postMessage({data}), getEnv. It is sandboxed: it cannot leave its frame, and opens no window, which no list of domains would hold for.

import type { ElementDefinition } from '../view/element';

const ROUTES = new Set(['navigateTo', 'redirectTo', 'switchTab', 'reLaunch', 'navigateBack']);

const definition: ElementDefinition = {
  tag: 'web-view',
  shell:
    '<iframe class="wx-web-view" sandbox="allow-scripts allow-same-origin allow-forms allow-modals allow-downloads" allow="fullscreen; geolocation; microphone; camera; clipboard-write" referrerpolicy="no-referrer-when-downgrade"></iframe>',
  attributes: { src: { type: 'string', default: '' }, 'fullscreen': { type: 'boolean', default: false } },
  create(host) {
    const frame = host.el.querySelector('iframe')!;
    let posted: unknown[] = [];
    let release: (() => void) | null = null;

    function deliver(): void {
      release?.();
      release = null;
      if (posted.length) host.fire('message', { data: posted });
      posted = [];
    }
    function open(): void {
      const src = host.get<string>('src').trim();
      if (!src) return;
      if (!/^https?:\/\//i.test(src) && !/^\/?[\w./-]+\.html/.test(src)) {
        host.fire('error', { url: src, fullUrl: src, src });
        return;
      }
      frame.src = host.url(src);
      frame.title = src;
    }
    function heard(event: MessageEvent): void {
      if (event.source !== frame.contentWindow || typeof event.data !== 'object' || event.data === null) return;
      const { miniProgram: name, args = {}, call } = event.data as { miniProgram?: unknown; args?: any; call?: unknown };
      if (typeof name !== 'string') return;
      if (name === 'postMessage') {
        posted.push(args.data);
        // The vendor hands messages over only on the way out.
        release ??= host.page.frame.interceptBack(host.page.instance, () => {
          deliver();
          host.page.navigate({ kind: 'navigateBack', delta: 1 });
        });
      } else if (name === 'getEnv') {
        (event.source as Window).postMessage({ miniProgram: 'getEnv', call, result: { miniprogram: true } }, event.origin === 'null' ? '*' : event.origin);
      } else if (ROUTES.has(name)) {
        deliver();
        host.page.navigate({ kind: name as 'navigateTo', url: String(args.url ?? ''), delta: Number(args.delta) || 1 });
      }
    }
    frame.addEventListener('load', () => frame.hasAttribute('src') && host.fire('load', { src: host.get('src') }));
    addEventListener('message', heard);
    open();
    return {
      update: open,
      detached() {
        removeEventListener('message', heard);
        release?.();
      },
      property: (name) => host.get(name),
    };
  },
};
export default definition;
