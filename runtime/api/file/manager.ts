// FileSystemManager: each operation once, offered as `name(options)` and, where documented, `nameSync(positional arguments or options)`.
// In: options. Out: results or documented failures. Must not: reach around the volume and the access rules.

import { ApiFailure, type LogicApiHost } from '../host';
import { settle } from '../method';
import type { Access } from './access';
import { createDescriptors } from './descriptors';
import { fileDigest } from './digest';
import { fromBytes, toBytes } from './encoding';
import { badArgument, denied, full, missing, outOfRange } from './errors';
import { readZip, unzipTo } from './zip';
import { KEPT_BYTES_MAX, USER, type Entry, type Volume } from './volume';

type Operation = (options: any) => unknown;

/** Names of positional arguments of the `Sync` forms. */
const POSITIONS: Record<string, string[]> = {
  access: ['path'], appendFile: ['filePath', 'data', 'encoding'], copyFile: ['srcPath', 'destPath'], mkdir: ['dirPath', 'recursive'],
  readFile: ['filePath', 'encoding', 'position', 'length'], readdir: ['dirPath'], rename: ['oldPath', 'newPath'], rmdir: ['dirPath', 'recursive'],
  saveFile: ['tempFilePath', 'filePath'], stat: ['path', 'recursive'], unlink: ['filePath'], writeFile: ['filePath', 'data', 'encoding'],
};
/** `Sync` forms that take an option object. */
const BY_OPTIONS = ['open', 'close', 'read', 'write', 'fstat', 'ftruncate', 'truncate'];
/** What a `Sync` form returns of the result. */
const RETURNED: Record<string, string> = { readFile: 'data', readdir: 'files', saveFile: 'savedFilePath', stat: 'stats', open: 'fd', fstat: 'stats' };
const TEXT_ARGUMENTS = ['path', 'filePath', 'srcPath', 'destPath', 'dirPath', 'oldPath', 'newPath', 'tempFilePath', 'zipFilePath', 'targetPath', 'fd'];

export function createManager(host: LogicApiHost, volume: Volume, access: Access) {
  const operations = { ...wholeFiles(host, volume, access), ...directories(volume, access), ...createDescriptors(host, volume, access) };
  const later: Record<string, Operation> = {
    // Package files are fetched without holding the realm up.
    readFile: async (options) => {
      if (!access.isPackage(options.filePath)) return operations.readFile(options);
      const blob = await access.read(options.filePath);
      return { data: fromBytes(host.native, slice(new Uint8Array(await blob.arrayBuffer()), options), options.encoding) };
    },
    getFileInfo: async ({ filePath, digestAlgorithm = 'md5' }) => {
      const blob = await access.read(filePath);
      return { size: blob.size, digest: await fileDigest(host, new Uint8Array(await blob.arrayBuffer()), digestAlgorithm) };
    },
    getSavedFileList: () => ({ fileList: volume.saved().map(({ path, blob, createdMs }) => ({ filePath: path, size: blob!.size, createTime: Math.floor(createdMs / 1000) })) }),
    removeSavedFile: ({ filePath }) => void volume.remove(savedPath(access, filePath)),
    unzip: async ({ zipFilePath, targetPath }) => unzipTo(host, volume, await access.read(zipFilePath), access.normal(targetPath)),
    readZipEntry: async ({ filePath, entries, encoding }) => readZip(host, await access.read(filePath), entries, encoding),
    readCompressedFile: async ({ filePath, compressionAlgorithm }) => ({ data: await decompressed(host, await access.read(filePath), compressionAlgorithm) }),
  };
  const manager: Record<string, unknown> = {};
  for (const name of new Set([...Object.keys(operations), ...Object.keys(later)])) {
    const run = later[name] ?? (operations as Record<string, Operation>)[name]!;
    manager[name] = (options: any = {}) => settle(name, options, () => (checkText(options, name), run(options)));
  }
  for (const name of [...Object.keys(POSITIONS), ...BY_OPTIONS]) {
    const run = (operations as Record<string, Operation>)[name]!;
    manager[name + 'Sync'] = (...given: unknown[]) => {
      const options = BY_OPTIONS.includes(name) ? ((given[0] ?? {}) as object) : Object.fromEntries(POSITIONS[name]!.map((key, index) => [key, given[index]]));
      return inTurn(name + 'Sync', () => {
        checkText(options as Record<string, unknown>, name);
        const result = run(options) as Record<string, unknown> | undefined;
        return RETURNED[name] ? result![RETURNED[name]!] : result;
      });
    };
  }
  manager['readCompressedFileSync'] = () => inTurn('readCompressedFileSync', () => {
    throw new ApiFailure('not supported', { errno: 100 });
  });
  return manager;
}

/** Exceptions of `Sync` forms are Errors with the same fields as the failures. */
function inTurn<T>(name: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if ((error as Error)?.name !== 'ApiFailure') throw error;
    const { reason, extra } = error as ApiFailure;
    throw Object.assign(new Error(`${name}:fail ${reason}`), extra, { errMsg: `${name}:fail ${reason}` });
  }
}

function checkText(options: Record<string, unknown>, name: string): void {
  for (const key of TEXT_ARGUMENTS) {
    if (key in options && typeof options[key] !== 'string' && !(key === 'filePath' && name === 'saveFile' && options[key] === undefined)) {
      const type = Object.prototype.toString.call(options[key]).slice(8, -1);
      throw new ApiFailure(`parameter error: parameter.${key} should be String instead of ${type};`);
    }
  }
}

