// Base APIs: what the client can do, releases of the program, logs, base64, performance, leaving the program.
// In: the system snapshot and the manifest. Out: members of wx. Must not: touch the network but for the update check.

import { ApiFailure, type LogicApiHost } from '../host';
import { copy } from '../system/logic';
import { canIUse } from './can_i_use';
import { fromBase64, toBase64 } from './base64';
import { createLogs } from './logs';
import { createPerformance } from './performance';
import { createUpdates } from './updates';

const RANDOM_BYTES_MAX = 1_048_576;

export default function base(host: LogicApiHost): void {
  clientMembers(host);
  programMembers(host);
  const logs = createLogs();
  host.synchronous('getLogManager', (options?: { level?: number }) => logs.local(options?.level ?? 0));
  host.synchronous('getRealtimeLogManager', () => logs.realtime());
  host.synchronous('arrayBufferToBase64', (buffer: unknown) => toBase64(bytesOf(buffer)));
  host.synchronous('base64ToArrayBuffer', (text: unknown) => fromBase64(String(text ?? '')).buffer);
  host.asynchronous('getRandomValues', { length: 'number' }, ({ length }) => ({ randomValues: randomBytes(host, length) }));
  host.synchronous('getUserCryptoManager', () => ({
    getRandomValues: (options: any) => (host.get('getRandomValues') as (options: any) => unknown)(options),
    getLatestUserKey: (options: any = {}) => rejected(options, 'getUserCryptoManager.getLatestUserKey:fail not supported'),
  }));
  const performance = createPerformance(host);
  host.synchronous('getPerformance', () => performance);
  host.synchronous('reportPerformance', (id: number, value: number, dimensions?: unknown) => performance.report(id, value, dimensions));
  idleMembers(host);
  preloadMembers(host);
}

/** What the client is beyond the system's facts. */
function clientMembers(host: LogicApiHost): void {
  host.asynchronous('getRendererUserAgent', {}, () => ({ userAgent: host.system.userAgent }));
  const skyline = () => ({ isSupported: false, version: '', reason: 'client not supported' });
  host.asynchronous('getSkylineInfo', {}, skyline);
  host.synchronous('getSkylineInfoSync', skyline);
  host.asynchronous('getDeviceBenchmarkInfo', {}, () => ({ benchmarkLevel: -1, modelLevel: 0 }));
  // A page can't open the settings of the operating system.
  host.unsupported(['openAppAuthorizeSetting', 'openSystemBluetoothSetting', 'updateWeChatApp']);
  host.synchronous('canIUse', (schema: unknown) => canIUse(host, schema));
  host.event('onMemoryWarning', 'offMemoryWarning');
  host.event('onApiCategoryChange', 'offApiCategoryChange');
}

function programMembers(host: LogicApiHost): void {
  host.synchronous('getApiCategory', () => 'default');
  const updates = createUpdates(host);
  host.synchronous('getUpdateManager', () => updates);
  const extension = () => copy(host.manifest.app?.ext ?? {});
  host.asynchronous('getExtConfig', {}, () => ({ extConfig: extension() }));
  host.synchronous('getExtConfigSync', extension);
  host.asynchronous('setEnableDebug', { enableDebug: 'boolean' }, () => undefined);
  host.asynchronous('exitMiniProgram', {}, () => host.view('base.exit'));
  host.asynchronous('restartMiniProgram', { path: 'string?' }, ({ path }) => host.view('base.restart', { path: path ?? '' }));
}

function idleMembers(host: LogicApiHost): void {
  const waiting = new Map<number, ReturnType<typeof setTimeout>>();
  let last = 0;
  host.synchronous('requestIdleCallback', (callback: (deadline: object) => void, options?: { timeout?: number }) => {
    const id = ++last;
    const due = Date.now() + (options?.timeout ?? Infinity);
    // The Worker has no idle notion; a macrotask after the pending batch is the nearest. Five milliseconds keep frames free.
    const timer = setTimeout(() => {
      waiting.delete(id);
      const end = Date.now() + 5;
      callback({ didTimeout: Date.now() >= due, timeRemaining: () => Math.max(0, end - Date.now()) });
    }, 1);
    waiting.set(id, timer);
    return id;
  });
  host.synchronous('cancelIdleCallback', (id: number) => {
    clearTimeout(waiting.get(id));
    waiting.delete(id);
  });
}

function preloadMembers(host: LogicApiHost): void {
  host.asynchronous('preloadAssets', { data: 'array' }, ({ data }) => host.view('base.preload', { data }));
  // Every page is one document here: there is nothing to warm up.
  host.asynchronous('preloadWebview', {}, () => undefined);
  host.asynchronous('preloadSkylineView', {}, () => {
    throw new ApiFailure('not supported', { errno: 100 });
  });
  host.task('preDownloadSubpackage', { packageType: 'string' }, ({ packageType }) => {
    const listeners = new Set<(progress: object) => void>();
    const result = Promise.resolve().then(() => {
      if (packageType !== 'workers') throw new ApiFailure(`invalid packageType "${packageType}"`, { errno: 1001 });
      for (const listener of listeners) listener({ progress: 100, totalBytesWritten: 0, totalBytesExpectedToWrite: 0 });
    });
    return { task: { onProgressUpdate: (listener: (progress: object) => void) => void listeners.add(listener) }, result };
  });
}

function bytesOf(value: unknown): Uint8Array {
  if (value instanceof ArrayBuffer) return new Uint8Array(value);
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  throw new ApiFailure('parameter error: parameter should be ArrayBuffer;');
}

function randomBytes(host: LogicApiHost, length: number): ArrayBuffer {
  if (!Number.isInteger(length) || length < 0 || length > RANDOM_BYTES_MAX) throw new ApiFailure('invalid length', { errno: 1001 });
  const bytes = new Uint8Array(length);
  // The browser fills 65,536 bytes at most at a time.
  for (let at = 0; at < length; at += 65_536) host.native.crypto.getRandomValues(bytes.subarray(at, at + 65_536));
  return bytes.buffer;
}

/** Fails a method of an object in the way `wx` members fail. */
function rejected(options: any, errMsg: string): Promise<never> | undefined {
  const error = { errMsg, errno: 100 };
  if (options.success || options.fail || options.complete) {
    queueMicrotask(() => (options.fail?.(error), options.complete?.(error)));
    return undefined;
  }
  return Promise.reject(error);
}

