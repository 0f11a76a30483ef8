// What this document is asked for, and the one window that is told how it ended.
// In: its own address. Out: the question; a word to the window around, at the one origin it may have. Must not: speak to any other origin.

const query = new URLSearchParams(location.search);
const asked = new URLSearchParams(location.hash.slice(1));
const path = /^\/privacy\/([^/]+)$/.exec(location.pathname)?.[1];

export const question = {
  /** The program's id. */
  program: path ?? query.get('app') ?? '',
  isFramed: parent !== window,
  mode: path ? 'contract' : (asked.get('mode') ?? 'contract'),
  items: (asked.get('items') ?? '').split(' ').filter(Boolean),
  scope: asked.get('scope') || undefined,
};

const nonce = asked.get('nonce') ?? '';
/** The program's label in host names; a version that is not released has another one. */
const label = [question.program, query.get('stage')].filter(Boolean).join('--');
/** The host app, or the program at its own address: the server lets no other origin have this document in a frame. */
const around = query.get('in') === 'shell' ? location.origin : `${location.protocol}//${label}.${location.host}`;

export type Outcome = 'given' | 'refused' | 'closed' | 'undeclared' | 'failed';

/** `isNewcomer`: while this was shown the browser became somebody's, perhaps somebody else's than before. */
export function say(outcome: Outcome, isNewcomer = false): void {
  if (question.isFramed) parent.postMessage({ minnow: 'consent', nonce, outcome, isNewcomer }, around);
}
