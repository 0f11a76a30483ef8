// The observer outside of the programs: a server on loopback at which nothing may arrive, and a friend that programs may talk to.
// In: nothing. Out: addresses, and what was heard. Must not: tell a program anything it could use.
import { createSocket } from 'node:dgram';
import { createServer } from 'node:http';

const PICTURE = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');

async function listen(server) {
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
  return server.address().port;
}

export async function startCanary() {
  /** Everything that arrived: method and address; the first folder of an address names the case. */
  const heard = [];
  const hear = (request, response) => {
    heard.push(`${request.method} ${request.url}`);
    // Whatever is asked for comes with every permission, so that the browser's own same-origin rules hold nothing back.
    const type = /\.png/.test(request.url) ? 'image/png' : /\.html/.test(request.url) ? 'text/html' : 'text/javascript';
    response.writeHead(200, { 'content-type': type, 'access-control-allow-origin': '*', 'access-control-allow-headers': '*', 'access-control-allow-methods': '*' });
    response.end(type === 'image/png' ? PICTURE : type === 'text/html' ? '<p>canary</p>' : 'export {};');
  };
  const canary = createServer(hear);
  canary.on('upgrade', (request, socket) => {
    heard.push(`UPGRADE ${request.url}`);
    socket.destroy();
  });
  const port = await listen(canary);
  // The same port for datagrams: WebTransport, WebRTC.
  const datagrams = createSocket('udp4', (_, from) => heard.push(`DATAGRAM from ${from.address}`));
  await new Promise((ready) => datagrams.bind(port, '127.0.0.1', ready));

  /** The friend answers with the page, the script or the text that its address carries. */
  const friend = createServer((request, response) => {
    const url = new URL(request.url, 'http://friend');
    response.writeHead(200, { 'content-type': url.searchParams.get('type') ?? 'text/plain', 'access-control-allow-origin': '*' });
    response.end((url.searchParams.get('body') ?? 'friend').replaceAll('__CANARY__', origin(port)));
  });
  const friendPort = await listen(friend);
  return {
    canary: origin(port),
    friend: origin(friendPort),
    /** What was heard of one case. */
    of: (slug) => heard.filter((line) => line.startsWith('DATAGRAM') || line.includes(`/${slug}`)),
    close() {
      canary.close();
      friend.close();
      datagrams.close();
      canary.closeAllConnections();
      friend.closeAllConnections();
    },
  };
}

const origin = (port) => `http://127.0.0.1:${port}`;
