// Network APIs: request, uploadFile, downloadFile, sockets. At most ten exchanges run at once, more wait in order.
// In: options of the program. Out: tasks and results in the documented shape. Must not: keep cookies or answers.

import { ApiFailure, type LogicApiHost } from '../host';
import { extensionOf, extensionOfType, type Files, type Transfer } from '../file/types';
import { listeners } from '../method';
import { checkedMethod, checkedUrl, headerObject, headerPairs, requestBody, resultData, valueOf, type HeaderPairs } from './convert';
import { startExchange, type Exchange, type ExchangeRequest, type ExchangeWatcher } from './exchange';
import { sockets } from './sockets';

const RUNNING_MAX = 10;
const DOWNLOAD_BYTES_MAX = 200 * 1024 * 1024;
const TIMEOUT_MS = 60_000;
const HTTP = /^https?:\/\//i;

type Result = Awaited<Exchange['done']>;

export default function network(host: LogicApiHost): void {
  const line = createLine();
  const begin = (request: () => Promise<ExchangeRequest> | ExchangeRequest, watcher: ExchangeWatcher) => {
    let exchange: Exchange | undefined;
    let aborted = false;
    const done = line(async () => {
      if (aborted) throw new ApiFailure('abort');
      const ready = await request();
      if (aborted) throw new ApiFailure('abort');
      exchange = startExchange(host, ready, watcher);
      return exchange.done;
    });
    // Nobody may wait for it when the arguments were wrong.
    done.catch(() => undefined);
    return { done, abort: () => ((aborted = true), exchange?.abort()) };
  };
  const timeout = (options: any, kind: string) => {
    const own = options.timeout ?? host.manifest.app?.networkTimeout?.[kind];
    return typeof own === 'number' && own > 0 ? own : TIMEOUT_MS;
  };
  const failed = (error: unknown) => host.runtime.reportError(error);
  const heads = () => {
    const all = listeners<object>();
    const tell = (head: { status: number; headers: HeaderPairs }) =>
      all.tell({ header: headerObject(head.headers), statusCode: head.status, cookies: cookiesOf(head.headers), errMsg: 'onHeadersReceived:ok' }, failed);
    return { all, tell };
  };

  host.task(
    'request',
    {
      url: 'string', data: 'any?', header: 'object?', timeout: 'number?', method: 'string?', dataType: 'string?', responseType: 'string?',
      enableChunked: 'boolean?', redirect: 'string?',
    },
    (options) => {
      const head = heads();
      const chunks = listeners<{ data: ArrayBuffer }>();
      const chunked = options.enableChunked === true;
      const exchange = begin(
        () => {
          const method = checkedMethod(options.method);
          const pairs = headerPairs(options.header);
          if (valueOf(pairs, 'content-type') === undefined) pairs.push(['content-type', 'application/json']);
          const { url, body } = requestBody(checkedUrl(options.url, HTTP, host.native.URL), method, options.data, pairs);
          return { kind: 'request', url, method, headers: pairs, body, timeoutMs: timeout(options, 'request'), redirect: options.redirect === 'manual' ? 'manual' : 'follow' };
        },
        {
          head: head.tell,
          chunk: chunked ? (bytes) => chunks.tell({ data: bytes.slice().buffer as ArrayBuffer }, failed) : undefined,
        },
      );
      const result = exchange.done.then(async (answer) => {
        // Chunks were delivered as they came: the result then carries no data, as documented.
        const data = chunked ? '' : resultData(await answer.bytes.arrayBuffer(), options, valueOf(answer.headers, 'content-type') ?? '', host.native.TextDecoder);
        return { data, statusCode: answer.status, header: headerObject(answer.headers), cookies: cookiesOf(answer.headers), profile: profileOf(answer), useHttpDNS: false };
      });
      return {
        task: {
          abort: exchange.abort,
          onHeadersReceived: head.all.on, offHeadersReceived: head.all.off,
          onChunkReceived: chunks.on, offChunkReceived: chunks.off,
        },
        result,
      };
    },
  );

  host.task('uploadFile', { url: 'string', filePath: 'string', name: 'string', header: 'object?', formData: 'object?', timeout: 'number?' }, (options) => {
    const head = heads();
    const progress = listeners<object>();
    const exchange = begin(
      async () => {
        const url = checkedUrl(options.url, HTTP, host.native.URL);
        const blob = await host.use<Files>('files').read(options.filePath);
        const form = new host.native.FormData();
        for (const [name, value] of Object.entries(options.formData ?? {})) form.append(name, typeof value === 'object' ? JSON.stringify(value) : String(value));
        form.append(options.name, blob, options.filePath.split('/').pop());
        const headers = headerPairs(options.header).filter(([name]) => name.toLowerCase() !== 'content-type');
        return { kind: 'upload', url, method: 'POST', headers, body: form, timeoutMs: timeout(options, 'uploadFile'), redirect: 'follow' };
      },
      {
        head: head.tell,
        sent: (sent, total) => progress.tell({ progress: total ? Math.floor((sent / total) * 100) : 0, totalBytesSent: sent, totalBytesExpectedToSend: total }, failed),
      },
    );
    const result = exchange.done.then(async (answer) => ({
      data: resultData(await answer.bytes.arrayBuffer(), { dataType: 'text' }, valueOf(answer.headers, 'content-type') ?? '', host.native.TextDecoder),
      statusCode: answer.status,
      header: headerObject(answer.headers),
      profile: profileOf(answer),
    }));
    return {
      task: {
        abort: exchange.abort,
        onProgressUpdate: progress.on, offProgressUpdate: progress.off,
        onHeadersReceived: head.all.on, offHeadersReceived: head.all.off,
      },
      result,
    };
  });

  host.task('downloadFile', { url: 'string', header: 'object?', timeout: 'number?', filePath: 'string?' }, (options) => {
    const head = heads();
    const progress = listeners<object>();
    let expected = 0;
    const exchange = begin(
      () => ({
        kind: 'download', url: checkedUrl(options.url, HTTP, host.native.URL), method: 'GET', headers: headerPairs(options.header),
        body: undefined, timeoutMs: timeout(options, 'downloadFile'), redirect: 'follow',
      }),
      {
        head: (told) => {
          expected = Number(valueOf(told.headers, 'content-length')) || 0;
          head.tell(told);
        },
        chunk: (_bytes, received) => {
          if (received > DOWNLOAD_BYTES_MAX) throw new ApiFailure('exceed max file size');
          progress.tell({ progress: expected ? Math.min(100, Math.floor((received / expected) * 100)) : 0, totalBytesWritten: received, totalBytesExpectedToWrite: expected }, failed);
        },
      },
    );
    const result = exchange.done.then((answer) => {
      const type = valueOf(answer.headers, 'content-type') ?? '';
      const files = host.use<Files>('files');
      const blob = answer.bytes.slice(0, answer.bytes.size, type.split(';', 1)[0]);
      const common = { statusCode: answer.status, profile: profileOf(answer), header: headerObject(answer.headers), dataLength: blob.size };
      if (options.filePath !== undefined) {
        files.write(options.filePath, blob);
        return { ...common, filePath: options.filePath };
      }
      const extension = extensionOfType(type) || extensionOf(new host.native.URL(options.url).pathname);
      return { ...common, tempFilePath: files.addTemporary(blob, extension) };
    });
    return {
      task: {
        abort: exchange.abort,
        onProgressUpdate: progress.on, offProgressUpdate: progress.off,
        onHeadersReceived: head.all.on, offHeadersReceived: head.all.off,
      },
      result,
    };
  });

  host.provide('transfer', {
    async fetchBlob(url: string) {
      const exchange = begin(() => ({ kind: 'download', url: checkedUrl(url, HTTP, host.native.URL), method: 'GET', headers: [], body: undefined, timeoutMs: TIMEOUT_MS, redirect: 'follow' }), {});
      const answer = await exchange.done;
      if (answer.status >= 400) throw new ApiFailure(`download failed, statusCode ${answer.status}`);
      return answer.bytes.slice(0, answer.bytes.size, (valueOf(answer.headers, 'content-type') ?? '').split(';', 1)[0]);
    },
  } satisfies Transfer);
  sockets(host);
  backgroundFetch(host);
}

