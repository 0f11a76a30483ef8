// wx.cloud: the client's shape. Without a platform every call fails as documented for an environment that is not there;
// in development a stand-in keeps a database and files in this realm and answers functions with what they were sent.
// In: documented options. Out: documented results. Must not: reach a network.

import { ApiFailure, type LogicApiHost } from '../host';
import { extensionOf, type Files } from '../file/types';
import { settle } from '../method';
import type { StandIn } from '../open/stand_in';
import { createDatabase } from './database';
import { createMemory, type Memory } from './memory';

const BATCH_MAX = 50;

class CloudID {
  constructor(readonly cloudID: string) {}
  toJSON() {
    return `${this.cloudID}`;
  }
}

export default function cloud(host: LogicApiHost): void {
  const memory = createMemory();
  host.set('cloud', createClient(host, memory));
}

/** Error numbers of the vendor's client: not initialised, no such environment. */
const NOT_INITIALISED = -601001;
const NO_ENVIRONMENT = -501000;

function createClient(host: LogicApiHost, memory: Memory) {
  let initialised = false;
  let environment = '';
  const standIn = () => host.use<StandIn>('standIn');
  const ready = (call: string): void => {
    if (!initialised) throw new ApiFailure('Cloud API isn\'t enabled, please call wx.cloud.init first', { errCode: NOT_INITIALISED });
    if (!standIn().active) throw new ApiFailure(`errCode: ${NO_ENVIRONMENT} | errMsg: env not exists`, { errCode: NO_ENVIRONMENT });
    standIn().require(`wx.cloud.${call}`);
  };
  const call = (name: string, options: any, run: () => unknown) => settle(`cloud.${name}`, options, () => (ready(name), run()));
  const requestId = () => `development-${Math.random().toString(36).slice(2)}`;
  const files = () => host.use<Files>('files');
  const list = (value: unknown, what: string): any[] => {
    if (!Array.isArray(value)) throw new ApiFailure(`parameter error: parameter.${what} should be Array;`, { errCode: -501007 });
    if (value.length > BATCH_MAX) throw new ApiFailure(`parameter error: parameter.${what} has more than ${BATCH_MAX} items;`, { errCode: -501007 });
    return value;
  };

  const client: Record<string, unknown> = {
    init(options: { env?: string | { database?: string } } = {}) {
      initialised = true;
      environment = typeof options.env === 'string' ? options.env : (options.env?.database ?? '');
    },
    callFunction: (options: any = {}) =>
      call('callFunction', options, () => {
        if (typeof options.name !== 'string' || options.name === '') throw new ApiFailure('parameter error: parameter.name should be String;', { errCode: -501007 });
        const data = options.data === undefined ? {} : JSON.parse(JSON.stringify(options.data));
        // The function itself runs on the platform. The stand-in cannot know its answer and says so in the answer.
        return { result: { development: true, function: options.name, event: data }, requestID: requestId() };
      }),
    callContainer: (options: any = {}) =>
      call('callContainer', options, () => {
        throw new ApiFailure(`errCode: -606001 | errMsg: service ${options.header?.['X-WX-SERVICE'] ?? options.service ?? ''} not found`, { errCode: -606001 });
      }),
    connectContainer: (options: any = {}) =>
      call('connectContainer', options, () => {
        throw new ApiFailure('errCode: -606001 | errMsg: service not found', { errCode: -606001 });
      }),
    ...transfers(call, files, memory, () => environment),
    getTempFileURL: (options: any = {}) =>
      call('getTempFileURL', options, () => ({
        fileList: list(options.fileList, 'fileList').map((item) => {
          const fileID = typeof item === 'string' ? item : item?.fileID;
          const file = memory.files.get(fileID);
          return file ? { fileID, tempFileURL: file.path, maxAge: item?.maxAge ?? 86_400, status: 0, errMsg: 'ok' } : { fileID, tempFileURL: '', status: -503003, errMsg: 'STORAGE_FILE_NONEXIST' };
        }),
      })),
    deleteFile: (options: any = {}) =>
      call('deleteFile', options, () => ({
        fileList: list(options.fileList, 'fileList').map((fileID) => (memory.files.delete(fileID) ? { fileID, status: 0, errMsg: 'ok' } : { fileID, status: -503003, errMsg: 'STORAGE_FILE_NONEXIST' })),
      })),
    database: (options: { throwOnNotFound?: boolean } = {}) => {
      if (!initialised) throw new Error('Cloud API isn\'t enabled, please call wx.cloud.init first');
      return createDatabase(host, memory, ready, options);
    },
    CloudID,
    extend: unavailable('extend'),
    services: unavailable('services'),
  };
  client['Cloud'] = class {
    constructor() {
      // Another account's environment: the same client, initialised on its own.
      Object.assign(this, createClient(host, memory));
      const init = (this as any).init;
      (this as any).init = async (options: object) => init(options);
    }
  };
  return client;
}

type Call = (name: string, options: any, run: () => unknown) => Promise<any> | undefined;

/** `uploadFile` and `downloadFile`: with callbacks a task, as documented; without them a promise. */
function transfers(call: Call, files: () => Files, memory: Memory, environment: () => string) {
  const transfer = (name: string, options: any, run: (tell: (progress: object) => void) => unknown) => {
    const listeners = new Set<(progress: object) => void>();
    // A turn later, when the program has got the task and listens.
    const outcome = call(name, options, () => Promise.resolve().then(() => run((progress) => listeners.forEach((listener) => listener(progress)))));
    return (
      outcome ?? {
        abort: () => undefined,
        onProgressUpdate: (listener: (progress: object) => void) => void listeners.add(listener),
        offProgressUpdate: (listener: (progress: object) => void) => void listeners.delete(listener),
      }
    );
  };
  return {
    uploadFile: (options: any = {}) =>
      transfer('uploadFile', options, async (tell) => {
        if (typeof options.cloudPath !== 'string' || options.cloudPath === '') throw new ApiFailure('parameter error: parameter.cloudPath should be String;', { errCode: -501007 });
        const blob = await files().read(String(options.filePath));
        const fileID = `cloud://${environment() || 'development'}.development/${options.cloudPath.replace(/^\/+/, '')}`;
        memory.files.set(fileID, { blob, path: files().addTemporary(blob, extensionOf(options.cloudPath)) });
        tell({ progress: 100, totalBytesSent: blob.size, totalBytesExpectedToSend: blob.size });
        return { fileID, statusCode: 204 };
      }),
    downloadFile: (options: any = {}) =>
      transfer('downloadFile', options, (tell) => {
        const file = memory.files.get(String(options.fileID));
        if (!file) throw new ApiFailure('errCode: -503003 | errMsg: requested file not exist', { errCode: -503003 });
        tell({ progress: 100, totalBytesWritten: file.blob.size, totalBytesExpectedToWrite: file.blob.size });
        return { tempFilePath: files().addTemporary(file.blob, extensionOf(String(options.fileID))), statusCode: 200 };
      }),
  };
}

/** Members of the platform's extensions: any call of any depth fails in words. */
function unavailable(path: string): unknown {
  return new Proxy(function () {}, {
    get: (_target, key) => (typeof key === 'symbol' || key === 'then' ? undefined : unavailable(`${path}.${key}`)),
    apply: () => Promise.reject({ errMsg: `cloud.${path}:fail not supported`, errCode: NO_ENVIRONMENT, errno: 100 }),
  });
}
