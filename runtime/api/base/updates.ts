// wx.getUpdateManager: on a platform its service worker brings updates (runtime/view/offline.ts); on a static host the served manifest is
// compared with the running one, once. In: what the view says, `minnow.json` beside the program. Out: the documented callbacks. Must not: reload unless the program asks.

import type { LogicApiHost, UpdateState } from '../host';

/** `found`: it is on its way. */
type State = 'idle' | 'checking' | 'current' | 'found' | 'ready' | 'failed';

export function createUpdates(host: LogicApiHost) {
  const checked = new Set<(result: { hasUpdate: boolean }) => void>();
  const ready = new Set<() => void>();
  const failed = new Set<() => void>();
  let state: State = 'idle';
  let applied = false;

  const isKnown = () => state !== 'idle' && state !== 'checking';
  const enter = (next: State): void => {
    // What is here already stays.
    if (state === next || state === 'ready') return;
    const isFirst = !isKnown();
    state = next;
    if (isFirst) for (const listener of checked) listener({ hasUpdate: state !== 'current' });
    if (state === 'ready') for (const listener of ready) listener();
    if (state === 'failed') for (const listener of failed) listener();
  };
  // The view may say it before the program asks.
  host.listen('update', (told: UpdateState) => enter(told === 'none' ? 'current' : told));
  const check = (): void => {
    if (state !== 'idle') return;
    state = 'checking';
    if (host.system.server?.serviceWorker) return;
    newer(host).then(
      (found) => enter(found ? 'ready' : 'current'),
      // Offline or without a manifest file (development server): the running code is the newest known.
      () => enter('current'),
    );
  };
  const late = (listener: () => void): void => {
    if (isKnown()) queueMicrotask(listener);
    else check();
  };

  return {
    onCheckForUpdate(listener: (result: { hasUpdate: boolean }) => void): void {
      checked.add(listener);
      late(() => listener({ hasUpdate: state !== 'current' }));
    },
    onUpdateReady(listener: () => void): void {
      ready.add(listener);
      late(() => state === 'ready' && listener());
    },
    onUpdateFailed(listener: () => void): void {
      failed.add(listener);
      late(() => state === 'failed' && listener());
    },
    applyUpdate(): void {
      if (applied) throw refused('applyUpdate has been called', 103101);
      if (state !== 'ready') throw refused('update is not ready', 103102);
      applied = true;
      void host.view('base.restart', { path: '' });
    },
  };
}

function refused(reason: string, errno: number): Error {
  return Object.assign(new Error(`applyUpdate:fail ${reason}`), { errMsg: `applyUpdate:fail ${reason}`, errno });
}

async function newer(host: LogicApiHost): Promise<boolean> {
  const answer = await host.native.fetch(new host.native.URL('minnow.json', baseUrl(host)), { cache: 'no-cache' });
  if (!answer.ok) return false;
  const served = await answer.json();
  const running = host.wholeManifest();
  return JSON.stringify([served.appLogic, served.pages, served.runtime]) !== JSON.stringify([running.appLogic, running.pages, running.runtime]);
}

/** Where the package is served from. */
export function baseUrl(host: LogicApiHost): string {
  return host.system.base;
}
