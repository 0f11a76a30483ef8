// Another device, other colours, another language than the browser's own. In: settings. Out: what the view finds when it asks the browser.
// Must not: change anything while nothing is pretended.
import { settings } from './settings';
import { onBoot } from './wire';

/** Sizes in CSS pixels, with what the screen keeps for itself. */
export interface Device {
  name: string;
  width: number;
  height: number;
  top: number;
  bottom: number;
  brand: string;
  model: string;
  system: string;
  platform: 'ios' | 'android' | 'ohos';
}

export const DEVICES: readonly Device[] = [
  { name: 'iPhone SE', width: 375, height: 667, top: 20, bottom: 0, brand: 'iPhone', model: 'iPhone SE', system: 'iOS 17.0', platform: 'ios' },
  { name: 'iPhone 15', width: 393, height: 852, top: 59, bottom: 34, brand: 'iPhone', model: 'iPhone 15', system: 'iOS 17.0', platform: 'ios' },
  { name: 'iPhone 15 Pro Max', width: 430, height: 932, top: 59, bottom: 34, brand: 'iPhone', model: 'iPhone 15 Pro Max', system: 'iOS 17.0', platform: 'ios' },
  { name: 'Pixel 8', width: 412, height: 915, top: 32, bottom: 24, brand: 'google', model: 'Pixel 8', system: 'Android 14', platform: 'android' },
  { name: 'Redmi 12', width: 360, height: 800, top: 28, bottom: 16, brand: 'Redmi', model: 'Redmi 12', system: 'Android 13', platform: 'android' },
  { name: 'HUAWEI Mate 60', width: 384, height: 854, top: 34, bottom: 24, brand: 'HUAWEI', model: 'Mate 60', system: 'HarmonyOS 4.0', platform: 'ohos' },
  { name: 'iPad mini', width: 744, height: 1133, top: 24, bottom: 20, brand: 'iPad', model: 'iPad mini', system: 'iPadOS 17.0', platform: 'ios' },
];

export const deviceNow = (): Device | undefined => DEVICES.find(({ name }) => name === settings.device);

// Language: asked once, when the program starts.
if (settings.language) Object.defineProperty(navigator, 'language', { get: () => settings.language, configurable: true });

onBoot((message) => {
  const device = deviceNow();
  const { system, launch } = message as { system: any; launch: any };
  if (device) message.system = { ...system, device: { brand: device.brand, model: device.model, system: device.system, platform: device.platform } };
  if (settings.scene !== null) launch.scene = settings.scene;
  if (settings.referrerInfo) launch.referrerInfo = JSON.parse(settings.referrerInfo);
  (message as { development?: unknown }).development = settings;
});

// The line: what the browser says of it. The delays are the logic realm's (logic/development/network.ts).

const isOnline = Object.getOwnPropertyDescriptor(Navigator.prototype, 'onLine')!.get!.bind(navigator) as () => boolean;
Object.defineProperty(navigator, 'onLine', { get: () => settings.network !== 'offline' && isOnline(), configurable: true });

export function applyLine(): void {
  dispatchEvent(new Event(navigator.onLine ? 'online' : 'offline'));
}

// Colours: what the view asks, and what style sheets ask.

const native = window.matchMedia.bind(window);
const asked: { list: MediaQueryList; fake: EventTarget; dark: boolean }[] = [];

function matches(list: MediaQueryList, dark: boolean): boolean {
  return settings.theme ? (settings.theme === 'dark') === dark : list.matches;
}

window.matchMedia = (query: string): MediaQueryList => {
  const scheme = /^\(prefers-color-scheme:\s*(dark|light)\)$/.exec(query.trim())?.[1];
  const list = native(query);
  if (!scheme) return list;
  const one = { list, fake: new EventTarget(), dark: scheme === 'dark' };
  asked.push(one);
  list.addEventListener('change', () => settings.theme || one.fake.dispatchEvent(new Event('change')));
  return new Proxy(list, {
    get(target, key) {
      if (key === 'matches') return matches(target, one.dark);
      const from: any = key === 'addEventListener' || key === 'removeEventListener' ? one.fake : target;
      const value = from[key];
      return typeof value === 'function' ? value.bind(from) : value;
    },
  });
};

const conditions = new WeakMap<CSSMediaRule, string>();

/** Rules of sheets that hang on the colours of the person's system. */
function recolour(rules: CSSRuleList): void {
  for (const rule of rules) {
    if (rule instanceof CSSMediaRule) {
      const written = conditions.get(rule) ?? rule.media.mediaText;
      if (/prefers-color-scheme/.test(written)) {
        conditions.set(rule, written);
        const { theme } = settings;
        rule.media.mediaText = theme ? written.replace(/\(prefers-color-scheme:\s*(dark|light)\)/g, (_, scheme) => (scheme === theme ? '(min-width: 0)' : '(max-width: 0)')) : written;
      }
    }
    if ('cssRules' in rule) recolour(rule.cssRules as CSSRuleList);
  }
}

function recolourAll(): void {
  for (const sheet of document.styleSheets) {
    try {
      recolour(sheet.cssRules);
    } catch {
      // Not there yet, or of another origin.
    }
  }
}

export function applyTheme(): void {
  recolourAll();
  for (const { fake } of asked) fake.dispatchEvent(new Event('change'));
}

if (settings.theme) recolourAll();
// Sheets that come later are seen when they apply.
document.addEventListener('load', ({ target }) => settings.theme && target instanceof HTMLLinkElement && recolourAll(), true);

/** A column of another width than the screen is a container, which frame.css knows only of wide screens. */
const container = new CSSStyleSheet();
container.replaceSync('.mn-viewport{container-type:size}.mn-page{--mn-vh:1cqh}');

/** Gives the program's column the size of the device. */
export function applyDevice(): void {
  const column = document.querySelector<HTMLElement>('.mn-column');
  const frame = document.querySelector<HTMLElement>('.mn-frame');
  if (!column || !frame) return;
  const device = deviceNow();
  for (const [name, value] of [['--mn-safe-top', device?.top], ['--mn-safe-bottom', device?.bottom]] as const) {
    if (value === undefined) frame.style.removeProperty(name);
    else frame.style.setProperty(name, `${value}px`);
  }
  // Where there is less room than the device has, it is scrolled to: drawn smaller, every measure of the program would be another.
  const fits = device && device.width <= frame.clientWidth && device.height <= frame.clientHeight;
  frame.style.overflow = device && !fits ? 'auto' : '';
  const size = device && {
    inset: 'auto', left: fits ? '50%' : `max(0px, calc(50% - ${device.width / 2}px))`, top: fits ? '50%' : '0', width: `${device.width}px`, height: `${device.height}px`, transform: fits ? 'translate(-50%, -50%)' : 'none', borderRadius: fits ? '' : '0',
  };
  for (const name of ['inset', 'left', 'top', 'width', 'height', 'transform', 'borderRadius'] as const) column.style[name] = size ? size[name] : '';
  document.adoptedStyleSheets = [...document.adoptedStyleSheets.filter((sheet) => sheet !== container), ...(size ? [container] : [])];
  dispatchEvent(new Event('resize'));
}
