// What changes the tab bar once a page stands: APIs, another theme, the keyboard. In: the bar of tabs.ts. Out: its changes.
// Must not: switch pages.

import type { Frame } from '../../api/host';
import type { LateWords } from './late_words';
import type { TabBar } from './tabs';

/** `changed`: the bar takes more or less room than before. */
export function tabBarApi(tabs: TabBar, words: LateWords, changed: () => void): Frame['tabBar'] {
  const { element, items, position } = tabs;
  return {
    active: () => tabs.selected >= 0,
    count: () => items.length,
    setItem(index, change) {
      const item = items[index];
      if (!item) return;
      if (change.text !== undefined) item.text.textContent = change.text;
      if (change.iconPath !== undefined) item.icon = change.iconPath;
      if (change.selectedIconPath !== undefined) item.iconSelected = change.selectedIconPath;
      tabs.paint(item);
    },
    setStyle: tabs.setStyle,
    setBadge(index, text) {
      const item = items[index];
      if (!item) return;
      item.badge.hidden = text === null;
      item.badge.className = 'mn-tab-badge';
      // The vendor shows the first three characters and an ellipsis when there are four or more.
      item.badge.textContent = text === null ? '' : [...text].length > 3 ? '…' : text;
      describe(item.button, text);
    },
    setRedDot(index, on) {
      const item = items[index];
      if (!item) return;
      item.badge.hidden = !on;
      item.badge.textContent = '';
      item.badge.className = on ? 'mn-tab-badge mn-tab-dot' : 'mn-tab-badge';
      describe(item.button, on ? words.newMessages : null);
    },
    setVisible(value, animated) {
      if (tabs.custom) return;
      const visible = value && items.length > 0;
      if (animated && visible) element.animate([{ transform: `translateY(${position === 'top' ? '-' : ''}100%)` }, { transform: 'none' }], { duration: 200, easing: 'ease-out' });
      element.hidden = !visible;
      changed();
    },
  };
}

function describe(button: HTMLElement, text: string | null): void {
  if (text === null) button.removeAttribute('aria-description');
  else button.setAttribute('aria-description', text);
}

/** Colours and icons of another theme. */
export function restyleTabs(tabs: TabBar, config: any): void {
  tabs.setStyle(config);
  const entries: any[] = Array.isArray(config?.list) ? config.list : [];
  tabs.items.forEach((item, index) => {
    item.icon = String(entries[index]?.iconPath ?? item.icon);
    item.iconSelected = String(entries[index]?.selectedIconPath ?? item.iconSelected);
    tabs.paint(item);
  });
}

/** Arrow keys go from tab to tab. */
export function followArrows({ element, items }: TabBar): void {
  element.addEventListener('keydown', ({ key }) => {
    const step = key === 'ArrowRight' ? 1 : key === 'ArrowLeft' ? -1 : 0;
    const at = items.findIndex(({ button }) => button === document.activeElement);
    if (step && at >= 0) items[(at + step + items.length) % items.length]!.button.focus();
  });
}
