// Requests made up from the description of the API, by schemathesis: no answer is a fault of the server's. node conformance/fuzz.mjs [--examples N]
// In: MINNOW; conformance/fuzz/requirements.txt, installed on demand. Out: a line a run and a closing line `N passed, N failed`. Must not: fuzz ids
// alone, which would end at "no such program": what the addresses name is there.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { repository } from './build.mjs';
import { ask, minnowIn, startPlatform, writeProgram } from './platform/start.mjs';
import { pythonPrograms } from './python.mjs';
import { end, note } from './tally.mjs';

const { values: options } = parseArgs({ options: { examples: { type: 'string', default: '10' } } });
const APP = 'fuzz';
const PROGRAM = {
  'app.json': JSON.stringify({ pages: ['pages/home/home'] }),
  'project.config.json': JSON.stringify({ appid: APP }),
  'pages/home/home.wxml': '<text>home</text>',
  'pages/home/home.js': 'Page({})',
};

/** A program that is released, with an entry; gives what addresses name of it. */
async function prepare(folder, platform) {
  writeProgram(join(folder, APP), PROGRAM);
  const minnow = minnowIn(folder);
  await minnow('login', platform.origin, '--setup-code', platform.code, '--email', 'ann@example.com');
  await minnow('publish', join(folder, APP), '--create', '--number', '1.0.0');
  await minnow('release', '1.0.0', '--app', APP);
  const token = (await minnow('admin', 'token', 'ann@example.com', '--data', join(folder, 'data'))).stdout.trim();
  const { answer: me } = await ask(platform.origin, '/api/v1/me', { token });
  const { answer: entry } = await ask(platform.origin, `/api/v1/apps/${APP}/entries`, { method: 'POST', token, body: { kind: 'code' } });
  const arms = [{ id: 'a', parameters: { colour: 'red' } }];
  const { answer: experiment } = await ask(platform.origin, `/api/v1/apps/${APP}/experiments`, { method: 'POST', token, body: { name: 'Colour', arms } });
  const names = { app: APP, program: APP, number: '1.0.0', organisation: me.organisations[0].organisation, account: me.id, entry: entry.id, experiment: experiment.id };
  return { token, names };
}

function fuzz(programs, folder, platform, title, token) {
  const { port, host } = new URL(platform.origin);
  const headers = [`Host: ${host}`, ...(token ? [`Authorization: Bearer ${token}`] : [])];
  const words = [
    '--config-file', join(folder, 'schemathesis.toml'), 'run', join(folder, 'openapi.json'), '--url', `http://127.0.0.1:${port}`,
    ...headers.flatMap((header) => ['-H', header]),
    '--checks', 'not_a_server_error', '--phases', 'examples,coverage,fuzzing', '--max-examples', options.examples, '--workers', '1', '--no-color',
  ];
  const { status, stdout, error } = spawnSync(join(programs, 'st'), words, { encoding: 'utf8', cwd: folder, maxBuffer: 1 << 28 });
  const count = /(\d+) generated/.exec(stdout)?.[1];
  note(`${title}: ${count ?? 'no'} requests`, status === 0 && count ? '' : error?.message ?? stdout.slice(-4000));
}

const folder = mkdtempSync(join(tmpdir(), 'fuzz-'));
const platform = await startPlatform(folder);
try {
  const programs = pythonPrograms('fuzz-python', join(repository, 'conformance/fuzz/requirements.txt'), ['schemathesis']);
  const { token, names } = await prepare(folder, platform);
  const { answer: description } = await ask(platform.origin, '/api/v1/openapi.json');
  writeFileSync(join(folder, 'openapi.json'), JSON.stringify(description));
  const lines = Object.entries(names).map(([name, value]) => `"path.${name}" = ${JSON.stringify(value)}`);
  writeFileSync(join(folder, 'schemathesis.toml'), `[parameters]\n${lines.join('\n')}\n`);
  fuzz(programs, folder, platform, 'somebody unknown', null);
  fuzz(programs, folder, platform, 'an operator', token);
  const { status } = await ask(platform.origin, '/readyz');
  note('the platform still answers', status === 200 ? '' : `with ${status}`);
} catch (error) {
  note('requests can be made up', error);
} finally {
  platform.stop();
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}
end();
