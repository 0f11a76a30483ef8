// What the view and the frame say to each other beyond the `Frame` that UI APIs see (runtime/api/host.ts), and the frame and its late part.
// In: the manifest, page instances, routes. Out: what the person asked for (navigation, pull down, menu).
// Must not: know data, components or the bridge.

import type { PageFrame } from '../../api/host';
import type { NavigationBar } from './bar';
import type { Capsule } from './capsule';
import type { Overlays } from './overlay';
import type { PullDown } from './pull';
import type { PageStack } from './stack';
import type { TabBar } from './tabs';

export type RouteKind = 'launch' | 'navigateTo' | 'redirectTo' | 'switchTab' | 'reLaunch' | 'navigateBack';

/** What the person asked for. `pop`: the browser's history already moved; the frame expects a navigateBack in answer. */
export type FrameNavigation =
  | { kind: 'back'; delta: number }
  | { kind: 'pop'; delta: number }
  | { kind: 'tab'; index: number; again: boolean }
  | { kind: 'link'; open: 'navigateTo' | 'redirectTo' | 'switchTab' | 'reLaunch'; url: string };

export type MenuAction = 'share' | 'copyLink' | 'restart' | 'about' | 'settings' | 'platform' | 'close';

export interface FrameOptions {
  /** Where the frame is put; the whole document body as a rule. */
  container: HTMLElement;
  manifest: any;
  /** URL prefix of the program's pages, ending in `/`. */
  base: string;
  /** Program path (`/images/a.png`, http, data) to a URL. */
  url(path: string): string;
  theme: 'light' | 'dark';
  /** A platform serves the program: it has pages of its own, one label up. */
  isOnPlatform?: boolean;
  navigate(request: FrameNavigation): void;
  /** The person pulled the page down past the threshold; end it with `page.stopPullDown`. */
  pullDown(page: number): void;
  /** A choice in the capsule's menu. `copyLink`, `about`, `restart`, `platform` and `close` are done by the frame itself; the view hears of all. */
  menu(action: MenuAction): void;
  /** Whether the page can be shared (it defines onShareAppMessage). */
  shareable?(page: number): boolean;
  /** The transition to this page ended. */
  routeDone?(page: number): void;
  /** The page's nodes were taken out after the transition. */
  closed?(page: number): void;
  /** The program was left by the capsule (false) or entered again (true). */
  visible?(visible: boolean): void;
}

export interface PageRequest {
  instance: number;
  path: string;
  query: Record<string, string>;
  /** Page configuration with `window` defaults merged in or not: the frame looks in both. */
  config: Record<string, unknown>;
}

/** The nodes of one page. */
export interface PageShell {
  readonly instance: number;
  readonly path: string;
  readonly element: HTMLElement;
  /** Size container; nodes placed here are fixed to the page. */
  readonly viewport: HTMLElement;
  readonly scroller: HTMLElement;
  /** The wx-page element: the page's nodes go here. */
  readonly root: HTMLElement;
  /** Where the program's own tab bar goes on tab pages, when `tabBar.custom`. */
  readonly customTabBar: HTMLElement | null;
  readonly tab: boolean;
}

export interface Route {
  kind: RouteKind;
  /** The page to show, created before by `createPage`. */
  page: number;
  /** Pages to take out once they are not seen any more. */
  close: number[];
}

/** Sizes in CSS pixels, as `wx.getWindowInfo` and the menu button rectangle need them. */
export interface FrameMetrics {
  screenWidth: number;
  screenHeight: number;
  windowWidth: number;
  /** Height of the page's viewport of a page with this configuration (the page on top, if none is given). */
  windowHeight: number;
  statusBarHeight: number;
  tabBarHeight: number;
  pixelRatio: number;
  safeArea: { left: number; right: number; top: number; bottom: number; width: number; height: number };
  screenTop: number;
}

/** `page` stands in the page on top, the others in place of the program. */
export interface Failure {
  kind: 'notFound' | 'broken' | 'page';
  detail?: string;
  home?: boolean;
}

/** What the frame keeps of a page. */
export interface FramePage extends PageShell {
  readonly url: string;
  readonly bar: NavigationBar;
  readonly pullElement: HTMLElement;
  /** Once the frame's late part is here. */
  pull: PullDown | null;
  endPull(): void;
  readonly config: Record<string, unknown>;
  readonly entry: boolean;
  intercepts: (() => void)[];
  leaveMessage: string | null;
}

/** What the frame's late part works on. */
export interface FrameInside {
  readonly options: FrameOptions;
  readonly element: HTMLElement;
  readonly column: HTMLElement;
  /** Holds the pages. */
  readonly layer: HTMLElement;
  readonly overlayLayer: HTMLElement;
  readonly tabs: TabBar;
  readonly capsule: Capsule;
  readonly stack: PageStack<FramePage>;
  readonly pages: ReadonlyMap<number, FramePage>;
  readonly programName: string;
  /** Once that part is here. */
  overlays: Overlays | null;
  readonly menuListeners: (() => boolean | void)[];
  /** Runs on a page, now or when it opens. */
  on(instance: number | undefined, change: (page: FramePage) => void): void;
  /** Of a page's configuration, else of the program's `window`. */
  setting(page: Record<string, unknown>, key: string): unknown;
  syncBackground(page: FramePage): void;
  /** Leaves room for the tab bar. */
  reserve(): void;
  announce(text: string): void;
  leave(): void;
  top(): FramePage | undefined;
}

export interface FrameControl extends PageFrame {
  readonly inside: FrameInside;
  readonly element: HTMLElement;
  createPage(request: PageRequest): PageShell;
  /** Shows a page; resolves when the transition is over (at once when it is interrupted or motion is reduced). */
  route(route: Route): Promise<void>;
  /** Copies the page's background to its scroller, as a browser does for `body`; call when page styles may have changed. */
  syncBackground(page: number): void;
  pageShell(page: number): PageShell | undefined;
  top(): PageShell | undefined;
  /** Sizes as they are, or as they will be for a page with this path and configuration. */
  metrics(page?: { path: string; config: Record<string, unknown> }): FrameMetrics;
  /** Instead of pages: the program or page cannot be shown. */
  showFailure(failure: Failure): void;
  /** A page is loading: told by a bar after a moment. */
  setBusy(busy: boolean): void;
  /** Says it to assistive technology. */
  announce(text: string): void;
}
