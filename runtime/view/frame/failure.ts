// The screen shown instead of a program or of a page. In: words, what went wrong, what its button does. Out: an element.
// Must not: decide where it stands.

import { h } from './dom';
import type { Failure } from './types';
import type { Words } from './words';

const TEXTS = { notFound: ['404', 'notFound', 'notFoundHint'], broken: ['!', 'broken', 'brokenHint'], page: ['!', 'pageBroken', 'pageBrokenHint'] } as const;

export function failureScreen(words: Words, { kind, detail, home }: Failure, base: string): HTMLElement {
  const leads = kind === 'notFound' && home !== false;
  const act = h('button', 'mn-plain-button', { type: 'button' }, leads ? words.goHome : words.retry);
  act.addEventListener('click', () => (leads ? location.assign(base) : location.reload()));
  const [mark, title, hint] = TEXTS[kind];
  const screen = h('div', 'mn-screen', { role: 'alert', lang: words.lang }, h('div', 'mn-screen-mark', { 'aria-hidden': 'true' }, mark), h('h2', '', null, words[title]), h('p', '', null, words[hint]));
  if (detail) screen.append(h('pre', 'mn-screen-detail', { tabindex: '0' }, detail));
  screen.append(act);
  return screen;
}
