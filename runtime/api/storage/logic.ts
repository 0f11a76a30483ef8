// Storage APIs over a memory mirror that is full before app.js runs (programs that name one of them have this from the start); written behind to IndexedDB.
// `setStorage` and the like succeed when the value is on disk; the `Sync` forms return at once and are written when the turn ends.
// In: keys and values of the program. Out: members of wx; the service `database` for the file volume. Must not: outlive the program's origin.

import { ApiFailure, type LogicApiHost } from '../host';
import { openDatabase } from './database';
import { createMirror, TOTAL_BYTES_MAX } from './mirror';
import { decode, encode } from './value';
import { createWriter } from './writer';

export default function storage(host: LogicApiHost): void {
  const name = databaseName(host);
  const self = [...host.native.crypto.getRandomValues(new Uint32Array(2))].map((word) => word.toString(36)).join('');
  const database = openDatabase(host.native, name);
  const mirror = createMirror(self, (row) => writer.push(row));
  const writer = createWriter(host.native, name, self, database, (row) => mirror.receive(row));
  host.provide('database', database);
  let isRead = false;
  const read = database.then(async (db) => {
    if (!db) return console.warn('storage: this browser keeps nothing here; values last as long as the page');
    const [rows, files] = await Promise.all([db.rows(), db.fileCount()]);
    for (const row of rows) mirror.receive(row);
    // Saved files are addressed from data at once: their addresses must be known before the first page.
    if (files > 0) await host.use<{ loaded: Promise<void> }>('files').loaded;
  }).catch((error) => host.runtime.reportError(error)).then(() => void (isRead = true));
  host.holdLaunch(read);
  /** Asked for while the program runs already, as by a computed name: better no answer than a wrong one. */
  const checkRead = (): void => {
    if (!isRead) throw new ApiFailure('what is stored is still being read');
  };

  const set = (key: string, value: unknown): void => {
    checkRead();
    const refusal = mirror.set(key, encode(value));
    if (refusal === 'entry') throw new ApiFailure('entry size limit reached');
    if (refusal === 'total') throw new ApiFailure('exceed storage max size 10Mb');
  };
  const get = (key: string): unknown => {
    checkRead();
    const text = mirror.get(key);
    return text === null ? '' : decode(text);
  };
  const remove = (key: string): void => (checkRead(), mirror.remove(key));
  const clear = (): void => (checkRead(), mirror.keys().forEach(mirror.remove));
  const sizes = () => (checkRead(), { keys: mirror.keys(), currentSize: Math.ceil(mirror.bytes() / 1024), limitSize: TOTAL_BYTES_MAX / 1024 });
  /** What answers later waits for that; in the call itself, as long as nothing is to be waited for. */
  const later = <T>(run: (options: any) => T) => (options: any): T | Promise<T> => (isRead ? run(options) : read.then(() => run(options)));
  const written = async (): Promise<undefined> => {
    try {
      await writer.flush(true);
    } catch (error) {
      throw new ApiFailure(`write failed: ${(error as Error)?.message ?? error}`);
    }
    return undefined;
  };

  host.asynchronous('setStorage', { key: 'string', data: 'any?', encrypt: 'boolean?' }, later(({ key, data }) => (set(key, data), written())));
  host.asynchronous('getStorage', { key: 'string', encrypt: 'boolean?' }, later(({ key }) => {
    if (mirror.get(key) === null) throw new ApiFailure('data not found');
    return { data: get(key) };
  }));
  host.asynchronous('removeStorage', { key: 'string' }, later(({ key }) => (remove(key), written())));
  host.asynchronous('clearStorage', {}, later(() => (clear(), written())));
  host.asynchronous('getStorageInfo', {}, later(sizes));
  host.asynchronous('batchSetStorage', { kvList: 'array' }, later(({ kvList }) => (setAll(kvList), written())));
  host.asynchronous('batchGetStorage', { keyList: 'array' }, later(({ keyList }) => ({ dataList: keyList.map((key: unknown) => get(String(key))) })));

  host.synchronous('setStorageSync', (key: unknown, value: unknown) => set(checkedKey(key), value));
  host.synchronous('getStorageSync', (key: unknown) => get(checkedKey(key)));
  host.synchronous('removeStorageSync', (key: unknown) => remove(checkedKey(key)));
  host.synchronous('clearStorageSync', clear);
  host.synchronous('getStorageInfoSync', sizes);
  host.synchronous('batchSetStorageSync', (list: unknown) => setAll(list));
  host.synchronous('batchGetStorageSync', (keys: unknown) => {
    if (!Array.isArray(keys)) throw new ApiFailure(`parameter error: parameter should be Array instead of ${typeName(keys)};`);
    return keys.map((key) => get(String(key)));
  });

  function setAll(list: unknown): void {
    if (!Array.isArray(list)) throw new ApiFailure(`parameter error: parameter should be Array instead of ${typeName(list)};`);
    for (const entry of list) set(checkedKey(entry?.key), entry.value);
  }
}

/** Programs served beside one another on one origin keep apart by their place; a program that moved keeps its values by its id. */
function databaseName(host: LogicApiHost): string {
  const place = new host.native.URL(host.system.base).pathname;
  return `minnow${place}${host.manifest.appId ?? ''}`;
}

function checkedKey(key: unknown): string {
  if (typeof key !== 'string') throw new ApiFailure(`parameter error: parameter should be String instead of ${typeName(key)};`);
  return key;
}

function typeName(value: unknown): string {
  return value === null ? 'Null' : Object.prototype.toString.call(value).slice(8, -1);
}
