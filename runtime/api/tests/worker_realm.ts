// A logic realm with nothing but API groups, for their tests: a Worker that answers messages `{code}` by running it with `wx`.
// In: `{boot}`, then `{run, code}`, answers and streams of the view bench. Out: `{done}`. Must not: be part of the product.

import { SERVICES, type GroupName } from '../groups';
import { NODES } from '../node_groups';
import { groupOf, memberNames } from '../members';
import { ApiFailure, isApiFailure, type LogicApiHost } from '../host';
import base from '../base/logic';
import system from '../system/logic';
import frame from '../frame/logic';
import ui from '../ui/logic';
import storage from '../storage/logic';
import file from '../file/logic';
import network from '../network/logic';
import media from '../media/logic';
import canvas from '../canvas/logic';
import location from '../location/logic';
import device from '../device/logic';
import hardware from '../hardware/logic';
import contacts from '../contacts/logic';
import share from '../share/logic';
import open from '../open/logic';
import cloud from '../cloud/logic';
import worker from '../worker/logic';
import ad from '../ad/logic';
import analytics from '../analytics/logic';
import rest from '../rest/logic';
import worklet from '../worklet/logic';
import development from '../development/logic';
import names from '../names/logic';

/** `failure` has only a view half. */
type LogicGroup = Exclude<GroupName, 'failure'>;
const groups: Record<LogicGroup, (host: LogicApiHost) => void> = { base, system, frame, ui, storage, file, network, media, canvas, location, device, hardware, contacts, share, open, cloud, worker, ad, analytics, worklet, rest, development, names };
const realm = self as any;

const TYPES: Record<string, string> = { string: 'String', number: 'Number', boolean: 'Boolean', object: 'Object', array: 'Array', function: 'Function', arraybuffer: 'ArrayBuffer' };
const typeOf = (value: unknown) => Object.prototype.toString.call(value).slice(8, -1);

