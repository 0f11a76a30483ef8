// The walls taken down, for the self-check: a runtime that closes nothing, and answers without a policy.
// In: the runtime's sources. Out: a folder of assets; a proxy. Must not: be used by anything but `attacks.mjs --unwalled`.
import { execFileSync } from 'node:child_process';
import { cpSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import { join } from 'node:path';
import { repository } from '../build.mjs';

/** Each wall of the runtime: the file, and what is taken out of it. A text that is not found is a fault: the wall has moved. */
const WALLS = [
  { file: 'logic/realm.ts', from: 'const left = closeRealm(realm, `${PROGRAM_GLOBALS} ${LOGIC_GLOBALS}`);', to: 'const left: string[] = [];\nvoid closeRealm; void PROGRAM_GLOBALS; void LOGIC_GLOBALS;' },
  { file: 'logic/boot.ts', from: 'Object.defineProperty(mn, name, { writable: false, configurable: false });', to: 'void name;' },
  { file: 'logic/modules.ts', from: 'if (scripts[address] === undefined) throw', to: 'if (address === null) throw' },
  { file: 'api/network/exchange.ts', from: 'await host.native.fetch(url, {', to: 'await [host.native.fetch].map((one) => one)[0]!(url, {' },
  { file: 'build.mjs', from: '"use strict";', to: '' },
  { file: 'view/kept/restore.ts', from: ' || !isPlain(template.content)', to: ' || !isPlain' },
  { file: 'view/main.ts', from: 'beforeWxs(lockDown);', to: 'void beforeWxs; void lockDown;' },
  { file: 'api/worker/realm.ts', from: 'closeRealm(scope, allowed);', to: 'void closeRealm; void allowed;' },
];

/** Builds a runtime without its walls. */
export function buildUnwalled(folder) {
  const copy = join(folder, 'unwalled');
  cpSync(join(repository, 'runtime'), join(copy, 'runtime'), { recursive: true });
  cpSync(join(repository, 'tsconfig.json'), join(copy, 'tsconfig.json'));
  symlinkSync(join(repository, 'node_modules'), join(copy, 'node_modules'));
  for (const { file, from, to } of WALLS) {
    const path = join(copy, 'runtime', file);
    const text = readFileSync(path, 'utf8');
    if (!text.includes(from)) throw new Error(`${file} has no longer "${from}": attacks/walls.mjs must name its walls anew`);
    writeFileSync(path, text.replace(from, to));
  }
  const assets = join(folder, 'assets');
  execFileSync('node', [join(copy, 'runtime/build.mjs'), '--out', assets], { stdio: 'ignore' });
  return assets;
}

/** The same server without its policies. */
export async function withoutPolicy({ origin }) {
  const target = new URL(origin);
  const server = createServer((from, to) => {
    const headers = { ...from.headers, host: target.host };
    if (headers.origin) headers.origin = origin;
    const asked = request({ host: target.hostname, port: target.port, path: from.url, method: from.method, headers }, (answer) => {
      const kept = Object.fromEntries(Object.entries(answer.headers).filter(([name]) => !/^(content-security-policy|cross-origin-|permissions-policy)/.test(name)));
      to.writeHead(answer.statusCode, kept);
      answer.pipe(to);
    });
    asked.on('error', () => to.destroy());
    from.pipe(asked);
  });
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
  return {
    origin: `http://127.0.0.1:${server.address().port}`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
