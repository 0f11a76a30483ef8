// Open files of FileSystemManager: open, close, read, write, fstat, ftruncate. In: descriptors. Out: bytes moved.
// A descriptor holds a path and a position; bytes go through the volume at once, so that other calls see them.

import type { LogicApiHost } from '../host';
import type { Access } from './access';
import { toBytes } from './encoding';
import { badArgument, badDescriptor, denied, exists, outOfRange } from './errors';
import { resized, statsOf } from './manager';
import type { Volume } from './volume';

const FLAGS = ['a', 'ax', 'a+', 'ax+', 'as', 'as+', 'r', 'r+', 'w', 'wx', 'w+', 'wx+'];

interface Open {
  path: string;
  read: boolean;
  write: boolean;
  append: boolean;
  position: number;
}

export function createDescriptors(host: LogicApiHost, volume: Volume, access: Access) {
  const { native } = host;
  const open = new Map<string, Open>();
  let last = 100;
  const of = (fd: unknown): Open => {
    const file = open.get(String(fd));
    if (!file) throw badDescriptor();
    return file;
  };
  return {
    open({ filePath, flag = 'r' }: any) {
      if (!FLAGS.includes(flag)) throw badArgument(`flag "${flag}"`);
      const path = flag === 'r' ? access.normal(filePath) : access.writable(filePath);
      const before = volume.get(path);
      if (flag.includes('x') && before) throw exists(filePath);
      if (flag[0] === 'r') volume.file(path);
      else if (flag[0] === 'w' || !before) volume.write(path, new native.Blob([]));
      const fd = String(++last);
      open.set(fd, { path, read: flag[0] === 'r' || flag.includes('+'), write: flag !== 'r', append: flag[0] === 'a', position: 0 });
      return { fd };
    },
    close({ fd }: any): void {
      of(fd);
      open.delete(String(fd));
    },
    read({ fd, arrayBuffer, offset = 0, length = 0, position }: any) {
      const file = of(fd);
      if (!file.read) throw denied(file.path, 'read');
      if (!(arrayBuffer instanceof ArrayBuffer)) throw badArgument('arrayBuffer');
      if (!Number.isInteger(offset) || offset < 0 || offset > arrayBuffer.byteLength) throw outOfRange('offset');
      if (!Number.isInteger(length) || length < 0 || offset + length > arrayBuffer.byteLength) throw outOfRange('length');
      const from = position ?? file.position;
      const bytes = access.bytesNow(volume.file(file.path).blob.slice(from, from + length));
      new Uint8Array(arrayBuffer).set(bytes, offset);
      if (position === undefined || position === null) file.position += bytes.length;
      return { bytesRead: bytes.length, arrayBuffer };
    },
    write({ fd, data, offset = 0, length, encoding, position }: any) {
      const file = of(fd);
      if (!file.write) throw denied(file.path, 'write');
      let bytes = toBytes(native, data ?? '', encoding);
      if (typeof data !== 'string') {
        if (!Number.isInteger(offset) || offset < 0 || offset > bytes.length) throw outOfRange('offset');
        const count = length ?? bytes.length - offset;
        if (!Number.isInteger(count) || count < 0 || offset + count > bytes.length) throw outOfRange('length');
        bytes = bytes.slice(offset, offset + count);
      }
      const { blob } = volume.file(file.path);
      const at = file.append ? blob.size : (position ?? file.position);
      const head = at > blob.size ? resized(native, blob, at) : blob.slice(0, at);
      volume.write(file.path, new native.Blob([head, bytes, blob.slice(at + bytes.length)]));
      if (position === undefined || position === null) file.position = at + bytes.length;
      return { bytesWritten: bytes.length };
    },
    fstat: ({ fd }: any) => ({ stats: statsOf(volume.file(of(fd).path)) }),
    ftruncate({ fd, length }: any): void {
      const file = of(fd);
      if (!file.write) throw denied(file.path, 'ftruncate');
      volume.write(file.path, resized(native, volume.file(file.path).blob, length));
    },
  };
}
