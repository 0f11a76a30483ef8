// The service worker of a program that a platform serves: the next visit opens from here at once, without a network too.
// In: `release`, which the platform writes before this script (crates/server, launch/service_worker.rs); what the browser asks for. Out: answers.
// Must not: mix files of two versions in one page, answer what has to be known elsewhere (entries, calls), or keep what is not of the package.
//
// One version, one worker: another release is another script, which the browser fetches, fills its own cache and lets take over at once. A page
// that is open then goes on with the files of the version it came with.
import { Clients } from './clients';
import { AHEAD, fill, pageOf, VERSION_HEADER, type Release } from './release';

declare const release: Release | null;
const scope = globalThis as unknown as ServiceWorkerGlobalScope;

/** Caches of ours. Programs cannot reach them: their realm has no CacheStorage. */
const CACHE_PREFIX = 'minnow-';
const cacheOf = (version: string) => `${CACHE_PREFIX}${version}`;
/** Files beyond those that came with the worker; then no more are kept. */
const FILES_KEPT_MAX = 500;
/** Below these addresses the platform answers itself, and each time anew. */
const PLATFORM = '/_minnow/';
/** Addresses of entries (crates/server, launch/entries). */
const ENTRY = '/-';

const clients = new Clients(`${CACHE_PREFIX}clients`);

scope.addEventListener('install', (event) => {
  event.waitUntil(
    (async () => {
      if (release) await fill(release, await caches.open(cacheOf(release.version)));
      await scope.skipWaiting();
    })(),
  );
});

scope.addEventListener('activate', (event) => {
  event.waitUntil(release ? takeOver(release) : leave());
});

/** Pages of other versions are told; versions that no page has are forgotten. */
async function takeOver({ version, withdrawn }: Release): Promise<void> {
  const open = await scope.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const versions = await clients.keepOnly(open.map(({ id }) => id));
  const wanted = new Set([cacheOf(version), clients.cache, ...Object.values(versions).map(cacheOf)]);
  for (const name of await caches.keys()) if (name.startsWith(CACHE_PREFIX) && !wanted.has(name)) await caches.delete(name);
  for (const client of open) {
    const has = versions[client.id];
    if (has && has !== version) client.postMessage({ minnow: 'update', forced: withdrawn.includes(has) });
  }
}

/** There is no such program any more. */
async function leave(): Promise<void> {
  for (const name of await caches.keys()) if (name.startsWith(CACHE_PREFIX)) await caches.delete(name);
  await scope.registration.unregister();
}

scope.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (!release || request.method !== 'GET' || url.origin !== scope.location.origin || url.pathname.startsWith(PLATFORM)) return;
  // Parts of a film are the browser's own matter.
  if (request.headers.has('range')) return;
  if (request.mode !== 'navigate') return event.respondWith(file(release, event.clientId, request, url.pathname));
  event.respondWith(
    navigation(release, request, url.pathname).then((answer) => {
      const version = answer.headers.get(VERSION_HEADER);
      if (version) event.waitUntil(clients.note(event.resultingClientId, version));
      return answer;
    }),
  );
});

scope.addEventListener('message', (event) => {
  const { minnow, addresses } = event.data ?? {};
  if (release && minnow === 'loaded' && Array.isArray(addresses)) event.waitUntil(keepLoaded(release, addresses));
});

/** What pages loaded past this worker, as before it was there. The browser has most of it still, so that little is asked for. */
async function keepLoaded({ version }: Release, addresses: unknown[]): Promise<void> {
  const cache = await caches.open(cacheOf(version));
  for (const address of addresses) {
    const url = new URL(String(address), scope.location.origin);
    if (url.origin !== scope.location.origin || url.pathname.startsWith(PLATFORM) || (await cache.match(url.pathname))) continue;
    const answer = await fetch(url.pathname, { credentials: 'same-origin' }).catch(() => null);
    if (answer?.ok && answer.headers.get(VERSION_HEADER) === version) await keep(cache, url.pathname, answer);
  }
}

async function navigation(release: Release, request: Request, path: string): Promise<Response> {
  const cache = await caches.open(cacheOf(release.version));
  if (path.startsWith(ENTRY)) return entry(release, cache, request, path);
  const page = pageOf(release, path);
  const kept = page === null ? undefined : await cache.match(page);
  if (kept) return kept;
  // Not as a navigation: the page itself says that it was opened (runtime/view/offline.ts).
  return fetch(request.url, { credentials: 'same-origin', redirect: 'follow', headers: AHEAD }).catch(() => offline(release));
}

/** A scan is to be known, so it is the platform that answers; without a network what it answered the last time, else the start page opens. */
async function entry(release: Release, cache: Cache, request: Request, path: string): Promise<Response> {
  try {
    const answer = await fetch(request);
    if (answer.ok && answer.headers.get(VERSION_HEADER) === release.version) await keep(cache, path, answer);
    return answer;
  } catch {
    return (await cache.match(path)) ?? Response.redirect('/');
  }
}

async function offline({ version, offline }: Release): Promise<Response> {
  return (await caches.match(offline, { cacheName: cacheOf(version) })) ?? Response.error();
}

async function file(release: Release, client: string, request: Request, path: string): Promise<Response> {
  const version = (await clients.versionOf(client)) ?? release.version;
  const cacheName = cacheOf(version), isNamedByContent = path.startsWith('/a/');
  const kept = (await caches.match(path, { cacheName })) ?? (isNamedByContent ? await caches.match(path) : undefined);
  if (kept) return kept;
  // Of the page's own version, whichever people get by now; one that is too long ago is no longer there.
  const own = isNamedByContent ? null : await fetch(`${PLATFORM}at/${version}${path}`, { credentials: 'same-origin' });
  const answer = own?.ok ? own : await fetch(request);
  if (answer.ok && answer.headers.get(VERSION_HEADER) === version) await keep(await caches.open(cacheName), path, answer);
  return answer;
}

/** Where there is no room left the answer is as good. */
async function keep(cache: Cache, path: string, answer: Response): Promise<void> {
  const copy = answer.clone();
  try {
    if ((await cache.keys()).length < FILES_KEPT_MAX + (release?.files.length ?? 0)) await cache.put(path, copy);
  } catch (error) {
    console.warn(error);
  }
}
