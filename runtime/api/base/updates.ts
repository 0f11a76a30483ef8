// wx.getUpdateManager: asks once whether the served manifest is another one than the running one.
// In: `minnow.json` beside the program. Out: the documented callbacks. Must not: reload unless the program asks.

import type { LogicApiHost } from '../host';

type State = 'idle' | 'checking' | 'current' | 'ready' | 'failed';

export function createUpdates(host: LogicApiHost) {
  const checked = new Set<(result: { hasUpdate: boolean }) => void>();
  const ready = new Set<() => void>();
  const failed = new Set<() => void>();
  let state: State = 'idle';
  let applied = false;

  const tell = (): void => {
    for (const listener of checked) listener({ hasUpdate: state === 'ready' || state === 'failed' });
    if (state === 'ready') for (const listener of ready) listener();
    if (state === 'failed') for (const listener of failed) listener();
  };
  const check = (): void => {
    if (state !== 'idle') return;
    state = 'checking';
    newer(host).then(
      (found) => (state = found ? 'ready' : 'current'),
      // Offline or without a manifest file (development server): the running code is the newest known.
      () => (state = 'current'),
    ).then(tell);
  };
  const late = (listener: () => void): void => {
    if (state === 'checking' || state === 'idle') check();
    else queueMicrotask(listener);
  };

  return {
    onCheckForUpdate(listener: (result: { hasUpdate: boolean }) => void): void {
      checked.add(listener);
      late(() => listener({ hasUpdate: state === 'ready' }));
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
