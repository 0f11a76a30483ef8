// The small handle at the edge of the page that opens the panel, and the keys that do: Alt+Shift+M. Where the handle is and whether the panel is
// open is kept for the session. In: taps, keys. Out: the panel, loaded when it is first opened. Must not: stand in a page that another page frames.
import { development } from './hub';
import { applyDevice } from './pretend';
import { onDrawn } from './wire';

const KEY = 'minnow:panel';
/** Served by the development server alone. */
const SCRIPT = '/_minnow/panel.js';
const DRAG_PX = 4;

/** What the panel's script puts into `mnPanel`. */
interface Panel {
  open(): void;
  close(): void;
}

interface State {
  open: boolean;
  /** Of the handle, as a part of the height. */
  top: number;
}

const state: State = { open: false, top: 0.62, ...JSON.parse(sessionStorage.getItem(KEY) ?? '{}') };
let loading: Promise<Panel> | null = null;
let handle: HTMLButtonElement;

function keep(changes: Partial<State>): void {
  Object.assign(state, changes);
  sessionStorage.setItem(KEY, JSON.stringify({ ...JSON.parse(sessionStorage.getItem(KEY) ?? '{}'), ...state }));
}

function load(): Promise<Panel> {
  return (loading ??= new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = SCRIPT;
    script.onload = () => resolve((globalThis as any).mnPanel);
    script.onerror = () => {
      loading = null;
      script.remove();
      reject(new Error(`${SCRIPT} could not be loaded`));
    };
    document.head.append(script);
  }));
}

function mark(open: boolean): void {
  keep({ open });
  handle.setAttribute('aria-expanded', String(open));
  handle.hidden = open;
}

async function show(open: boolean): Promise<void> {
  mark(open);
  let panel: Panel;
  try {
    panel = await load();
  } catch (error) {
    // Whoever wants it can ask again: a line that broke off may be back.
    mark(false);
    console.error(error);
    return;
  }
  if (open) panel.open();
  else panel.close();
  applyDevice();
  if (!open) handle.focus({ preventScroll: true });
}

const css = `
:host { all: initial; position: fixed; z-index: 2147483646; right: 0; }
button { all: unset; box-sizing: border-box; display: grid; place-items: center; width: 22px; height: 48px; border-radius: 10px 0 0 10px; cursor: grab; touch-action: none; color: #fff; background: rgba(20, 24, 30, .42); transition: background .15s, width .15s; }
button[hidden] { display: none; }
button:hover, button:focus-visible { background: rgba(20, 24, 30, .86); width: 30px; }
button:focus-visible { outline: 2px solid #3d84ff; outline-offset: 2px; }
svg { width: 16px; height: 16px; fill: none; stroke: currentColor; stroke-width: 1.6; stroke-linecap: round; stroke-linejoin: round; }
@media print { :host { display: none; } }`;

function draw(): void {
  const host = document.createElement('minnow-handle');
  host.style.top = `calc(${state.top * 100}% - 24px)`;
  const root = host.attachShadow({ mode: 'open' });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  root.adoptedStyleSheets = [sheet];
  handle = document.createElement('button');
  const label = development.language === 'zh' ? '打开开发面板' : 'Open the developer panel';
  for (const [name, value] of [['type', 'button'], ['aria-label', label], ['title', `${label} (Alt+Shift+M)`], ['aria-expanded', 'false'], ['aria-keyshortcuts', 'Alt+Shift+M']]) handle.setAttribute(name!, value!);
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', '0 0 16 16');
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  path.setAttribute('d', 'M6 3.5L1.5 8 6 12.5M10 3.5L14.5 8 10 12.5');
  svg.append(path);
  handle.append(svg);
  root.append(handle);
  document.documentElement.append(host);
  drag(host);
}

/** Along the edge, out of the way of what is under it. */
function drag(host: HTMLElement): void {
  let from: { y: number; top: number; moved: boolean } | null = null;
  handle.addEventListener('pointerdown', (event) => {
    from = { y: event.clientY, top: state.top, moved: false };
    handle.setPointerCapture(event.pointerId);
  });
  handle.addEventListener('pointermove', ({ clientY }) => {
    if (!from || (!from.moved && Math.abs(clientY - from.y) < DRAG_PX)) return;
    from.moved = true;
    state.top = Math.min(0.95, Math.max(0.05, from.top + (clientY - from.y) / innerHeight));
    host.style.top = `calc(${state.top * 100}% - 24px)`;
  });
  const end = () => {
    if (from?.moved) keep({});
  };
  handle.addEventListener('pointerup', end);
  handle.addEventListener('pointercancel', end);
  handle.addEventListener('click', () => {
    const { moved } = from ?? { moved: false };
    from = null;
    if (!moved) void show(true);
  });
}

export function followToggle(): void {
  if (window.parent !== window) return;
  (globalThis as any).mnDevelopment = development;
  draw();
  document.addEventListener('keydown', (event) => {
    if (!event.altKey || !event.shiftKey || event.code !== 'KeyM') return;
    event.preventDefault();
    void show(!state.open);
  }, true);
  addEventListener('minnow:panel-closed', () => void show(false));
  addEventListener('resize', ({ isTrusted }) => isTrusted && applyDevice());
  let isFirst = true;
  onDrawn(({ t }) => {
    if (t !== 'open' || !isFirst) return;
    isFirst = false;
    applyDevice();
    if (state.open) void show(true);
  });
}
