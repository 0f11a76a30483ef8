// Requests of a program through the relay of `minnow dev`, against a back end on loopback: node crates/cli/tests/browser/relay.mjs
// In: MINNOW (the binary), CHROMIUM. Out: one line a failure, closing line `N passed, N failed`. Must not: sleep, or need the network.

import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { chromium } from 'playwright-core';

const minnow = process.env.MINNOW ?? 'minnow';
const folder = mkdtempSync(join(tmpdir(), 'minnow-relay-'));
const closers = [() => rmSync(folder, { recursive: true, force: true })];

/** What the back end saw of exchanges it never answered, by path: resolved when the connection closed. */
const dropped = new Map();

function bodyOf(request) {
  return new Promise((resolve, reject) => {
    const parts = [];
    request.on('data', (part) => parts.push(part)).on('end', () => resolve(Buffer.concat(parts))).on('error', reject);
  });
}

const ROUTES = {
  async echo(request, response, url) {
    const body = await bodyOf(request);
    const json = { method: request.method, query: url.search, headers: request.headers, body: body.toString('latin1'), bytes: body.length };
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(json));
  },
  cookies(request, response) {
    response.writeHead(200, [['Set-Cookie', 'a=1; Path=/, all'], ['Set-Cookie', 'b=2'], ['X-Twice', 'one'], ['X-Twice', 'two'], ['Content-Type', 'text/plain']].flat());
    response.end(request.headers.cookie ?? 'no cookie');
  },
  missing(_request, response) {
    response.writeHead(404, { 'content-type': 'application/json; charset=utf-8' });
    response.end('{"error":"没有"}');
  },
  gzip(_request, response) {
    response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8', 'content-encoding': 'gzip' });
    response.end(gzipSync('压缩'.repeat(1000)));
  },
  redirect(_request, response) {
    response.writeHead(302, { location: '/echo?redirected=1' });
    response.end();
  },
  loop(_request, response) {
    response.writeHead(302, { location: '/loop' });
    response.end();
  },
  bytes(_request, response) {
    response.writeHead(200, { 'content-type': 'image/png', 'content-length': 300_000 });
    response.end(Buffer.alloc(300_000, 7));
  },
  dot(_request, response) {
    response.writeHead(200, { 'content-type': 'image/png' });
    response.end(Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64'));
  },
  /** Answers in three parts, each when the program has asked for it: `/next` releases one. */
  parts(_request, response) {
    response.writeHead(200, { 'content-type': 'text/plain' });
    const parts = ['one', 'two', 'three'];
    this.release = () => (parts.length > 1 ? response.write(parts.shift()) : response.end(parts.shift()));
    this.release();
  },
  next(_request, response) {
    this.release();
    response.end('ok');
  },
  broken(request) {
    request.socket.destroy();
  },
  silent(request, _response, url) {
    request.socket.once('close', () => dropped.get(url.search)?.());
  },
};

