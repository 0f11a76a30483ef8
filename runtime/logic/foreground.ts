// What happens to the program as a whole after its start: it goes to the background and comes back, the theme changes, a page is not there.
// In: `app` messages, the router. Out: calls of the App's callbacks and of `wx.onApp…` listeners. Must not: run a callback twice for one event.
import type { ViewMessage } from '../shared/bridge';
import { emitAppEvent, hasAppListener, showApp, theApp } from './app';
import { guarded, reportError } from './errors';
import { showPage } from './page';
import { hidePage } from './page_events';
import { partHere } from './parts';
import { program } from './program';
import { navigate } from './router';
import { currentPage } from './stack';

export function appMessage({ kind, value }: Extract<ViewMessage, { t: 'app' }>): void {
  const page = currentPage();
  if (kind === 'show') {
    showApp(value);
    // Entering with a path opens that page afresh; without one the program goes on where it was.
    if (value?.path && value.relaunch) void navigate('reLaunch', { url: value.path.startsWith('/') ? value.path : `/${value.path}` }).catch(reportError);
    else if (page) showPage(page);
  } else if (kind === 'hide') {
    if (page) {
      hidePage(page);
      partHere('exit')?.saveExitState(page);
    }
    hideApp(value);
  } else if (kind === 'theme') themeChanged(value?.theme ?? value);
}

function hideApp(options: any): void {
  const value = { reason: 3, ...options };
  guarded(theApp()?.onHide, theApp(), [value], 'App onHide');
  emitAppEvent('appHide', value);
}

/** Returns whether anyone was told. */
export function pageNotFound(value: { path: string; query: object; isEntryPage: boolean }): boolean {
  const told = typeof theApp()?.onPageNotFound === 'function' || hasAppListener('pageNotFound');
  guarded(theApp()?.onPageNotFound, theApp(), [value], 'App onPageNotFound');
  emitAppEvent('pageNotFound', value);
  return told;
}

function themeChanged(theme: 'light' | 'dark'): void {
  program.system.theme = theme;
  guarded(theApp()?.onThemeChange, theApp(), [{ theme }], 'App onThemeChange');
  emitAppEvent('themeChange', { theme });
}
