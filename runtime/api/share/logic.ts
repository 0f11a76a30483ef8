// Share APIs: which menu entries a page has, sharing a page or a file, the page's own onShareAppMessage.
// In: menu choices and share buttons (through the open-type call of the view). Out: a share sheet in the view. Must not: send anything to a server.

import { ApiFailure, type LogicApiHost } from '../host';
import { extensionOf, extensionOfType, type Files } from '../file/types';

interface Card {
  title: string;
  path: string;
  imageUrl?: string;
}

const MENUS = ['shareAppMessage', 'shareTimeline'];
/** A page may answer later with a promise; after this the values at hand count. */
const PROMISE_MS_MAX = 3000;

export default function share(host: LogicApiHost): void {
  const hidden = new Set<string>();
  const checkedMenus = (menus: unknown): string[] => {
    if (menus === undefined) return MENUS;
    if (!Array.isArray(menus) || menus.some((menu) => !MENUS.includes(menu))) throw new ApiFailure('invalid menus');
    return menus;
  };
  const page = () => host.runtime.currentPage();
  const key = (menu: string) => `${host.runtime.instanceOf(page()) ?? 0}:${menu}`;
  host.asynchronous('showShareMenu', { menus: 'any?', withShareTicket: 'boolean?' }, ({ menus }) => checkedMenus(menus).forEach((menu) => hidden.delete(key(menu))));
  host.asynchronous('hideShareMenu', { menus: 'any?' }, ({ menus }) => checkedMenus(menus).forEach((menu) => hidden.add(key(menu))));
  host.asynchronous('updateShareMenu', { withShareTicket: 'boolean?', isUpdatableMessage: 'boolean?', activityId: 'string?', templateInfo: 'object?' }, () => undefined);

  /** Asks the page what to share and shows the sheet. */
  async function start(from: 'menu' | 'button', target?: object): Promise<void> {
    const current = page();
    if (from === 'menu' && (hidden.has(key('shareAppMessage')) || typeof current?.onShareAppMessage !== 'function')) throw new ApiFailure('share is disabled');
    const standard: Card = { title: host.manifest.app?.window?.navigationBarTitleText || 'Mini program', path: `/${current?.route ?? ''}${queryOf(current?.options)}` };
    let given: any;
    try {
      given = current?.onShareAppMessage?.({ from, target, webViewUrl: undefined });
    } catch (error) {
      host.runtime.reportError(error);
    }
    if (given?.promise) {
      const later = await Promise.race([Promise.resolve(given.promise).catch(() => undefined), new Promise((resolve) => setTimeout(resolve, PROMISE_MS_MAX))]);
      given = later ?? given;
    }
    const card = { ...standard, ...pick(given) };
    await host.view('share.card', { ...card, url: linkOf(host, card.path) });
  }
  host.provide('share', { start });
  host.asynchronous('shareAppMessage', { title: 'string?', path: 'string?', imageUrl: 'string?' }, (options) => host.view('share.card', { title: host.manifest.app?.window?.navigationBarTitleText ?? '', path: '/', ...pick(options), url: linkOf(host, options.path ?? '/') }));

  const shareFile = async (path: string, name: string | undefined, kind: 'image' | 'video' | 'file') => {
    const blob = await host.use<Files>('files').read(path);
    const extension = extensionOf(path) || extensionOfType(blob.type);
    const done = await host.view('share.file', { blob, kind, name: name || `${kind}.${extension || 'bin'}` });
    if (!done) throw new ApiFailure('cancel');
  };
  host.asynchronous('showShareImageMenu', { path: 'string' }, ({ path }) => shareFile(path, undefined, 'image'));
  const tapOnly = (byTap: boolean) => {
    if (!byTap) throw new ApiFailure('can only be invoked by user TAP gesture.');
  };
  host.asynchronous('shareFileMessage', { filePath: 'string', fileName: 'string?' }, ({ filePath, fileName }, call) => (tapOnly(call.byTap), shareFile(filePath, fileName, 'file')));
  host.asynchronous('shareVideoMessage', { videoPath: 'string', thumbPath: 'string?' }, ({ videoPath }, call) => (tapOnly(call.byTap), shareFile(videoPath, undefined, 'video')));
  host.event('onCopyUrl', 'offCopyUrl');
  // Chats belong to the vendor: there is no group to tell about.
  host.asynchronous('getShareInfo', { shareTicket: 'string', timeout: 'number?' }, () => {
    throw new ApiFailure('invalid shareTicket');
  });
  host.asynchronous('authPrivateMessage', { shareTicket: 'string' }, () => {
    throw new ApiFailure('invalid shareTicket');
  });
  host.unsupported(['getGroupEnterInfo']);
}

function pick(given: any): Partial<Card> {
  const card: Partial<Card> = {};
  for (const name of ['title', 'path', 'imageUrl'] as const) if (typeof given?.[name] === 'string' && given[name]) card[name] = given[name];
  return card;
}

function queryOf(options: Record<string, unknown> | undefined): string {
  const pairs = Object.entries(options ?? {}).map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`);
  return pairs.length ? `?${pairs.join('&')}` : '';
}

/** The page's address in this package: a deep link. */
function linkOf(host: LogicApiHost, path: string): string {
  const [place, query] = path.replace(/^\/+/, '').split('?', 2) as [string, string?];
  const url = new host.native.URL(place ? `${place.replace(/\/+$/, '')}/` : '', host.system.base);
  if (query) url.search = query;
  // The platform counts by it; the program that is opened never sees it.
  if (host.system.server?.program) url.search += `${url.search ? '&' : '?'}mn_by=share`;
  return url.href;
}
