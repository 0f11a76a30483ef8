// The host app around the program, where it runs in a frame of one: the frame-ancestors of a document allow the platform's own origin and nobody
// else. In: the inside of the frame, messages. Out: messages. Must not: heed anybody but the window around this one, at the platform's origin.
//
// Both sides: docs/internals/platform.md, "In the host app".

import type { FrameInside } from './types';

/** Where the platform is: programs stand one label below it. */
export function platformOrigin({ protocol, host }: Location): string {
  return `${protocol}//${host.slice(host.indexOf('.') + 1)}`;
}

export function connectShell(inside: FrameInside): void {
  if (window.parent === window || !location.host.includes('.')) return;
  const origin = platformOrigin(location);
  const say = (message: object) => window.parent.postMessage(message, origin);
  let told = '';
  const tell = () => {
    const page = inside.top();
    if (!page) return;
    const bar = page.element.querySelector('.mn-bar');
    const message = {
      minnow: 'page',
      title: document.title,
      at: location.pathname.slice(1) + location.search,
      colour: bar ? getComputedStyle(bar).backgroundColor : '',
      canShare: inside.options.shareable?.(page.instance) ?? true,
    };
    const text = JSON.stringify(message);
    if (text === told) return;
    told = text;
    say(message);
  };
  // A page's address is in the history a moment after its title is set, and its bar may change colour slowly.
  const soon = () => void [60, 600].forEach((ms) => setTimeout(tell, ms));

  const begin = () => {
    document.documentElement.dataset.shell = origin;
    inside.menuListeners.push(() => (tell(), say({ minnow: 'menu' }), true));
    const title = document.querySelector('title');
    if (title) new MutationObserver(soon).observe(title, { childList: true });
    addEventListener('popstate', soon);
    tell();
    soon();
  };

  addEventListener('message', ({ source, origin: from, data }) => {
    if (source !== window.parent || from !== origin) return;
    const word = data?.minnow;
    if (word === 'welcome' && !document.documentElement.dataset.shell) begin();
    else if (word === 'shown' || word === 'hidden') inside.options.visible?.(word === 'shown');
    else if (word === 'share') inside.options.menu('share');
  });
  say({ minnow: 'hello' });
}
