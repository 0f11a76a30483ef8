// The web server of the launch benchmark: node server.mjs PORT ADDRESS KEY CERTIFICATE ROOTS, HTTP/2 over TLS, one host name an entrant.
// In: ROOTS, a JSON file `{host: folder}`; lines on standard input. Out: `ready`; for `reset` an empty line, for `requests` what was sent since.
// Must not: compress or read anything while it is measured, or treat one entrant otherwise than another.
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { createSecureServer } from 'node:http2';
import { extname, join, relative } from 'node:path';
import { createInterface } from 'node:readline';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const [port, address, key, certificate, rootsFile] = process.argv.slice(2);
const TYPES = {
  '.html': ['text/html; charset=utf-8', 'document'], '.js': ['text/javascript; charset=utf-8', 'script'], '.mjs': ['text/javascript; charset=utf-8', 'script'], '.css': ['text/css; charset=utf-8', 'style'],
  '.svg': ['image/svg+xml', 'image'], '.png': ['image/png', 'image'], '.webp': ['image/webp', 'image'], '.json': ['application/json', 'other'],
};
/** Below this a header of an encoding costs as much as it saves. */
const COMPRESSED_FROM_BYTES = 200;

function prepare(path) {
  const raw = readFileSync(path);
  const [type, kind] = TYPES[extname(path)] ?? ['application/octet-stream', 'other'];
  const tag = `"${createHash('sha256').update(raw).digest('base64url').slice(0, 12)}"`;
  const file = { type, kind, tag, bodies: { '': raw }, lasts: kind !== 'document' && !/sw\.js$/.test(path) };
  if (/text|javascript|json|svg/.test(type) && raw.length > COMPRESSED_FROM_BYTES) {
    file.bodies.br = brotliCompressSync(raw, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: raw.length } });
    file.bodies.gzip = gzipSync(raw, { level: 9 });
  }
  return file;
}

function prepareFolder(root) {
  const files = readdirSync(root, { recursive: true }).map((name) => join(root, name)).filter((path) => statSync(path).isFile());
  return new Map(files.map((path) => [`/${relative(root, path).replaceAll('\\', '/')}`, prepare(path)]));
}

const hosts = new Map(Object.entries(JSON.parse(readFileSync(rootsFile, 'utf8'))).map(([host, root]) => [host, prepareFolder(root)]));
let requests = [];

function answer(request, response) {
  const { host, pathname } = new URL(request.url, `https://${request.authority ?? request.headers.host}`);
  const path = decodeURIComponent(pathname);
  const file = hosts.get(host.split(':')[0])?.get(path.endsWith('/') ? `${path}index.html` : path);
  const noted = (status, bytes) => requests.push({ path, kind: file?.kind ?? 'other', status, bytes, at_ms: Date.now() });
  if (!file) {
    response.writeHead(404, { 'content-type': 'text/plain' });
    response.end('not found');
    return noted(404, 9);
  }
  const headers = { 'content-type': file.type, etag: file.tag, vary: 'accept-encoding', 'cache-control': file.lasts ? 'public, max-age=31536000, immutable' : 'no-cache' };
  if (request.headers['if-none-match'] === file.tag) {
    response.writeHead(304, headers);
    response.end();
    return noted(304, 0);
  }
  const accepted = request.headers['accept-encoding'] ?? '';
  const encoding = ['br', 'gzip'].find((name) => file.bodies[name] && accepted.split(/[ ,]+/).includes(name)) ?? '';
  const body = file.bodies[encoding];
  response.writeHead(200, { ...headers, 'content-length': body.length, ...(encoding && { 'content-encoding': encoding }) });
  response.end(body);
  noted(200, body.length);
}

const server = createSecureServer({ key: readFileSync(key), cert: readFileSync(certificate), allowHTTP1: true }, answer);
server.listen(Number(port), address, () => console.log('ready'));
createInterface({ input: process.stdin }).on('line', (line) => {
  if (line === 'reset') requests = [];
  console.log(line === 'requests' ? JSON.stringify(requests) : '');
}).on('close', () => process.exit(0));
