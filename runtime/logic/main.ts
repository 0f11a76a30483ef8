// Entry of the logic Worker: connects it to the page. In: messages of the view, the first perhaps as the Worker's name (view/bootstrap.ts). Out: messages to it.
// Must not: hold anything but the wire.
import { natives } from './realm';
import { prepare } from './boot';
import type { ViewMessage } from '../shared/bridge';
import { receive } from './port';
import { reportError } from './errors';

prepare((message, transfer) => natives.postMessage(message, transfer ?? []), { close: true });
const hear = (message: unknown) => {
  try {
    receive(message as ViewMessage);
  } catch (error) {
    reportError(error);
  }
};
natives.addEventListener('message', (event) => hear(event.data));
// Once this script is through: what it gives to its parts stands at its end.
const { name } = natives;
if (name) void Promise.resolve().then(() => hear(JSON.parse(name)));
