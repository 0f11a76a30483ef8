// The program's IndexedDB database: key-value rows and the file volume's entries. In: a name. Out: promises.
// Rows carry a version; a write never replaces a newer row, so that tabs may write in any order and agree.
// Must not: cache.

import type { NativeFunctions } from '../host';

/** Text null: the key was removed; kept until the next start so that an older write cannot bring it back. */
export interface Row {
  key: string;
  text: string | null;
  /** Milliseconds since 1970 times 1000 plus a counter: later writes are greater, across tabs nearly so. */
  version: number;
  /** Tab that wrote, to break ties. */
  writer: string;
}

export interface FileRow {
  path: string;
  /** Absent for a directory. */
  blob?: Blob;
  createdMs: number;
  modifiedMs: number;
}

export interface Database {
  rows(): Promise<Row[]>;
  write(rows: Row[], durable: boolean): Promise<void>;
  /** Drops removed rows; only when no other tab is open. */
  sweep(): Promise<void>;
  fileCount(): Promise<number>;
  files(): Promise<FileRow[]>;
  writeFiles(put: FileRow[], remove: string[]): Promise<void>;
}

export function isNewer(a: Pick<Row, 'version' | 'writer'>, b: Pick<Row, 'version' | 'writer'>): boolean {
  return a.version !== b.version ? a.version > b.version : a.writer > b.writer;
}

/** Resolves with undefined when the browser offers no database here (private windows of some browsers, a full disk). */
export function openDatabase(native: NativeFunctions, name: string): Promise<Database | undefined> {
  return new Promise((resolve) => {
    let request: IDBOpenDBRequest;
    try {
      request = native.indexedDB!.open(name, 1);
    } catch {
      return resolve(undefined);
    }
    request.onupgradeneeded = () => {
      request.result.createObjectStore('rows', { keyPath: 'key' });
      request.result.createObjectStore('files', { keyPath: 'path' });
    };
    request.onerror = () => resolve(undefined);
    request.onsuccess = () => {
      // Another tab with a newer runtime must be able to upgrade.
      request.result.onversionchange = () => request.result.close();
      resolve(createDatabase(request.result));
    };
  });
}

function createDatabase(db: IDBDatabase): Database {
  const read = <T>(store: string, start: (store: IDBObjectStore) => IDBRequest<T>) =>
    new Promise<T>((resolve, reject) => {
      const request = start(db.transaction(store).objectStore(store));
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  const change = (store: string, durable: boolean, run: (store: IDBObjectStore) => void) =>
    new Promise<void>((resolve, reject) => {
      const transaction = db.transaction(store, 'readwrite', { durability: durable ? 'strict' : 'relaxed' });
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(transaction.error ?? new Error('aborted'));
      run(transaction.objectStore(store));
    });
  return {
    rows: () => read('rows', (store) => store.getAll() as IDBRequest<Row[]>),
    write: (rows, durable) =>
      change('rows', durable, (store) => {
        for (const row of rows) {
          const request = store.get(row.key) as IDBRequest<Row | undefined>;
          request.onsuccess = () => {
            if (!request.result || isNewer(row, request.result)) store.put(row);
          };
        }
      }),
    sweep: () =>
      change('rows', false, (store) => {
        const cursor = store.openCursor();
        cursor.onsuccess = () => {
          const at = cursor.result;
          if (!at) return;
          if ((at.value as Row).text === null) at.delete();
          at.continue();
        };
      }),
    fileCount: () => read('files', (store) => store.count()),
    files: () => read('files', (store) => store.getAll() as IDBRequest<FileRow[]>),
    writeFiles: (put, remove) =>
      change('files', false, (store) => {
        for (const path of remove) store.delete(path);
        for (const row of put) store.put(row);
      }),
  };
}
