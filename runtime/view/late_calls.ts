// Calls that no first page needs answered: queries, observers, animations, dialogs, and the way for the API groups.
// In: what calls.ts was connected with. Out: handlers and listeners. Must not: be loaded with the first page.
import type { NodeReference, ViewApiHost } from '../api/host';
import base from '../api/base/view';
import ui from '../api/ui/view';
import { animate, clearAnimation } from './animation';
import type { ValueNode } from './blocks/values';
import { handle, listen, type CallsOptions } from './calls';
import { loadScript, onApiGroup } from './chunks';
import { components } from './components';
import { wholeFrame } from './frame/frame_late';
import { disconnectIntersection, disconnectMedia, observeIntersection, observeMedia } from './observers';
import { pageById } from './pages';
import { post } from './port';
import { nodeByNumber, query } from './query';
import { select } from './selector';
import { mapUrl, packageBase, resolveUrl } from './url';

export function connectLateCalls({ manifest, frame: core, top }: CallsOptions): void {
  const frame = wholeFrame(core);
  const nodes = (instance: number | undefined, selector: string): HTMLElement[] => {
    const scope = components.get(instance ?? top()?.instance ?? -1);
    return scope ? select(scope, selector, false) : [];
  };
  const host: ViewApiHost = {
    handle: handle as ViewApiHost['handle'],
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

  handle('selectorQuery', ({ requests }) => query(requests, top()));
  handle('animate', ({ instance, selector, keyframes, duration, timeline }) => {
    const scroller = timeline ? (nodes(instance, timeline.scrollSource)[0] as ValueNode | undefined) : undefined;
    return animate(nodes(instance, selector), keyframes, duration, scroller ?? null, timeline ?? null);
  });
  handle('clearAnimation', ({ instance, selector, properties }) => clearAnimation(nodes(instance, selector), properties ?? null));
  handle('intersection.observe', (request) => observeIntersection(request, nodes, top()));
  handle('media.observe', (request) => observeMedia(request, top()));
  // What the build puts in place of the import.
  (globalThis as any).mn.fetchKeep = () => loadScript(manifest.runtime.keep).then(() => (globalThis as any).mn.keep);
  listen('keepScreen', (request) => void import('./kept/keep').then(({ keepScreen }) => keepScreen(manifest, core, request)).catch((error) => console.error(error)));
  listen('intersection.disconnect', ({ observer }) => disconnectIntersection(observer));
  listen('media.disconnect', ({ observer }) => disconnectMedia(observer));
}

/** Canvases and bitmaps in an answer move to the logic realm; they cannot be copied. */
export function transferable(value: unknown, depth = 4): Transferable[] {
  if (typeof OffscreenCanvas !== 'undefined' && value instanceof OffscreenCanvas) return [value];
  if (value instanceof ImageBitmap) return [value];
  if (depth === 0 || value === null || typeof value !== 'object' || ArrayBuffer.isView(value)) return [];
  return Object.values(value).flatMap((item) => transferable(item, depth - 1));
}
