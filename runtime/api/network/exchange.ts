// One HTTP exchange: through the relay where the server has one (docs/internals/relay.md), else by the browser's fetch.
// In: a checked request. Out: status, headers and the body as it comes. Must not: interpret the body.

import { ApiFailure, type LogicApiHost } from '../host';
import type { HeaderPairs } from './convert';

export interface ExchangeRequest {
  kind: 'request' | 'upload' | 'download';
  url: string;
  method: string;
  headers: HeaderPairs;
  body: string | ArrayBuffer | FormData | undefined;
  timeoutMs: number;
  redirect: 'follow' | 'manual';
}

export interface ExchangeHead {
  status: number;
  headers: HeaderPairs;
}

export interface ExchangeWatcher {
  head?(head: ExchangeHead): void;
  chunk?(bytes: Uint8Array, received: number): void;
  /** Bytes of the body sent so far. */
  sent?(sent: number, total: number): void;
}

export interface Exchange {
  done: Promise<ExchangeHead & { bytes: Blob; sentBytes: number; startMs: number; headMs: number; endMs: number }>;
  abort(): void;
}

const ERRNO: Record<string, number> = { domain: 600002, address: 600002, url: 600009, malformed: 600010, redirects: 600008, timeout: 5, 'too-large': 600010 };
/** Browsers name no cause; this is what the vendor reports for an unknown network error. */
const FAILED = 'errcode:-2 cronet_error_code:-2 error_msg:net::ERR_FAILED';
const OFFLINE = 'errcode:-106 cronet_error_code:-106 error_msg:net::ERR_INTERNET_DISCONNECTED';

export function startExchange(host: LogicApiHost, request: ExchangeRequest, watcher: ExchangeWatcher): Exchange {
  const { native } = host;
  const controller = new native.AbortController();
  let cause: 'abort' | 'timeout' | undefined;
  const stop = (reason: 'abort' | 'timeout') => {
    cause ??= reason;
    controller.abort();
  };
  const startMs = Date.now();
  const timer = setTimeout(() => stop('timeout'), request.timeoutMs);
  const run = async () => {
    try {
      const open = request.body && watcher.sent ? openByXhr : openByFetch;
      const { head, parts } = await open(host, request, controller.signal, watcher);
      const headMs = Date.now();
      watcher.head?.(head);
      const kept: BlobPart[] = [];
      let received = 0;
      for await (const bytes of parts) {
        received += bytes.byteLength;
        kept.push(bytes as Uint8Array<ArrayBuffer>);
        watcher.chunk?.(bytes, received);
      }
      const sentBytes = typeof request.body === 'string' ? request.body.length : request.body instanceof ArrayBuffer ? request.body.byteLength : 0;
      return { ...head, bytes: new native.Blob(kept), sentBytes, startMs, headMs, endMs: Date.now() };
    } catch (error) {
      if (cause === 'abort') throw new ApiFailure('abort');
      if (cause === 'timeout') throw new ApiFailure('timeout', { errno: 5 });
      if ((error as Error)?.name === 'ApiFailure') throw error;
      throw new ApiFailure(native.navigator.onLine === false ? OFFLINE : FAILED, { errno: 600001 });
    } finally {
      clearTimeout(timer);
    }
  };
  return { done: run(), abort: () => stop('abort') };
}

interface Opened {
  head: ExchangeHead;
  parts: AsyncIterable<Uint8Array>;
}

/** Where the request goes and with which headers: to the relay with its description, or straight to the target. */
function outer(host: LogicApiHost, request: ExchangeRequest): { url: string; method: string; headers: HeaderPairs } {
  const relay = host.system.server?.relay;
  // The browser writes the boundary of a form itself.
  const headers = request.body instanceof host.native.FormData ? request.headers.filter(([name]) => name.toLowerCase() !== 'content-type') : request.headers;
  if (!relay) return { url: request.url, method: request.method, headers };
  const { url, method, timeoutMs, redirect, kind } = request;
  const description = encodeURIComponent(JSON.stringify({ url, method, headers, timeout_ms: timeoutMs, redirect, kind }));
  return { url: new host.native.URL(relay, host.system.base).href, method: 'POST', headers: [['X-Minnow-Relay', description]] };
}

