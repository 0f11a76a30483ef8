// The hooks of a development server in the logic realm: in no package but that server's own (development-logic.js).
// In: requests of the page on the stream `development`, `boot`. Out: answers and records on the stream of the same name, pages drawn again.
// Must not: change what a program sees but where the person asked for it, or be imported by anything that a visitor gets.
//
// Evaluated before the realm's own entry: what it wraps, that has.
import type { Questions, Settings } from '../../shared/development';
import { NETWORK_PROFILES } from '../../shared/development';
import { describe, reportError } from '../errors';
import { listen, post } from '../port';
import type { Manifest } from '../program';
import { natives } from '../realm';
import { readData, readInstances, writeData } from './inspect';
import { readStorage, removeStorage, writeStorage } from './storage';
import { evaluate } from './evaluate';
import { followStart, followUpdates } from './timings';
import { followNetwork, pretend } from './network';
import { drawAgain } from './redraw';

followNetwork();
followUpdates();
const started = followStart();

const questions: Questions = {
  instances: readInstances,
  data: ({ instance, open }) => readData(instance, open),
  write: ({ instance, path, json }) => writeData(instance, path, json),
  storage: readStorage,
  store: ({ key, json }) => writeStorage(key, json),
  unstore: ({ key }) => removeStorage(key),
  started: () => started,
  evaluate: ({ url }) => evaluate(url),
};

function settle({ network, mocks }: Settings): void {
  pretend(NETWORK_PROFILES[network], mocks);
}

natives.addEventListener('message', ({ data }) => {
  if (data.t === 'boot' && data.development) settle(data.development);
});

type Request =
  | { kind: 'templates'; manifest: Manifest }
  | { kind: 'settings'; settings: Settings }
  | { kind: 'ask'; id: number; question: keyof Questions; value: never };

listen('development', (request: Request) => {
  switch (request.kind) {
    case 'templates':
      return takeTemplates(request.manifest);
    case 'settings':
      return settle(request.settings);
    case 'ask':
      return answer(request.id, () => questions[request.question](request.value));
  }
});

function takeTemplates(manifest: Manifest): void {
  try {
    drawAgain(manifest);
  } catch (error) {
    reportError(error);
    post({ t: 'emit', topic: 'redrawFailed', value: null });
  }
}

function answer(id: number, run: () => unknown): void {
  try {
    post({ t: 'emit', topic: 'development', value: { kind: 'answer', id, ok: true, value: run() } });
  } catch (error) {
    post({ t: 'emit', topic: 'development', value: { kind: 'answer', id, ok: false, value: describe(error) } });
  }
}
