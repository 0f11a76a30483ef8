// A client's end of a WebSocket, for a debugging protocol on loopback.
// In: an address. Out: send and receive. Must not: be more than a client of a browser that was started here.
import { WebSocket } from 'ws';

export function connectSocket(address, receive) {
  const socket = new WebSocket(address, { perMessageDeflate: false, maxPayload: 0 });
  socket.on('message', (data) => receive(data.toString('utf8')));
  return new Promise((resolve, reject) => {
    socket.on('error', reject);
    socket.on('open', () => resolve({ send: (message) => socket.send(message), close: () => socket.terminate() }));
  });
}
