// Calls of the logic realm that the view answers: the core's own, and those of API groups, loaded on first use.
// In: `call` and `emit` messages. Out: `return` messages, streams. Must not: know what a group does.
import { isApiFailure, type NodeReference, type ViewApiHost } from '../api/host';
import { viewGroupOf } from '../api/groups';
import base from '../api/base/view';
import ui from '../api/ui/view';
import { animate, clearAnimation } from './animation';
import type { ValueNode } from './blocks/values';
import { loadGroup, onApiGroup } from './chunks';
import { components } from './components';
import { disconnectIntersection, disconnectMedia, observeIntersection, observeMedia } from './observers';
import { pageById, type Page } from './pages';
import { post } from './port';
import { nodeByNumber, query } from './query';
import { select } from './selector';
import { mapUrl, packageBase, resolveUrl } from './url';
import type { FrameControl } from './frame/types';

type Handler = (args: any, page: Page | undefined) => unknown;

const handlers = new Map<string, Handler>();
const topics = new Map<string, Set<(value: any) => void>>();

export interface CallsOptions {
  manifest: any;
  frame: FrameControl;
  top(): Page | undefined;
}

export function connectCalls({ manifest, frame, top }: CallsOptions): void {
  const nodes = (instance: number | undefined, selector: string): HTMLElement[] => {
    const scope = components.get(instance ?? top()?.instance ?? -1);
    return scope ? select(scope, selector, false) : [];
  };
  const host: ViewApiHost = {
    handle: (name, run) => void handlers.set(name, run),
    emit: (topic, value, transfer) => post({ t: 'emit', topic, value }, transfer),
    listen,
    manifest,
    frame,
    resolve: ({ node, instance, selector }: NodeReference) => (node !== undefined ? nodeByNumber(node) : selector ? nodes(instance, selector)[0] : undefined),
    page: top,
    pageOf: pageById,
    query: nodes,
    hostOf: (el) => (el as ValueNode).$e,
    instanceOf: (el) => (el as ValueNode).$c?.id,
    url: (path) => resolveUrl(path, top()?.path),
    base: packageBase(),
    mapUrl,
  };
  base(host);
  ui(host);
  onApiGroup((_name, register) => register(host));

  handlers.set('selectorQuery', ({ requests }) => query(requests, top()));
  handlers.set('animate', ({ instance, selector, keyframes, duration, timeline }) => {
    const scroller = timeline ? (nodes(instance, timeline.scrollSource)[0] as ValueNode | undefined) : undefined;
    return animate(nodes(instance, selector), keyframes, duration, scroller ?? null, timeline ?? null);
  });
  handlers.set('clearAnimation', ({ instance, selector, properties }) => clearAnimation(nodes(instance, selector), properties ?? null));
  handlers.set('intersection.observe', (request) => observeIntersection(request, nodes, top()));
  handlers.set('media.observe', (request) => observeMedia(request, top()));
  listen('intersection.disconnect', ({ observer }) => disconnectIntersection(observer));
  listen('media.disconnect', ({ observer }) => disconnectMedia(observer));
  find = async (name) => {
    if (!handlers.has(name)) {
      const group = viewGroupOf(name);
      if (group) await loadGroup(manifest, group);
    }
    return handlers.get(name);
  };
}

let find: (name: string) => Promise<Handler | undefined> = async () => undefined;

/** Listens to a stream of the logic realm. */
export function listen(topic: string, listener: (value: any) => void): void {
  let set = topics.get(topic);
  if (!set) topics.set(topic, (set = new Set()));
  set.add(listener);
}

/** A stream of the logic realm. */
export function deliver(topic: string, value: unknown): void {
  for (const listener of topics.get(topic) ?? []) {
    try {
      listener(value);
    } catch (error) {
      console.error(error);
    }
  }
}

/** Runs a view handler; also for elements. */
export async function callView(name: string, args: unknown, page: Page | undefined): Promise<unknown> {
  const known = handlers.get(name) ?? (await find(name));
  if (!known) throw new Error('not supported');
  return known(args, page);
}

/** Canvases and bitmaps in an answer move to the logic realm; they cannot be copied. */
function transferable(value: unknown, depth: number): Transferable[] {
  if (typeof OffscreenCanvas !== 'undefined' && value instanceof OffscreenCanvas) return [value];
  if (value instanceof ImageBitmap) return [value];
  if (depth === 0 || value === null || typeof value !== 'object' || ArrayBuffer.isView(value)) return [];
  return Object.values(value).flatMap((item) => transferable(item, depth - 1));
}

export function answerCall(call: number, name: string, args: unknown, page: Page | undefined): void {
  callView(name, args, page).then(
    (value) => post({ t: 'return', call, ok: true, value }, transferable(value, 4)),
    (error) => {
      if (isApiFailure(error)) post({ t: 'return', call, ok: false, value: { message: error.reason, ...error.extra } });
      else post({ t: 'return', call, ok: false, value: { message: String((error as Error)?.message ?? error) } });
    },
  );
}
