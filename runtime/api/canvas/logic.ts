// Canvas APIs: nodes of the newer canvas (an OffscreenCanvas in this realm), the older recorded context, export and pixels of both.
// In: query results and options. Out: Canvas objects, temporary files. Must not: touch the DOM; the view half draws recordings.

import { ApiFailure, type LogicApiHost, type NodeReference } from '../host';
import type { Files } from '../file/types';
import { settle } from '../method';
import { augment, isCanvas, type CanvasNode } from './node';
import { createRecorder, type Recording } from './recorder';

export default function canvas(host: LogicApiHost): void {
  const nodes = new Map<number | undefined, CanvasNode>();
  host.node('canvas', (value: { type: string; canvas?: OffscreenCanvas }, reference: NodeReference) => {
    const before = nodes.get(reference.node);
    if (before) return before;
    if (!value.canvas) return createRecorder(host, { reference }, send) as object;
    const node = augment(host, value.canvas);
    nodes.set(reference.node, node);
    return node;
  });

  /** Recordings of one canvas are drawn one after another. */
  const queues = new Map<string, Promise<unknown>>();
  function send(recording: Recording): Promise<unknown> {
    const key = JSON.stringify(recording.target);
    const before = queues.get(key) ?? Promise.resolve();
    const next = before.catch(() => undefined).then(async () => host.view('canvas.draw', { ...recording, blobs: await remoteImages(host, recording) }));
    queues.set(key, next);
    return next;
  }
  const target = (canvasId: string, component: any) => ({ canvasId, instance: instanceOf(host, component) });

  const createContext = (canvasId: string, component?: any) => createRecorder(host, target(String(canvasId), component), send);
  host.synchronous('createCanvasContext', createContext);
  // Names of the first clients: a context without a canvas, drawn later by id.
  host.synchronous('createContext', () => createRecorder(host, { canvasId: '' }, send));
  host.synchronous('drawCanvas', (options: { canvasId: string; actions: Recording['actions']; reserve?: boolean }) => {
    void send({ target: target(options.canvasId, undefined), actions: options.actions, reserve: options.reserve ?? false }).catch((error) => host.runtime.reportError(error));
  });
  host.synchronous('createOffscreenCanvas', (first?: any, second?: number) => {
    const { OffscreenCanvas } = host.native;
    if (!OffscreenCanvas) throw new ApiFailure('not supported', { errno: 100 });
    const size = typeof first === 'object' && first !== null ? first : { width: first, height: second };
    return augment(host, new OffscreenCanvas(size.width || 300, size.height || 150));
  });

  // These three take the component as a second argument, which the asynchronous form has no place for.
  host.set('canvasToTempFilePath', (options: any = {}, component?: any) =>
    settle('canvasToTempFilePath', options, async () => {
      const blob = isCanvas(options.canvas) ? await exportNode(host, options) : await host.view('canvas.export', { target: target(checkedId(options), component), ...plain(options) });
      return { tempFilePath: host.use<Files>('files').addTemporary(blob, options.fileType === 'jpg' ? 'jpg' : 'png') };
    }),
  );
  host.set('canvasGetImageData', (options: any = {}, component?: any) =>
    settle('canvasGetImageData', options, () => host.view('canvas.getPixels', { target: target(checkedId(options), component), ...checkedArea(options) })),
  );
  host.set('canvasPutImageData', (options: any = {}, component?: any) =>
    settle('canvasPutImageData', options, () => {
      const area = checkedArea(options);
      const { data } = options;
      if (!ArrayBuffer.isView(data) || data.byteLength !== area.width * area.height * 4) throw new ApiFailure('invalid data');
      return host.view('canvas.putPixels', { target: target(checkedId(options), component), ...area, data });
    }),
  );
}

function instanceOf(host: LogicApiHost, component: any): number | undefined {
  const owner = component ?? host.runtime.currentPage();
  return owner ? host.runtime.instanceOf(owner) : undefined;
}

function checkedId(options: any): string {
  if (typeof options.canvasId !== 'string') {
    throw new ApiFailure(`parameter error: parameter.canvasId should be String instead of ${Object.prototype.toString.call(options.canvasId).slice(8, -1)};`);
  }
  return options.canvasId;
}

function checkedArea(options: any): { x: number; y: number; width: number; height: number } {
  const { x = 0, y = 0, width, height } = options;
  if (![x, y, width, height].every(Number.isFinite) || width === 0 || height === 0) throw new ApiFailure('invalid area');
  return { x, y, width, height };
}

/** What of the options may cross to the view. */
function plain({ x, y, width, height, destWidth, destHeight, fileType, quality }: any) {
  return { x, y, width, height, destWidth, destHeight, fileType, quality };
}

/** Part of a node as a picture; sizes of the source are in its own pixels here. */
async function exportNode(host: LogicApiHost, options: any): Promise<Blob> {
  const source = options.canvas as CanvasNode;
  const ratio = host.system.pixelRatio;
  const x = options.x ?? 0;
  const y = options.y ?? 0;
  const width = options.width ?? source.width - x;
  const height = options.height ?? source.height - y;
  const destWidth = Math.round(options.destWidth ?? (options.width === undefined ? width : width * ratio));
  const destHeight = Math.round(options.destHeight ?? (options.height === undefined ? height : height * ratio));
  if (!(width > 0 && height > 0 && destWidth > 0 && destHeight > 0)) throw new ApiFailure('canvas is empty');
  const copy = new host.native.OffscreenCanvas!(destWidth, destHeight);
  copy.getContext('2d')!.drawImage(source, x, y, width, height, 0, 0, destWidth, destHeight);
  return copy.convertToBlob({ type: options.fileType === 'jpg' ? 'image/jpeg' : 'image/png', quality: options.quality ?? 1 });
}

/** Pictures from other origins: fetched here, where the relay is, so that they do not taint the canvas. */
async function remoteImages(host: LogicApiHost, recording: Recording): Promise<Record<string, Blob>> {
  const addresses = new Set<string>();
  for (const [method, args] of recording.actions) {
    const path = method === 'drawImage' ? args[0] : undefined;
    if (typeof path === 'string' && /^https?:/i.test(path)) addresses.add(path);
  }
  const blobs: Record<string, Blob> = {};
  await Promise.all([...addresses].map(async (address) => {
    try {
      blobs[address] = await host.use<Files>('files').read(address);
    } catch {
      // A picture that does not load is left out, as the vendor's client does.
    }
  }));
  return blobs;
}