/** A back end that sends no CORS headers and speaks just enough WebSocket to echo. */
async function startBackEnd() {
  const server = http.createServer((request, response) => {
    const url = new URL(request.url, 'http://back.end');
    const route = Object.hasOwn(ROUTES, url.pathname.slice(1)) ? url.pathname.slice(1) : 'missing';
    ROUTES[route](request, response, url);
  });
  server.on('upgrade', (request, socket) => {
    if (request.url === '/refused') return socket.end('HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n');
    const accept = createHash('sha1').update(`${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
    const protocol = request.headers['sec-websocket-protocol']?.split(',')[0].trim();
    socket.write(`HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nX-Seat: 5\r\nSec-WebSocket-Accept: ${accept}\r\n${protocol ? `Sec-WebSocket-Protocol: ${protocol}\r\n` : ''}\r\n`);
    socket.on('error', () => undefined);
    echoFrames(socket, `${request.headers['x-token']} ${protocol}`);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => (server.close(), server.closeAllConnections()));
  return `127.0.0.1:${server.address().port}`;
}

/** Short frames only. The text `who` is answered with what the handshake said, `bye` with a close, `drop` with a broken connection. */
function echoFrames(socket, who) {
  let pending = Buffer.alloc(0);
  const send = (opcode, payload) => socket.write(Buffer.concat([Buffer.from([0x80 | opcode, payload.length]), payload]));
  socket.on('data', (data) => {
    pending = Buffer.concat([pending, data]);
    while (pending.length >= 6 && pending.length >= 6 + (pending[1] & 0x7f)) {
      const opcode = pending[0] & 15;
      const length = pending[1] & 0x7f;
      const mask = pending.subarray(2, 6);
      const payload = Buffer.from(pending.subarray(6, 6 + length).map((byte, at) => byte ^ mask[at % 4]));
      pending = pending.subarray(6 + length);
      const text = payload.toString();
      if (opcode === 8) return send(8, payload), socket.end();
      if (text === 'drop') return socket.destroy();
      if (text === 'bye') send(8, Buffer.concat([Buffer.from([4001 >> 8, 4001 & 255]), Buffer.from('再见')]));
      else send(opcode, text === 'who' ? Buffer.from(who) : payload);
    }
  });
}

function write(path, text) {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

async function startDev() {
  const child = spawn(minnow, ['dev', folder, '--listen', '127.0.0.1:0', '--no-open'], { stdio: ['ignore', 'pipe', 'pipe'] });
  closers.push(() => child.kill());
  let text = '';
  return new Promise((resolve, reject) => {
    const read = (chunk) => {
      text += chunk;
      const found = /http:\/\/127\.0\.0\.1:\d+\//.exec(text);
      if (found) resolve(found[0]);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.on('error', reject);
    child.on('exit', (code) => reject(new Error(`minnow dev ended with ${code}\n${text}`)));
  });
}

const backEnd = await startBackEnd();
const closed = http.createServer();
await new Promise((resolve) => closed.listen(0, '127.0.0.1', resolve));
const nobody = `127.0.0.1:${closed.address().port}`;
await new Promise((resolve) => closed.close(resolve));

write('app.json', JSON.stringify({ pages: ['pages/a/a'] }));
write('app.js', 'App({})');
write('pages/a/a.wxml', '<view id="answer">{{answer}}</view>');
/** What the program does, and what must come out. Run in the program, so each is self-contained. */
const cases = {
  'GET: data is the query, JSON is parsed, the page is named by its referer': {
    run: async ({ http, call }) => {
      const { data, statusCode, errMsg } = await call('request', { url: `${http}/echo?x=1`, data: { 名: '值', b: 2 }, header: { 'X-Token': 't', Referer: 'https://evil/' } });
      return [statusCode, errMsg, data.method, data.query, data.headers['x-token'], /\/devtools\/page-frame\.html$/.test(data.headers.referer), 'origin' in data.headers, 'cookie' in data.headers];
    },
    want: [200, 'request:ok', 'GET', '?x=1&%E5%90%8D=%E5%80%BC&b=2', 't', true, false, false],
  },
  'every method that has a body sends it: JSON, form, text, bytes': {
    run: async ({ http, call }) => {
      const say = async (method, data, header) => {
        const { data: told } = await call('request', { url: `${http}/echo`, method, data, header });
        return [told.method, told.body, told.headers['content-type'], told.bytes].join('|');
      };
      return [
        await say('POST', { a: [1] }), await say('PUT', { a: 'x y' }, { 'content-type': 'application/x-www-form-urlencoded' }),
        await say('PATCH', 'plain', { 'Content-Type': 'text/plain' }), await say('POST', new Uint8Array([0, 65, 255]).buffer, { 'content-type': 'application/octet-stream' }), await say('DELETE'),
      ];
    },
    want: ['POST|{"a":[1]}|application/json|9', 'PUT|a=x%20y|application/x-www-form-urlencoded|7', 'PATCH|plain|text/plain|5', 'POST|\u0000A\u00ff|application/octet-stream|3', 'DELETE||application/json|0'],
  },
  'cookies go out as the program writes them and come back one by one, other repeated headers joined': {
    run: async ({ http, call }) => {
      const { data, cookies, header } = await call('request', { url: `${http}/cookies`, header: { Cookie: 'mine=1; two=2' } });
      return [data, cookies, header['X-Twice'], header['x-twice']];
    },
    want: ['mine=1; two=2', ['a=1; Path=/, all', 'b=2'], 'one,two', 'one,two'],
  },
  'any status is a success; compressed answers are decoded; redirects are followed, or not when asked': {
    run: async ({ http, call }) => {
      const missing = await call('request', { url: `${http}/nothing` });
      const gzip = await call('request', { url: `${http}/gzip` });
      const followed = await call('request', { url: `${http}/redirect` });
      const manual = await call('request', { url: `${http}/redirect`, redirect: 'manual' });
      const head = await call('request', { url: `${http}/gzip`, method: 'HEAD' });
      return [missing.statusCode, missing.data.error, gzip.data.length, gzip.data.slice(0, 2), followed.data.query, manual.statusCode, manual.header.Location, head.statusCode, head.data];
    },
    want: [404, '没有', 2000, '压缩', '?redirected=1', 302, '/echo?redirected=1', 200, ''],
  },
  'failures say what the vendor says: refused, broken, unknown host, too many redirects, forbidden address': {
    run: async ({ http, nobody, call }) => {
      const fail = async (url) => (await call('request', { url })).errMsg.replace(/^.*(net::\w+)$/, '$1');
      return [await fail(`http://${nobody}/`), await fail(`${http}/broken`), await fail('http://no-such-host.invalid/'), await fail(`${http}/loop`), await fail('http://169.254.169.254/latest')];
    },
    want: ['net::ERR_CONNECTION_REFUSED', 'net::ERR_EMPTY_RESPONSE', 'net::ERR_NAME_NOT_RESOLVED', 'net::ERR_TOO_MANY_REDIRECTS', 'request:fail address not allowed'],
  },
  'abort and timeout fail with their words, and the back end sees the connection go': {
    run: async ({ http, call }) => {
      const timeout = await call('request', { url: `${http}/silent?timeout`, timeout: 300 });
      const abort = await new Promise((complete) => {
        const task = wx.request({ url: `${http}/silent?abort`, complete });
        setTimeout(() => task.abort(), 100);
      });
      return [timeout.errMsg, timeout.errno, abort.errMsg];
    },
    want: ['request:fail timeout', 5, 'request:fail abort'],
    dropped: ['?timeout', '?abort'],
  },
  'an answer that streams arrives chunk by chunk, after its headers': {
    run: ({ http, call }) => new Promise((resolve) => {
      const seen = [];
      const task = wx.request({ url: `${http}/parts`, enableChunked: true, complete: (result) => resolve([...seen, result.errMsg, result.data]) });
      task.onHeadersReceived(({ statusCode }) => seen.push(`head ${statusCode}`));
      task.onChunkReceived(({ data }) => {
        seen.push(String.fromCharCode(...new Uint8Array(data)));
        if (seen.length < 4) call('request', { url: `${http}/next` });
      });
    }),
    want: ['head 200', 'one', 'two', 'three', 'request:ok', ''],
  },
  'uploadFile sends a form with the file and its fields, and tells its progress': {
    run: async ({ http }) => {
      const path = `${wx.env.USER_DATA_PATH}/note.txt`;
      wx.getFileSystemManager().writeFileSync(path, 'x'.repeat(200000), 'utf8');
      let last;
      const result = await new Promise((complete) => {
        const task = wx.uploadFile({ url: `${http}/echo`, filePath: path, name: 'file', formData: { title: 'note', n: 5 }, header: { Cookie: 'up=1', 'X-Token': 't' }, complete });
        task.onProgressUpdate((told) => (last = told));
      });
      const told = JSON.parse(result.data);
      return [result.errMsg, result.statusCode, told.method, /^multipart\/form-data; boundary=/.test(told.headers['content-type']), told.headers.cookie, told.headers['x-token'],
        /name="title"\r\n\r\nnote\r\n/.test(told.body), /name="n"\r\n\r\n5\r\n/.test(told.body), /name="file"; filename="note.txt"/.test(told.body), told.bytes > 200000, last.progress, last.totalBytesSent > 200000];
    },
    want: ['uploadFile:ok', 200, 'POST', true, 'up=1', 't', true, true, true, true, 100, true],
  },
  'downloadFile keeps the answer as a file, with progress; a file path of one\'s own is used': {
    run: async ({ http }) => {
      let last;
      const result = await new Promise((complete) => {
        const task = wx.downloadFile({ url: `${http}/bytes`, complete });
        task.onProgressUpdate((told) => (last = told));
      });
      const files = wx.getFileSystemManager();
      const bytes = new Uint8Array(files.readFileSync(result.tempFilePath));
      const own = await new Promise((complete) => wx.downloadFile({ url: `${http}/bytes`, filePath: `${wx.env.USER_DATA_PATH}/own.png`, complete }));
      return [result.errMsg, result.statusCode, /\.png$/.test(result.tempFilePath), bytes.length, bytes[299999], last, own.filePath === `${wx.env.USER_DATA_PATH}/own.png`, files.statSync(own.filePath).size];
    },
    want: ['downloadFile:ok', 200, true, 300000, 7, { progress: 100, totalBytesWritten: 300000, totalBytesExpectedToWrite: 300000 }, true, 300000],
  },
  'a socket carries header, protocol, text and bytes, and closes from either side': {
    run: async ({ ws }) => {
      const seen = [];
      const talk = (first, close) => new Promise((resolve) => {
        const task = wx.connectSocket({ url: `${ws}/chat`, header: { 'X-Token': 't' }, protocols: ['v1', 'v2'] });
        task.onOpen(({ header }) => (seen.push(`open ${header['X-Seat']}`), task.send({ data: first })));
        task.onMessage(({ data }) => (seen.push(typeof data === 'string' ? data : [...new Uint8Array(data)]), close(task)));
        task.onError(({ errMsg }) => seen.push(`error ${errMsg}`));
        task.onClose(({ code, reason }) => (seen.push([code, reason]), resolve()));
      });
      await talk('who', (task) => task.close({ code: 3000, reason: 'mine' }));
      await talk(new Uint8Array([1, 0, 255]).buffer, (task) => task.send({ data: 'bye' }));
      await talk('你好', (task) => task.send({ data: 'drop' }));
      return seen;
    },
    want: ['open 5', 't v1', [3000, 'mine'], 'open 5', [1, 0, 255], [4001, '再见'], 'open 5', '你好', [1006, '']],
  },
  'a socket that is refused tells an error, then closes; the older calls work too': {
    run: async ({ ws, nobody }) => {
      const refused = (url) => new Promise((resolve) => {
        const seen = [];
        const task = wx.connectSocket({ url });
        task.onOpen(() => seen.push('open'));
        task.onError(({ errMsg }) => seen.push(errMsg));
        task.onClose(({ code }) => resolve([...seen, code].join(' ').replace(/^.*?net::/, 'net::')));
      });
      const old = new Promise((resolve) => {
        wx.onSocketOpen(() => wx.sendSocketMessage({ data: 'old' }));
        wx.onSocketMessage(({ data }) => (wx.closeSocket(), wx.onSocketClose(({ code }) => resolve(`${data} ${code}`))));
      });
      const results = [await refused(`ws://${nobody}/`), /^(?!open).* 1006$/.test(await refused(`${ws}/refused`))];
      wx.connectSocket({ url: `${ws}/chat` });
      return [...results, await old];
    },
    want: ['net::ERR_CONNECTION_REFUSED 1006', true, 'old 1000'],
  },
  'getImageInfo reads a picture of the back end': {
    run: async ({ http, call }) => {
      const { errMsg, width, height, type } = await call('getImageInfo', { src: `${http}/dot` });
      return [errMsg, width, height, type, (await call('getImageInfo', { src: `${http}/nothing` })).errMsg.split(' ')[0]];
    },
    want: ['getImageInfo:ok', 1, 1, 'png', 'getImageInfo:fail'],
  },
};
// The page runs a function of the test in the logic realm: `wx` is the one a program sees.
const runs = Object.values(cases).map(({ run }) => String(run));
write('pages/a/a.js', `const runs = [${runs.join(',\n')}]
Page({
  data: { answer: '' },
  onLoad({ run }) {
    const call = (name, options) => new Promise((complete) => wx[name](Object.assign({ complete }, options)))
    const done = (value) => this.setData({ answer: 'answer ' + JSON.stringify(value) })
    Promise.resolve(runs[run]({ http: 'http://${backEnd}', ws: 'ws://${backEnd}', nobody: '${nobody}', call })).then(done, (error) => done({ thrown: String(error && error.stack || error) }))
  },
})`);

const address = await startDev();
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});
closers.push(() => browser.close());

