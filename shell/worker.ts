// The service worker of the host app: it opens without a network, and a new one takes over in one step.
// In: requests of the host app's pages. Out: answers, from the network or what is kept. Must not: answer for programs (they have origins of their
// own) or for the console, or keep an answer of a person's.

/** Written by the build: the document's files, and a name that changes with any of them. */
declare const FILES: readonly string[];
declare const VERSION: string;

const worker = globalThis as unknown as ServiceWorkerGlobalScope;
const FILES_CACHE = `files ${VERSION}`;
const ANSWERS_CACHE = 'answers 1';
const DOCUMENT = '/';
const KEPT_MAX = 200;

worker.addEventListener('install', (event) => {
  // All or nothing: a version of which a file is missing does not begin.
  event.waitUntil(
    caches
      .open(FILES_CACHE)
      .then((cache) => cache.addAll([new Request(DOCUMENT, { cache: 'reload' }), ...FILES]))
      .then(() => worker.skipWaiting()),
  );
});

worker.addEventListener('activate', (event) => {
  const old = (names: string[]) => names.filter((name) => name !== FILES_CACHE && name !== ANSWERS_CACHE);
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(old(names).map((name) => caches.delete(name))))
      .then(() => worker.clients.claim()),
  );
});

worker.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== location.origin) return;
  if (request.mode === 'navigate') {
    if (url.pathname === DOCUMENT) event.respondWith(freshDocument(request));
  } else if (url.pathname.startsWith('/assets/shell-')) event.respondWith(keptFirst(FILES_CACHE, request));
  else if (/^\/api\/v1\/programs\/[^/]+\/icon$/.test(url.pathname) && url.searchParams.has('v')) event.respondWith(keptFirst(ANSWERS_CACHE, request));
  else if (/^\/api\/v1\/(discover|programs\/[^/]+)$/.test(url.pathname)) event.respondWith(freshFirst(request));
});

/** The document names its files by their content: the newest there is, else the one that was kept with all of them. */
async function freshDocument(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch {
    return (await caches.match(DOCUMENT, { cacheName: FILES_CACHE })) ?? Response.error();
  }
}

async function keptFirst(name: string, request: Request): Promise<Response> {
  const cache = await caches.open(name);
  const kept = await cache.match(request);
  if (kept) return kept;
  const response = await fetch(request);
  if (response.ok) await keep(cache, request, response.clone());
  return response;
}

async function freshFirst(request: Request): Promise<Response> {
  const cache = await caches.open(ANSWERS_CACHE);
  try {
    const response = await fetch(request);
    if (response.ok) await keep(cache, request, response.clone());
    return response;
  } catch {
    return (await cache.match(request)) ?? Response.error();
  }
}

async function keep(cache: Cache, request: Request, response: Response): Promise<void> {
  await cache.put(request, response);
  const names = await cache.keys();
  for (const old of names.slice(0, Math.max(0, names.length - KEPT_MAX))) await cache.delete(old);
}

export {};
