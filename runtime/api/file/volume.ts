// The program's files: temporary, saved and user files. Names and Blobs are in memory, so that every call can be synchronous; a Blob's
// bytes may be on disk and are read with FileReaderSync. Saved and user files are written behind to IndexedDB.
// In: paths and bytes. Out: entries, changes on the stream `file.url` for the view. Must not: know package files.

import type { LogicApiHost } from '../host';
import type { Database, FileRow } from '../storage/database';
import { exists, full, isDirectory, missing, notDirectory, notEmpty, notPermitted } from './errors';
import { typeOfExtension, extensionOf } from './types';

export const USER = 'wxfile://usr';
const STORE = 'wxfile://store_';
const TEMPORARY = 'wxfile://tmp_';
export const KEPT_BYTES_MAX = 200 * 1024 * 1024;

export interface Entry {
  path: string;
  /** Absent: a directory. */
  blob?: Blob;
  createdMs: number;
  modifiedMs: number;
  accessedMs: number;
  address?: string;
}

export function createVolume(host: LogicApiHost) {
  const { native } = host;
  const entries = new Map<string, Entry>();
  let keptBytes = 0;
  let names = 0;
  const database = host.use<Promise<Database | undefined>>('database');
  const changed = new Set<string>();
  let writing: Promise<void> | undefined;

  const kept = (path: string) => path.startsWith(STORE) || path.startsWith(USER);
  const touch = (path: string): void => {
    if (!kept(path)) return;
    changed.add(path);
    writing ??= Promise.resolve().then(async () => {
      writing = undefined;
      const paths = [...changed];
      changed.clear();
      const put: FileRow[] = [];
      for (const name of paths) {
        const entry = entries.get(name);
        if (entry) put.push({ path: name, blob: entry.blob, createdMs: entry.createdMs, modifiedMs: entry.modifiedMs });
      }
      await (await database)?.writeFiles(put, paths.filter((name) => !entries.has(name)));
    }).catch((error) => console.warn(`files: could not be written: ${(error as Error)?.message ?? error}`));
  };
  const publish = (entry: Entry, blob: Blob | undefined): void => {
    if (entry.address) native.URL.revokeObjectURL(entry.address);
    entry.address = blob && native.URL.createObjectURL(blob);
    host.emit('file.url', { path: entry.path, address: entry.address ?? null });
  };
  const put = (path: string, blob: Blob | undefined, createdMs = Date.now(), modifiedMs = createdMs): Entry => {
    const typed = blob && !blob.type ? blob.slice(0, blob.size, typeOfExtension(extensionOf(path))) : blob;
    const entry: Entry = { path, blob: typed, createdMs, modifiedMs, accessedMs: modifiedMs };
    entries.set(path, entry);
    if (kept(path)) keptBytes += blob?.size ?? 0;
    if (typed) publish(entry, typed);
    return entry;
  };
  const drop = (entry: Entry): void => {
    entries.delete(entry.path);
    if (kept(entry.path)) keptBytes -= entry.blob?.size ?? 0;
    if (entry.address) publish(entry, undefined);
    touch(entry.path);
  };
  const name = (prefix: string, extension: string) => `${prefix}${Date.now().toString(36)}${(++names).toString(36)}${Math.random().toString(36).slice(2, 10)}${extension ? '.' + extension : ''}`;
  const parentOf = (path: string) => path.slice(0, path.lastIndexOf('/'));
  const children = (path: string) => [...entries.keys()].filter((key) => key.startsWith(path + '/'));

  put(USER, undefined);
  const loaded = database.then(async (db) => {
    for (const row of (await db?.files()) ?? []) if (!entries.has(row.path)) put(row.path, row.blob, row.createdMs, row.modifiedMs);
  }).catch((error) => host.runtime.reportError(error));

  const volume = {
    loaded,
    bytesKept: () => keptBytes,
    get: (path: string): Entry | undefined => entries.get(path),
    file(path: string): Entry & { blob: Blob } {
      const entry = entries.get(path);
      if (!entry) throw missing(path);
      if (!entry.blob) throw isDirectory(path);
      entry.accessedMs = Date.now();
      return entry as Entry & { blob: Blob };
    },
    /** Creates or replaces a user file. */
    write(path: string, blob: Blob): void {
      const before = entries.get(path);
      if (before && !before.blob) throw isDirectory(path);
      const parent = entries.get(parentOf(path));
      if (path.startsWith(USER + '/') && !parent) throw missing(path);
      if (parent?.blob) throw notDirectory(path);
      if (kept(path) && keptBytes - (before?.blob?.size ?? 0) + blob.size > KEPT_BYTES_MAX) throw full();
      if (before) drop(before);
      put(path, blob, before?.createdMs ?? Date.now(), Date.now());
      touch(path);
    },
    addTemporary(blob: Blob, extension = ''): string {
      const path = name(TEMPORARY, extension.replace(/[^a-z\d]/gi, ''));
      put(path, blob);
      return path;
    },
    /** Moves a temporary file to the saved ones. */
    save(path: string, target?: string): string {
      const entry = volume.file(path);
      const to = target ?? name(STORE, extensionOf(path));
      if (!kept(path) && keptBytes + entry.blob.size > KEPT_BYTES_MAX) throw full();
      volume.write(to, entry.blob);
      drop(entry);
      return to;
    },
    saved: () => [...entries.values()].filter((entry) => entry.path.startsWith(STORE) && entry.blob),
    makeDirectory(path: string, recursive: boolean): void {
      const before = entries.get(path);
      if (before) {
        if (recursive && !before.blob) return;
        throw exists(path);
      }
      const parent = parentOf(path);
      const above = entries.get(parent);
      if (above?.blob) throw notDirectory(parent);
      if (!above) {
        if (!recursive || !parent.startsWith(USER)) throw missing(path);
        volume.makeDirectory(parent, true);
      }
      put(path, undefined);
      touch(path);
    },
    removeDirectory(path: string, recursive: boolean): void {
      const entry = entries.get(path);
      if (!entry) throw missing(path);
      if (entry.blob) throw notDirectory(path);
      if (path === USER) throw notPermitted(path);
      const below = children(path);
      if (below.length && !recursive) throw notEmpty(path);
      for (const key of below) drop(entries.get(key)!);
      drop(entry);
    },
    list(path: string): string[] {
      const entry = entries.get(path);
      if (!entry) throw missing(path);
      if (entry.blob) throw notDirectory(path);
      return children(path).map((key) => key.slice(path.length + 1)).filter((key) => !key.includes('/'));
    },
    /** Paths below a directory, itself first. */
    walk: (path: string) => [path, ...children(path).sort()],
    remove(path: string): void {
      const entry = entries.get(path);
      if (!entry) throw missing(path);
      if (!entry.blob) throw notPermitted(path);
      drop(entry);
    },
    move(from: string, to: string): void {
      const entry = entries.get(from);
      if (!entry) throw missing(from);
      if (from === to) return;
      if (entry.blob) {
        volume.write(to, entry.blob);
        drop(entry);
        return;
      }
      if (to.startsWith(from + '/')) throw notPermitted(to);
      if (!entries.has(to)) volume.makeDirectory(to, false);
      for (const key of children(from)) {
        const child = entries.get(key)!;
        put(to + key.slice(from.length), child.blob, child.createdMs, child.modifiedMs);
        touch(to + key.slice(from.length));
        drop(child);
      }
      drop(entry);
    },
  };
  return volume;
}

export type Volume = ReturnType<typeof createVolume>;
