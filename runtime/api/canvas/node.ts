// The Canvas object of `.node()`: the OffscreenCanvas itself with the vendor's methods added, so that `context.canvas` is the same object.
// In: an OffscreenCanvas. Out: the same. Must not: change what the browser's contexts do, except to accept our images.

import type { LogicApiHost } from '../host';
import type { Files } from '../file/types';
import { toBase64 } from '../base/base64';
import { encodePng } from './png';

export type CanvasNode = OffscreenCanvas & {
  createImage(): CanvasImage;
  createImageData(...args: any[]): ImageData;
  createPath2D(path?: Path2D | string): Path2D;
  requestAnimationFrame(callback: (time: number) => void): number;
  cancelAnimationFrame(id: number): void;
  toDataURL(type?: string, quality?: number): string;
};

/** Where an image object keeps its bitmap; a context unwraps it. */
const BITMAP = Symbol('bitmap');

export interface CanvasImage {
  src: string;
  width: number;
  height: number;
  readonly naturalWidth: number;
  readonly naturalHeight: number;
  complete: boolean;
  referrerPolicy: string;
  onload: ((event: object) => void) | null;
  onerror: ((event: object) => void) | null;
  addEventListener(type: string, listener: (event: object) => void): void;
  removeEventListener(type: string, listener: (event: object) => void): void;
  [BITMAP]?: ImageBitmap;
}

/** Methods that take a picture, and at which argument it may stand. */
const PICTURE_METHODS = ['drawImage', 'createPattern', 'texImage2D', 'texSubImage2D'];

export function isCanvas(value: unknown): value is CanvasNode {
  return typeof (value as CanvasNode)?.createImage === 'function' && typeof (value as CanvasNode)?.convertToBlob === 'function';
}

export function augment(host: LogicApiHost, canvas: OffscreenCanvas): CanvasNode {
  const { native } = host;
  const getContext = canvas.getContext.bind(canvas) as (type: string, attributes?: any) => any;
  const members = {
    getContext(type: string, attributes?: any) {
      const context = getContext(type === 'webgl' || type === 'experimental-webgl' ? 'webgl' : type, attributes);
      if (context && !Object.prototype.hasOwnProperty.call(context, BITMAP)) {
        Object.defineProperty(context, BITMAP, { value: true });
        for (const method of PICTURE_METHODS) {
          const original = context[method];
          if (typeof original !== 'function') continue;
          Object.defineProperty(context, method, { value: (...args: any[]) => original.apply(context, args.map(unwrap)), configurable: true, writable: true });
        }
      }
      return context;
    },
    createImage: () => createImage(host),
    createImageData: (...args: any[]) => new (native.ImageData as any)(...(args.length ? args : [canvas.width, canvas.height])),
    createPath2D: (path?: Path2D | string) => new native.Path2D!(path),
    requestAnimationFrame: native.requestAnimationFrame,
    cancelAnimationFrame: native.cancelAnimationFrame,
    // A Worker has no synchronous encoder: PNG is written here, and asked for a type it has not a browser answers with PNG too.
    toDataURL: () => {
      const copy = new native.OffscreenCanvas!(canvas.width, canvas.height).getContext('2d')!;
      copy.drawImage(canvas, 0, 0);
      return 'data:image/png;base64,' + toBase64(encodePng(copy.getImageData(0, 0, canvas.width, canvas.height)));
    },
  };
  for (const name in members) Object.defineProperty(canvas, name, { value: (members as any)[name], configurable: true, writable: true });
  return canvas as CanvasNode;
}

function unwrap(value: any): any {
  return value !== null && typeof value === 'object' && value[BITMAP] instanceof Object ? value[BITMAP] : value;
}

export function createImage(host: LogicApiHost): CanvasImage {
  const heard: Record<string, Set<(event: object) => void>> = { load: new Set(), error: new Set() };
  let src = '';
  let width: number | undefined;
  let height: number | undefined;
  let turn = 0;
  const tell = (type: 'load' | 'error', event: object) => {
    const handler = type === 'load' ? image.onload : image.onerror;
    try {
      if (typeof handler === 'function') handler.call(image, event);
      heard[type]!.forEach((listener) => listener.call(image, event));
    } catch (error) {
      host.runtime.reportError(error);
    }
  };
  const image: CanvasImage = {
    get src() {
      return src;
    },
    set src(value: string) {
      src = String(value);
      image.complete = false;
      const mine = ++turn;
      loadBitmap(host, src).then(
        (bitmap) => {
          if (mine !== turn) return;
          image[BITMAP] = bitmap;
          image.complete = true;
          tell('load', { type: 'load', target: image });
        },
        (error) => {
          if (mine === turn) tell('error', { type: 'error', target: image, errMsg: `image:fail ${error?.reason ?? error?.message ?? error}` });
        },
      );
    },
    get width() {
      return width ?? image[BITMAP]?.width ?? 0;
    },
    set width(value) {
      width = value;
    },
    get height() {
      return height ?? image[BITMAP]?.height ?? 0;
    },
    set height(value) {
      height = value;
    },
    get naturalWidth() {
      return image[BITMAP]?.width ?? 0;
    },
    get naturalHeight() {
      return image[BITMAP]?.height ?? 0;
    },
    complete: false,
    referrerPolicy: '',
    onload: null,
    onerror: null,
    addEventListener: (type, listener) => void heard[type]?.add(listener),
    removeEventListener: (type, listener) => void heard[type]?.delete(listener),
  };
  return image;
}

async function loadBitmap(host: LogicApiHost, src: string): Promise<ImageBitmap> {
  const blob = await host.use<Files>('files').read(src);
  const { createImageBitmap } = host.native;
  try {
    return await createImageBitmap!(blob);
  } catch (error) {
    // SVG needs a document to be drawn.
    if (!/svg/.test(blob.type) && !/\.svg/i.test(src)) throw error;
    return host.view('canvas.rasterise', { blob: blob.slice(0, blob.size, 'image/svg+xml') });
  }
}
