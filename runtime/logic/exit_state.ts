// Exit state: what a page gives in `onSaveExitState` when the program is left, and its next start finds as `this.exitState`;
// and the page itself, where its `restartStrategy` asks to begin there again.
// In: the page on top when the program goes to the background. Out: the saved data of a page. Must not: outlive its time.
import { guarded, reportError } from './errors';
import { pageEntry } from './manifest';
import type { Instance } from './instance';
import { program, tabPages } from './program';
import { natives } from './realm';

interface Saved {
  path: string;
  query: Record<string, string>;
  /** Absent when the page saved none. */
  data?: unknown;
  expires: number;
}

const databaseName = 'minnow-exit';
/** As documented: a day. */
const lifetimeMs = 24 * 60 * 60 * 1000;
let found: Saved | null = null;
/** Whether the database holds something. */
let isKept = false;

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
    isKept = true;
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

/** Where a start without a path begins again: the page that was left, with its query, if it asks for that. */
export function restartPage({ path }: { path: string }): { path: string; query: Record<string, string> } | null {
  const saved = found;
  if (!saved || path !== program.manifest.entry || saved.path === path) return null;
  try {
    return restarts(saved.path) ? { path: saved.path, query: saved.query } : null;
  } catch (error) {
    // What the package says of that page does not load: the start goes to the page that is here.
    reportError(error, 'restartStrategy');
    return null;
  }
}

function restarts(path: string): boolean {
  const entry = pageEntry(path);
  const strategy = entry?.config?.restartStrategy ?? program.manifest.app.window?.restartStrategy;
  return Boolean(entry) && strategy === 'homePageAndLatestPage' && !tabPages().includes(path);
}

/** May be called many times; the last one counts. */
export function saveExitState(page: Instance): void {
  const { object } = page;
  const { path } = page.definition;
  if (!natives.indexedDB) return;
  const answer: any = guarded(object.onSaveExitState, object, [], `${page.where} onSaveExitState`);
  const given = answer && typeof answer === 'object' ? answer : null;
  const worth = given !== null || restarts(path);
  // Left from another page, what an earlier one saved counts no longer.
  if (!worth && !isKept) return;
  isKept = worth;
  const expires = !worth ? 0 : typeof given?.expireTimeStamp === 'number' ? given.expireTimeStamp : Date.now() + lifetimeMs;
  const saved: Saved = { path, query: object.options ?? {}, expires, ...(given ? { data: given.data } : {}) };
  open().then(
    async (database) => {
      await request(database.transaction('state', 'readwrite').objectStore('state').put(saved, 'page'));
      database.close();
    },
    () => {},
  ).catch(() => {});
}
