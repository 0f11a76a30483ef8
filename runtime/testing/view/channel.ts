// The view's end of what tests ask: answers into a shared buffer, while the logic realm sleeps.
// In: asks. Out: answers, with the messages that came about meanwhile. Must not: know what is asked for.
import { listen } from '../../view/calls';
import { divert, post } from '../../view/port';
import { BUFFER_BYTES, HEAD_BYTES, HERE, LEFT, STATE, TOPICS, type Answer, type Ask, type Numbered } from '../protocol';
import { answers } from './answers';
import { tellHost } from './host';

/** Said and not known to be worked on; those that JSON cannot carry only hold the place. */
const said: { number: number; message: Numbered['message']; isPlain: boolean }[] = [];
let last = 0;
let head: Int32Array;
let body: Uint8Array;
/** Of an answer too long for the buffer. */
let left = new Uint8Array(0);

export function connectTesting(): void {
  const buffer = new SharedArrayBuffer(HEAD_BYTES + BUFFER_BYTES);
  head = new Int32Array(buffer, 0, HEAD_BYTES / 4);
  body = new Uint8Array(buffer, HEAD_BYTES);
  post({ t: 'emit', topic: TOPICS.buffer, value: buffer });
  divert((send) => (message, transfer) => {
    const number = ++last;
    said.push({ number, message, isPlain: !transfer?.length && isPlain(message) });
    send({ number, message } as never, transfer);
  });
  listen(TOPICS.ask, (ask: Ask) => void answer(ask));
  listen(TOPICS.more, () => put());
  listen(TOPICS.tell, tellHost);
}

async function answer({ name, args, seen }: Ask): Promise<void> {
  const result: Answer = { messages: [] };
  try {
    const run = answers[name];
    if (!run) throw new Error(`the view answers no "${name}"`);
    result.value = await run(args);
  } catch (error) {
    result.error = error instanceof Error ? error.message : String(error);
  }
  while (said.length && said[0]!.number <= seen) said.shift();
  for (const { number, message, isPlain } of said) {
    // What stands behind it must come after it.
    if (!isPlain) break;
    result.messages.push({ number, message });
  }
  left = new TextEncoder().encode(JSON.stringify(result));
  put();
}

/** Puts as much as there is room for, and wakes the logic realm. */
function put(): void {
  const here = left.subarray(0, body.length);
  left = left.subarray(here.length);
  body.set(here);
  head[HERE] = here.length;
  head[LEFT] = left.length;
  Atomics.add(head, STATE, 1);
  Atomics.notify(head, STATE);
}

/** Whether JSON brings it over as it is. */
function isPlain(value: unknown): boolean {
  if (value === null || value === undefined || typeof value === 'string' || typeof value === 'boolean') return true;
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object') return false;
  if (Array.isArray(value)) return value.every((item) => item !== undefined && isPlain(item));
  return Object.getPrototypeOf(value) === Object.prototype && Object.values(value).every(isPlain);
}
