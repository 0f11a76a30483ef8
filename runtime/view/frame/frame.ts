// The frame around pages: app column, navigation bar, capsule, tab bar, page stack with transitions, browser history,
// overlays, failure screens. In: the manifest, pages and routes of the view. Out: what the person asked for.
// Must not: know data, components, the bridge or APIs; the view connects them (types.ts is the contract).

import { createCapsule } from './capsule';
import { createBar, type NavigationBar } from './bar';
import { setText } from '../../elements/parts/text';
import { colour, h, make, put, reducedMotion } from './dom';
import { failureScreen } from './failure';
import { createHistory } from './history';
import { createLateOverlays } from './late_overlays';
import { createPullDown, type PullDown } from './pull';
import { createStack } from './stack';
import { createTabs } from './tabs';
import { languageOf, wordsIn } from './words';
import type { Failure, FrameControl, FrameMetrics, FrameOptions, MenuAction, PageRequest, PageShell, Route } from './types';

export type * from './types';

export const NAVIGATION_BAR_PX = 44;
const CAPSULE = { width: 87, height: 32, right: 7, top: 6 };

interface Page extends PageShell {
  readonly url: string;
  readonly bar: NavigationBar;
  readonly pull: PullDown;
  readonly config: Record<string, unknown>;
  readonly entry: boolean;
  intercepts: (() => void)[];
  leaveMessage: string | null;
}

