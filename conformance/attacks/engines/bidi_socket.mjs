// A client's end of a WebSocket, as small as a debugging protocol needs it: text messages on loopback.
// In: an address. Out: send and receive. Must not: be more than a client of a browser that was started here.
import { randomBytes } from 'node:crypto';
import { request } from 'node:http';

export function connectSocket(address, receive) {
  const url = new URL(address.replace(/^ws/, 'http'));
  return new Promise((resolve, reject) => {
    const asked = request(url, { headers: { connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-version': '13', 'sec-websocket-key': randomBytes(16).toString('base64') } });
    asked.on('error', reject);
    asked.on('response', (response) => reject(new Error(`no WebSocket at ${address}: ${response.statusCode}`)));
    asked.on('upgrade', (_, socket, head) => {
      let pending = head;
      let text = [];
      const read = (data) => {
        pending = Buffer.concat([pending, data]);
        for (let frame = frameOf(pending); frame; frame = frameOf(pending)) {
          pending = pending.subarray(frame.end);
          if (frame.opcode === 9) socket.write(masked(10, frame.payload));
          if (frame.opcode > 2) continue;
          text.push(frame.payload);
          if (!frame.isLast) continue;
          receive(Buffer.concat(text).toString('utf8'));
          text = [];
        }
      };
      socket.on('data', read);
      socket.on('error', () => socket.destroy());
      read(Buffer.alloc(0));
      resolve({ send: (message) => socket.write(masked(1, Buffer.from(message))), close: () => socket.destroy() });
    });
    asked.end();
  });
}

function frameOf(buffer) {
  if (buffer.length < 2) return null;
  let length = buffer[1] & 127;
  let at = 2;
  if (length === 126) {
    if (buffer.length < 4) return null;
    length = buffer.readUInt16BE(2);
    at = 4;
  } else if (length === 127) {
    if (buffer.length < 10) return null;
    length = Number(buffer.readBigUInt64BE(2));
    at = 10;
  }
  if (buffer.length < at + length) return null;
  return { opcode: buffer[0] & 15, isLast: (buffer[0] & 128) !== 0, payload: Buffer.from(buffer.subarray(at, at + length)), end: at + length };
}

/** A client masks what it sends (RFC 6455, 5.3). */
function masked(opcode, payload) {
  const size = payload.length;
  const head = size < 126 ? Buffer.from([128 | opcode, 128 | size]) : size < 65536 ? Buffer.from([128 | opcode, 254, size >> 8, size & 255]) : Buffer.alloc(10);
  if (size >= 65536) {
    head[0] = 128 | opcode;
    head[1] = 255;
    head.writeBigUInt64BE(BigInt(size), 2);
  }
  const mask = randomBytes(4);
  return Buffer.concat([head, mask, payload.map((byte, i) => byte ^ mask[i & 3])]);
}
