// Loading the page again after a change that it could not take in place: the pages of the stack open again, each with its query.
// In: `open` messages, sessionStorage. Out: a launch of the page at the bottom, and routes to those above it. Must not: act when the person loads the page.
//
// Each time the browser's history keeps the entries of the visit before: its back button leads through them, that of the page does not.
import type { LogicMessage } from '../../shared/bridge';
import { post } from '../port';
import { onBoot, onDrawn, onReceived, visit } from './wire';

interface Entry {
  instance: number;
  path: string;
  query: Record<string, string>;
}

const KEY = 'minnow:stack';
let stack: Entry[] = [];
/** Pages that are still to be opened, the next one first. */
let due: Entry[] = [];

/** The open pages, the top one last. */
export const openPages = (): readonly Entry[] => stack;

export function reload(): void {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(stack));
  } catch {
    // Without storage the page on top opens alone.
  }
  location.reload();
}

addEventListener('minnow:reload', (event) => {
  event.preventDefault();
  reload();
});

function follow(message: Extract<LogicMessage, { t: 'open' }>): void {
  const entry = stack.find(({ instance }) => instance === message.show) ?? { instance: message.show, path: message.path, query: (message.query ?? {}) as Record<string, string> };
  const at = stack.indexOf(entry);
  if (message.kind === 'navigateTo') stack = [...stack, entry];
  else if (message.kind === 'redirectTo') stack = [...stack.slice(0, -1), entry];
  else if (message.kind === 'navigateBack' && at >= 0) stack = stack.slice(0, at + 1);
  else stack = [entry];
}

onBoot((message) => {
  const text = sessionStorage.getItem(KEY);
  sessionStorage.removeItem(KEY);
  const saved: Entry[] = JSON.parse(text ?? '[]');
  const top = saved.at(-1);
  const { pages } = message.manifest as { pages: object };
  if (saved.length < 2 || top!.path !== message.launch!.path || !saved.every(({ path }) => Object.hasOwn(pages, path))) return;
  const [bottom, ...rest] = saved;
  due = rest;
  message.launch = { ...message.launch!, path: bottom!.path, query: bottom!.query };
});

onReceived((message) => {
  if (message.t === 'open') follow(message);
});

onDrawn((message) => {
  if (message.t !== 'open' || !visit.worker) return;
  if (due.length || finishing) finish();
  finishing = due.length > 0;
  const next = due.shift();
  if (next) post({ t: 'navigate', kind: 'link', url: `/${next.path}${queryOf(next.query)}`, route: 'navigateTo' });
});

let finishing = false;

/** Where the person was already, no page slides in. */
function finish(): void {
  for (const animation of document.getAnimations()) {
    const { target } = (animation.effect ?? {}) as KeyframeEffect;
    if (target?.classList.contains('mn-page')) animation.finish();
  }
}

function queryOf(query: Record<string, string>): string {
  const text = Object.entries(query).map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join('&');
  return text && `?${text}`;
}
