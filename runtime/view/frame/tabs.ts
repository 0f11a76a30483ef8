// The tab bar. In: `tabBar` of the manifest, changes by APIs, which page is on top. Out: taps. Must not: switch pages itself.

import { setText } from '../../elements/parts/text';
import { colour, h, put } from './dom';
import type { Words } from './words';
import type { Frame } from '../../api/host';

export interface TabBar {
  readonly element: HTMLElement;
  readonly api: Frame['tabBar'];
  /** Index of the tab of a page path, or -1. */
  indexOf(path: string): number;
  select(index: number): void;
  /** Space it takes at the bottom (or top) of tab pages, without the safe area. */
  heightPx(): number;
  readonly position: 'top' | 'bottom';
  readonly custom: boolean;
  restyle(config: any): void;
}

const HEIGHT_BOTTOM_PX = 50;
const HEIGHT_TOP_PX = 44;

interface Item {
  button: HTMLButtonElement;
  image: HTMLImageElement;
  text: HTMLElement;
  badge: HTMLElement;
  icon: string;
  iconSelected: string;
}

export function createTabs(config: any, url: (path: string) => string, words: Words, on: { tap(index: number): void; changed(): void }): TabBar {
  const list: any[] = Array.isArray(config?.list) ? config.list : [];
  const custom = config?.custom === true;
  const position: 'top' | 'bottom' = config?.position === 'top' ? 'top' : 'bottom';
  const element = h('nav', `mn-tabs mn-tabs-${position}`, { 'aria-label': words.tabs });
  let visible = list.length > 0 && !custom;
  let selected = -1;

  const items: Item[] = list.map((entry, index) => {
    const image = h('img', 'mn-tab-icon', { alt: '', draggable: 'false' });
    const badge = h('span', 'mn-tab-badge', { hidden: '' });
    const text = h('span', 'mn-tab-text');
    setText(text, String(entry?.text ?? ''));
    const button = h('button', 'mn-tab', { type: 'button' }, h('span', 'mn-tab-picture', null, image, badge), text);
    button.addEventListener('click', () => on.tap(index));
    put(element, button);
    return { button, image, text, badge, icon: String(entry?.iconPath ?? ''), iconSelected: String(entry?.selectedIconPath ?? '') };
  });
  element.addEventListener('keydown', (event) => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (!step) return;
    const at = items.findIndex((item) => item.button === document.activeElement);
    if (at >= 0) items[(at + step + items.length) % items.length].button.focus();
  });

  function paint(item: Item, on: boolean): void {
    const path = (on && item.iconSelected) || item.icon;
    item.image.hidden = !path || position === 'top';
    if (path && item.image.dataset.path !== path) {
      item.image.dataset.path = path;
      item.image.src = url(/^(\/|https?:|data:|wxfile:)/.test(path) ? path : `/${path}`);
    }
    if (on) item.button.setAttribute('aria-current', 'page');
    else item.button.removeAttribute('aria-current');
  }

  function restyle(style: any): void {
    const set = (name: string, value: unknown) => {
      const paint = colour(value);
      if (paint) element.style.setProperty(name, paint);
    };
    set('--mn-tab-color', style?.color);
    set('--mn-tab-selected', style?.selectedColor);
    set('--mn-tab-background', style?.backgroundColor);
    if (style?.borderStyle) element.dataset.border = style.borderStyle === 'white' ? 'white' : 'black';
  }

  function show(): void {
    element.hidden = !visible;
    on.changed();
  }

  restyle(config);
  element.hidden = !visible;
  for (const item of items) paint(item, false);

  return {
    element,
    position,
    custom,
    restyle(next) {
      restyle(next);
      const entries: any[] = Array.isArray(next?.list) ? next.list : [];
      items.forEach((item, index) => {
        item.icon = String(entries[index]?.iconPath ?? item.icon);
        item.iconSelected = String(entries[index]?.selectedIconPath ?? item.iconSelected);
        paint(item, index === selected);
      });
    },
    indexOf: (path) => list.findIndex((entry) => String(entry?.pagePath ?? '').replace(/^\//, '') === path),
    heightPx: () => (visible ? (position === 'top' ? HEIGHT_TOP_PX : HEIGHT_BOTTOM_PX) : 0),
    select(index) {
      selected = index;
      items.forEach((item, at) => paint(item, at === index));
    },
    api: {
      active: () => selected >= 0,
      count: () => items.length,
      setItem(index, change) {
        const item = items[index];
        if (!item) return;
        if (change.text !== undefined) item.text.textContent = change.text;
        if (change.iconPath !== undefined) item.icon = change.iconPath;
        if (change.selectedIconPath !== undefined) item.iconSelected = change.selectedIconPath;
        paint(item, index === selected);
      },
      setStyle: restyle,
      setBadge(index, text) {
        const item = items[index];
        if (!item) return;
        item.badge.hidden = text === null;
        item.badge.className = 'mn-tab-badge';
        // The vendor shows the first three characters and an ellipsis when there are four or more.
        item.badge.textContent = text === null ? '' : [...text].length > 3 ? '…' : text;
        if (text === null) item.button.removeAttribute('aria-description');
        else item.button.setAttribute('aria-description', text);
      },
      setRedDot(index, on) {
        const item = items[index];
        if (!item) return;
        item.badge.hidden = !on;
        item.badge.textContent = '';
        item.badge.className = on ? 'mn-tab-badge mn-tab-dot' : 'mn-tab-badge';
        if (on) item.button.setAttribute('aria-description', words.newMessages);
        else item.button.removeAttribute('aria-description');
      },
      setVisible(value, animated) {
        if (custom) return;
        visible = value && items.length > 0;
        if (animated && visible) element.animate([{ transform: `translateY(${position === 'top' ? '-' : ''}100%)` }, { transform: 'none' }], { duration: 200, easing: 'ease-out' });
        show();
      },
    },
  };
}
