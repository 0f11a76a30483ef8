// What the panel is given of a visit (types.ts), and the small button that opens it. In: records, settings, the wire. Out: `mnDevelopment`.
// Must not: load the panel before somebody opens it, or be there in a frame of another page.
import type { Questions, Settings } from '../../shared/development';
import { listen } from '../calls';
import { languageOf } from '../frame/words';
import { allPages } from '../pages';
import { post } from '../port';
import { packageBase } from '../url';
import { highlight, pick, rowsOf } from './elements';
import { applyDevice, applyLine, applyTheme, DEVICES } from './pretend';
import { consoleFeed, eventFeed, networkFeed, noteUnseen, phasesOf, updateFeed } from './records';
import { openPages, reload } from './restore';
import { change, settings } from './settings';
import type { Development } from './types';
import { visit } from './wire';

let last = 0;
const waiting = new Map<number, { resolve(value: any): void; reject(error: unknown): void }>();

listen('development', (message: any) => {
  if (message.kind === 'network') return networkFeed.add(message.exchange, ({ id }) => id === message.exchange.id);
  if (message.kind === 'unseen') return noteUnseen(message.calls);
  const asked = waiting.get(message.id);
  waiting.delete(message.id);
  if (message.ok) asked?.resolve(message.value);
  else asked?.reject(new Error(message.value));
});

function ask<Q extends keyof Questions>(question: Q, value: Parameters<Questions[Q]>[0]): Promise<ReturnType<Questions[Q]>> {
  const id = ++last;
  return new Promise((resolve, reject) => {
    waiting.set(id, { resolve, reject });
    post({ t: 'emit', topic: 'development', value: { kind: 'ask', id, question, value } });
  });
}

function apply(changes: Partial<Settings>, again = false): void {
  change(changes);
  if (again) return reload();
  if ('theme' in changes) applyTheme();
  if ('device' in changes) applyDevice();
  if ('network' in changes) applyLine();
  if ('network' in changes || 'mocks' in changes) post({ t: 'emit', topic: 'development', value: { kind: 'settings', settings } });
}

/** As the group `open` keeps them (runtime/api/open/view.ts). */
const permissionsKey = () => `minnow${new URL(packageBase(), location.href).pathname}permissions`;

function permissions(): Record<string, boolean> {
  return JSON.parse(localStorage.getItem(permissionsKey()) ?? '{}');
}

function permit(scope: string, answer: boolean | null): void {
  const all = permissions();
  if (answer === null) delete all[scope];
  else all[scope] = answer;
  localStorage.setItem(permissionsKey(), JSON.stringify(all));
}

export const development: Development = {
  language: languageOf(navigator.language) === 'zh' ? 'zh' : 'en',
  console: consoleFeed,
  events: eventFeed,
  network: networkFeed,
  updates: updateFeed,
  get pages() {
    return openPages();
  },
  settings,
  get paths() {
    return Object.keys(visit.manifest?.pages ?? {});
  },
  devices: DEVICES,
  get frame() {
    return document.querySelector<HTMLElement>('.mn-frame');
  },
  ask,
  launch: async () => phasesOf(await ask('started', null)),
  elements() {
    const top = openPages().at(-1)?.instance;
    const page = [...allPages()].find(({ instance }) => instance === top);
    return page ? rowsOf(page.root) : [];
  },
  highlight,
  pick,
  apply,
  permissions,
  permit,
  relaunch(path, query) {
    const url = new URL(packageBase() + path, location.href);
    url.search = query;
    // To the address it has already, a page does not go.
    if (url.href === location.href) location.reload();
    else location.assign(url);
  },
};
