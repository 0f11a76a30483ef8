// Calls of the UI group that the frame carries out once a page stands: the tab bar, scrolling, pulling down, asking before the page is left.
// In: calls of the logic realm. Out: what the frame shows. Must not: show anything of their own.

import { ApiFailure, type ViewApiHost } from '../host';

export function lateFrameCalls(host: Pick<ViewApiHost, 'handle' | 'frame'>): void {
  const { page: pages, tabBar } = host.frame;
  host.handle('ui.leaveMessage', ({ page, message }) => pages.setLeaveMessage(page, message));
  host.handle('ui.pullDown', ({ page, on }) => (on ? pages.startPullDown(page) : pages.stopPullDown(page)));
  host.handle('ui.scroll', ({ page, options }) => pages.scrollTo(page, options));
  host.handle('ui.tabBar', (call: { do: string; index: number; value: any; animated?: boolean }) => {
    if (tabBar.count() === 0 || !tabBar.active()) throw new ApiFailure('not TabBar page');
    if (call.index !== undefined && !(Number.isInteger(call.index) && call.index >= 0 && call.index < tabBar.count())) throw new ApiFailure('tabbar item not found');
    if (call.do === 'item') tabBar.setItem(call.index, call.value);
    else if (call.do === 'badge') tabBar.setBadge(call.index, call.value === null ? null : shortBadge(call.value));
    else if (call.do === 'dot') tabBar.setRedDot(call.index, call.value);
    else if (call.do === 'style') tabBar.setStyle(call.value);
    else tabBar.setVisible(call.value, call.animated ?? false);
  });
}

/** More than four characters are shown as an ellipsis, as documented. */
function shortBadge(text: string): string {
  return [...text].length > 4 ? '…' : text;
}
