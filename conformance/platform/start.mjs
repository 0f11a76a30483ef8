// A platform of one test: starts it, and asks its API.
// In: a folder. Out: its origin, setup code, the address that sets it up, a way to stop it. Must not: leave a server running.

import { spawn } from 'node:child_process';
import { request } from 'node:http';
import { join } from 'node:path';
import { minnowBinary } from '../build.mjs';

/** Starts a platform on an empty folder; resolves when it says where it is. */
export function startPlatform(folder) {
  const server = spawn(minnowBinary(), ['serve', '--data', join(folder, 'data'), '--listen', '127.0.0.1:0'], { stdio: ['ignore', 'pipe', 'inherit'] });
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

/** Asks the platform's API; the system need not know its host names. Gives the status and what was said. */
export function ask(origin, path, { method = 'GET', token, body } = {}) {
  const { host, port } = new URL(origin);
  const headers = { host, ...(token && { authorization: `Bearer ${token}` }), ...(body && { 'content-type': 'application/json' }) };
  return new Promise((resolve, reject) => {
    const asking = request({ host: '127.0.0.1', port, path, method, headers }, (response) => {
      const parts = [];
      response.on('data', (part) => parts.push(part));
      response.on('end', () => {
        const text = Buffer.concat(parts).toString();
        const isJson = response.headers['content-type']?.startsWith('application/json');
        resolve({ status: response.statusCode, headers: response.headers, answer: isJson ? JSON.parse(text) : text });
      });
    });
    asking.on('error', reject);
    asking.end(body && JSON.stringify(body));
  });
}
