// Reading and writing by any path a program may name: `wxfile://` (the volume), package files, addresses of this page.
// In: paths. Out: bytes, at once or later. Must not: write outside the user directory.

import type { LogicApiHost } from '../host';
import { denied, missing, notPermitted } from './errors';
import type { Transfer } from './types';
import { USER, type Volume } from './volume';

export function createAccess(host: LogicApiHost, volume: Volume) {
  const { native } = host;
  const packageUrl = (path: string): string => {
    const url = new native.URL(path.replace(/^\/+/, ''), host.system.base);
    // `..` must not leave the package.
    if (!url.href.startsWith(host.system.base)) throw denied(path);
    return url.href;
  };
  const bytesNow = (blob: Blob) => new Uint8Array(new native.FileReaderSync().readAsArrayBuffer(blob));
  const access = {
    normal,
    isPackage: (path: string) => !/^[a-z][\w+.-]*:/i.test(path),
    bytesNow,
    /** Bytes at once; a package file is asked for synchronously, which a Worker may. */
    readNow(given: string): Uint8Array {
      const path = normal(given);
      if (path.startsWith('wxfile://')) return bytesNow(volume.file(path).blob);
      if (!access.isPackage(path)) throw denied(path);
      const xhr = new native.XMLHttpRequest();
      xhr.open('GET', packageUrl(path), false);
      xhr.responseType = 'arraybuffer';
      try {
        xhr.send();
      } catch {
        throw missing(path);
      }
      if (xhr.status !== 200) throw missing(path);
      return new Uint8Array(xhr.response as ArrayBuffer);
    },
    async read(given: string): Promise<Blob> {
      const path = normal(given);
      if (path.startsWith('wxfile://')) return volume.file(path).blob;
      if (/^https?:/i.test(path)) return host.use<Transfer>('transfer').fetchBlob(path);
      const answer = await native.fetch(access.isPackage(path) ? packageUrl(path) : path).catch(() => undefined);
      if (!answer?.ok) throw missing(path);
      return answer.blob();
    },
    /** Whether a package file is there; there is no listing of a package. */
    packageSizeNow(path: string): number {
      const xhr = new native.XMLHttpRequest();
      xhr.open('HEAD', packageUrl(path), false);
      try {
        xhr.send();
      } catch {
        throw missing(path);
      }
      if (xhr.status !== 200) throw missing(path);
      return Number(xhr.getResponseHeader('content-length')) || access.readNow(path).length;
    },
    /** A path the program may write to. */
    writable(given: unknown, act = 'open'): string {
      const path = normal(String(given));
      if (!path.startsWith(USER + '/')) throw path === USER ? notPermitted(path) : denied(path, act);
      return path;
    },
  };
  return access;
}

export type Access = ReturnType<typeof createAccess>;

/** Without `.`, `..`, doubled and trailing slashes. */
export function normal(path: string): string {
  const scheme = /^wxfile:\/\//.exec(path)?.[0];
  if (!scheme) return path;
  const parts: string[] = [];
  for (const part of path.slice(scheme.length).split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..') parts.pop();
    else parts.push(part);
  }
  return scheme + parts.join('/');
}
