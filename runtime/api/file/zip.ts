// Reading ZIP archives: central directory, stored and deflated entries. In: an archive of any origin (hostile). Out: files of the volume, or
// entries' bytes. Must not: write outside the target, or expand without limit.

import { ApiFailure, type LogicApiHost, isApiFailure } from '../host';
import { fromBytes } from './encoding';
import { KEPT_BYTES_MAX, USER, type Volume } from './volume';
import { denied } from './errors';

interface ZipEntry {
  name: string;
  directory: boolean;
  method: number;
  packed: Blob;
}

const broken = (what: 'open file' | 'entry' | 'whole') => new ApiFailure(`unzip ${what} failed`, { errCode: { 'open file': 1301102, entry: 1301103, whole: 1301104 }[what] });

async function list(host: LogicApiHost, archive: Blob): Promise<ZipEntry[]> {
  const tailStart = Math.max(0, archive.size - 65_557);
  const tail = new DataView(await archive.slice(tailStart).arrayBuffer());
  let end = tail.byteLength - 22;
  while (end >= 0 && tail.getUint32(end, true) !== 0x06054b50) end--;
  if (end < 0) throw broken('open file');
  const count = tail.getUint16(end + 10, true);
  const start = tail.getUint32(end + 16, true);
  const directory = new DataView(await archive.slice(start, start + tail.getUint32(end + 12, true)).arrayBuffer());
  const entries: ZipEntry[] = [];
  let at = 0;
  for (let i = 0; i < count; i++) {
    if (at + 46 > directory.byteLength || directory.getUint32(at, true) !== 0x02014b50) throw broken('whole');
    const nameBytes = directory.getUint16(at + 28, true);
    const name = new host.native.TextDecoder().decode(new Uint8Array(directory.buffer, at + 46, Math.min(nameBytes, directory.byteLength - at - 46)));
    const local = directory.getUint32(at + 42, true);
    const head = new DataView(await archive.slice(local, local + 30).arrayBuffer());
    if (head.byteLength < 30) throw broken('whole');
    const data = local + 30 + head.getUint16(26, true) + head.getUint16(28, true);
    entries.push({ name, directory: name.endsWith('/'), method: directory.getUint16(at + 10, true), packed: archive.slice(data, data + directory.getUint32(at + 20, true)) });
    at += 46 + nameBytes + directory.getUint16(at + 30, true) + directory.getUint16(at + 32, true);
  }
  return entries;
}

/** Bytes of an entry; stops as soon as more than `bytesMax` come out. */
async function unpack(host: LogicApiHost, entry: ZipEntry, bytesMax: number): Promise<Blob> {
  if (entry.method === 0) return entry.packed;
  if (entry.method !== 8 || !host.native.DecompressionStream) throw broken('entry');
  const inflate = new host.native.DecompressionStream('deflate-raw') as unknown as ReadableWritablePair<Uint8Array, Uint8Array>;
  const reader = (entry.packed.stream() as ReadableStream<Uint8Array>).pipeThrough(inflate).getReader();
  const parts: BlobPart[] = [];
  let bytes = 0;
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      bytes += next.value.byteLength;
      if (bytes > bytesMax) {
        void reader.cancel();
        throw new ApiFailure('the maximum size of the file storage limit is exceeded', { errCode: 1300202 });
      }
      parts.push(next.value as Uint8Array<ArrayBuffer>);
    }
  } catch (error) {
    throw isApiFailure(error) ? error : broken('entry');
  }
  return new host.native.Blob(parts);
}

export async function unzipTo(host: LogicApiHost, volume: Volume, archive: Blob, target: string): Promise<void> {
  if (target !== USER && !target.startsWith(USER + '/')) throw denied(target, 'unzip');
  if (target !== USER) volume.makeDirectory(target, true);
  let left = KEPT_BYTES_MAX - volume.bytesKept();
  for (const entry of await list(host, archive)) {
    const parts = entry.name.split(/[\\/]/).filter((part) => part !== '' && part !== '.');
    // An entry that climbs out of the target is an attack, not a file.
    if (parts.includes('..') || parts.length === 0) continue;
    const path = `${target}/${parts.join('/')}`;
    const folder = entry.directory ? path : path.slice(0, path.lastIndexOf('/'));
    if (folder !== USER) volume.makeDirectory(folder, true);
    if (entry.directory) continue;
    const blob = await unpack(host, entry, left);
    left -= blob.size;
    volume.write(path, blob);
  }
}

export async function readZip(host: LogicApiHost, archive: Blob, wanted: unknown, encoding: unknown) {
  const all = await list(host, archive);
  const names = wanted === 'all' ? all.filter((entry) => !entry.directory).map((entry) => ({ path: entry.name, encoding })) : Array.isArray(wanted) ? wanted : undefined;
  if (!names) throw new ApiFailure('invalid argument entries', { errCode: 1300022 });
  const entries: Record<string, object> = {};
  for (const { path, encoding: own, position = 0, length } of names as { path: string; encoding?: string; position?: number; length?: number }[]) {
    const entry = all.find((candidate) => candidate.name === path);
    if (!entry) {
      entries[path] = { errMsg: `readZipEntry:fail no such file or directory "${path}"` };
      continue;
    }
    const bytes = new Uint8Array(await (await unpack(host, entry, KEPT_BYTES_MAX)).arrayBuffer());
    const part = bytes.subarray(position, length === undefined ? bytes.length : position + length);
    entries[path] = { data: fromBytes(host.native, part, own ?? encoding), errMsg: 'readZipEntry:ok' };
  }
  return { entries };
}
