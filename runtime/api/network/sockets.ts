// WebSocket: tasks of connectSocket, and the older calls that speak to the socket made last.
// In: options of the program. Out: SocketTask. Through the relay the first message is about the connection (docs/internals/relay.md).

import { ApiFailure, type LogicApiHost } from '../host';
import { listeners, settle } from '../method';
import { checkedUrl, headerObject, headerPairs, type HeaderPairs } from './convert';

const OPEN_MAX = 5;
const CONNECTING = 0;
const OPEN = 1;
const CLOSING = 2;
const CLOSED = 3;

interface Legacy {
  open?: (value: object) => void;
  message?: (value: object) => void;
  error?: (value: object) => void;
  close?: (value: object) => void;
}

export function sockets(host: LogicApiHost): void {
  const alive = new Set<object>();
  const legacy: Legacy = {};
  let current: ReturnType<typeof createTask> | undefined;

  host.task('connectSocket', { url: 'string', header: 'object?', protocols: 'array?', timeout: 'number?' }, (options) => {
    const { task, start } = createTask(host, options, legacy, () => alive.delete(task));
    const result = Promise.resolve().then(() => {
      const url = checkedUrl(options.url, /^wss?:\/\//i, host.native.URL);
      if (alive.size >= OPEN_MAX) throw new ApiFailure('exceed max concurrent socket count', { errno: 600007 });
      // A refused socket is not the one the older calls mean, and one closed in the turn it was made is none.
      if (task.readyState === CONNECTING) {
        alive.add(task);
        current = { task, start };
        start(url);
      }
      return { socketTaskId: alive.size };
    });
    return { task, result };
  });
  host.asynchronous('sendSocketMessage', { data: 'any' }, ({ data }) => {
    if (!current) throw new ApiFailure('WebSocket is not connected');
    return current.task.transmit(data);
  });
  host.asynchronous('closeSocket', { code: 'number?', reason: 'string?' }, ({ code, reason }) => {
    if (!current) throw new ApiFailure('WebSocket is not connected');
    return current.task.finish(code, reason);
  });
  // One listener each: the last one given counts, as with the vendor.
  host.synchronous('onSocketOpen', (listener: any) => void (legacy.open = listener));
  host.synchronous('onSocketMessage', (listener: any) => void (legacy.message = listener));
  host.synchronous('onSocketError', (listener: any) => void (legacy.error = listener));
  host.synchronous('onSocketClose', (listener: any) => void (legacy.close = listener));
}

function createTask(host: LogicApiHost, options: any, legacy: Legacy, gone: () => void) {
  const { native } = host;
  const opened = listeners<object>();
  const message = listeners<object>();
  const error = listeners<object>();
  const closed = listeners<object>();
  const failed = (reason: unknown) => host.runtime.reportError(reason);
  const relay = host.system.server?.socket;
  let socket: WebSocket | undefined;
  let state = CONNECTING;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const tell = (kind: keyof Legacy, value: object) => {
    ({ open: opened, message, error, close: closed })[kind].tell(value, failed);
    try {
      legacy[kind]?.(value);
    } catch (reason) {
      failed(reason);
    }
  };
  const end = (code: number, reason: string) => {
    if (state === CLOSED) return;
    state = CLOSED;
    clearTimeout(timer);
    gone();
    tell('close', { code, reason });
  };
  const fail = (reason: string, errno = 600001) => {
    clearTimeout(timer);
    tell('error', { errMsg: reason, errno });
  };
  const connected = (pairs: HeaderPairs) => {
    clearTimeout(timer);
    state = OPEN;
    tell('open', { header: headerObject(pairs), profile: {} });
  };

  const start = (url: string): void => {
    const timeoutMs = options.timeout ?? host.manifest.app?.networkTimeout?.connectSocket ?? 60_000;
    const protocols = (options.protocols ?? []).map(String);
    try {
      socket = relay ? new native.WebSocket(relayAddress(host, relay, { url, headers: headerPairs(options.header), protocols, timeout_ms: timeoutMs })) : new native.WebSocket(url, protocols);
    } catch (reason) {
      queueMicrotask(() => (fail((reason as Error).message), end(1006, '')));
      return;
    }
    socket.binaryType = 'arraybuffer';
    timer = setTimeout(() => {
      fail('timeout', 5);
      socket!.close();
    }, timeoutMs);
    let told = !relay;
    socket.onopen = () => told && connected([]);
    socket.onmessage = ({ data }) => {
      if (told) return tell('message', { data });
      told = true;
      const first = JSON.parse(data as string);
      if (first.open) return connected(first.open.headers ?? []);
      if (first.error?.message) console.warn(first.error.message);
      fail(String(first.error?.reason ?? 'network error'));
    };
    socket.onerror = () => state !== CLOSED && fail('network error');
    socket.onclose = (event) => end(event.code === 4000 && state === CONNECTING ? 1006 : event.code, event.reason);
  };

  const transmit = (data: unknown): void => {
    if (!socket || state !== OPEN) throw new ApiFailure(`SocketTask.readyState is ${state === CONNECTING ? 'not OPEN' : 'CLOSED'}`);
    if (typeof data !== 'string' && !(data instanceof ArrayBuffer) && !ArrayBuffer.isView(data)) throw new ApiFailure('parameter error: parameter.data should be String/ArrayBuffer;');
    socket.send(data as string | ArrayBuffer);
  };
  const finish = (code = 1000, reason = ''): void => {
    if (state >= CLOSING) throw new ApiFailure('WebSocket is not connected');
    state = CLOSING;
    // The browser lets a program close with 1000 or 3000 to 4999 only.
    socket?.close(code === 1000 || (code >= 3000 && code <= 4999) ? code : 1000, reason);
    if (!socket) end(code, reason);
  };
  const task = {
    CONNECTING, OPEN, CLOSING, CLOSED,
    get readyState() {
      return state;
    },
    send: (call: any = {}) => settle('sendSocketMessage', call, () => transmit(call.data)),
    close: (call: any = {}) => settle('closeSocket', call, () => finish(call.code, call.reason)),
    onOpen: opened.on, onMessage: message.on, onError: error.on, onClose: closed.on,
    offOpen: opened.off, offMessage: message.off, offError: error.off, offClose: closed.off,
  };
  // Not for programs: the older calls share these.
  Object.defineProperties(task, { transmit: { value: transmit }, finish: { value: finish } });
  return { task: task as typeof task & { transmit: typeof transmit; finish: typeof finish }, start };
}

function relayAddress(host: LogicApiHost, relay: string, description: object): string {
  const url = new host.native.URL(relay, host.system.base);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  url.searchParams.set('d', JSON.stringify(description));
  return url.href.replace(/\+/g, '%20');
}
