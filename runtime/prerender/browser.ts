// What of a browser the view reaches for by its bare name, here only while it draws: programs must not find it.
// In: nothing. Out: `withBrowser`. Must not: stay in the realm when a program's own code runs.
import { RememberedComment, RememberedElement, RememberedNode, RememberedText, remembered } from './document';

/** The width pages are laid out for where a program computes with it: an ordinary phone. */
export const SCREEN = { width: 375, height: 812, pixelRatio: 2 };

class Unobserving {
  observe(): void {}
  unobserve(): void {}
  disconnect(): void {}
  takeRecords(): [] {
    return [];
  }
}

const query = { matches: false, media: '', addEventListener() {}, removeEventListener() {}, addListener() {}, removeListener() {} };
const place = { href: 'https://program.invalid/', origin: 'https://program.invalid', protocol: 'https:', host: 'program.invalid', hostname: 'program.invalid', pathname: '/', search: '', hash: '', assign() {}, replace() {}, reload() {} };
const computed = new Proxy({}, { get: (_, key) => (key === 'getPropertyValue' ? () => '' : '') });

/** What the view and the elements left for the end of the turn. */
let soon: (() => void)[] = [];

const names: Record<string, unknown> = {
  document: remembered,
  location: place,
  navigator: { language: 'zh-CN', languages: ['zh-CN'], userAgent: 'Mozilla/5.0 (Linux; Android 14) Mobile', platform: 'Linux', onLine: true, maxTouchPoints: 5 },
  history: { state: null, pushState() {}, replaceState() {}, go() {} },
  Node: RememberedNode,
  Element: RememberedElement,
  HTMLElement: RememberedElement,
  Text: RememberedText,
  Comment: RememberedComment,
  NodeFilter: { SHOW_ALL: 0xffffffff, SHOW_ELEMENT: 1, SHOW_TEXT: 4, SHOW_COMMENT: 128 },
  MutationObserver: Unobserving,
  ResizeObserver: Unobserving,
  IntersectionObserver: Unobserving,
  performance: { now: () => 0 },
  CSSTransition: class {},
  CSS: { escape: (text: string) => String(text).replace(/[^\w\u0080-\uffff-]/g, '\\$&').replace(/^\d/, '\\3$& '), supports: () => true },
  matchMedia: () => query,
  getComputedStyle: () => computed,
  innerWidth: SCREEN.width,
  innerHeight: SCREEN.height,
  devicePixelRatio: SCREEN.pixelRatio,
  requestAnimationFrame: () => 0,
  cancelAnimationFrame: () => {},
  queueMicrotask: (run: () => void) => void soon.push(run),
  addEventListener: () => {},
  removeEventListener: () => {},
  dispatchEvent: () => true,
};
const realm = globalThis as any;
names.window = new Proxy({}, { get: (_, key) => (key === 'parent' || key === 'top' || key === 'self' ? names.window : (names[key as string] ?? realm[key])), has: (_, key) => (key as string) in names });

let depth = 0;

/** Runs the view's code with the browser's names in place. */
export function withBrowser<T>(run: () => T): T {
  if (depth++ === 0) install();
  try {
    return run();
  } finally {
    if (--depth === 0) uninstall();
  }
}

/** Ends the turn: what was left for it runs, and what that leaves. */
export function endTurn(): void {
  for (let rounds = 0; soon.length && rounds < 100; rounds++) {
    const due = soon;
    soon = [];
    for (const run of due) run();
  }
  soon = [];
}

/** What a page that is gone left for the end of its turn is nobody's any more. */
export function forgetTurn(): void {
  soon = [];
}

/** What the realm has of its own under these names. */
const own: Record<string, PropertyDescriptor | undefined> = {};

function uninstall(): void {
  for (const name in names) {
    delete realm[name];
    if (own[name]) Object.defineProperty(realm, name, own[name]);
  }
}

function install(): void {
  for (const name in names) own[name] = Object.getOwnPropertyDescriptor(realm, name);
  for (const name in names) Object.defineProperty(realm, name, { value: names[name], writable: true, configurable: true, enumerable: false });
}

/** For modules of the view that make nodes while they are evaluated; `evaluated` takes the names away again. */
install();
depth = 1;
export function evaluated(): void {
  depth = 0;
  uninstall();
}
