// Measuring and recoding pictures in the Worker. In: bytes. Out: size, orientation, type; a smaller JPEG. Must not: need a document, but for SVG.

import { ApiFailure, type LogicApiHost } from '../host';
import { extensionOf, extensionOfType, type Files } from '../file/types';

const ORIENTATIONS = ['up', 'up', 'up-mirrored', 'down', 'down-mirrored', 'left-mirrored', 'right', 'right-mirrored', 'left'];

export async function imageInfo(host: LogicApiHost, src: string) {
  const files = host.use<Files>('files');
  const remote = /^https?:/i.test(src);
  let blob: Blob;
  try {
    blob = await files.read(src);
  } catch (error) {
    throw new ApiFailure(remote ? `download image fail. reason: ${(error as ApiFailure).reason ?? error}` : 'file not found');
  }
  const bytes = new Uint8Array(await blob.slice(0, 262_144).arrayBuffer());
  const type = typeOf(bytes);
  const bitmap = await open(host, blob, src);
  const { width, height } = bitmap;
  bitmap.close();
  const orientation = ORIENTATIONS[type === 'jpeg' ? exifOrientation(bytes) : 1] ?? 'up';
  const path = remote || /^(data|blob):/.test(src) ? files.addTemporary(blob, extensionOfType(blob.type) || extensionOf(src)) : src.replace(/^\/+/, '');
  return { width, height, path, orientation, type };
}

async function open(host: LogicApiHost, blob: Blob, src: string): Promise<ImageBitmap> {
  try {
    return await host.native.createImageBitmap!(blob, { imageOrientation: 'none' as ImageOrientation });
  } catch {
    try {
      return await host.native.createImageBitmap!(blob);
    } catch {
      if (/svg/.test(blob.type) || /\.svg/i.test(src)) return host.view('canvas.rasterise', { blob: blob.slice(0, blob.size, 'image/svg+xml') });
      throw new ApiFailure('image can not be decoded');
    }
  }
}

export async function recoded(host: LogicApiHost, blob: Blob, options: { quality: number; width?: number; height?: number; longestMax?: number }): Promise<Blob> {
  const { createImageBitmap, OffscreenCanvas } = host.native;
  if (!createImageBitmap || !OffscreenCanvas) throw new ApiFailure('not supported', { errno: 100 });
  let bitmap: ImageBitmap;
  try {
    bitmap = await createImageBitmap(blob);
  } catch {
    throw new ApiFailure('image can not be decoded');
  }
  const ratio = bitmap.width / bitmap.height;
  const shrink = options.longestMax ? Math.min(1, options.longestMax / Math.max(bitmap.width, bitmap.height)) : 1;
  const width = options.width ?? (options.height ? options.height * ratio : bitmap.width * shrink);
  const height = options.height ?? width / ratio;
  const canvas = new OffscreenCanvas(Math.max(1, Math.round(width)), Math.max(1, Math.round(height)));
  const context = canvas.getContext('2d')!;
  // JPEG has no transparency.
  context.fillStyle = '#fff';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  return canvas.convertToBlob({ type: 'image/jpeg', quality: Math.min(100, Math.max(0, options.quality)) / 100 });
}

function typeOf(bytes: Uint8Array): string {
  const starts = (...codes: number[]) => codes.every((code, index) => bytes[index] === code);
  if (starts(0x89, 0x50, 0x4e, 0x47)) return 'png';
  if (starts(0xff, 0xd8, 0xff)) return 'jpeg';
  if (starts(0x47, 0x49, 0x46, 0x38)) return 'gif';
  if (starts(0x49, 0x49, 0x2a, 0x00) || starts(0x4d, 0x4d, 0x00, 0x2a)) return 'tiff';
  return 'unknown';
}

/** Orientation tag of the first EXIF block; 1 when there is none. Every offset is checked: the file is the person's, not ours. */
export function exifOrientation(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 2;
  while (at + 10 < bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1];
    const length = view.getUint16(at + 2);
    if (marker === 0xe1 && view.getUint32(at + 4) === 0x45786966) {
      const start = at + 10;
      if (start + 8 > bytes.length) return 1;
      const little = view.getUint16(start) === 0x4949;
      const directory = start + view.getUint32(start + 4, little);
      if (directory + 2 > bytes.length) return 1;
      const count = view.getUint16(directory, little);
      for (let i = 0; i < count; i++) {
        const entry = directory + 2 + i * 12;
        if (entry + 12 > bytes.length) return 1;
        if (view.getUint16(entry, little) === 0x0112) return view.getUint16(entry + 8, little);
      }
      return 1;
    }
    if (marker === 0xda) return 1;
    at += 2 + length;
  }
  return 1;
}
