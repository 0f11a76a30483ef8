// The developer panel: a script of its own, which `minnow dev` alone serves and a page loads when the panel is first opened (runtime/view/development/toggle.ts).
// In: `mnDevelopment` of the view. Out: `mnPanel`; a sheet in a shadow root beside the program. Must not: touch the program's nodes or styles but the room it leaves to the frame.
import type { Development } from '../view/development/types';
import { consoleTab } from './console';
import { dataTab } from './data';
import { deviceTab, markPretended } from './device';
import { h } from './dom';
import { elementsTab } from './elements';
import { eventsTab } from './events';
import { networkTab } from './network';
import { storageTab } from './storage';
import { style } from './style';
import type { Context, MakeTab, Tab } from './tab';
import { timingsTab } from './timings';
import { wordsIn } from './words';

const KEY = 'minnow:panel';
/** As the sheet's own condition: below it the panel lies over the program's lower part. */
const DOCKED = '(min-width: 760px)';
const WIDTH_MIN = 320;
/** What is left to the program beside it. */
const BESIDE_MIN = 320;

const TABS: Record<string, MakeTab> = {
  console: consoleTab, network: networkTab, storage: storageTab, data: dataTab, elements: elementsTab, timings: timingsTab, events: eventsTab, device: deviceTab,
};
type Name = keyof ReturnType<typeof wordsIn> & string;

const development = (globalThis as any).mnDevelopment as Development;
const words = wordsIn(development.language);
const kept: { tab?: string; width?: number } = JSON.parse(sessionStorage.getItem(KEY) ?? '{}');
const host = document.createElement('minnow-panel');
const made = new Map<string, Tab>();
let current = kept.tab && kept.tab in TABS ? kept.tab : 'console';
let leave: (() => void) | void;
let width = kept.width ?? 520;

function keep(changes: typeof kept): void {
  sessionStorage.setItem(KEY, JSON.stringify({ ...JSON.parse(sessionStorage.getItem(KEY) ?? '{}'), ...changes }));
}

const bodies = h('div.body', { role: 'tabpanel', id: 'body' });
const tabList = h('div.tabs', { role: 'tablist', 'aria-label': words.panel });
const buttons = new Map(Object.keys(TABS).map((name) => [name, h('button.tab', { type: 'button', role: 'tab', id: `tab-${name}`, 'aria-controls': 'body', onclick: () => go(name) }, String(words[name as Name]))]));
tabList.append(...buttons.values());
tabList.addEventListener('keydown', (event) => {
  const names = Object.keys(TABS);
  const at = names.indexOf(current);
  const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: names.length - 1 }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  go(names[(to + names.length) % names.length]!);
  buttons.get(current)!.focus();
});

const context: Context = {
  development, words, go,
  mark(tab, count, plain = false) {
    const button = buttons.get(tab)!;
    button.querySelector('.mark')?.remove();
    if (count) button.append(h(plain ? 'span.mark.plain' : 'span.mark', null, count > 99 ? '99+' : String(count), h('span.visually-hidden', null, ` ${plain ? words.pretended : words.faults}`)));
  },
};

function go(name: string): void {
  leave?.();
  current = name;
  keep({ tab: name });
  for (const [other, button] of buttons) {
    button.setAttribute('aria-selected', String(other === name));
    button.tabIndex = other === name ? 0 : -1;
  }
  buttons.get(name)!.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  if (!made.has(name)) made.set(name, TABS[name]!(context));
  const tab = made.get(name)!;
  bodies.setAttribute('aria-labelledby', `tab-${name}`);
  bodies.replaceChildren(tab.element);
  leave = tab.show();
}

function close(): void {
  leave?.();
  leave = undefined;
  host.hidden = true;
  room();
}

function icon(path: string): SVGSVGElement {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', '0 0 16 16');
  svg.setAttribute('aria-hidden', 'true');
  const line = document.createElementNS(svg.namespaceURI, 'path');
  line.setAttribute('d', path);
  svg.append(line);
  return svg as SVGSVGElement;
}

/** The program's frame ends where the panel begins. */
function room(): void {
  const { frame } = development;
  if (!frame) return;
  const isDocked = !host.hidden && matchMedia(DOCKED).matches;
  width = Math.max(WIDTH_MIN, Math.min(width, innerWidth - BESIDE_MIN));
  host.style.setProperty('--width', `${width}px`);
  frame.style.right = isDocked ? `${width}px` : '';
  dispatchEvent(new Event('resize'));
}

function grip(): HTMLElement {
  const node = h('div.grip', { role: 'separator', 'aria-orientation': 'vertical', 'aria-label': words.width, tabindex: 0, 'aria-valuenow': width, 'aria-valuemin': WIDTH_MIN });
  const to = (value: number) => {
    width = value;
    room();
    tell();
    keep({ width });
  };
  const tell = () => {
    node.setAttribute('aria-valuenow', String(Math.round(width)));
    node.setAttribute('aria-valuemax', String(Math.max(WIDTH_MIN, innerWidth - BESIDE_MIN)));
  };
  tell();
  addEventListener('resize', tell);
  node.addEventListener('pointerdown', (event) => node.setPointerCapture(event.pointerId));
  node.addEventListener('pointermove', (event) => node.hasPointerCapture(event.pointerId) && to(innerWidth - event.clientX));
  node.addEventListener('keydown', ({ key }) => {
    if (key === 'ArrowLeft') to(width + 24);
    else if (key === 'ArrowRight') to(width - 24);
  });
  return node;
}

function draw(): void {
  const root = host.attachShadow({ mode: 'open' });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(style);
  root.adoptedStyleSheets = [sheet];
  const closer = h('button.close', { type: 'button', 'aria-label': words.close, title: `${words.close} (Alt+Shift+M)`, onclick: () => dispatchEvent(new Event('minnow:panel-closed')) }, icon('M4 4l8 8M12 4l-8 8'));
  const panel = h('div.panel', { role: 'region', 'aria-label': words.panel, lang: development.language === 'zh' ? 'zh-CN' : 'en' }, grip(), h('div.head', null, tabList, closer), bodies);
  // What is typed here is not for the program.
  for (const type of ['keydown', 'keyup', 'keypress', 'input', 'touchstart', 'touchmove', 'touchend', 'wheel']) panel.addEventListener(type, (event) => event.stopPropagation(), { passive: true });
  root.append(panel);
  host.hidden = true;
  document.documentElement.append(host);
  addEventListener('resize', ({ isTrusted }) => isTrusted && room());
}

draw();
(globalThis as any).mnPanel = {
  open() {
    host.hidden = false;
    room();
    markPretended(context);
    go(current);
    buttons.get(current)!.focus({ preventScroll: true });
  },
  close,
};