function wholeFiles(host: LogicApiHost, volume: Volume, access: Access) {
  const { native } = host;
  const blobOf = (bytes: Uint8Array<ArrayBuffer>) => new native.Blob([bytes]);
  return {
    readFile: (options: any) => ({ data: fromBytes(native, slice(access.readNow(options.filePath), options), options.encoding) }),
    writeFile({ filePath, data, encoding }: any): void {
      volume.write(access.writable(filePath), blobOf(toBytes(native, data ?? '', encoding)));
    },
    appendFile({ filePath, data, encoding }: any): void {
      const path = access.writable(filePath);
      volume.write(path, new native.Blob([volume.file(path).blob, toBytes(native, data ?? '', encoding)]));
    },
    truncate({ filePath, length = 0 }: any): void {
      const path = access.writable(filePath);
      volume.write(path, resized(native, volume.file(path).blob, length));
    },
    copyFile({ srcPath, destPath }: any): void {
      const source = access.normal(srcPath);
      const to = access.writable(destPath, 'copyFile');
      volume.write(to, source.startsWith('wxfile://') ? volume.file(source).blob : blobOf(access.readNow(srcPath) as Uint8Array<ArrayBuffer>));
    },
    rename({ oldPath, newPath }: any): void {
      volume.move(access.writable(oldPath, 'rename'), access.writable(newPath, 'rename'));
    },
    unlink({ filePath }: any): void {
      const path = access.normal(filePath);
      if (access.isPackage(path)) throw denied(path, 'unlink');
      volume.remove(path);
    },
    saveFile({ tempFilePath, filePath }: any) {
      const from = access.normal(tempFilePath);
      if (!from.startsWith('wxfile://')) throw missing(tempFilePath);
      return { savedFilePath: volume.save(from, filePath === undefined ? undefined : access.writable(filePath)) };
    },
  };
}

function directories(volume: Volume, access: Access) {
  return {
    access({ path }: any): void {
      const at = access.normal(path);
      if (access.isPackage(at)) access.packageSizeNow(at);
      else if (!volume.get(at)) throw missing(path);
    },
    mkdir({ dirPath, recursive = false }: any): void {
      volume.makeDirectory(access.writable(dirPath, 'mkdir'), Boolean(recursive));
    },
    rmdir({ dirPath, recursive = false }: any): void {
      volume.removeDirectory(access.writable(dirPath, 'rmdir'), Boolean(recursive));
    },
    readdir({ dirPath }: any) {
      const path = access.normal(dirPath);
      // A web server does not list a package's folders.
      if (access.isPackage(path)) throw denied(path, 'readdir');
      return { files: volume.list(path) };
    },
    stat({ path, recursive = false }: any) {
      const at = access.normal(path);
      if (access.isPackage(at)) return { stats: statsOf({ path: at, createdMs: 0, modifiedMs: 0, accessedMs: Date.now() }, access.packageSizeNow(at)) };
      const entry = volume.get(at);
      if (!entry) throw missing(path);
      if (!recursive || entry.blob) return { stats: statsOf(entry) };
      return { stats: volume.walk(at).map((name) => ({ path: name.slice(at.length) || '/', stats: statsOf(volume.get(name)!) })) };
    },
  };
}

export function statsOf(entry: Entry, packageSize?: number) {
  const file = packageSize !== undefined || entry.blob !== undefined;
  const size = packageSize ?? entry.blob?.size ?? 0;
  return {
    mode: file ? 0o100666 : 0o40777,
    size,
    lastAccessedTime: Math.floor(entry.accessedMs / 1000),
    lastModifiedTime: Math.floor(entry.modifiedMs / 1000),
    isDirectory: () => !file,
    isFile: () => file,
  };
}

/** Part of a file by `position` and `length`. */
function slice(bytes: Uint8Array, { position, length }: { position?: number; length?: number }): Uint8Array {
  if (position === undefined && length === undefined) return bytes;
  const from = position ?? 0;
  if (!Number.isInteger(from) || from < 0 || (from >= bytes.length && bytes.length > 0)) throw outOfRange('position');
  const count = length ?? bytes.length - from;
  if (!Number.isInteger(count) || count < 0 || from + count > bytes.length) throw outOfRange('length');
  return bytes.subarray(from, from + count);
}

export function resized(native: LogicApiHost['native'], blob: Blob, length: unknown): Blob {
  if (!Number.isInteger(length) || (length as number) < 0) throw outOfRange('length');
  const bytes = length as number;
  // Before the zeros are made.
  if (bytes > KEPT_BYTES_MAX) throw full();
  return bytes <= blob.size ? blob.slice(0, bytes) : new native.Blob([blob, new Uint8Array(bytes - blob.size)]);
}

function savedPath(access: Access, path: string): string {
  const at = access.normal(path);
  if (!at.startsWith('wxfile://store_')) throw at.startsWith(USER) ? denied(path, 'removeSavedFile') : missing(path);
  return at;
}

async function decompressed(host: LogicApiHost, blob: Blob, algorithm: unknown): Promise<ArrayBuffer> {
  if (algorithm !== 'br') throw badArgument(`compressionAlgorithm "${algorithm}"`);
  let stream: ReadableWritablePair;
  try {
    stream = new host.native.DecompressionStream!('brotli' as CompressionFormat) as unknown as ReadableWritablePair;
  } catch {
    // Few browsers decompress Brotli for scripts.
    throw new ApiFailure('not supported', { errno: 100 });
  }
  try {
    const reader = (blob.stream() as ReadableStream).pipeThrough(stream).getReader();
    const parts: BlobPart[] = [];
    for (let next = await reader.read(); !next.done; next = await reader.read()) parts.push(next.value);
    return await new host.native.Blob(parts).arrayBuffer();
  } catch {
    throw new ApiFailure('Input/output error', { errCode: 1300005 });
  }
}

