// View half of the canvas group: draws recordings of the older context into the <canvas> of the element, reads and writes its pixels.
// In: recordings and areas in CSS pixels. Out: pixels and pictures. Must not: keep anything but the size it gave a canvas.

import { ApiFailure, type NodeReference, type ViewApiHost } from '../host';
import type { Recording } from './recorder';

interface Surface {
  canvas: HTMLCanvasElement;
  context: CanvasRenderingContext2D;
  ratio: number;
}

const ALLOWED = new Set(
  'arc arcTo beginPath bezierCurveTo clearRect clip closePath ellipse fill fillRect fillText lineTo moveTo quadraticCurveTo rect restore rotate save scale setLineDash stroke strokeRect strokeText transform translate'.split(' '),
);
const PROPERTIES = new Set(
  'fillStyle strokeStyle globalAlpha globalCompositeOperation lineCap lineDashOffset lineJoin lineWidth miterLimit shadowBlur shadowColor shadowOffsetX shadowOffsetY textAlign textBaseline font filter'.split(' '),
);

export default function canvas(host: ViewApiHost): void {
  host.handle('canvas.draw', (recording) => draw(host, recording));
  host.handle('canvas.export', async (options) => {
    const { canvas, ratio } = surfaceOf(host, options.target);
    const x = options.x ?? 0;
    const y = options.y ?? 0;
    const width = options.width ?? canvas.width / ratio - x;
    const height = options.height ?? canvas.height / ratio - y;
    const copy = scaled(canvas, [x * ratio, y * ratio, width * ratio, height * ratio], Math.round(options.destWidth ?? width * ratio), Math.round(options.destHeight ?? height * ratio));
    const blob = await new Promise<Blob | null>((resolve) => copy.canvas.toBlob(resolve, options.fileType === 'jpg' ? 'image/jpeg' : 'image/png', options.quality ?? 1));
    if (!blob) throw new ApiFailure('canvas is empty');
    return blob;
  });
  // Pixels are counted in CSS pixels, whatever the screen's density.
  host.handle('canvas.getPixels', ({ target, x, y, width, height }) => {
    const { canvas, ratio } = surfaceOf(host, target);
    const { data } = scaled(canvas, [x * ratio, y * ratio, width * ratio, height * ratio], Math.abs(width), Math.abs(height)).getImageData(0, 0, Math.abs(width), Math.abs(height));
    return { data, width: Math.abs(width), height: Math.abs(height) };
  });
  host.handle('canvas.putPixels', ({ target, x, y, width, height, data }) => {
    const { context, ratio } = surfaceOf(host, target);
    const copy = h(width, height);
    copy.putImageData(new ImageData(new Uint8ClampedArray(data), width, height), 0, 0);
    context.save();
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.globalAlpha = 1;
    context.globalCompositeOperation = 'source-over';
    context.clearRect(x, y, width, height);
    context.imageSmoothingEnabled = false;
    context.drawImage(copy.canvas, x, y, width, height);
    context.restore();
  });
  host.handle('canvas.rasterise', async ({ blob }: { blob: Blob }) => {
    const image = await decode(URL.createObjectURL(blob), true);
    return createImageBitmap(image);
  });
}

function h(width: number, height: number): CanvasRenderingContext2D {
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, width);
  canvas.height = Math.max(1, height);
  return canvas.getContext('2d')!;
}

function scaled(source: HTMLCanvasElement, area: [number, number, number, number], width: number, height: number): CanvasRenderingContext2D {
  const copy = h(width, height);
  copy.drawImage(source, ...area, 0, 0, width, height);
  return copy;
}

function surfaceOf(host: ViewApiHost, target: Recording['target']): Surface {
  const element = 'reference' in target ? host.resolve(target.reference as NodeReference) : elementById(host, target);
  const canvas = element instanceof HTMLCanvasElement ? element : element?.querySelector('canvas');
  if (!canvas) throw new ApiFailure('canvas is empty');
  const ratio = Math.max(1, window.devicePixelRatio || 1);
  const width = Math.round((canvas.clientWidth || 300) * ratio);
  const height = Math.round((canvas.clientHeight || 150) * ratio);
  let context: CanvasRenderingContext2D | null;
  try {
    context = canvas.getContext('2d');
  } catch {
    context = null;
  }
  if (!context) throw new ApiFailure('canvas is of another type');
  // Writing the size clears a canvas, so it is written only when it changed.
  if (canvas.width !== width || canvas.height !== height) {
    canvas.width = width;
    canvas.height = height;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
  }
  return { canvas, context, ratio };
}

