// What goes over the network, told to the page; slow lines, no line and pinned answers where the person asked for them.
// In: the browser's functions as the realm has them (`natives`), the profile, pinned answers. Out: records on the stream `development`.
// Must not: touch an exchange while nothing is pretended: only copies of bodies are read.
import type { Exchange, Mock, NETWORK_PROFILES, NetworkProfile, Pairs } from '../../shared/development';
import { post } from '../port';
import { natives } from '../realm';
import { now } from './timings';

const BODY_MAX = 64 * 1024;
const FRAMES_MAX = 200;
// Taken before the realm is closed.
const { Response: NativeResponse, TransformStream: NativeTransform } = globalThis;
const { addEventListener } = globalThis.EventTarget.prototype;
const { apply } = Reflect;
let profile: (typeof NETWORK_PROFILES)[NetworkProfile] = { latencyMs: 0, bytesPerMs: Infinity };
let mocks: readonly Mock[] = [];
let last = 0;

export function pretend(line: typeof profile, pinned: readonly Mock[]): void {
  profile = line;
  mocks = pinned;
}

const isOffline = () => profile.bytesPerMs === 0;
const wait = (ms: number) => new Promise<void>((resolve) => natives.setTimeout(resolve, ms));

function tell(exchange: Exchange): void {
  post({ t: 'emit', topic: 'development', value: { kind: 'network', exchange } });
}

function begin(description: any, body: unknown): Exchange {
  const exchange: Exchange = {
    id: ++last, at: now(), kind: description.kind ?? 'request', method: description.method ?? 'GET', url: description.url, requestHeaders: description.headers ?? [],
    requestBody: bodyText(body), state: 'open', status: 0, headers: [], body: '', bytes: 0, ms: 0, error: '', mocked: false,
  };
  tell(exchange);
  return exchange;
}

function end(exchange: Exchange, changes: Partial<Exchange>): void {
  Object.assign(exchange, changes, { ms: now() - exchange.at });
  tell(exchange);
}

function bodyText(body: unknown): string {
  if (typeof body === 'string') return body.slice(0, BODY_MAX);
  if (body instanceof ArrayBuffer) return `(${body.byteLength} bytes)`;
  return body ? '(form)' : '';
}

/** The description of a relayed request; of none where the page asks for something of its own. */
function described(headers: unknown): any {
  const pairs = Array.isArray(headers) ? (headers as Pairs) : [];
  const found = pairs.find(([name]) => name === 'X-Minnow-Relay');
  return found ? JSON.parse(decodeURIComponent(found[1])) : null;
}

function mockFor(url: string): Mock | undefined {
  return mocks.find(({ on, pattern }) => on && pattern && new RegExp(pattern.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('.*')).test(url));
}

