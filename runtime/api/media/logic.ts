// Media APIs: choosing, looking at, measuring and saving pictures and videos; audio; recording; contexts of media elements.
// In: options of the program. Out: temporary files and objects. Must not: decode or play here; the view half does.

import { ApiFailure, type LogicApiHost } from '../host';
import { extensionOf, extensionOfType, type Files } from '../file/types';
import { audio } from './audio';
import { contexts } from './contexts';
import { imageInfo, recoded } from './images';
import { recorder } from './recorder';

/** A file the person chose, as the view hands it over. */
interface Chosen {
  blob: Blob;
  name: string;
  modifiedMs: number;
  kind: 'image' | 'video' | 'file';
  width: number;
  height: number;
  /** Seconds; 0 for pictures. */
  duration: number;
  thumb?: Blob;
}

export default function media(host: LogicApiHost): void {
  choosing(host);
  previews(host);
  pictures(host);
  videos(host);
  audio(host);
  recorder(host);
  contexts(host);
  host.unsupported(['cropImage', 'editImage', 'openVideoEditor', 'compressVideo']);
}

const files = (host: LogicApiHost) => host.use<Files>('files');

function keep(host: LogicApiHost, chosen: Chosen): string {
  return files(host).addTemporary(chosen.blob, extensionOf(chosen.name) || extensionOfType(chosen.blob.type));
}

async function choose(host: LogicApiHost, request: object): Promise<Chosen[]> {
  const chosen = await host.view('media.choose', request);
  if (!chosen || chosen.length === 0) throw new ApiFailure('cancel');
  return chosen;
}

/** Only "compressed" asked for: a smaller copy, as the vendor's album hands over. */
async function compressedIfAsked(host: LogicApiHost, chosen: Chosen[], sizeType: unknown): Promise<Chosen[]> {
  if (!Array.isArray(sizeType) || sizeType.length !== 1 || sizeType[0] !== 'compressed') return chosen;
  return Promise.all(chosen.map(async (item) => {
    if (item.kind !== 'image' || !/jpeg|webp|png/.test(item.blob.type)) return item;
    const small = await recoded(host, item.blob, { quality: 80, longestMax: 1440 }).catch(() => undefined);
    return small && small.size < item.blob.size ? { ...item, blob: small, name: item.name.replace(/\.\w+$/, '.jpg') } : item;
  }));
}

function checkedCount(value: unknown, standard: number, most: number): number {
  if (value === undefined) return standard;
  if (!Number.isInteger(value) || (value as number) < 1) throw new ApiFailure('parameter error: parameter.count should be a positive integer;');
  return Math.min(value as number, most);
}

function choosing(host: LogicApiHost): void {
  host.asynchronous('chooseImage', { count: 'number?', sizeType: 'any?', sourceType: 'any?' }, async ({ count, sizeType, sourceType }) => {
    const chosen = await compressedIfAsked(host, await choose(host, { kinds: ['image'], count: checkedCount(count, 9, 9), sources: sourceType }), sizeType);
    const tempFiles = chosen.map((item) => ({ path: keep(host, item), size: item.blob.size }));
    return { tempFilePaths: tempFiles.map((file) => file.path), tempFiles };
  }, 'chosen-media');
  host.asynchronous('chooseMedia', { count: 'number?', mediaType: 'array?', sourceType: 'array?', maxDuration: 'number?', sizeType: 'array?', camera: 'string?' }, async (options) => {
    const types: string[] = options.mediaType ?? ['image', 'video'];
    const kinds = types.includes('mix') ? ['image', 'video'] : types.filter((type) => type === 'image' || type === 'video');
    if (kinds.length === 0) throw new ApiFailure('parameter error: invalid mediaType');
    const chosen = await compressedIfAsked(host, await choose(host, { kinds, count: checkedCount(options.count, 9, 20), sources: options.sourceType, camera: options.camera }), options.sizeType);
    const tempFiles = chosen.map((item) => ({
      tempFilePath: keep(host, item), size: item.blob.size, fileType: item.kind, width: item.width, height: item.height,
      ...(item.kind === 'video' ? { duration: item.duration, thumbTempFilePath: item.thumb ? files(host).addTemporary(item.thumb, 'jpg') : '' } : {}),
    }));
    const found = new Set(tempFiles.map((file) => file.fileType));
    return { tempFiles, type: found.size > 1 ? 'mix' : [...found][0] };
  }, 'chosen-media');
  host.asynchronous('chooseVideo', { sourceType: 'any?', compressed: 'boolean?', maxDuration: 'number?', camera: 'string?' }, async ({ sourceType, camera }) => {
    const [item] = (await choose(host, { kinds: ['video'], count: 1, sources: sourceType, camera })) as [Chosen];
    return {
      tempFilePath: keep(host, item), duration: item.duration, size: item.blob.size, width: item.width, height: item.height,
      thumbTempFilePath: item.thumb ? files(host).addTemporary(item.thumb, 'jpg') : '',
    };
  }, 'chosen-media');
  host.asynchronous('chooseMessageFile', { count: 'number', type: 'string?', extension: 'array?' }, async ({ count, type = 'all', extension }) => {
    if (!['all', 'image', 'video', 'file'].includes(type)) throw new ApiFailure(`parameter error: invalid type "${type}"`);
    const chosen = await choose(host, { kinds: [type], count: checkedCount(count, 1, 100), extensions: type === 'file' ? extension : undefined });
    return {
      tempFiles: chosen.map((item) => ({ path: keep(host, item), name: item.name, size: item.blob.size, time: Math.floor(item.modifiedMs / 1000), type: type === 'file' ? 'file' : item.kind })),
    };
  }, 'chosen-file');
}