function elementById(host: ViewApiHost, { canvasId, instance }: { canvasId: string; instance?: number }): HTMLElement | undefined {
  const all = host.query(instance, 'canvas');
  return all.find((element) => host.hostOf(element)?.get('canvas-id') === canvasId) ?? all.find((element) => element.id === canvasId);
}

async function draw(host: ViewApiHost, recording: Recording & { blobs: Record<string, Blob> }): Promise<void> {
  const pictures = await loadPictures(host, recording);
  const { context, canvas, ratio } = surfaceOf(host, recording.target);
  if (!recording.reserve) {
    context.reset ? context.reset() : (canvas.width = canvas.width);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
  }
  const paint = (value: any): unknown => {
    if (value?.gradient) return gradientOf(context, value.gradient);
    if (value?.pattern) {
      const picture = pictures.get(value.pattern.image);
      return picture ? context.createPattern(picture, value.pattern.repetition) : 'transparent';
    }
    return value;
  };
  for (const [method, args] of recording.actions) {
    // A wrong argument must not lose the rest of the drawing.
    try {
      if (method === '=') {
        const [property, value] = args as [string, unknown];
        if (PROPERTIES.has(property)) (context as any)[property] = paint(value);
      } else if (method === 'drawImage') {
        const picture = pictures.get(String(args[0]));
        if (picture) drawPicture(context, picture, args.slice(1) as number[]);
      } else if (method === 'setTransform') {
        context.setTransform(new DOMMatrix([ratio, 0, 0, ratio, 0, 0]).multiply(new DOMMatrix(args as number[])));
      } else if (ALLOWED.has(method)) {
        (context as any)[method](...args.filter((value, index) => value !== undefined || index < args.length - 1));
      }
    } catch (error) {
      console.warn(`canvas: ${method}: ${(error as Error).message}`);
    }
  }
}

function drawPicture(context: CanvasRenderingContext2D, picture: HTMLImageElement | ImageBitmap, numbers: number[]): void {
  const [a = 0, b = 0, c, d, e, f, g, i] = numbers;
  if (g !== undefined) context.drawImage(picture, a, b, c!, d!, e!, f!, g, i!);
  else if (c !== undefined && d !== undefined) context.drawImage(picture, a, b, c, d);
  else context.drawImage(picture, a, b);
}

function gradientOf(context: CanvasRenderingContext2D, { kind, place, stops }: { kind: 'linear' | 'radial'; place: number[]; stops: [number, string][] }): CanvasGradient {
  const gradient = kind === 'linear' ? context.createLinearGradient(...(place as [number, number, number, number])) : context.createRadialGradient(...(place as [number, number, number, number, number, number]));
  for (const [stop, color] of stops) gradient.addColorStop(Math.min(1, Math.max(0, stop)), color);
  return gradient;
}

async function loadPictures(host: ViewApiHost, { actions, blobs }: Recording & { blobs: Record<string, Blob> }): Promise<Map<string, HTMLImageElement>> {
  const paths = new Set<string>();
  for (const [method, args] of actions) {
    if (method === 'drawImage' && typeof args[0] === 'string') paths.add(args[0]);
    const pattern = method === '=' ? (args[1] as any)?.pattern?.image : undefined;
    if (typeof pattern === 'string') paths.add(pattern);
  }
  const loaded = new Map<string, HTMLImageElement>();
  await Promise.all([...paths].map(async (path) => {
    const blob = blobs[path];
    try {
      loaded.set(path, await decode(blob ? URL.createObjectURL(blob) : host.url(path), Boolean(blob)));
    } catch {
      console.warn(`canvas: "${path}" could not be loaded`);
    }
  }));
  return loaded;
}

function decode(address: string, own: boolean): Promise<HTMLImageElement> {
  return new Promise((resolve, reject) => {
    const image = new Image();
    image.onload = () => (own && URL.revokeObjectURL(address), resolve(image));
    image.onerror = () => (own && URL.revokeObjectURL(address), reject(new Error('image')));
    image.src = address;
  });
}
