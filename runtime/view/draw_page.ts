// Draws a page into its nodes: its own tree, and the program's own tab bar beside it. In: a page and its component, what the document
// came with of it. Out: nodes in place. Must not: know messages or the frame.
import type { Component } from './components';
import { nodeAt, type ScreenRecord } from './hydrate';
import type { Page } from './pages';

const tabBarPath = 'custom-tab-bar/index';

export function drawPage(page: Page, component: Component, record?: ScreenRecord): void {
  const drawn = component.draw(record?.tree, record?.base);
  if (drawn) page.root.append(drawn);
  const bar = component.queues.get(`0 ${tabBarPath}`)?.shift();
  if (!bar || !page.nodes.customTabBar) return;
  const host = record?.tabBar ? (nodeAt(record.tabBar[0]) as HTMLElement) : document.createElement('wx-custom-tab-bar');
  host.className = bar.hostClass('');
  bar.host = host;
  const content = bar.draw(record?.tabBar?.[1]);
  if (content) host.append(content);
  if (!host.parentNode) page.nodes.customTabBar.append(host);
}