function previews(host: LogicApiHost): void {
  const show = (items: { url: string; kind: string; poster?: string }[], current: number, menu: unknown) =>
    host.view('media.preview', { items, current: Math.max(0, Math.min(current, items.length - 1)), menu: menu !== false });
  host.asynchronous('previewImage', { urls: 'array', current: 'any?', showmenu: 'boolean?', referrerPolicy: 'string?' }, ({ urls, current, showmenu }) => {
    if (urls.length === 0) throw new ApiFailure('parameter error: urls should not be an empty array');
    urls.forEach((url: unknown, index: number) => {
      if (typeof url !== 'string') throw new ApiFailure(`parameter error: parameter.urls[${index}] should be String instead of ${Object.prototype.toString.call(url).slice(8, -1)};`);
    });
    // The older documentation took an index, newer ones an address.
    const at = typeof current === 'number' ? current : urls.indexOf(current);
    return show(urls.map((url: string) => ({ url, kind: 'image' })), at, showmenu);
  });
  host.asynchronous('previewMedia', { sources: 'array', current: 'number?', showmenu: 'boolean?', referrerPolicy: 'string?' }, ({ sources, current = 0, showmenu }) => {
    if (sources.length === 0) throw new ApiFailure('parameter error: sources should not be an empty array');
    const items = sources.map((source: any, index: number) => {
      if (typeof source?.url !== 'string') throw new ApiFailure(`parameter error: parameter.sources[${index}].url should be String;`);
      return { url: source.url, kind: source.type === 'video' ? 'video' : 'image', poster: source.poster };
    });
    return show(items, current, showmenu);
  });
}

function pictures(host: LogicApiHost): void {
  host.asynchronous('getImageInfo', { src: 'string' }, ({ src }) => imageInfo(host, src));
  host.asynchronous('compressImage', { src: 'string', quality: 'number?', compressedWidth: 'number?', compressedHeight: 'number?' }, async (options) => {
    const blob = await files(host).read(options.src);
    const small = await recoded(host, blob, { quality: options.quality ?? 80, width: options.compressedWidth, height: options.compressedHeight });
    return { tempFilePath: files(host).addTemporary(small, 'jpg') };
  });
  const save = (kind: 'image' | 'video') => async ({ filePath }: { filePath: string }) => {
    if (/^https?:/i.test(filePath)) throw new ApiFailure('invalid file type');
    const blob = await files(host).read(filePath);
    await host.use<{ ensure(scope: string): Promise<void> }>('permissions').ensure('scope.writePhotosAlbum');
    const extension = extensionOf(filePath) || extensionOfType(blob.type) || (kind === 'image' ? 'png' : 'mp4');
    // A page cannot write to the album: the picture becomes a download.
    await host.view('file.download', { blob, name: `${kind}-${Date.now()}.${extension}` });
  };
  host.asynchronous('saveImageToPhotosAlbum', { filePath: 'string' }, save('image'));
  host.asynchronous('saveVideoToPhotosAlbum', { filePath: 'string' }, save('video'));
}

function videos(host: LogicApiHost): void {
  host.asynchronous('getVideoInfo', { src: 'string' }, async ({ src }) => {
    const blob = await files(host).read(src);
    const { width, height, duration } = await host.view('media.probeVideo', { blob });
    return {
      orientation: 'up', type: blob.type || 'video/mp4', width, height, duration, size: Math.ceil(blob.size / 1024),
      // A browser does not tell the frame rate.
      fps: 0, bitrate: duration > 0 ? Math.round((blob.size * 8) / 1000 / duration) : 0,
    };
  });
  host.asynchronous('checkDeviceSupportHevc', {}, async () => ({ supportHevc: Boolean(await host.view('media.supportsHevc')) }));
}
