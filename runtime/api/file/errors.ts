// Failures of the file system with their documented codes. In: what went wrong. Out: ApiFailure. Must not: be thrown for bugs.

import { ApiFailure } from '../host';

export const missing = (path: string) => new ApiFailure(`no such file or directory "${path}"`, { errCode: 1300002 });
export const denied = (path: string, act = 'open') => new ApiFailure(`permission denied, ${act} "${path}"`, { errCode: 1300013 });
export const exists = (path: string) => new ApiFailure(`file already exists "${path}"`, { errCode: 1301005 });
export const notDirectory = (path: string) => new ApiFailure(`not a directory "${path}"`, { errCode: 1300020 });
export const isDirectory = (path: string) => new ApiFailure(`illegal operation on a directory, open "${path}"`, { errCode: 1301003 });
export const notEmpty = (path: string) => new ApiFailure(`directory not empty "${path}"`, { errCode: 1300066 });
export const notPermitted = (path: string) => new ApiFailure(`operation not permitted "${path}"`, { errCode: 1300001 });
export const full = () => new ApiFailure('the maximum size of the file storage limit is exceeded', { errCode: 1300202 });
export const badDescriptor = () => new ApiFailure('bad file descriptor', { errCode: 1300009 });
export const badArgument = (text: string) => new ApiFailure(`invalid argument ${text}`, { errCode: 1300022 });
export const outOfRange = (what: 'length' | 'offset' | 'position') =>
  new ApiFailure(`the value of "${what}" is out of range`, { errCode: { length: 1301006, offset: 1301007, position: 1301009 }[what] });
