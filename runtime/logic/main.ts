// Entry of the logic Worker: connects it to the page. In: messages of the view. Out: messages to it.
// Must not: hold anything but the wire.
import { natives } from './realm';
import { prepare } from './boot';
import { receive } from './port';
import { reportError } from './errors';

prepare((message, transfer) => natives.postMessage(message, transfer ?? []), { close: true });
natives.addEventListener('message', (event) => {
  try {
    receive(event.data);
  } catch (error) {
    reportError(error);
  }
});