async function openByFetch(host: LogicApiHost, request: ExchangeRequest, signal: AbortSignal): Promise<Opened> {
  const { url, method, headers } = outer(host, request);
  const relayed = Boolean(host.system.server?.relay);
  let answer: Response;
  try {
    answer = await host.native.fetch(url, {
      method, headers, body: request.body, signal, cache: 'no-store',
      redirect: relayed ? 'error' : request.redirect, credentials: relayed ? 'same-origin' : 'omit', referrerPolicy: 'no-referrer',
    });
  } catch (error) {
    if (!relayed && !signal.aborted) explainDirect(request.url);
    throw error;
  }
  // Without a relay the browser hides where a redirect leads, its status too.
  if (answer.type === 'opaqueredirect') throw new ApiFailure('not supported: redirect "manual" needs a relay', { errno: 100 });
  const named: HeaderPairs = [...answer.headers];
  const head = relayed ? await relayHead((name) => answer.headers.get(name), () => answer.text()) : { status: answer.status, headers: named };
  return { head, parts: readParts(answer.body) };
}

/** Only XMLHttpRequest tells how much of a body went out. */
function openByXhr(host: LogicApiHost, request: ExchangeRequest, signal: AbortSignal, watcher: ExchangeWatcher): Promise<Opened> {
  const { url, method, headers } = outer(host, request);
  return new Promise((resolve, reject) => {
    const xhr = new host.native.XMLHttpRequest();
    xhr.open(method, url);
    xhr.responseType = 'arraybuffer';
    for (const [name, value] of headers) {
      try {
        xhr.setRequestHeader(name, value);
      } catch {
        // Forbidden names (Cookie, Referer …) need the relay.
      }
    }
    xhr.upload.onprogress = (event) => watcher.sent!(event.loaded, event.lengthComputable ? event.total : 0);
    signal.onabort = () => xhr.abort();
    xhr.onabort = xhr.onerror = () => reject(new Error('network'));
    xhr.onload = async () => {
      const bytes = new Uint8Array(xhr.response as ArrayBuffer);
      try {
        const relayed = Boolean(host.system.server?.relay);
        const own = xhr.getAllResponseHeaders().trim().split(/\r?\n/).filter(Boolean).map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()] as [string, string]);
        const head = relayed ? await relayHead((name) => xhr.getResponseHeader(name), async () => new host.native.TextDecoder().decode(bytes)) : { status: xhr.status, headers: own };
        resolve({ head, parts: (async function* () { yield bytes; })() });
      } catch (error) {
        reject(error);
      }
    };
    xhr.send(request.body as XMLHttpRequestBodyInit);
  });
}

/** The back end's own status and headers out of the relay's answer; the relay's refusals become failures. */
async function relayHead(header: (name: string) => string | null, text: () => Promise<string>): Promise<ExchangeHead> {
  const code = header('x-minnow-error');
  if (code !== null) {
    let reason = code;
    try {
      const told = JSON.parse(await text());
      reason = String(told.reason);
      console.warn(told.message);
    } catch {
      // The code alone says enough.
    }
    throw new ApiFailure(reason, { errno: ERRNO[code] ?? 600001 });
  }
  const status = Number(header('x-minnow-status'));
  if (!status) throw new Error('not a relay');
  return { status, headers: JSON.parse(decodeURIComponent(header('x-minnow-headers') ?? '%5B%5D')) };
}

async function* readParts(body: ReadableStream<Uint8Array> | null): AsyncGenerator<Uint8Array> {
  if (!body) return;
  const reader = body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    yield value;
  }
}

let explained = false;

function explainDirect(url: string): void {
  if (explained) return;
  explained = true;
  console.warn(`${url}: this package is served without a relay, so the back end itself must allow this origin (CORS). \`minnow dev\` and \`minnow serve\` relay requests. 静态托管没有中继,后端须允许跨域。`);
}
