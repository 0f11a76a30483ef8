// Calls of the UI group that come with the first page, which may be waiting for its title: those of its bar and its background.
// In: calls of the logic realm. Out: what the frame shows. Must not: show anything of their own.

import type { PageFrame, ViewApiHost } from '../host';

export function frameCalls({ handle, frame }: { handle: ViewApiHost['handle']; frame: PageFrame }): void {
  const { navigationBar } = frame;
  handle('ui.title', ({ page, title }) => navigationBar.setTitle(page, title));
  handle('ui.navigationColor', ({ page, color }) => navigationBar.setColor(page, color));
  handle('ui.navigationLoading', ({ page, loading }) => navigationBar.setLoading(page, loading));
  handle('ui.hideHome', ({ page }) => navigationBar.hideHomeButton(page));
  handle('ui.background', ({ page, style }) => frame.page.setBackground(page, style));
}
