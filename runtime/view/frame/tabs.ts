// The tab bar. In: `tabBar` of the manifest, which page is on top; what changes it later is in tabs_late.ts. Out: taps. Must not: switch pages itself.

import { setText } from '../../elements/parts/text';
import { colour, h, put } from './dom';
import type { Words } from './words';

export interface TabBar {
  readonly element: HTMLElement;
  readonly items: readonly TabItem[];
  readonly position: 'top' | 'bottom';
  readonly custom: boolean;
  /** Index of the tab whose page is on top, or -1. */
  selected: number;
  /** Index of the tab of a page path, or -1. */
  indexOf(path: string): number;
  select(index: number): void;
  paint(item: TabItem): void;
  /** Colours of `tabBar`. */
  setStyle(style: any): void;
  /** Space it takes at the bottom (or top) of tab pages, without the safe area. */
  heightPx(): number;
}

const HEIGHT_BOTTOM_PX = 50;
const HEIGHT_TOP_PX = 44;

export interface TabItem {
  button: HTMLButtonElement;
  image: HTMLImageElement;
  text: HTMLElement;
  badge: HTMLElement;
  icon: string;
  iconSelected: string;
}

export function createTabs(config: any, url: (path: string) => string, words: Words, tap: (index: number) => void): TabBar {
  const list: any[] = Array.isArray(config?.list) ? config.list : [];
  const custom = config?.custom === true;
  const position: 'top' | 'bottom' = config?.position === 'top' ? 'top' : 'bottom';
  const element = h('nav', `mn-tabs mn-tabs-${position}`, { 'aria-label': words.tabs });

  const items: TabItem[] = list.map((entry, index) => {
    const image = h('img', 'mn-tab-icon', { alt: '', draggable: 'false' });
    const badge = h('span', 'mn-tab-badge', { hidden: '' });
    const text = h('span', 'mn-tab-text');
    setText(text, String(entry?.text ?? ''));
    const button = h('button', 'mn-tab', { type: 'button' }, h('span', 'mn-tab-picture', null, image, badge), text);
    button.addEventListener('click', () => tap(index));
    put(element, button);
    return { button, image, text, badge, icon: String(entry?.iconPath ?? ''), iconSelected: String(entry?.selectedIconPath ?? '') };
  });

  const tabs: TabBar = {
    element,
    items,
    position,
    custom,
    selected: -1,
    indexOf: (path) => list.findIndex((entry) => String(entry?.pagePath ?? '').replace(/^\//, '') === path),
    select(index) {
      tabs.selected = index;
      items.forEach(tabs.paint);
    },
    paint(item) {
      const { button, image, icon, iconSelected } = item;
      const on = item === items[tabs.selected];
      const path = (on && iconSelected) || icon;
      image.hidden = !path || position === 'top';
      if (path && image.dataset.path !== path) {
        image.dataset.path = path;
        image.src = url(/^(\/|https?:|data:|wxfile:)/.test(path) ? path : `/${path}`);
      }
      if (on) button.setAttribute('aria-current', 'page');
      else button.removeAttribute('aria-current');
    },
    setStyle(style) {
      const set = (name: string, value: unknown) => {
        const paint = colour(value);
        if (paint) element.style.setProperty(name, paint);
      };
      set('--mn-tab-color', style?.color);
      set('--mn-tab-selected', style?.selectedColor);
      set('--mn-tab-background', style?.backgroundColor);
      if (style?.borderStyle) element.dataset.border = style.borderStyle === 'white' ? 'white' : 'black';
    },
    heightPx: () => (element.hidden ? 0 : position === 'top' ? HEIGHT_TOP_PX : HEIGHT_BOTTOM_PX),
  };
  tabs.setStyle(config);
  element.hidden = !list.length || custom;
  tabs.select(-1);
  return tabs;
}