/** Runs at most `RUNNING_MAX` at a time, in the order asked. */
function createLine() {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async <T>(run: () => Promise<T>): Promise<T> => {
    if (running >= RUNNING_MAX) await new Promise<void>((resolve) => waiting.push(resolve));
    running++;
    try {
      return await run();
    } finally {
      running--;
      waiting.shift()?.();
    }
  };
}

function cookiesOf(pairs: HeaderPairs): string[] {
  return pairs.filter(([name]) => name.toLowerCase() === 'set-cookie').map(([, value]) => value);
}

/** The times that can be known from outside the network stack. */
function profileOf(answer: Result) {
  return {
    fetchStart: answer.startMs, requestStart: answer.startMs, responseStart: answer.headMs, responseEnd: answer.endMs,
    sendBytesCount: answer.sentBytes, receivedBytedCount: answer.bytes.size,
  };
}

function backgroundFetch(host: LogicApiHost): void {
  let token = '';
  host.asynchronous('setBackgroundFetchToken', { token: 'string' }, (options) => {
    if (options.token.length > 1024) throw new ApiFailure('token length exceeds 1024');
    token = options.token;
  });
  host.asynchronous('getBackgroundFetchToken', {}, () => {
    if (!token) throw new ApiFailure('token not found');
    return { token };
  });
  // Fetching ahead of the launch is the platform's work; without one there never is a record.
  host.asynchronous('getBackgroundFetchData', { fetchType: 'string' }, () => {
    throw new ApiFailure('record is null');
  });
  host.event('onBackgroundFetchData');
  host.synchronous('createCacheManager', () => {
    throw new ApiFailure('not supported', { errno: 100 });
  });
}
