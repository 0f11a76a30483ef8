// The logic realm's end of what tests ask the view: a call that returns when the view has answered.
// In: asks. Out: answers; messages that the view said until then have been worked on. Must not: be used by anything but tests.
import type { ViewMessage } from '../../shared/bridge';
import { listen, post, receive } from '../../logic/port';
import { natives } from '../../logic/realm';
import { flush } from '../../logic/update_queue';
import { HEAD_BYTES, HERE, LEFT, STATE, TOPICS, type Answer, type Numbered } from '../protocol';

let head: Int32Array | null = null;
let body: Uint8Array;
/** Number of the last message worked on. */
let seen = 0;
/** Taken before the realm is closed. */
const decoder = new TextDecoder();

listen(TOPICS.buffer, (buffer: SharedArrayBuffer) => {
  head = new Int32Array(buffer, 0, HEAD_BYTES / 4);
  body = new Uint8Array(buffer, HEAD_BYTES);
});

/** A message of the view; one that an answer brought already is not worked on again. */
export function receiveNumbered(data: ViewMessage | Numbered): void {
  if (!('number' in data)) return receive(data);
  if (data.number <= seen) return;
  seen = data.number;
  receive(data.message);
}

/** Asks the view. What the program has written until now is drawn before it answers. */
export function ask<T = any>(name: string, args: unknown = {}): T {
  if (!head) throw new Error('the view is not there yet');
  flush();
  const answer: Answer = JSON.parse(exchange(TOPICS.ask, { name, args, seen }));
  for (const message of answer.messages) receiveNumbered(message);
  if (answer.error !== undefined) throw new Error(answer.error);
  return answer.value as T;
}

/** Posts, and sleeps until there is a new answer; a long one comes in pieces. */
function exchange(topic: string, value: unknown): string {
  const pieces: Uint8Array[] = [];
  let left = true;
  for (let to = topic; left; to = TOPICS.more) {
    const state = Atomics.load(head!, STATE);
    post({ t: 'emit', topic: to, value });
    Atomics.wait(head!, STATE, state);
    pieces.push(body.slice(0, head![HERE]));
    left = head![LEFT]! > 0;
  }
  return decoder.decode(joined(pieces));
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

/** Asks `minnow test`. */
export function askHost<T = any>(name: string, args: unknown = {}): T {
  return ask('host', { name, args });
}

/** Tells `minnow test`, and goes on. */
export function tell(value: object): void {
  post({ t: 'emit', topic: TOPICS.tell, value });
}

export { natives };
