// Makes the types of the API's client from the server's description: `node web/openapi/generate.mjs [--check]`; `cargo xtask api` runs it.
// In: web/openapi.json. Out: web/api.d.ts; with --check an exit code, whether that file is what would be written. Must not: be needed by the build.

import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import openapiTypescript, { astToString } from 'openapi-typescript';

const web = dirname(dirname(fileURLToPath(import.meta.url)));
const description = JSON.parse(readFileSync(join(web, 'openapi.json'), 'utf8'));
const types = astToString(await openapiTypescript(description, { alphabetize: false }));
const text = `// The platform's API as types. Written by \`cargo xtask api\` from web/openapi.json; not by hand.\n\n${types}`;
const path = join(web, 'api.d.ts');
if (process.argv.includes('--check')) {
  const isSame = readFileSync(path, 'utf8') === text;
  if (!isSame) console.error('web/api.d.ts is not what web/openapi.json describes: run `cargo xtask api`');
  process.exit(isSame ? 0 : 1);
}
writeFileSync(path, text);
