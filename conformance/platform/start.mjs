// A platform of one test: starts it, publishes to it, and asks its API.
// In: a folder. Out: its origin, setup code, the address that sets it up, a way to stop it; programs as sources; answers. Must not: leave a server running.

import { execFile, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { minnowBinary, repository } from '../build.mjs';

/** Starts a platform on an empty folder, with more options and variables where there are some; resolves when it says where it is. */
export function startPlatform(folder, options = [], env = {}) {
  const words = ['serve', '--data', join(folder, 'data'), '--listen', '127.0.0.1:0', ...options];
  const server = spawn(minnowBinary(), words, { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, ...env } });
  return new Promise((resolve, reject) => {
    let text = '';
    // Of no consequence once it has started.
    server.on('exit', (code) => reject(new Error(`the platform ended with ${code}`)));
    server.stdout.on('data', (chunk) => {
      text += chunk;
      const [, origin, code] = /login (\S+) --setup-code (\S+)/.exec(text) ?? [];
      const [setup] = /http:\S+\/console\/setup#\S+/.exec(text) ?? [];
      if (origin) resolve({ origin, code, setup, stop: () => server.kill(), end: () => new Promise((ended) => { server.on('exit', ended); server.kill(); }) });
    });
  });
}

/** Runs `minnow` with a home of its own in the folder. Rejects with what it said. */
export function minnowIn(folder) {
  const env = { ...process.env, XDG_CONFIG_HOME: join(folder, 'config') };
  return (...words) => promisify(execFile)(minnowBinary(), words, { env, cwd: repository });
}

/** Writes the sources of a program: texts by path. */
export function writeProgram(folder, files) {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

/** Asks the platform's API, or a program's origin; the system need not know its host names. Gives the status and what was said; rejects when not all of it came. */
export function ask(origin, path, { method = 'GET', token, body, raw, headers: more } = {}) {
  const { host, port } = new URL(origin);
  const headers = { host, ...(token && { authorization: `Bearer ${token}` }), ...(body && { 'content-type': 'application/json' }), ...more };
  return new Promise((resolve, reject) => {
    // A connection of its own: one that is kept may be to a server that has ended.
    const asking = request({ host: '127.0.0.1', port, path, method, headers, agent: false }, (response) => {
      const parts = [];
      response.on('data', (part) => parts.push(part));
      response.on('error', reject);
      response.on('end', () => {
        const text = Buffer.concat(parts).toString();
        const isJson = response.headers['content-type']?.startsWith('application/json');
        resolve({ status: response.statusCode, headers: response.headers, answer: isJson ? JSON.parse(text) : text });
      });
    });
    asking.on('error', reject);
    asking.end(raw ?? (body && JSON.stringify(body)));
  });
}