function start(boot: { system: any; manifest: any; launch: any }) {
  const wx: Record<string, any> = {};
  const services = new Map<string, unknown>();
  const nodes = new Map<string, (value: any, reference: any) => object>();
  const calls = new Map<number, { resolve(value: any): void; reject(error: unknown): void }>();
  const topics = new Map<string, Set<(value: any) => void>>();
  const holds: Promise<unknown>[] = [];
  const loaded = new Set<string>();
  const errors: unknown[] = [];
  let last = 0;
  let tapping = false;

  const load = (group: GroupName) => {
    if (loaded.has(group)) return;
    loaded.add(group);
    groups[group as LogicGroup](host);
  };
  const check = (spec: Record<string, string>, options: any) => {
    for (const key in spec) {
      const optional = spec[key]!.endsWith('?');
      const type = spec[key]!.replace('?', '');
      const value = options[key];
      if (value === undefined && optional) continue;
      if (type === 'any' ? value === undefined : typeOf(value) !== TYPES[type]) throw new ApiFailure(`parameter error: parameter.${key} should be ${TYPES[type] ?? 'Any'} instead of ${typeOf(value)};`);
    }
  };
  const failed = (name: string, error: any) => (isApiFailure(error) ? { ...error.extra, errMsg: `${name}:fail ${error.reason}` } : { errMsg: `${name}:fail ${error?.message ?? error}` });
  const settle = (name: string, options: any, outcome: Promise<any>) => {
    const promise = outcome.then((value) => ({ ...value, errMsg: `${name}:ok` }), (error) => Promise.reject(failed(name, error)));
    if (!options || !(options.success || options.fail || options.complete)) return promise;
    promise.then((result) => (options.success?.(result), options.complete?.(result)), (error) => (options.fail?.(error), options.complete?.(error)));
    return undefined;
  };
  const host: LogicApiHost = {
    asynchronous(name, spec, run) {
      wx[name] = (options: any = {}) => settle(name, options, new Promise((resolve) => (check(spec, options), resolve(run(options, { byTap: tapping, name })))));
    },
    immediate: (name, run) => host.asynchronous(name, {}, run),
    synchronous(name, run) {
      wx[name] = (...args: any[]) => {
        try {
          return run(...args);
        } catch (error: any) {
          throw isApiFailure(error) ? Object.assign(new Error(failed(name, error).errMsg), error.extra) : error;
        }
      };
    },
    task(name, spec, run) {
      wx[name] = (options: any = {}) => {
        try {
          check(spec, options);
          const { task, result } = run(options, { byTap: tapping, name });
          void Promise.resolve(settle(name, options, result)).catch(() => undefined);
          return task;
        } catch (error) {
          void Promise.resolve(settle(name, options, Promise.reject(error))).catch(() => undefined);
          return {};
        }
      };
    },
    event(onName, offName) {
      const all = new Set<any>();
      wx[onName] = (listener: any) => void all.add(listener);
      if (offName) wx[offName] = (listener?: any) => (listener ? void all.delete(listener) : all.clear());
      return (value) => all.forEach((listener) => listener(value));
    },
    forward(name, spec) {
      host.asynchronous(name, spec, (options) => host.view(name, options));
    },
    unsupported: (names) => names.forEach((name) => host.asynchronous(name, {}, () => { throw new ApiFailure('not supported', { errno: 100 }); })),
    set: (name, value) => void (wx[name] = value),
    get: (name) => member(name),
    provide: (service, value) => void services.set(service, value),
    use: <T>(service: string) => {
      if (!services.has(service)) load(SERVICES[service]!);
      return services.get(service) as T;
    },
    holdLaunch: (until) => void holds.push(until),
    node: (kind, make) => void nodes.set(kind, make),
    view: (name, args, transfer) =>
      new Promise((resolve, reject) => {
        calls.set(++last, { resolve, reject });
        realm.postMessage({ view: name, args, call: last }, transfer ?? []);
      }),
    listen(topic, listener) {
      if (!topics.has(topic)) topics.set(topic, new Set());
      topics.get(topic)!.add(listener);
      return () => topics.get(topic)!.delete(listener);
    },
    emit: (topic, value, transfer) => realm.postMessage({ topic, value }, transfer ?? []),
    native: {
      ...Object.fromEntries(
        ['FormData', 'WebSocket', 'XMLHttpRequest', 'AbortController', 'Blob', 'URL', 'TextDecoder', 'TextEncoder', 'FileReaderSync', 'indexedDB', 'crypto',
          'performance', 'navigator', 'location', 'DecompressionStream', 'OffscreenCanvas', 'Path2D', 'ImageData', 'FontFace', 'fonts', 'BroadcastChannel', 'Worker'].map((name) => [name, realm[name]]),
      ),
      ...Object.fromEntries(['fetch', 'createImageBitmap', 'requestAnimationFrame', 'cancelAnimationFrame', 'importScripts'].map((name) => [name, realm[name]?.bind(realm)])),
      locks: realm.navigator.locks,
      ...(boot.system.without ? Object.fromEntries(boot.system.without.map((name: string) => [name, undefined])) : {}),
    } as any,
    manifest: boot.manifest,
    wholeManifest: () => boot.manifest,
    system: boot.system,
    launch: boot.launch,
    runtime: {
      currentPage: () => page,
      pages: () => [page],
      app: () => ({}),
      enter: () => boot.launch,
      instanceOf: (component) => component?.instance,
      objectOf: () => page,
      navigate: async () => ({}),
      reportError: (error) => void errors.push(error),
      afterUpdate: (callback) => queueMicrotask(callback),
    },
  };
  const page: any = { instance: 1, route: 'pages/index/index', is: 'pages/index/index', options: {} };
  const member = (name: string) => {
    const group = groupOf(name);
    if (group && !(name in wx)) load(group);
    return wx[name];
  };
  const surface: any = {};
  for (const name of memberNames()) Object.defineProperty(surface, name, { get: () => member(name), enumerable: true, configurable: true });
  for (const group of ['base', 'ui', 'storage'] as const) load(group);
  void NODES;

  realm.addEventListener('message', async ({ data }: MessageEvent) => {
    if (data.answer) {
      const call = calls.get(data.answer)!;
      calls.delete(data.answer);
      if (data.ok) call.resolve(data.value);
      else call.reject(data.value.apiFailure ? new ApiFailure(data.value.reason, data.value.extra) : new Error(data.value.reason));
    } else if (data.topic) {
      if (data.topic === 'system') Object.assign(boot.system, data.value);
      topics.get(data.topic)?.forEach((listener) => listener(data.value));
    }
    else if (data.run) {
      tapping = data.tap ?? false;
      try {
        const AsyncFunction = (async () => undefined).constructor as any;
        const promise = new AsyncFunction('wx', 'page', 'node', 'errors', data.code)(surface, page, (kind: string, value: any, reference: any) => (load(NODES[kind]!), nodes.get(kind)!(value, reference)), errors);
        tapping = false;
        realm.postMessage({ done: data.run, ok: true, value: await promise });
      } catch (error: any) {
        realm.postMessage({ done: data.run, ok: false, value: error?.errMsg ?? error?.stack ?? String(error) });
      }
    }
  });
  Promise.all(holds).then(() => realm.postMessage({ ready: true }));
}

realm.addEventListener('message', ({ data }: MessageEvent) => data.boot && start(data.boot));
