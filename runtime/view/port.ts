// The view's end of the bridge. In: typed messages. Out: postMessage to the Worker. Must not: know what messages mean.
import type { ViewMessage } from '../shared/bridge';

let send: (message: ViewMessage, transfer?: Transferable[]) => void = () => undefined;

export function connect(to: typeof send): void {
  send = to;
}

/** Puts something before the way out; only programs under test have it. */
export function divert(through: (to: typeof send) => typeof send): void {
  send = through(send);
}

export function post(message: ViewMessage, transfer?: Transferable[]): void {
  try {
    send(message, transfer);
  } catch (error) {
    // A value that cannot be cloned (a function in a WXS call's arguments): the text form of the rest still tells.
    console.error('not sendable', message.t, error);
  }
}
