// What happens in a visit, written down: console, events, updates, exchanges, the moments of the start.
// In: messages on the wire, the console of the page. Out: feeds. Must not: keep a message waiting.
import type { ConsoleLine, EventRecord, Exchange, SetData, Told, Update } from '../../shared/development';
import type { LogicMessage, ViewMessage } from '../../shared/bridge';
import { components } from '../components';
import { createFeed } from './feed';
import type { Phase } from './types';
import { onBoot, onDrawn, onReceived, onSent } from './wire';

export const consoleFeed = createFeed<ConsoleLine>();
export const eventFeed = createFeed<EventRecord>();
export const networkFeed = createFeed<Exchange>();
export const updateFeed = createFeed<Update>();

const TEXT_MAX = 300;
const now = () => performance.timeOrigin + performance.now();
const cut = (text: string) => (text.length > TEXT_MAX ? `${text.slice(0, TEXT_MAX)}…` : text);

/** Moments of the start, in milliseconds since the navigation began. */
export const start = { view: performance.now(), boot: 0, received: 0, drawn: 0, ready: 0 };
onBoot(() => void (start.boot = performance.now()));

addEventListener('minnow:console', (event) => consoleFeed.add({ at: now(), ...(event as CustomEvent).detail }));

/** What the page itself writes: errors of both realms are told here. */
function followPage(): void {
  for (const level of ['warn', 'error'] as const) {
    const native = console[level].bind(console);
    console[level] = (...values: unknown[]) => {
      native(...values);
      const text = values.map((value) => (value instanceof Error ? value.stack || String(value) : String(value))).join(' ');
      consoleFeed.add({ at: now(), level, text, page: '', place: placeIn(text) });
    };
  }
  addEventListener('error', ({ error, message }) => message && consoleFeed.add({ at: now(), level: 'error', text: String(error?.stack ?? message), page: '', place: '' }));
}
followPage();

/** The first frame that stands in a source. */
function placeIn(text: string): string {
  return /(?:^|[\s(@])([^\s()@:]+\.(?:js|ts|wxs):\d+:\d+)\)?$/m.exec(text)?.[1] ?? '';
}

let received: { message: LogicMessage; at: number } | null = null;
onReceived((message) => {
  if (message.t !== 'patch' && message.t !== 'open') return;
  received = { message, at: now() };
  if (message.t === 'open') start.received ||= performance.now();
});

onDrawn((message) => {
  if (received?.message !== message || (message.t !== 'patch' && message.t !== 'open')) return;
  const { told } = message as { told?: Told };
  const { at } = received;
  received = null;
  if (message.t === 'open') start.drawn ||= performance.now();
  const calls = told?.calls ?? [];
  updateFeed.add({
    at: calls[0]?.at ?? at, kind: message.t, calls, opCount: message.ops.length, bytes: JSON.stringify(message.ops).length,
    logicMs: logicTime(calls), wireMs: Math.max(0, at - (told?.at ?? at)), viewMs: now() - at,
  });
});

const logicTime = (calls: readonly SetData[]) => calls.reduce((sum, { ms }) => sum + ms, 0);

/** Calls that the view heard nothing of. */
export function noteUnseen(calls: SetData[]): void {
  updateFeed.add({ at: calls[0]!.at, kind: 'unseen', calls, opCount: 0, bytes: 0, logicMs: logicTime(calls), wireMs: 0, viewMs: 0 });
}

onSent((message: ViewMessage) => {
  if (message.t === 'page' && message.kind === 'ready') start.ready ||= performance.now();
  if (message.t !== 'event') return;
  const { event, handler, instance } = message;
  const { type, target, detail } = event as { type: string; target: { id?: string; dataset?: object; component?: number }; detail: unknown };
  const host = target.component ? components.get(target.component) : undefined;
  eventFeed.add({
    at: now(), type, handler, where: components.get(instance)?.definition.path ?? '',
    target: host ? host.definition.path : cut(`${target.id ? `#${target.id} ` : ''}${JSON.stringify(target.dataset ?? {})}`),
    detail: cut(textOf(detail)),
  });
});

function textOf(value: unknown): string {
  try {
    return JSON.stringify(value) ?? '';
  } catch {
    return String(value);
  }
}

/** The start, from the navigation to the moment the page answers. `logic`: the realm's own moments. */
export function phasesOf(logic: { begun: number; booted: number; scriptMs: number; opened: number }): Phase[] {
  const [navigation] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
  const paint = performance.getEntriesByName('first-contentful-paint')[0];
  const here = (moment: number) => Math.max(0, moment - performance.timeOrigin);
  const booted = here(logic.booted);
  const phases: Phase[] = [
    { name: 'document', startMs: 0, endMs: navigation?.responseEnd ?? 0 },
    { name: 'paint', startMs: navigation?.responseEnd ?? 0, endMs: paint?.startTime ?? 0 },
    { name: 'view', startMs: start.view, endMs: start.boot },
    { name: 'boot', startMs: here(logic.begun), endMs: booted },
    { name: 'scripts', startMs: booted, endMs: booted + logic.scriptMs },
    { name: 'page', startMs: booted + logic.scriptMs, endMs: here(logic.opened) },
    { name: 'drawn', startMs: start.received, endMs: start.ready },
    { name: 'ready', startMs: start.ready, endMs: start.drawn },
  ];
  return phases.filter(({ endMs }) => endMs > 0);
}
