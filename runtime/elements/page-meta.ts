// `page-meta`: settings of the page as a node. In: backgrounds, scroll-top, page-style, font sizes. Out: resize, scroll, scrolldone.

import type { ElementDefinition } from '../view/element';

const definition: ElementDefinition = {
  tag: 'page-meta',
  attributes: {
    'background-text-style': { type: 'string', default: '' },
    'background-color': { type: 'string', default: '' },
    'background-color-top': { type: 'string', default: '' },
    'background-color-bottom': { type: 'string', default: '' },
    'root-background-color': { type: 'string', default: '' },
    'scroll-top': { type: 'length', default: 0 },
    'scroll-duration': { type: 'number', default: 300 },
    'page-style': { type: 'string', default: '' },
    'page-font-size': { type: 'string', default: '' },
    'root-font-size': { type: 'string', default: '' },
    'page-orientation': { type: 'string', default: '' },
  },
  create(host) {
    const { page } = host;
    let ownStyle: string[] = [];
    let resize: ResizeObserver | null = null;

    function backgrounds(): void {
      const value = (name: string) => host.get<string>(name) || undefined;
      page.frame.page.setBackground(page.instance, {
        backgroundColor: value('background-color'),
        backgroundColorTop: value('background-color-top'),
        backgroundColorBottom: value('background-color-bottom'),
        textStyle: value('background-text-style'),
      });
      const root = value('root-background-color');
      if (root) page.viewport.style.backgroundColor = root;
    }
    function style(): void {
      for (const name of ownStyle) page.root.style.removeProperty(name);
      const probe = document.createElement('i');
      probe.style.cssText = host.get<string>('page-style').replace(/(-?[\d.]+)rpx\b/g, (_, rpx) => `${page.rpxToPx(Number(rpx))}px`);
      ownStyle = [...probe.style];
      for (const name of ownStyle) page.root.style.setProperty(name, probe.style.getPropertyValue(name), probe.style.getPropertyPriority(name));
      // `overflow` on the page holds its scrolling, as on a browser's body.
      page.scroller.style.overflowY = /overflow(-y)?\s*:\s*hidden/.test(host.get<string>('page-style')) ? 'hidden' : '';
      const size = host.get<string>('page-font-size');
      if (size) page.root.style.fontSize = size === 'system' ? '' : size;
      const rem = host.get<string>('root-font-size');
      if (rem) document.documentElement.style.fontSize = rem === 'system' ? '' : rem;
    }
    async function scroll(): Promise<void> {
      await page.frame.page.scrollTo(page.instance, { scrollTop: host.get<number>('scroll-top'), durationMs: host.get<number>('scroll-duration') });
      host.fire('scrolldone', {});
    }
    const scrolled = () => {
      if (host.listens('scroll')) host.fire('scroll', { scrollTop: page.scroller.scrollTop });
    };
    return {
      attached() {
        backgrounds();
        style();
        if (host.has('scroll-top') && host.get<number>('scroll-top')) void scroll();
        page.scroller.addEventListener('scroll', scrolled, { passive: true });
        let first = true;
        resize = new ResizeObserver(() => {
          if (!first) host.fire('resize', { size: { windowWidth: page.viewport.clientWidth, windowHeight: page.viewport.clientHeight } });
          first = false;
        });
        resize.observe(page.viewport);
      },
      update(name) {
        if (name === 'scroll-top') void scroll();
        else if (/background/.test(name)) backgrounds();
        else style();
      },
      detached() {
        page.scroller.removeEventListener('scroll', scrolled);
        resize?.disconnect();
        if (host.get('root-font-size')) document.documentElement.style.fontSize = '';
      },
    };
  },
};
export default definition;
