// createWorker: one nested Worker with the program's worker modules. In: a path in the program's worker folder. Out: a Worker object.
// Must not: give the nested realm `wx` or the network beyond what the vendor gives (none).

import { ApiFailure, type LogicApiHost } from '../host';
import { listeners } from '../method';
import { PROGRAM_GLOBALS, closeRealm } from '../../shared/close_realm';
import { WORKER_REALM } from './realm';

export default function worker(host: LogicApiHost): void {
  let alive = false;
  host.synchronous('createWorker', (path: unknown) => {
    const { native } = host;
    if (typeof path !== 'string') throw new ApiFailure(`parameter error: parameter should be String instead of ${Object.prototype.toString.call(path).slice(8, -1)};`);
    if (!native.Worker) throw new ApiFailure('not supported', { errno: 100 });
    if (alive) throw new ApiFailure('exceed max concurrent workers limit');
    const chunks: string[] = host.manifest.workers ?? [];
    if (chunks.length === 0) throw new ApiFailure(`worker "${path}" is not found: app.json has no "workers"`);
    const message = listeners<any>();
    const error = listeners<object>();
    const killed = listeners<object>();
    const failed = (reason: unknown) => host.runtime.reportError(reason);
    const urls = chunks.map((chunk) => new native.URL(chunk, host.system.base).href);
    const start = `"use strict";(${WORKER_REALM})(${JSON.stringify({ urls, path: path.replace(/^\/+/, ''), allowed: `${PROGRAM_GLOBALS} worker` })}, ${closeRealm})`;
    const inner = new native.Worker(native.URL.createObjectURL(new native.Blob([start], { type: 'text/javascript' })));
    alive = true;
    inner.onmessage = ({ data }) => (data.error ? error.tell({ message: data.error, stack: data.stack }, failed) : message.tell(data.message, failed));
    inner.onerror = (event) => {
      event.preventDefault();
      error.tell({ message: event.message, filename: event.filename, lineno: event.lineno }, failed);
    };
    return {
      env: { USER_DATA_PATH: 'wxfile://usr' },
      postMessage(value: unknown) {
        if (!alive) throw new ApiFailure('worker has been terminated');
        inner.postMessage({ message: value });
      },
      terminate() {
        alive = false;
        inner.terminate();
      },
      onMessage: message.on, offMessage: message.off, onError: error.on, offError: error.off, onProcessKilled: killed.on, offProcessKilled: killed.off,
    };
  });
}
