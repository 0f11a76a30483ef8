// What ties a program to nodes, beside data and events: observers, canvases, worklets. In: calls of the logic realm, pages.
// Out: whether pages can be drawn again; observers, observing the new nodes. Must not: know what an observer does.
import { callView, deliver } from '../calls';
import type { Page } from '../pages';
import { openPages } from './restore';
import { onReceived } from './wire';

interface Observation {
  page: number;
  name: string;
  request: { observer: number };
}

let observations: Observation[] = [];
/** Pages whose nodes a worklet moves. */
const moved = new Set<number>();

onReceived((message) => {
  const page = openPages().at(-1)?.instance ?? 0;
  if (message.t === 'call' && message.name === 'intersection.observe') observations.push({ page, name: message.name, request: message.args as Observation['request'] });
  else if (message.t === 'call' && message.name === 'worklet.styles') moved.add(page);
  else if (message.t === 'emit' && message.topic === 'intersection.disconnect') observations = observations.filter(({ request }) => request.observer !== message.value.observer);
});

/** A program holds the nodes themselves of these: it would go on drawing on those that are gone. */
const HELD = 'wx-canvas, wx-camera';

export function isTied(pages: Iterable<Page>): boolean {
  return [...pages].some(({ instance, root }) => moved.has(instance) || root.querySelector(HELD) !== null);
}

/** Observers find what they observe once, when they begin. */
export function observeAgain(page: Page): void {
  observations = observations.filter((one) => openPages().some(({ instance }) => instance === one.page));
  for (const { name, request } of observations.filter((one) => one.page === page.instance)) {
    deliver('intersection.disconnect', { observer: request.observer });
    void callView(name, request, page).catch((error) => console.error(error));
  }
}
