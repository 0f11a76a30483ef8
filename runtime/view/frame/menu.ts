// The capsule's sheet, the card about the program, and the screen shown after leaving. In: name, words. Out: the chosen action.
// Must not: carry the actions out, except showing its own screens.

import { h, icon } from './dom';
import type { MenuAction } from './types';
import type { Overlays } from './overlay';
import type { LateWords } from './late_words';

const ICONS: Record<string, string> = {
  share: 'M14 5.5 20.5 12 14 18.5v-4c-5 0-8.2 1.4-10.5 4.5C4.4 13.6 8 10 14 9.4Z',
  copyLink: 'M10 14a4 4 0 0 0 6 .4l3-3a4 4 0 0 0-5.7-5.7l-1.2 1.2|M14 10a4 4 0 0 0-6-.4l-3 3a4 4 0 0 0 5.7 5.7l1.2-1.2',
  restart: 'M19 12a7 7 0 1 1-2.2-5.1|M17.5 3v4.4h-4.4',
  settings: 'M4 7h9|M17 7h3|M15 5v4|M4 17h3|M11 17h9|M9 15v4',
  platform: 'M12 19.5S4.5 15 4.5 9.6A3.9 3.9 0 0 1 12 8a3.9 3.9 0 0 1 7.5 1.6c0 5.4-7.5 9.9-7.5 9.9Z',
  about: 'M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16Z|M12 11v5|M12 8v.2',
};

export function openMenu(
  overlays: Overlays,
  words: LateWords,
  program: { name: string; icon: string },
  actions: MenuAction[],
  chosen: (action: MenuAction) => void,
): void {
  const row = h('div', 'mn-menu-row');
  for (const action of actions) {
    const button = h('button', 'mn-menu-item', { type: 'button' }, h('span', 'mn-menu-icon', null, icon(ICONS[action] ?? '')), h('span', '', null, words[action as keyof LateWords]));
    button.addEventListener('click', () => {
      close();
      chosen(action);
    });
    row.append(button);
  }
  const cancel = h('button', 'mn-sheet-cancel', { type: 'button' }, words.cancel);
  const head = h('div', 'mn-menu-head', null, badge(program), h('strong', '', null, program.name));
  const sheet = h('div', 'mn-sheet mn-menu', null, head, row, cancel);
  const close = overlays.open(sheet, { modal: true, kind: 'sheet', label: words.menu, onDismiss: () => close() });
  cancel.addEventListener('click', () => close());
}

export function openAbout(overlays: Overlays, words: LateWords, program: { name: string; icon: string; version: string; description: string }): void {
  const done = h('button', 'mn-dialog-button mn-dialog-primary', { type: 'button', 'data-focus': '' }, words.confirm);
  const facts = h('dl', 'mn-facts');
  if (program.version) facts.append(h('dt', '', null, words.version), h('dd', '', null, program.version));
  facts.append(h('dt', '', null, words.origin), h('dd', '', null, location.host));
  const body = h('div', 'mn-dialog-body mn-about', null, badge(program), h('h2', '', null, program.name));
  if (program.description) body.append(h('p', '', null, program.description));
  body.append(facts, h('p', 'mn-about-by', null, words.poweredBy));
  const close = overlays.open(h('div', 'mn-dialog', null, body, h('div', 'mn-dialog-buttons', null, done)), {
    modal: true,
    kind: 'dialog',
    label: words.about,
    onDismiss: () => close(),
  });
  done.addEventListener('click', () => close());
}

/** The program's picture: its icon, else its first letter. */
export function badge(program: { name: string; icon: string }): HTMLElement {
  const box = h('span', 'mn-badge');
  if (program.icon) box.append(h('img', '', { src: program.icon, alt: '' }));
  else box.textContent = [...program.name.trim()][0]?.toUpperCase() ?? 'M';
  return box;
}

/** The screen in place of a program that was left; `home`: where there are others, or nothing; `again` when the person comes back. */
export function showLeft(column: HTMLElement, behind: HTMLElement[], words: LateWords, program: { name: string; icon: string }, home: string, again: () => void): void {
  const enter = h('button', 'mn-plain-button', { type: 'button', 'data-focus': '' }, words.reopen);
  const screen = h('div', 'mn-screen', { role: 'dialog', 'aria-modal': 'true', 'aria-label': words.left }, badge(program), h('h2', '', null, program.name), h('p', '', null, words.left), enter);
  if (home) screen.append(h('a', 'mn-screen-way', { href: home }, words.others));
  for (const node of behind) node.inert = true;
  column.append(screen);
  enter.focus();
  enter.addEventListener('click', () => {
    screen.remove();
    for (const node of behind) node.inert = false;
    again();
  });
}
