// The frame around pages: app column, navigation bar, capsule, tab bar, page stack, browser history, failure screens. What a first page
// does not need of it is in frame_late.ts. In: the manifest, pages and routes of the view. Out: what the person asked for.
// Must not: know data, components, the bridge or APIs; the view connects them (types.ts is the contract).

import { createCapsule } from './capsule';
import { createBar } from './bar';
import { setText } from '../../elements/parts/text';
import { late, whenLate, withLate } from '../late';
import { colour, h, make, put, reducedMotion } from './dom';
import { failureScreen } from './failure';
import { createHistory } from './history';
import { createStack } from './stack';
import { createTabs } from './tabs';
import { languageOf, wordsIn } from './words';
import type { Failure, FrameControl, FrameInside, FrameMetrics, FrameOptions, FramePage, PageRequest, PageShell, Route } from './types';

export type * from './types';

export const NAVIGATION_BAR_PX = 44;
const CAPSULE = { width: 87, height: 32, right: 7, top: 6 };

export function createFrame(options: FrameOptions): FrameControl {
  const app = options.manifest?.app ?? {};
  const language = languageOf(navigator.language);
  const words = wordsIn(language);
  const pages = new Map<number, FramePage>();
  const early = new Map<number, ((page: FramePage) => void)[]>();
  const gonePages = new Set<number>();
  const programName = String(options.manifest?.name ?? app.window?.navigationBarTitleText ?? '') || location.hostname.split('.')[0]!;

  const layer = h('main', 'mn-pages');
  const live = h('div', 'mn-live', { 'aria-live': 'polite' });
  const safeProbe = h('div', 'mn-safe-probe');
  const column = h('div', 'mn-column');
  const element = h('div', /auto|landscape/.test(app.window?.pageOrientation) ? 'mn-frame mn-turns' : 'mn-frame', null, column, live, safeProbe);
  if (app.style === 'v2') element.dataset.style = 'v2';
  element.dataset.theme = options.theme;

  const tabs = createTabs(app.tabBar, options.url, words, (index) => {
    const top = currentPage();
    options.navigate({ kind: 'tab', index, again: !!top && tabs.indexOf(top.path) === index });
  });
  const announce = (text: string) => setText(live, text);
  const capsule = createCapsule(words, { menu: () => void withLate(({ openFrameMenu }) => openFrameMenu(inside)), close: leave });
  const overlayLayer = h('div', 'mn-overlays', { lang: words.lang });
  put(column, layer, tabs.element, capsule.element, overlayLayer);
  put(options.container, element);

  const stack = createStack<FramePage>({
    removed(page) {
      page.endPull();
      pages.delete(page.instance);
      gonePages.add(page.instance);
      options.closed?.(page.instance);
    },
    settled(page) {
      options.routeDone?.(page.instance);
    },
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

  function currentPage(): FramePage | undefined {
    return stack.pages.at(-1);
  }

  /** Runs an open dialog's, sheet's or page container's own way back instead of leaving the page. */
  function consumeBack(): boolean {
    if (inside.overlays?.dismissTop()) return true;
    const page = currentPage();
    const back = page?.intercepts.at(-1);
    if (back) {
      back();
      return true;
    }
    const message = page?.leaveMessage;
    if (message == null || stack.pages.length < 2) return false;
    withLate(({ askBeforeLeaving }) => askBeforeLeaving(inside, page!, message));
    return true;
  }

  function goBack(): void {
    if (!consumeBack()) options.navigate({ kind: 'back', delta: 1 });
  }

  /** Leaves room for the tab bar on tab pages. */
  function reserve(): void {
    column.style.setProperty(`--mn-tabs-${tabs.position}`, tabs.heightPx() ? `calc(${tabs.heightPx()}px + var(--mn-safe-${tabs.position}))` : '0px');
  }

  function setting(page: Record<string, unknown>, key: string): unknown {
    return page[key] ?? options.manifest?.app?.window?.[key];
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
    const pull = h('div', 'mn-pull', { role: 'status', 'aria-label': words.pulling, hidden: '' }, h('div', 'mn-dots', null, h('i'), h('i'), h('i')));
    const customTabBar = tab && tabs.custom ? h('div', 'mn-custom-tabs') : null;
    put(viewport, pull, scroller);
    if (customTabBar) put(viewport, customTabBar);
    const section = h('section', tab ? 'mn-page mn-page-tab mn-page-hidden' : 'mn-page mn-page-hidden', { 'aria-label': bar.title }, bar.element, viewport);
    scroller.tabIndex = -1;
    section.inert = true;
    if (custom) section.classList.add('mn-page-custom');
    const page: FramePage = {
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
      pullElement: pull,
      pull: null,
      endPull: () => endPull(),
      config: request.config,
      entry: request.path === options.manifest?.entry,
      intercepts: [],
      leaveMessage: null,
    };
    const endPull = whenLate(({ connectPullDown }) => connectPullDown(inside, page));
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

  function paintWindow(page: FramePage, style: { backgroundColor?: string; backgroundColorTop?: string; backgroundColorBottom?: string; textStyle?: string }): void {
    const top = colour(style.backgroundColorTop ?? style.backgroundColor);
    const all = colour(style.backgroundColor);
    if (all) page.viewport.style.backgroundColor = all;
    if (top) page.pullElement.style.backgroundColor = top;
    if (style.textStyle) page.pullElement.dataset.dots = style.textStyle === 'light' ? 'light' : 'dark';
  }

  async function route(request: Route): Promise<void> {
    const page = pages.get(request.page);
    if (!page) return;
    const gone = request.close.map((one) => pages.get(one)).filter((one): one is FramePage => !!one && one !== page);
    failure?.remove();
    failure = null;
    const done = stack.route(request.kind, page, gone);
    tabs.select(tabs.indexOf(page.path));
    // A page that leaves a tab page to sight stays above the tab bar until it is gone.
    if (!page.tab || request.kind !== 'navigateBack') column.dataset.tab = String(page.tab);
    capsule.setFront(page.bar.front);
    page.bar.setLead(lead(page));
    history.record(request.kind, page.url, stack.pages.length);
    document.title = page.bar.title || programName;
    announce(page.bar.title || programName);
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

  function lead(page: FramePage): 'back' | 'home' | 'none' {
    if (stack.pages.length > 1) return 'back';
    return page.tab || page.entry ? 'none' : 'home';
  }

  function leave(): void {
    options.menu('close');
    if (window.parent !== window) window.parent.postMessage({ minnow: 'close' }, '*');
    else withLate(({ showLeftProgram }) => showLeftProgram(inside));
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
      tabBarHeight: tabBar,
      pixelRatio: devicePixelRatio,
      safeArea: { left: 0, right: box.width, top: status, bottom: box.height - bottom, width: box.width, height: box.height - bottom - status },
      screenTop: custom ? 0 : status + NAVIGATION_BAR_PX,
    };
  }

  /** Runs on a page, now or when it opens: a page's onLoad may name it before its nodes are made. */
  function on(instance: number | undefined, change: (page: FramePage) => void): void {
    const page = instance === undefined ? currentPage() : pages.get(instance);
    if (page) change(page);
    else if (instance !== undefined && !gonePages.has(instance)) early.set(instance, [...(early.get(instance) ?? []), change]);
  }

  const inside: FrameInside = {
    options, element, column, layer, overlayLayer, tabs, capsule, stack, pages, programName, overlays: null, menuListeners: [],
    on, setting, syncBackground, reserve, announce, leave, top: currentPage,
  };
  whenLate(({ connectFrame }) => connectFrame(inside));
  reserve();
  return {
    inside,
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
    overlay: (content, how) => withLate(() => inside.overlays!.open(content, how)),
    navigationBar: {
      setTitle(instance, title) {
        on(instance, (page) => {
          page.bar.setTitle(title);
          page.element.setAttribute('aria-label', title);
          if (page === currentPage()) document.title = title || programName;
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
    page: {
      setBackground: (instance, style) => on(instance, (page) => paintWindow(page, style)),
      scrollTo: async (instance, request) => (await late()).scrollPage(instance === undefined ? currentPage() : pages.get(instance), request),
    },
    interceptBack(instance, back) {
      on(instance, (page) => page.intercepts.push(back));
      return () => on(instance, (page) => (page.intercepts = page.intercepts.filter((one) => one !== back)));
    },
  };
}

function queryText(query: Record<string, string>): string {
  const parts = Object.keys(query ?? {}).map((key) => `${encodeURIComponent(key)}=${encodeURIComponent(query[key])}`);
  return parts.length ? `?${parts.join('&')}` : '';
}

/** Keys scroll what has the focus or stands around it. What the person chose while only its first screen was there keeps it. */
function takeFocus({ scroller }: FramePage): void {
  if (!scroller.contains(document.activeElement)) scroller.focus({ preventScroll: true });
}

/** Copies the page's background to its scroller, as a browser does for `body`. */
function syncBackground({ root, scroller, config }: FramePage): void {
  const { backgroundColor } = getComputedStyle(root);
  const isTransparent = /^(transparent|rgba\(0, 0, 0, 0\))$/.test(backgroundColor);
  scroller.style.backgroundColor = isTransparent ? colour(config.backgroundColorContent) : backgroundColor;
}
