// Calls of the UI group that the frame carries out: bars, backgrounds, scrolling. They come with the first page, which may be waiting for its title.
// In: calls of the logic realm. Out: what the frame shows. Must not: show anything of their own.

import { ApiFailure, type ViewApiHost } from '../host';

export function frameCalls(host: Pick<ViewApiHost, 'handle' | 'frame'>): void {
  const { frame } = host;
  host.handle('ui.leaveMessage', ({ page, message }) => frame.page.setLeaveMessage(page, message));
  host.handle('ui.title', ({ page, title }) => frame.navigationBar.setTitle(page, title));
  host.handle('ui.navigationColor', ({ page, color }) => frame.navigationBar.setColor(page, color));
  host.handle('ui.navigationLoading', ({ page, loading }) => frame.navigationBar.setLoading(page, loading));
  host.handle('ui.hideHome', ({ page }) => frame.navigationBar.hideHomeButton(page));
  host.handle('ui.background', ({ page, style }) => frame.page.setBackground(page, style));
  host.handle('ui.pullDown', ({ page, on }) => (on ? frame.page.startPullDown(page) : frame.page.stopPullDown(page)));
  host.handle('ui.scroll', ({ page, options }) => frame.page.scrollTo(page, options));
  host.handle('ui.tabBar', (call: { do: string; index: number; value: any; animated?: boolean }) => {
    const { tabBar } = frame;
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
