// A page with nothing but the view halves of API groups and a plain frame, for their tests. `bench(boot)` starts the Worker;
// `run(code)` runs code with `wx` there. In: nothing. Out: globals of the page. Must not: be part of the product.

import { viewGroupOf, type GroupName } from '../groups';
import { ApiFailure, isApiFailure, type ViewApiHost } from '../host';
import { createOverlays } from '../../view/frame/overlay';
import base from '../base/view';
import ui from '../ui/view';
import file from '../file/view';
import media from '../media/view';
import canvas from '../canvas/view';
import location from '../location/view';
import device from '../device/view';
import hardware from '../hardware/view';
import share from '../share/view';
import open from '../open/view';

const groups: Partial<Record<GroupName, (host: ViewApiHost) => void>> = { base, ui, file, media, canvas, location, device, hardware, share, open };

(globalThis as any).bench = async (options: any = {}) => {
  const worker = new Worker('/worker.js');
  const handlers = new Map<string, (args: any, page: any) => unknown>();
  const topics = new Map<string, Set<(value: any) => void>>();
  const loaded = new Set<string>();
  const runs = new Map<number, { resolve(value: any): void; reject(error: unknown): void }>();
  const addresses = new Map<string, string>();
  const frameCalls: unknown[] = [];
  let last = 0;
  const wrap = document.createElement('div');
  wrap.className = 'mn-frame';
  wrap.dataset.theme = options.theme ?? 'light';
  const layer = document.createElement('div');
  const overlays = createOverlays(layer, () => [], () => {});
  wrap.append(layer);
  document.body.append(wrap);
  const recorder = (path: string): any => new Proxy(() => undefined, { get: (_, key) => recorder(`${path}.${String(key)}`), apply: (_t, _s, args) => void frameCalls.push([path.slice(1), ...args]) });
  const frame = recorder('');
  const host: ViewApiHost = {
    handle: (name, run) => void handlers.set(name, run),
    emit: (topic, value, transfer) => worker.postMessage({ topic, value }, transfer ?? []),
    listen(topic, listener) {
      if (!topics.has(topic)) topics.set(topic, new Set());
      topics.get(topic)!.add(listener);
    },
    manifest: options.manifest ?? {},
    frame: new Proxy(frame, {
      get: (_, key) => {
        if (key === 'overlay') return overlays.open;
        if (key === 'language') return options.language ?? 'zh';
        if (key === 'tabBar') return new Proxy(frame.tabBar, { get: (_t, name) => (name === 'active' ? () => options.tabs !== 0 : name === 'count' ? () => options.tabs ?? 3 : frame.tabBar[name]) });
        return frame[key];
      },
    }) as any,
    resolve: (reference) => document.querySelector<HTMLElement>(reference.selector ?? '#none') ?? undefined,
    page: () => undefined,
    pageOf: () => undefined,
    query: (_instance, selector) => [...document.querySelectorAll<HTMLElement>(selector)],
    hostOf: (el) => (el as any).elementHost,
    instanceOf: () => undefined,
    url: (path) => addresses.get(path) ?? new URL(path, document.baseURI).href,
    base: new URL('/', window.location.href).href,
    mapUrl: (path, address) => void (address === null ? addresses.delete(path) : addresses.set(path, address)),
  };
  const load = (group: GroupName | undefined) => {
    if (!group || loaded.has(group)) return;
    loaded.add(group);
    groups[group]?.(host);
  };
  load('base');
  load('ui');
  const ready = new Promise<void>((resolve) => {
    worker.addEventListener('message', async ({ data }) => {
      if (data.ready) resolve();
      else if (data.done) {
        const run = runs.get(data.done)!;
        if (data.ok) run.resolve(data.value);
        else run.reject(new Error(data.value));
      } else if (data.topic) topics.get(data.topic)?.forEach((listener) => listener(data.value));
      else if (data.view) {
        try {
          load(viewGroupOf(data.view));
          const handler = handlers.get(data.view);
          if (!handler) throw new ApiFailure(`no handler ${data.view}`);
          worker.postMessage({ answer: data.call, ok: true, value: await handler(data.args, undefined) });
        } catch (error: any) {
          worker.postMessage({ answer: data.call, ok: false, value: { apiFailure: isApiFailure(error), reason: error.reason ?? String(error?.stack ?? error), extra: error.extra } });
        }
      }
    });
  });
  worker.addEventListener('error', (event) => console.error(event.message));
  const system = {
    windowWidth: 390, windowHeight: 756, screenWidth: 390, screenHeight: 844, screenTop: 88, statusBarHeight: 44, pixelRatio: devicePixelRatio,
    safeArea: { left: 0, right: 390, top: 44, bottom: 810, width: 390, height: 766 }, language: 'zh-CN', theme: 'light', device: { platform: 'ios', system: 'iOS 17.0', brand: 'iPhone', model: 'iPhone 15' },
    deviceOrientation: 'portrait', fontSizeSetting: 16, userAgent: navigator.userAgent, base: new URL('/', window.location.href).href,
    capsule: { left: 296, top: 48, right: 383, bottom: 80, width: 87, height: 32 }, ...options.system,
  };
  worker.postMessage({ boot: { system, manifest: options.manifest ?? { app: {}, appId: 'wxtest' }, launch: options.launch ?? { path: 'pages/index/index', query: {}, scene: 1001, referrerInfo: {} } } });
  await ready;
  (globalThis as any).run = (code: string, tap = false) =>
    new Promise((resolve, reject) => {
      runs.set(++last, { resolve, reject });
      worker.postMessage({ run: last, code, tap });
    });
  (globalThis as any).frameCalls = frameCalls;
  (globalThis as any).viewHost = host;
  (globalThis as any).viewHandlers = handlers;
};
