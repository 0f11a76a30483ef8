// File APIs: FileSystemManager, the older saved-file calls, opening documents. In: paths and bytes. Out: members of wx and the service `files`.
// Must not: let a program write outside its user directory.

import { ApiFailure, type LogicApiHost } from '../host';
import { createAccess } from './access';
import { createManager } from './manager';
import type { Files } from './types';
import { extensionOf } from './types';
import { createVolume } from './volume';

const DOCUMENTS = ['doc', 'docx', 'xls', 'xlsx', 'ppt', 'pptx', 'pdf'];

export default function file(host: LogicApiHost): void {
  const volume = createVolume(host);
  const access = createAccess(host, volume);
  const manager = createManager(host, volume, access);
  host.provide('files', {
    loaded: volume.loaded,
    addTemporary: volume.addTemporary,
    read: access.read,
    write: (path, blob) => volume.write(access.writable(path), blob),
  } satisfies Files);

  host.synchronous('getFileSystemManager', () => manager);
  // The older members of wx are the manager's methods under their old names.
  const call = (name: string, options: object) => (manager[name] as (options: object) => Promise<{ errMsg?: string }>)(options).catch((error) => {
    const { errMsg, ...extra } = error;
    throw new ApiFailure(String(errMsg).replace(/^\w+:fail /, ''), extra);
  });
  host.asynchronous('saveFile', { tempFilePath: 'string', filePath: 'string?' }, ({ tempFilePath, filePath }) => call('saveFile', { tempFilePath, filePath }));
  host.asynchronous('getSavedFileList', {}, () => call('getSavedFileList', {}));
  host.asynchronous('removeSavedFile', { filePath: 'string' }, ({ filePath }) => call('removeSavedFile', { filePath }));
  host.asynchronous('getFileInfo', { filePath: 'string', digestAlgorithm: 'string?' }, ({ filePath, digestAlgorithm }) => call('getFileInfo', { filePath, digestAlgorithm }));
  host.asynchronous('getSavedFileInfo', { filePath: 'string' }, ({ filePath }) => {
    const entry = volume.saved().find(({ path }) => path === access.normal(filePath));
    if (!entry) throw new ApiFailure('the file is not exist');
    return { size: entry.blob!.size, createTime: Math.floor(entry.createdMs / 1000) };
  });

  host.asynchronous('openDocument', { filePath: 'string', fileType: 'string?', showMenu: 'boolean?' }, async ({ filePath, fileType }) => {
    const type = String(fileType ?? extensionOf(filePath)).toLowerCase();
    if (!DOCUMENTS.includes(type)) throw new ApiFailure('filetype not supported');
    const blob = await access.read(filePath);
    await host.view('file.open', { blob, name: nameOf(filePath, type), inline: type === 'pdf' });
  });
  host.asynchronous('saveFileToDisk', { filePath: 'string' }, async ({ filePath }) => {
    await host.view('file.download', { blob: await access.read(filePath), name: nameOf(filePath, '') });
  });

  const addresses = new Set<string>();
  host.synchronous('createBufferURL', (buffer: BlobPart) => {
    const address = host.native.URL.createObjectURL(new host.native.Blob([buffer]));
    addresses.add(address);
    return address;
  });
  host.synchronous('revokeBufferURL', (address: string) => {
    if (addresses.delete(address)) host.native.URL.revokeObjectURL(address);
  });
}

function nameOf(path: string, extension: string): string {
  const name = path.split('/').pop() || 'file';
  return extension && !extensionOf(name) ? `${name}.${extension}` : name;
}
