// What the tests of the logic realm use of it. In: nothing. Out: exports. Must not: be part of a build.
export { prepare } from './boot';
export { receive } from './port';
export { program } from './program';
export { instanceOf, instanceByNumber } from './instance';
export { convert, propertyDefinition } from './properties';
export { deepCopy, deepEqual, viewCopy } from './copy';
export { diffValue, parsePatterns } from './list_diff';
export { getPath, setPath } from '../shared/path';
export { parsePageUrl } from './url';
export { argumentError } from './api_host';
export { ApiFailure } from '../api/host';
export { increasing } from './skeleton/update';
