// The frame around pages: navigation bar, tab bar, toasts, backgrounds, pull-down.
// In: options of the program. Out: calls of the view. Must not: draw; the view half of `ui` and the frame do.
import { currentPage } from '../current_page';
import { ApiFailure, type LogicApiHost } from '../host';

const TOAST_ICONS = ['success', 'error', 'loading', 'none'];

export default function frame(host: LogicApiHost): void {
  toasts(host);
  navigationBar(host);
  tabBar(host);
  background(host);
}

function toasts(host: LogicApiHost): void {
  host.asynchronous('showToast', { title: 'string', icon: 'string?', image: 'string?', duration: 'number?', mask: 'boolean?' }, (options) =>
    host.view('ui.toast', {
      title: options.title,
      icon: options.image ? 'image' : TOAST_ICONS.includes(options.icon) ? options.icon : 'success',
      image: options.image,
      duration: options.duration ?? 1500,
      mask: Boolean(options.mask),
    }),
  );
  host.asynchronous('hideToast', { noConflict: 'boolean?' }, ({ noConflict }) => host.view('ui.hideToast', { only: noConflict ? 'toast' : undefined }));
  host.asynchronous('showLoading', { title: 'string', mask: 'boolean?' }, ({ title, mask }) => host.view('ui.loading', { title, mask: Boolean(mask) }));
  host.asynchronous('hideLoading', { noConflict: 'boolean?' }, ({ noConflict }) => host.view('ui.hideToast', { only: noConflict ? 'loading' : undefined }));
}

function navigationBar(host: LogicApiHost): void {
  const page = () => currentPage(host);
  host.asynchronous('setNavigationBarTitle', { title: 'string' }, ({ title }) => host.view('ui.title', { page: page(), title }));
  host.asynchronous('setNavigationBarColor', { frontColor: 'string', backgroundColor: 'string', animation: 'object?' }, (options) => {
    const frontColor = options.frontColor.toLowerCase();
    if (frontColor !== '#ffffff' && frontColor !== '#000000') throw new ApiFailure(`invalid frontColor "${options.frontColor}"`);
    return host.view('ui.navigationColor', {
      page: page(),
      color: { frontColor, backgroundColor: options.backgroundColor, durationMs: options.animation?.duration ?? 0, timing: options.animation?.timingFunc ?? 'linear' },
    });
  });
  host.asynchronous('showNavigationBarLoading', {}, () => host.view('ui.navigationLoading', { page: page(), loading: true }));
  host.asynchronous('hideNavigationBarLoading', {}, () => host.view('ui.navigationLoading', { page: page(), loading: false }));
  host.asynchronous('hideHomeButton', {}, () => host.view('ui.hideHome', { page: page() }));
  // Only in the vendor's oldest clients: the bar of a pinned chat.
  host.asynchronous('setTopBarText', { text: 'string' }, () => {
    throw new ApiFailure('not supported', { errno: 100 });
  });
}

function tabBar(host: LogicApiHost): void {
  const item = (name: string, spec: Record<string, any>, send: (options: any) => object) =>
    host.asynchronous(name, spec, (options) => host.view('ui.tabBar', { page: currentPage(host), ...send(options) }));
  item('setTabBarItem', { index: 'number', text: 'string?', iconPath: 'string?', selectedIconPath: 'string?' }, ({ index, text, iconPath, selectedIconPath }) => ({
    do: 'item', index, value: { text, iconPath, selectedIconPath },
  }));
  item('setTabBarBadge', { index: 'number', text: 'string' }, ({ index, text }) => ({ do: 'badge', index, value: text }));
  item('removeTabBarBadge', { index: 'number' }, ({ index }) => ({ do: 'badge', index, value: null }));
  item('showTabBarRedDot', { index: 'number' }, ({ index }) => ({ do: 'dot', index, value: true }));
  item('hideTabBarRedDot', { index: 'number' }, ({ index }) => ({ do: 'dot', index, value: false }));
  item('setTabBarStyle', { color: 'string?', selectedColor: 'string?', backgroundColor: 'string?', borderStyle: 'string?' }, ({ color, selectedColor, backgroundColor, borderStyle }) => ({
    do: 'style', value: { color, selectedColor, backgroundColor, borderStyle },
  }));
  item('showTabBar', { animation: 'boolean?' }, ({ animation }) => ({ do: 'visible', value: true, animated: Boolean(animation) }));
  item('hideTabBar', { animation: 'boolean?' }, ({ animation }) => ({ do: 'visible', value: false, animated: Boolean(animation) }));
}

function background(host: LogicApiHost): void {
  const page = () => currentPage(host);
  host.asynchronous('setBackgroundColor', { backgroundColor: 'string?', backgroundColorTop: 'string?', backgroundColorBottom: 'string?' }, (options) => {
    const { backgroundColor, backgroundColorTop, backgroundColorBottom } = options;
    return host.view('ui.background', { page: page(), style: { backgroundColor, backgroundColorTop, backgroundColorBottom } });
  });
  host.asynchronous('setBackgroundTextStyle', { textStyle: 'string' }, ({ textStyle }) => {
    if (textStyle !== 'dark' && textStyle !== 'light') throw new ApiFailure(`invalid text style "${textStyle}"`);
    return host.view('ui.background', { page: page(), style: { textStyle } });
  });
  host.asynchronous('startPullDownRefresh', {}, () => host.view('ui.pullDown', { page: page(), on: true }));
  host.asynchronous('stopPullDownRefresh', {}, () => host.view('ui.pullDown', { page: page(), on: false }));
}
