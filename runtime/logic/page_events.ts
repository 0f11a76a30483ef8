// What a page hears after it stands, and its end. In: pages, `page` messages, routes. Out: life cycles in documented order.
// Must not: be needed for a page to stand.
import type { ViewMessage } from '../shared/bridge';
import { emitAppEvent } from './app';
import { detachInstance } from './detach';
import { callMember, type Instance } from './instance';
import { pageLifetimes, shown } from './page';

export function pageEvent(page: Instance, kind: Extract<ViewMessage, { t: 'page' }>['kind'], value: any): void {
  const { object } = page;
  switch (kind) {
    case 'scroll':
      callMember(page, object.onPageScroll, [value], 'onPageScroll');
      break;
    case 'reachBottom':
      callMember(page, object.onReachBottom, [], 'onReachBottom');
      break;
    case 'pullDown':
      callMember(page, object.onPullDownRefresh, [], 'onPullDownRefresh');
      break;
    case 'resize':
      callMember(page, object.onResize, [value], 'onResize');
      pageLifetimes(page, 'resize', [value?.size ?? value]);
      break;
  }
}

export function hidePage(page: Instance): void {
  if (!shown.delete(page)) return;
  callMember(page, page.object.onHide, [], 'onHide');
  pageLifetimes(page, 'hide');
}

export function unloadPage(page: Instance): void {
  shown.delete(page);
  emitAppEvent('beforePageUnload', { page: page.object, path: page.definition.path, query: page.object.options });
  callMember(page, page.object.onUnload, [], 'onUnload');
  for (const beside of page.beside) detachInstance(beside);
  detachInstance(page);
  emitAppEvent('afterPageUnload', { path: page.definition.path, query: page.object.options });
}
