// What each setData costs, and when the realm had what of its start. In: calls of setData, messages to the view. Out: `told` on messages, moments.
// Must not: measure what it does itself.
import type { LogicStart, SetData, Told } from '../../shared/development';
import { componentBase } from '../object';
import { instanceOf } from '../instance';
import { post } from '../port';
import { natives } from '../realm';

export const now = (): number => natives.performance.timeOrigin + natives.performance.now();

let calls: SetData[] = [];

export function followUpdates(): void {
  const { value: setData } = Object.getOwnPropertyDescriptor(componentBase, 'setData')!;
  Object.defineProperty(componentBase, 'setData', {
    value(this: object, patch: unknown, done?: unknown) {
      const at = now();
      setData.call(this, patch, done);
      const ms = now() - at;
      const instance = instanceOf(this);
      const keys = typeof patch === 'object' && patch !== null ? Object.keys(patch) : [];
      // What draws something goes with the message that says so, at the end of the turn.
      if (calls.push({ at, where: instance?.where ?? '', instance: instance?.number ?? 0, keys, bytes: sizeOf(patch), ms }) === 1) natives.setTimeout(tellUnseen);
    },
    writable: true, configurable: true, enumerable: false,
  });
  const { postMessage } = natives;
  natives.postMessage = (message: any, transfer) => {
    if (message.t !== 'patch' && message.t !== 'open') return postMessage(message, transfer);
    const told: Told = { calls, at: now() };
    calls = [];
    postMessage({ ...message, told }, transfer);
  };
}

function tellUnseen(): void {
  const unseen = calls;
  calls = [];
  if (unseen.length) post({ t: 'emit', topic: 'development', value: { kind: 'unseen', calls: unseen } });
}

function sizeOf(patch: unknown): number {
  try {
    return JSON.stringify(patch)?.length ?? 0;
  } catch {
    return 0;
  }
}

export function followStart(): LogicStart {
  const start: LogicStart = { begun: now(), booted: 0, scriptCount: 0, scriptMs: 0, opened: 0 };
  natives.addEventListener('message', ({ data }) => {
    if (data.t === 'boot') start.booted = now();
  });
  const { importScripts, postMessage } = natives;
  natives.importScripts = (...urls) => {
    const at = now();
    try {
      importScripts(...urls);
    } finally {
      start.scriptCount += urls.length;
      start.scriptMs += now() - at;
    }
  };
  natives.postMessage = (message: any, transfer) => {
    if (message.t === 'open' && !start.opened) start.opened = now();
    postMessage(message, transfer);
  };
  return start;
}
