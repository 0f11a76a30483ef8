// Exit state: what a page gives in `onSaveExitState` when the program is left, and its next start finds as `this.exitState`.
// In: the page on top when the program goes to the background. Out: the saved data of a page. Must not: outlive its time.
import { guarded } from './errors';
import type { Instance } from './instance';
import { natives } from './realm';

interface Saved {
  path: string;
  query: Record<string, string>;
  data: unknown;
  expires: number;
}

const databaseName = 'minnow-exit';
/** As documented: a day. */
const lifetimeMs = 24 * 60 * 60 * 1000;
let found: Saved | null = null;

function request<T>(made: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    made.onsuccess = () => resolve(made.result);
    made.onerror = () => reject(made.error);
  });
}

function open(): Promise<IDBDatabase> {
  const opening = natives.indexedDB!.open(databaseName, 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore('state');
  return request(opening);
}

/** Reads what the last visit left; a program that never saved anything has no database to open. */
export async function loadExitState(): Promise<void> {
  const { indexedDB } = natives;
  if (!indexedDB?.databases) return;
  try {
    if (!(await indexedDB.databases()).some(({ name }) => name === databaseName)) return;
    const database = await open();
    const saved: Saved | undefined = await request(database.transaction('state').objectStore('state').get('page'));
    database.close();
    if (saved && saved.expires > Date.now()) found = saved;
  } catch {
    // Without storage there is no exit state.
  }
}

/** The state of the first page of this visit, when it is the page that was left. */
export function exitStateOf(path: string): unknown {
  const saved = found;
  found = null;
  return saved && saved.path === path ? saved.data : undefined;
}

/** May be called many times; the last one counts. */
export function saveExitState(page: Instance): void {
  const { object } = page;
  if (typeof object.onSaveExitState !== 'function' || !natives.indexedDB) return;
  const given: any = guarded(object.onSaveExitState, object, [], `${page.where} onSaveExitState`);
  if (!given || typeof given !== 'object') return;
  const expires = typeof given.expireTimeStamp === 'number' ? given.expireTimeStamp : Date.now() + lifetimeMs;
  const saved: Saved = { path: page.definition.path, query: object.options ?? {}, data: given.data, expires };
  open().then(
    async (database) => {
      await request(database.transaction('state', 'readwrite').objectStore('state').put(saved, 'page'));
      database.close();
    },
    () => {},
  ).catch(() => {});
}