export function createFrame(options: FrameOptions): FrameControl {
  const app = options.manifest?.app ?? {};
  const language = languageOf(navigator.language);
  const words = wordsIn(language);
  const pages = new Map<number, Page>();
  const early = new Map<number, ((page: Page) => void)[]>();
  const gonePages = new Set<number>();
  const menuListeners: (() => boolean | void)[] = [];
  const program = {
    name: String(options.manifest?.name ?? app.window?.navigationBarTitleText ?? '') || location.hostname.split('.')[0],
    icon: options.manifest?.icon ? options.url(options.manifest.icon) : '',
    version: String(options.manifest?.version ?? ''),
    description: String(options.manifest?.description ?? ''),
  };

  const layer = h('main', 'mn-pages');
  const live = h('div', 'mn-live', { 'aria-live': 'polite' });
  const safeProbe = h('div', 'mn-safe-probe');
  const column = h('div', 'mn-column');
  const element = h('div', /auto|landscape/.test(app.window?.pageOrientation) ? 'mn-frame mn-turns' : 'mn-frame', null, column, live, safeProbe);
  if (app.style === 'v2') element.dataset.style = 'v2';
  element.dataset.theme = options.theme;

  const tabs = createTabs(app.tabBar, options.url, words, {
    tap(index) {
      const top = currentPage();
      options.navigate({ kind: 'tab', index, again: !!top && tabs.indexOf(top.path) === index });
    },
    changed: reserve,
  });
  const announce = (text: string) => setText(live, text);
  const overlays = createLateOverlays(words.lang, () => [layer, tabs.element, capsule.element], announce);
  const capsule = createCapsule(words, { menu: menu, close: leave });
  put(column, layer, tabs.element, capsule.element, overlays.element);
  put(options.container, element);

  const stack = createStack<Page>(layer, {
    removed(page) {
      page.pull.dispose();
      pages.delete(page.instance);
      gonePages.add(page.instance);
      options.closed?.(page.instance);
    },
    settled(page) {
      options.routeDone?.(page.instance);
    },
    canGoBack: () => !ownSwipeOfBrowser() && currentPage()?.config.disableSwipeBack !== true && !currentPage()?.intercepts.length,
    goBack: () => options.navigate({ kind: 'back', delta: 1 }),
  });

  const history = createHistory({
    navigate(request) {
      if (request.kind === 'pop' && consumeBack()) {
        history.restore();
        return;
      }
      options.navigate(request);
    },
    pageOf(at) {
      if (!at.pathname.startsWith(options.base)) return undefined;
      const path = decodeURIComponent(at.pathname.slice(options.base.length)).replace(/(^|\/)index\.html$/, '').replace(/\/$/, '') || String(options.manifest?.entry ?? '');
      return { url: `/${path}${at.search}`, tab: tabs.indexOf(path) >= 0 };
    },
  });

  function currentPage(): Page | undefined {
    return stack.pages[stack.pages.length - 1];
  }

  /** Runs an open dialog's, sheet's or page container's own way back instead of leaving the page. */
  function consumeBack(): boolean {
    if (overlays.dismissTop()) return true;
    const page = currentPage();
    const back = page?.intercepts.at(-1);
    if (back) {
      back();
      return true;
    }
    if (page?.leaveMessage == null || stack.pages.length < 2) return false;
    askBeforeLeaving(page, page.leaveMessage);
    return true;
  }

  function askBeforeLeaving(page: Page, message: string): void {
    overlays.use(({ confirmLeave }, open) =>
      confirmLeave(open, words, message, () => {
        page.leaveMessage = null;
        options.navigate({ kind: 'back', delta: 1 });
      }),
    );
  }

  function goBack(): void {
    if (!consumeBack()) options.navigate({ kind: 'back', delta: 1 });
  }

  /** Leaves room for the tab bar on tab pages. */
  function reserve(): void {
    column.style.setProperty(`--mn-tabs-${tabs.position}`, tabs.heightPx() ? `calc(${tabs.heightPx()}px + var(--mn-safe-${tabs.position}))` : '0px');
  }

  function setting(page: Record<string, unknown>, key: string): unknown {
    return page[key] ?? app.window?.[key];
  }

  function createPage(request: PageRequest): PageShell {
    const read = (key: string) => setting(request.config, key);
    const custom = read('navigationStyle') === 'custom';
    const tab = tabs.indexOf(request.path) >= 0;
    const bar = createBar(
      {
        title: String(read('navigationBarTitleText') ?? ''),
        background: colour(read('navigationBarBackgroundColor')) || '#000000',
        front: String(read('navigationBarTextStyle') ?? 'white'),
        custom,
      },
      words,
      {
        back: goBack,
        home: () => options.navigate({ kind: 'link', open: entryIsTab() ? 'switchTab' : 'reLaunch', url: `/${options.manifest?.entry ?? ''}` }),
        doubleTap: () => scroller.scrollTo({ top: 0, behavior: reducedMotion() ? 'auto' : 'smooth' }),
        changed: () => pages.get(request.instance) === currentPage() && currentPage() && capsule.setFront(currentPage()!.bar.front),
      },
    );
    const root = make('wx-page') as HTMLElement;
    const scroller = h('div', 'mn-scroller', null, root);
    if (request.config.disableScroll === true) scroller.classList.add('mn-no-scroll');
    const viewport = h('div', 'mn-viewport');
    const pull = createPullDown(scroller, words.pulling, () => setting(page.config, 'enablePullDownRefresh') === true, () => options.pullDown(request.instance));
    const customTabBar = tab && tabs.custom ? h('div', 'mn-custom-tabs') : null;
    put(viewport, pull.element, scroller);
    if (customTabBar) put(viewport, customTabBar);
    const section = h('section', tab ? 'mn-page mn-page-tab mn-page-hidden' : 'mn-page mn-page-hidden', { 'aria-label': bar.title }, bar.element, viewport);
    scroller.tabIndex = -1;
    section.inert = true;
    if (custom) section.classList.add('mn-page-custom');
    const page: Page = {
      instance: request.instance,
      path: request.path,
      element: section,
      viewport,
      scroller,
      root,
      customTabBar,
      tab,
      url: options.base + encodeURI(request.path) + queryText(request.query),
      bar,
      pull,
      config: request.config,
      entry: request.path === options.manifest?.entry,
      intercepts: [],
      leaveMessage: null,
    };
    paintWindow(page, {
      backgroundColor: read('backgroundColor') as string,
      backgroundColorTop: read('backgroundColorTop') as string,
      backgroundColorBottom: read('backgroundColorBottom') as string,
      textStyle: read('backgroundTextStyle') as string,
    });
    const content = colour(request.config.backgroundColorContent);
    if (content) scroller.style.backgroundColor = content;
    pages.set(request.instance, page);
    put(layer, section);
    for (const change of early.get(request.instance) ?? []) change(page);
    early.delete(request.instance);
    return page;
  }

  function entryIsTab(): boolean {
    return tabs.indexOf(String(options.manifest?.entry ?? '')) >= 0;
  }

  function paintWindow(page: Page, style: { backgroundColor?: string; backgroundColorTop?: string; backgroundColorBottom?: string; textStyle?: string }): void {
    const top = colour(style.backgroundColorTop ?? style.backgroundColor);
    const all = colour(style.backgroundColor);
    if (all) page.viewport.style.backgroundColor = all;
    if (top) page.pull.element.style.backgroundColor = top;
    if (style.textStyle) page.pull.element.dataset.dots = style.textStyle === 'light' ? 'light' : 'dark';
  }

  async function route(request: Route): Promise<void> {
    const page = pages.get(request.page);
    if (!page) return;
    const gone = request.close.map((one) => pages.get(one)).filter((one): one is Page => !!one && one !== page);
    failure?.remove();
    failure = null;
    const done = stack.route(request.kind, page, gone);
    tabs.select(tabs.indexOf(page.path));
    // A page that leaves a tab page to sight stays above the tab bar until it is gone.
    if (!page.tab || request.kind !== 'navigateBack') column.dataset.tab = String(page.tab);
    capsule.setFront(page.bar.front);
    page.bar.setLead(lead(page));
    history.record(request.kind, page.url, stack.pages.length);
    document.title = page.bar.title || program.name;
    announce(page.bar.title || program.name);
    // Both ask for styles: with the frame that is made anyway.
    requestAnimationFrame(() => {
      // A program in a frame of another page does not take the focus.
      if (page === currentPage() && (request.kind !== 'launch' || window.parent === window)) takeFocus(page);
      syncBackground(page);
    });
    await done;
    const top = currentPage();
    if (top && !failure) column.dataset.tab = String(top.tab);
  }

  function lead(page: Page): 'back' | 'home' | 'none' {
    if (stack.pages.length > 1) return 'back';
    return page.tab || page.entry ? 'none' : 'home';
  }

  // The menu.

  function menu(): void {
    if (menuListeners.some((listener) => listener() === true)) return;
    const page = currentPage();
    const actions: MenuAction[] = ['copyLink', 'restart', 'settings', 'about'];
    if (page && (options.shareable?.(page.instance) ?? true)) actions.unshift('share');
    overlays.use(({ openAbout, openMenu }, open) =>
      openMenu(open, words, program, actions, (action) => {
        options.menu(action);
        if (action === 'copyLink') copyLink();
        else if (action === 'about') openAbout(open, words, program);
        else if (action === 'restart') location.assign(options.base);
      }),
    );
  }

  function copyLink(): void {
    const write = navigator.clipboard?.writeText(location.href) ?? Promise.reject(new Error('no clipboard'));
    write.then(
      () => note(words.copied),
      () => note(words.copyFailed),
    );
  }

  function note(text: string): void {
    const close = overlays.open(h('div', 'mn-note', null, text), { modal: false, kind: 'toast' });
    setTimeout(close, 1800);
  }

  function leave(): void {
    options.menu('close');
    if (window.parent !== window) {
      window.parent.postMessage({ minnow: 'close' }, '*');
      return;
    }
    overlays.use(({ showLeft }) => {
      options.visible?.(false);
      showLeft(column, [layer, tabs.element, capsule.element, overlays.element], words, program, () => options.visible?.(true));
    });
  }

  // Failures.

  let failure: HTMLElement | null = null;

  function showFailure(request: Failure): void {
    const screen = failureScreen(words, request, options.base);
    if (request.kind === 'page') {
      // The page's own bar stays, and with it the way back.
      currentPage()?.viewport.append(screen);
      return;
    }
    failure?.remove();
    failure = screen;
    layer.append(screen);
    column.dataset.tab = 'false';
    document.title = screen.querySelector('h2')!.textContent!;
    capsule.setFront(element.dataset.theme === 'dark' ? 'white' : 'black');
  }

  // Sizes.

  function metrics(of?: { path: string; config: Record<string, unknown> }): FrameMetrics {
    const box = column.getBoundingClientRect();
    const safe = getComputedStyle(safeProbe);
    const status = parseFloat(safe.paddingTop) || 0;
    const bottom = parseFloat(safe.paddingBottom) || 0;
    const path = of?.path ?? currentPage()?.path ?? '';
    const config = of?.config ?? currentPage()?.config ?? {};
    const custom = setting(config, 'navigationStyle') === 'custom';
    const tab = tabs.indexOf(path) >= 0;
    const tabBar = tab && tabs.heightPx() ? tabs.heightPx() + (tabs.position === 'bottom' ? bottom : 0) : 0;
    return {
      screenWidth: box.width,
      screenHeight: box.height,
      windowWidth: box.width,
      windowHeight: box.height - (custom ? 0 : status + NAVIGATION_BAR_PX) - tabBar,
      statusBarHeight: status,
      navigationBarHeight: NAVIGATION_BAR_PX,
      tabBarHeight: tabBar,
      pixelRatio: devicePixelRatio,
      safeArea: { left: 0, right: box.width, top: status, bottom: box.height - bottom, width: box.width, height: box.height - bottom - status },
      screenTop: custom ? 0 : status + NAVIGATION_BAR_PX,
    };
  }

  /** Runs on a page, now or when it opens: a page's onLoad may name it before its nodes are made. */
  function on(instance: number | undefined, change: (page: Page) => void): void {
    const page = instance === undefined ? currentPage() : pages.get(instance);
    if (page) change(page);
    else if (instance !== undefined && !gonePages.has(instance)) early.set(instance, [...(early.get(instance) ?? []), change]);
  }

  reserve();
  return {
    element,
    language,
    createPage,
    route,
    pageShell: (instance) => pages.get(instance),
    top: currentPage,
    syncBackground: (instance) => on(instance, syncBackground),
    metrics,
    showFailure,
    setBusy: (busy) => void element.classList.toggle('mn-busy', busy),
    announce,
    setTheme(theme, manifest) {
      element.dataset.theme = theme;
      const next = (manifest ?? options.manifest)?.app;
      if (manifest) {
        options.manifest = manifest;
        app.window = next?.window;
        tabs.restyle(next?.tabBar);
        for (const page of pages.values()) {
          page.bar.setColor(String(setting(page.config, 'navigationBarTextStyle') ?? 'white'), String(setting(page.config, 'navigationBarBackgroundColor') ?? '#000000'), 0, 'linear');
        }
      }
      const top = currentPage();
      if (top) requestAnimationFrame(() => syncBackground(top));
    },
    overlay: overlays.open,
    navigationBar: {
      setTitle(instance, title) {
        on(instance, (page) => {
          page.bar.setTitle(title);
          page.element.setAttribute('aria-label', title);
          if (page === currentPage()) document.title = title || program.name;
        });
      },
      setColor: (instance, color) => on(instance, (page) => page.bar.setColor(color.frontColor, color.backgroundColor, color.durationMs ?? 0, color.timing ?? 'linear')),
      setLoading: (instance, loading) => on(instance, (page) => page.bar.setLoading(loading)),
      hideHomeButton: (instance) => on(instance, (page) => page.bar.hideHome()),
      capsule() {
        const box = column.getBoundingClientRect();
        const top = CAPSULE.top + metrics().statusBarHeight;
        const right = box.width - CAPSULE.right;
        return { left: right - CAPSULE.width, top, right, bottom: top + CAPSULE.height, width: CAPSULE.width, height: CAPSULE.height };
      },
    },
    tabBar: tabs.api,
    page: {
      setBackground: (instance, style) => on(instance, (page) => paintWindow(page, style)),
      startPullDown: (instance) => on(instance, (page) => page.pull.start()),
      stopPullDown: (instance) => on(instance, (page) => page.pull.stop()),
      scrollTo: (instance, request) => scrollPage(instance === undefined ? currentPage() : pages.get(instance), request),
      setLeaveMessage: (instance, message) => on(instance, (page) => (page.leaveMessage = message)),
    },
    onMenu: (listener) => void menuListeners.push(listener),
    exit: leave,
    interceptBack(instance, back) {
      on(instance, (page) => page.intercepts.push(back));
      return () => on(instance, (page) => (page.intercepts = page.intercepts.filter((one) => one !== back)));
    },
  };
}

