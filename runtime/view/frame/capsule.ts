// The capsule: menu and close. In: words. Out: which half was tapped. Must not: know what either does.

import { drawing, h } from './dom';
import type { Words } from './words';

export interface Capsule {
  readonly element: HTMLElement;
  setFront(front: 'black' | 'white'): void;
}

export function createCapsule(words: Words, on: { menu(): void; close(): void }): Capsule {
  const dots = drawing('<circle cx="3.2" cy="10" r="1.9"/><circle cx="10" cy="10" r="3"/><circle cx="16.8" cy="10" r="1.9"/>', 20);
  const ring = drawing('<circle cx="10" cy="10" r="7.7" fill="none" stroke="currentColor" stroke-width="2"/><circle cx="10" cy="10" r="2.9"/>', 20);
  const menu = h('button', 'mn-capsule-part', { type: 'button', 'aria-label': words.menu, 'aria-haspopup': 'dialog' }, dots);
  const close = h('button', 'mn-capsule-part', { type: 'button', 'aria-label': words.close }, ring);
  const element = h('div', 'mn-capsule', { 'data-front': 'black', lang: words.lang }, menu, h('span', 'mn-capsule-line'), close);
  menu.addEventListener('click', on.menu);
  close.addEventListener('click', on.close);
  return {
    element,
    setFront(front) {
      element.dataset.front = front;
    },
  };
}