/** A pinned answer as the relay would write it (docs/internals/relay.md). */
function pinned({ status, body }: Mock): { body: string; headers: Record<string, string>; status: number; own: Pairs } {
  const isJson = /^\s*[[{]/.test(body);
  const own: Pairs = [['content-type', isJson ? 'application/json' : 'text/plain; charset=utf-8']];
  return { body, status, own, headers: { 'x-minnow-status': String(status), 'x-minnow-headers': encodeURIComponent(JSON.stringify(own)) } };
}

export function followNetwork(): void {
  const { fetch: nativeFetch, navigator } = natives;
  natives.fetch = async (input, init) => {
    const description = described(init?.headers);
    if (!description) return nativeFetch(input, init);
    const exchange = begin(description, init?.body);
    try {
      const answer = await answerOf(exchange, () => nativeFetch(input, init), init?.signal ?? undefined);
      return answer;
    } catch (error) {
      end(exchange, { state: 'failed', error: isOffline() ? 'offline' : String((error as Error)?.message ?? error) });
      throw error;
    }
  };
  natives.navigator = new Proxy(navigator, {
    get(target, key) {
      if (key === 'onLine' && isOffline()) return false;
      const value = Reflect.get(target, key, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  followUploads();
  followSockets();
}

async function answerOf(exchange: Exchange, ask: () => Promise<Response>, signal: AbortSignal | undefined): Promise<Response> {
  const mock = mockFor(exchange.url);
  if (mock) {
    await wait(mock.delayMs);
    if (signal?.aborted) throw new Error('aborted');
    const { body, headers, status, own } = pinned(mock);
    end(exchange, { state: 'done', status, headers: own, body, bytes: body.length, mocked: true });
    return new NativeResponse(body, { headers });
  }
  if (profile.latencyMs) await wait(profile.latencyMs);
  if (isOffline()) throw new TypeError('offline');
  const answer = await ask();
  void record(exchange, answer.clone());
  const { bytesPerMs } = profile;
  if (bytesPerMs === Infinity || !answer.body) return answer;
  const slow = new NativeTransform<Uint8Array, Uint8Array>({
    async transform(chunk, controller) {
      await wait(chunk.byteLength / bytesPerMs);
      controller.enqueue(chunk);
    },
  });
  return new NativeResponse(answer.body.pipeThrough(slow), { headers: answer.headers, status: answer.status });
}

/** What an answer holds, read from a copy. */
async function record(exchange: Exchange, copy: Response): Promise<void> {
  const status = Number(copy.headers.get('x-minnow-status')) || copy.status;
  const headers: Pairs = JSON.parse(decodeURIComponent(copy.headers.get('x-minnow-headers') ?? '%5B%5D'));
  try {
    const bytes = new Uint8Array(await copy.arrayBuffer());
    finish(exchange, copy.headers.get('x-minnow-error'), status, headers, bytes);
  } catch (error) {
    end(exchange, { state: 'failed', status, headers, error: String((error as Error)?.message ?? error) });
  }
}

/** `refusal`: the relay's own word for why there is no answer. */
function finish(exchange: Exchange, refusal: string | null, status: number, headers: Pairs, bytes: Uint8Array): void {
  const text = () => new natives.TextDecoder().decode(bytes.subarray(0, BODY_MAX));
  if (refusal !== null) {
    let message = refusal;
    try {
      message = JSON.parse(text()).message;
    } catch {
      // The word alone says enough.
    }
    return end(exchange, { state: 'failed', error: message });
  }
  const type = headers.find(([name]) => name === 'content-type')?.[1] ?? '';
  const isText = /text|json|xml|javascript|urlencoded/.test(type) || !type;
  end(exchange, { state: 'done', status, headers, bytes: bytes.byteLength, body: isText ? text() : `(${bytes.byteLength} bytes, ${type})` });
}

/** The closed realm's targets have no method of their own for it. */
function listenTo(target: EventTarget, type: string, run: (event: any) => void): void {
  apply(addEventListener, target, [type, run]);
}

/** Requests with a body whose progress someone follows go by XMLHttpRequest. */
function followUploads(): void {
  natives.XMLHttpRequest = class extends natives.XMLHttpRequest {
    #description: any = null;
    #mock: ReturnType<typeof pinned> | null = null;

    override setRequestHeader(name: string, value: string): void {
      if (name === 'X-Minnow-Relay') this.#description = described([[name, value]]);
      super.setRequestHeader(name, value);
    }

    override send(body?: Document | XMLHttpRequestBodyInit | null): void {
      if (!this.#description) return super.send(body);
      const exchange = begin(this.#description, body);
      listenTo(this, 'load', () => {
        finish(exchange, this.getResponseHeader('x-minnow-error'), Number(this.getResponseHeader('x-minnow-status')), JSON.parse(decodeURIComponent(this.getResponseHeader('x-minnow-headers') ?? '%5B%5D')), new Uint8Array(this.response));
      });
      listenTo(this, 'error', () => end(exchange, { state: 'failed', error: 'network error' }));
      const mock = mockFor(exchange.url);
      void wait(mock ? mock.delayMs : profile.latencyMs).then(() => {
        if (mock) {
          this.#mock = pinned(mock);
          const { body: text, status, own } = this.#mock;
          end(exchange, { state: 'done', status, headers: own, body: text, bytes: text.length, mocked: true });
          this.onload?.({} as ProgressEvent);
        } else if (isOffline()) {
          end(exchange, { state: 'failed', error: 'offline' });
          this.onerror?.({} as ProgressEvent);
        } else super.send(body);
      });
    }

    override getResponseHeader(name: string): string | null {
      return this.#mock ? (this.#mock.headers[name] ?? null) : super.getResponseHeader(name);
    }
    override getAllResponseHeaders(): string {
      return this.#mock ? '' : super.getAllResponseHeaders();
    }
    override get response(): any {
      return this.#mock ? new natives.TextEncoder().encode(this.#mock.body).buffer : super.response;
    }
  };
}

function followSockets(): void {
  natives.WebSocket = class extends natives.WebSocket {
    readonly #exchange: Exchange;

    constructor(url: string | URL, protocols?: string | string[]) {
      if (isOffline()) throw new Error('offline');
      super(url, protocols);
      const relayed = JSON.parse(new natives.URL(url, natives.location.href).searchParams.get('d') ?? 'null');
      this.#exchange = { ...begin({ ...(relayed ?? { url: String(url) }), kind: 'socket', method: 'WS' }, ''), frames: [] };
      // The relay accepts at once, and then says how the connection behind it went (docs/internals/relay.md).
      let waits = relayed !== null;
      listenTo(this, 'open', () => waits || end(this.#exchange, { status: 101 }));
      listenTo(this, 'message', ({ data }) => {
        if (!waits) return this.#note(false, data);
        waits = false;
        const { open, error } = JSON.parse(data);
        end(this.#exchange, open ? { status: 101, headers: open.headers ?? [] } : { state: 'failed', error: String(error?.message ?? error?.reason ?? 'network error') });
      });
      listenTo(this, 'error', () => end(this.#exchange, { state: 'failed', error: this.#exchange.error || 'network error' }));
      listenTo(this, 'close', ({ code, reason }) => end(this.#exchange, { state: this.#exchange.status === 101 && this.#exchange.state !== 'failed' ? 'done' : 'failed', body: `${code} ${reason}` }));
    }

    override send(data: string | ArrayBufferLike | Blob | ArrayBufferView): void {
      super.send(data as string);
      this.#note(true, data);
    }

    #note(out: boolean, data: unknown): void {
      const frames = this.#exchange.frames!;
      frames.push({ at: now(), out, text: bodyText(data) });
      if (frames.length > FRAMES_MAX) frames.shift();
      end(this.#exchange, { bytes: this.#exchange.bytes + (typeof data === 'string' ? data.length : 0) });
    }
  };
}
