// Choosing files through the browser's own picker. In: kinds, count, sources. Out: files with their measures, or null when the person cancels.
// A picker opens only on a touch: at once when one was just made, else from a sheet. Must not: read more than it must to measure.

import type { ViewApiHost } from '../host';
import { showActionSheet } from '../ui/dialogs';

export interface ChooseRequest {
  kinds: ('image' | 'video' | 'file' | 'all')[];
  count: number;
  sources?: string[] | string;
  camera?: string;
  extensions?: string[];
}

export async function choose(host: ViewApiHost, request: ChooseRequest) {
  const chinese = host.frame.language === 'zh';
  const wanted = typeof request.sources === 'string' ? [request.sources] : request.sources;
  const sources = (wanted ?? ['album', 'camera']).filter((source) => source === 'album' || source === 'camera');
  const touch = matchMedia('(pointer: coarse)').matches;
  const ofFiles = request.kinds.includes('file') || request.kinds.includes('all');
  let camera = sources.length === 1 && sources[0] === 'camera' && touch;
  // A phone offers camera and album, as the vendor does; elsewhere the picker offers all there is.
  const ask = (touch && sources.length > 1 && !ofFiles) || !navigator.userActivation?.isActive;
  if (ask) {
    const items = ofFiles || !touch || sources.length === 1 ? [chinese ? '选择文件' : 'Choose a file'] : [chinese ? '拍摄' : 'Take photo or video', chinese ? '从手机相册选择' : 'Choose from album'];
    const index = await showActionSheet(host, { itemList: items });
    if (index === null) return null;
    if (items.length === 2) camera = index === 0;
  }
  const files = await pick(acceptOf(request), request.count > 1, camera ? (request.camera === 'front' ? 'user' : 'environment') : undefined);
  return files ? Promise.all(files.slice(0, request.count).map(measured)) : null;
}

function acceptOf({ kinds, extensions }: ChooseRequest): string {
  if (extensions?.length) return extensions.map((extension) => (extension.startsWith('.') ? extension : `.${extension}`)).join(',');
  return kinds.includes('file') || kinds.includes('all') ? '' : kinds.map((kind) => `${kind}/*`).join(',');
}

function pick(accept: string, multiple: boolean, capture: string | undefined): Promise<File[] | null> {
  return new Promise((resolve) => {
    const input = document.createElement('input');
    input.type = 'file';
    input.accept = accept;
    input.multiple = multiple;
    if (capture) input.setAttribute('capture', capture);
    input.style.cssText = 'position:fixed;left:-100px;width:1px;height:1px;opacity:0';
    input.setAttribute('aria-hidden', 'true');
    const finish = (files: File[] | null) => {
      input.remove();
      resolve(files && files.length ? files : null);
    };
    input.addEventListener('change', () => finish([...(input.files ?? [])]));
    input.addEventListener('cancel', () => finish(null));
    document.body.append(input);
    input.click();
  });
}

async function measured(file: File) {
  const kind = file.type.startsWith('image/') ? 'image' : file.type.startsWith('video/') ? 'video' : 'file';
  const common = { blob: file as Blob, name: file.name, modifiedMs: file.lastModified, kind, width: 0, height: 0, duration: 0 };
  try {
    if (kind === 'image') {
      const { width, height } = await imageSize(file);
      return { ...common, width, height };
    }
    if (kind === 'video') return { ...common, ...(await probeVideo(file, true)) };
  } catch {
    // What can't be measured can still be uploaded.
  }
  return common;
}

function imageSize(file: File): Promise<{ width: number; height: number }> {
  return new Promise((resolve, reject) => {
    const image = new Image();
    const address = URL.createObjectURL(file);
    image.onload = () => (URL.revokeObjectURL(address), resolve({ width: image.naturalWidth, height: image.naturalHeight }));
    image.onerror = () => (URL.revokeObjectURL(address), reject(new Error('image')));
    image.src = address;
  });
}

export function probeVideo(blob: Blob, withThumb: boolean): Promise<{ width: number; height: number; duration: number; thumb?: Blob }> {
  return new Promise((resolve, reject) => {
    const video = document.createElement('video');
    const address = URL.createObjectURL(blob);
    const finish = (thumb?: Blob) => {
      URL.revokeObjectURL(address);
      resolve({ width: video.videoWidth, height: video.videoHeight, duration: Number.isFinite(video.duration) ? video.duration : 0, thumb });
    };
    video.muted = true;
    video.playsInline = true;
    video.preload = withThumb ? 'auto' : 'metadata';
    video.onerror = () => (URL.revokeObjectURL(address), reject(new Error('video can not be decoded')));
    const draw = () => {
      const canvas = document.createElement('canvas');
      canvas.width = video.videoWidth;
      canvas.height = video.videoHeight;
      canvas.getContext('2d')!.drawImage(video, 0, 0);
      canvas.toBlob((thumb) => finish(thumb ?? undefined), 'image/jpeg', 0.8);
    };
    if (withThumb) video.onloadeddata = draw;
    else video.onloadedmetadata = () => finish();
    video.src = address;
  });
}
