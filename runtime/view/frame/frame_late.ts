// What of the frame no first page needs: overlays, the menu, leaving, another theme, the finger that goes back, scrolling by a call.
// In: the inside of frame.ts. Out: the whole Frame that API groups see. Must not: be needed for a page to open.

import type { Frame } from '../../api/host';
import { reducedMotion, h } from './dom';
import { lateWordsIn } from './late_words';
import { confirmLeave } from './leave';
import { openAbout, openMenu, showLeft } from './menu';
import { swipeBack } from './motion';
import { connectShell, platformOrigin } from './shell';
import { createOverlays, type Overlays } from './overlay';
import { createPullDown } from './pull';
import { followArrows, restyleTabs, tabBarApi } from './tabs_late';
import type { FrameControl, FrameInside, FramePage, MenuAction, PageShell } from './types';
import { languageOf } from './words';

const NOTE_MS = 1800;

/** Joins what is here now to a frame that stands. */
export function connectFrame(inside: FrameInside): void {
  const { options, layer, tabs, capsule, stack, overlayLayer } = inside;
  inside.overlays = createOverlays(overlayLayer, () => [layer, tabs.element, capsule.element], inside.announce);
  followArrows(tabs);
  connectShell(inside);
  swipeBack(layer, stack, {
    canGoBack: () => !ownSwipeOfBrowser() && inside.top()?.config.disableSwipeBack !== true && !inside.top()?.intercepts.length,
    goBack: () => options.navigate({ kind: 'back', delta: 1 }),
  });
}

export function connectPullDown({ options, setting }: FrameInside, page: FramePage): () => void {
  const isEnabled = () => setting(page.config, 'enablePullDownRefresh') === true;
  page.pull = createPullDown(page.pullElement, page.scroller, isEnabled, () => options.pullDown(page.instance));
  return page.pull.dispose;
}

/** The frame as API groups see it. */
export function wholeFrame(frame: FrameControl): Frame {
  const { inside } = frame;
  const { on, tabs, menuListeners } = inside;
  return {
    ...frame,
    tabBar: tabBarApi(tabs, wordsOf(), inside.reserve),
    page: {
      ...frame.page,
      startPullDown: (instance) => on(instance, (page) => page.pull!.start()),
      stopPullDown: (instance) => on(instance, (page) => page.pull!.stop()),
      setLeaveMessage: (instance, message) => on(instance, (page) => (page.leaveMessage = message)),
    },
    onMenu: (listener) => void menuListeners.push(listener),
    exit: inside.leave,
  };
}

const wordsOf = () => lateWordsIn(languageOf(navigator.language));

/** What the program is called, and how it shows itself. */
function programOf({ options: { manifest, url }, programName: name }: FrameInside) {
  return { name, icon: manifest?.icon ? url(manifest.icon) : '', version: String(manifest?.version ?? ''), description: String(manifest?.description ?? '') };
}

// The menu, and leaving.

export function openFrameMenu(inside: FrameInside): void {
  const { options } = inside;
  if (inside.menuListeners.some((listener) => listener() === true)) return;
  const page = inside.top();
  const overlays = inside.overlays!;
  const words = wordsOf();
  const program = programOf(inside);
  const platform = platformOf(inside);
  // Five fit beside each other on a small phone; the program's card on the platform tells about it, too.
  const actions: MenuAction[] = ['copyLink', 'restart', 'settings', platform ? 'platform' : 'about'];
  if (page && (options.shareable?.(page.instance) ?? true)) actions.unshift('share');
  openMenu(overlays, words, program, actions, (action) => {
    options.menu(action);
    if (action === 'copyLink') copyLink(overlays);
    else if (action === 'about') openAbout(overlays, words, program);
    else if (action === 'restart') location.assign(options.base);
    else if (action === 'platform') location.assign(`${platform}#/card/${location.host.split(/--|\./, 1)[0]}${location.pathname}${location.search}`);
  });
}

/** The page of the platform around this program's address, or nothing where there is none. */
const platformOf = ({ options }: FrameInside) => (options.isOnPlatform && location.host.includes('.') ? `${platformOrigin(location)}/` : '');

function copyLink(overlays: Overlays): void {
  const { copied, copyFailed } = wordsOf();
  const note = (text: string) => void setTimeout(overlays.open(h('div', 'mn-note', null, text), { modal: false, kind: 'toast' }), NOTE_MS);
  const write = navigator.clipboard?.writeText(location.href) ?? Promise.reject(new Error('no clipboard'));
  write.then(
    () => note(copied),
    () => note(copyFailed),
  );
}

export function askBeforeLeaving({ overlays, options }: FrameInside, page: FramePage, message: string): void {
  confirmLeave(overlays!, wordsOf(), message, () => {
    page.leaveMessage = null;
    options.navigate({ kind: 'back', delta: 1 });
  });
}

export function showLeftProgram(inside: FrameInside): void {
  const { options, column, layer, tabs, capsule, overlayLayer } = inside;
  options.visible?.(false);
  showLeft(column, [layer, tabs.element, capsule.element, overlayLayer], wordsOf(), programOf(inside), platformOf(inside), () => options.visible?.(true));
}

// Another theme.

export function setTheme(inside: FrameInside, theme: 'light' | 'dark', manifest: any): void {
  const { options, element, tabs, pages, setting } = inside;
  element.dataset.theme = theme;
  options.manifest = manifest;
  restyleTabs(tabs, manifest.app?.tabBar);
  for (const { bar, config } of pages.values()) {
    bar.setColor(String(setting(config, 'navigationBarTextStyle') ?? 'white'), String(setting(config, 'navigationBarBackgroundColor') ?? '#000000'), 0, 'linear');
  }
  const top = inside.top();
  if (top) requestAnimationFrame(() => inside.syncBackground(top));
}

// Gestures and scrolling.

/** iOS Safari has an edge swipe of its own that cannot be switched off; two at once would go back twice. */
function ownSwipeOfBrowser(): boolean {
  const ios = /iPhone|iPad|iPod/.test(navigator.userAgent) || (navigator.platform === 'MacIntel' && navigator.maxTouchPoints > 1);
  return ios && !matchMedia('(display-mode: standalone)').matches;
}

/** Scrolls with the vendor's ease; resolves at the end. */
export function scrollPage(page: PageShell | undefined, request: { scrollTop?: number; selector?: string; offsetTop?: number; durationMs?: number }): Promise<void> {
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
