// One static server for every built program, each on its own origin `<name>.localhost`, and a few endpoints to talk to.
// In: a map of names to folders. Out: an HTTP server on a free port. Must not leave the folders it was given.

import { createReadStream, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize, sep } from 'node:path';
import { pipeline } from 'node:stream';
import { WebSocketServer } from 'ws';

const TYPES = {
  '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8', '.svg': 'image/svg+xml', '.png': 'image/png', '.jpg': 'image/jpeg', '.jpeg': 'image/jpeg',
  '.gif': 'image/gif', '.webp': 'image/webp', '.ico': 'image/x-icon', '.woff2': 'font/woff2', '.woff': 'font/woff', '.ttf': 'font/ttf',
  '.mp3': 'audio/mpeg', '.mp4': 'video/mp4', '.wasm': 'application/wasm', '.txt': 'text/plain; charset=utf-8',
};

/**
 * Starts the server. `roots` may gain entries while it runs; `hosts` has what the launch documents of a program say of their server (JSON).
 * `fresh`: documents come without the record of their first screen, so that the view draws every page.
 */
export async function startServer(roots, hosts = new Map(), { fresh = false } = {}) {
  const server = createServer((request, response) => {
    const url = new URL(request.url, 'http://localhost');
    if (url.pathname.startsWith('/__')) return endpoint(url, request, response);
    serveFile(roots.get(hostName(request)), url.pathname, response, { host: hosts.get(hostName(request)), fresh });
  });
  server.on('upgrade', echoSocket);
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
  const { port } = server.address();
  return { origin: (name) => `http://${name}.localhost:${port}`, close: () => server.close() };
}

function hostName(request) {
  return (request.headers.host ?? '').split(':')[0].replace(/\.localhost$/, '');
}

function serveFile(root, pathname, response, { host, fresh }) {
  if (!root) return reply(response, 404, 'text/plain', 'no such program');
  let path;
  try {
    path = normalize(join(root, decodeURIComponent(pathname)));
  } catch {
    return reply(response, 400, 'text/plain', 'bad path');
  }
  if (path !== normalize(root) && !path.startsWith(normalize(root + sep))) return reply(response, 403, 'text/plain', 'outside');
  let stat = statOf(path);
  if (stat?.isDirectory()) {
    path = join(path, 'index.html');
    stat = statOf(path);
  }
  if (!stat?.isFile()) return reply(response, 404, 'text/plain', 'not found');
  if ((host || fresh) && extname(path) === '.html') {
    let html = readFileSync(path, 'utf8');
    if (host) html = html.replace('</head>', `<script type="application/json" id="minnow-host">${host}</script></head>`);
    if (fresh) html = html.replace(/<script type="application\/json" id="minnow-record">[^<]*<\/script>/, '');
    return reply(response, 200, TYPES['.html'], html);
  }
  response.writeHead(200, { 'content-type': TYPES[extname(path).toLowerCase()] ?? 'application/octet-stream', 'content-length': stat.size, 'cache-control': 'no-store' });
  // The folder of a case that is over may go while its page still asks for something.
  pipeline(createReadStream(path), response, () => {});
}

function statOf(path) {
  return statSync(path, { throwIfNoEntry: false });
}

function reply(response, status, type, body, headers = {}) {
  response.writeHead(status, { 'content-type': type, 'access-control-allow-origin': '*', 'access-control-allow-headers': '*', 'access-control-allow-methods': '*', ...headers });
  response.end(body);
}

const json = (response, value, headers) => reply(response, 200, 'application/json; charset=utf-8', JSON.stringify(value), headers);

async function endpoint(url, request, response) {
  const [, name, argument = ''] = /^\/__([a-z]+)\/?(.*)$/.exec(url.pathname) ?? [];
  const body = await bodyOf(request);
  switch (name) {
    case 'echo':
      return json(response, { method: request.method, path: url.pathname, query: url.search.slice(1), headers: request.headers, body: body.toString('utf8') });
    case 'status':
      return reply(response, Number(argument) || 500, 'application/json', JSON.stringify({ status: Number(argument) }));
    case 'delay':
      return setTimeout(() => json(response, { waited: Number(argument) }), Math.min(Number(argument) || 0, 30_000));
    case 'redirect':
      return reply(response, 302, 'text/plain', '', { location: `/__text/${argument}` });
    case 'text':
      return reply(response, 200, 'text/plain; charset=utf-8', decodeURIComponent(argument));
    case 'cookies':
      return json(response, { ok: true }, { 'set-cookie': ['a=1; Path=/', 'b=2; Path=/'], 'x-test': 'yes' });
    case 'upload':
      return json(response, { parts: partsOf(request.headers['content-type'], body) });
    case 'bytes':
      return reply(response, 200, 'application/octet-stream', Buffer.from(Array.from({ length: Number(argument) || 0 }, (_, i) => i & 255)), { 'content-length': String(Number(argument) || 0) });
    case 'chunks':
      return chunks(response, Math.min(Number(argument) || 3, 50));
    default:
      return reply(response, 404, 'text/plain', 'no such endpoint');
  }
}

function bodyOf(request) {
  return new Promise((resolve) => {
    const pieces = [];
    request.on('data', (piece) => pieces.push(piece));
    request.on('end', () => resolve(Buffer.concat(pieces)));
  });
}

function partsOf(type, body) {
  const boundary = /boundary="?([^";]+)/.exec(type ?? '')?.[1];
  if (!boundary) return [];
  return body.toString('latin1').split(`--${boundary}`).slice(1, -1).map((part) => {
    const [head, ...rest] = part.split('\r\n\r\n');
    const content = rest.join('\r\n\r\n').replace(/\r\n$/, '');
    const name = /name="([^"]*)"/.exec(head)?.[1];
    const filename = /filename="([^"]*)"/.exec(head)?.[1];
    return filename === undefined ? { name, value: Buffer.from(content, 'latin1').toString('utf8') } : { name, filename, size: content.length };
  });
}

function chunks(response, count) {
  response.writeHead(200, { 'content-type': 'text/plain', 'access-control-allow-origin': '*' });
  let sent = 0;
  const timer = setInterval(() => {
    response.write(`chunk${sent}\n`);
    if (++sent === count) {
      clearInterval(timer);
      response.end();
    }
  }, 20);
}

const sockets = new WebSocketServer({ noServer: true });

/** A WebSocket that sends back every text or binary message; "close:CODE" closes with that code. */
function echoSocket(request, socket, head) {
  sockets.handleUpgrade(request, socket, head, (client) => {
    client.on('message', (data, isBinary) => {
      const code = /^close:(\d+)$/.exec(data.toString())?.[1];
      if (code) client.close(Number(code), 'bye');
      else client.send(data, { binary: isBinary });
    });
    // A case that is over leaves without a word.
    client.on('error', () => client.terminate());
  });
}