/** What is waited for, or the failure named when it does not come. */
function within(limit_ms, awaited, failure) {
  let timer;
  const late = new Promise((_, reject) => (timer = setTimeout(() => reject(new Error(failure)), limit_ms)));
  return Promise.race([awaited, late]).finally(() => clearTimeout(timer));
}

let passed = 0;
let failed = 0;
for (const [at, [name, { want, dropped: paths = [] }]] of Object.entries(cases).entries()) {
  const visit = await browser.newPage();
  const errors = [];
  visit.on('pageerror', (error) => errors.push(String(error)));
  visit.on('console', (message) => message.type() === 'error' && !/^Failed to load resource/.test(message.text()) && errors.push(message.text()));
  try {
    const gone = paths.map((path) => new Promise((resolve) => dropped.set(path, resolve)));
    await visit.goto(`${address}?run=${at}`);
    const answer = visit.locator('#answer').filter({ hasText: 'answer ' });
    const got = (await answer.innerText({ timeout: 20_000 })).replace('answer ', '');
    if (got !== JSON.stringify(want)) throw new Error(`got  ${got}\n    want ${JSON.stringify(want)}`);
    await within(20_000, Promise.all(gone), `the relay keeps a connection for ${paths.join(', ')}`);
    if (errors.length) throw new Error(errors.join('\n'));
    passed += 1;
  } catch (error) {
    failed += 1;
    console.log(`FAILED ${name}\n    ${error.message}\n    ${errors.join('\n    ')}`);
  }
  await visit.close();
}
for (const close of closers.reverse()) await close();
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