/** iOS Safari has an edge swipe of its own that cannot be switched off; two at once would go back twice. */
function ownSwipeOfBrowser(): boolean {
  const ios = /iPhone|iPad|iPod/.test(navigator.userAgent) || (navigator.platform === 'MacIntel' && navigator.maxTouchPoints > 1);
  return ios && !matchMedia('(display-mode: standalone)').matches;
}

function queryText(query: Record<string, string>): string {
  const parts = Object.keys(query ?? {}).map((key) => `${encodeURIComponent(key)}=${encodeURIComponent(query[key])}`);
  return parts.length ? `?${parts.join('&')}` : '';
}

/** Scrolls with the vendor's ease; resolves at the end. */
function scrollPage(page: PageShell | undefined, request: { scrollTop?: number; selector?: string; offsetTop?: number; durationMs?: number }): Promise<void> {
  if (!page) return Promise.resolve();
  const scroller = page.scroller;
  let goal = request.scrollTop ?? scroller.scrollTop;
  if (request.selector) {
    const node = page.root.querySelector(request.selector);
    if (node) goal = scroller.scrollTop + node.getBoundingClientRect().top - scroller.getBoundingClientRect().top + (request.offsetTop ?? 0);
  }
  goal = Math.max(0, Math.min(goal, scroller.scrollHeight - scroller.clientHeight));
  const durationMs = reducedMotion() ? 0 : (request.durationMs ?? 300);
  const from = scroller.scrollTop;
  if (durationMs <= 0 || goal === from) {
    scroller.scrollTop = goal;
    return Promise.resolve();
  }
  return new Promise((resolve) => {
    const start = performance.now();
    const step = (now: number) => {
      const part = Math.min(1, Math.max(0, (now - start) / durationMs));
      const eased = part < 0.5 ? 4 * part ** 3 : 1 - (-2 * part + 2) ** 3 / 2;
      scroller.scrollTop = from + (goal - from) * eased;
      if (part < 1) requestAnimationFrame(step);
      else resolve();
    };
    requestAnimationFrame(step);
  });
}

/** Keys scroll what has the focus or stands around it. What the person chose while only its first screen was there keeps it. */
function takeFocus({ scroller }: Page): void {
  if (!scroller.contains(document.activeElement)) scroller.focus({ preventScroll: true });
}

/** Copies the page's background to its scroller, as a browser does for `body`. */
function syncBackground({ root, scroller, config }: Page): void {
  const { backgroundColor } = getComputedStyle(root);
  const isTransparent = /^(transparent|rgba\(0, 0, 0, 0\))$/.test(backgroundColor);
  scroller.style.backgroundColor = isTransparent ? colour(config.backgroundColorContent) : backgroundColor;
}
