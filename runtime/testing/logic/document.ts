// `document` and `window` for tests that were written to run beside a document (miniprogram-simulate).
// In: nothing. Out: two globals. Must not: be there unless the test file asks for that library.
import { remoteNode } from './remote';

const DOCUMENT = 0;
const WINDOW = -1;

export function installDocument(): void {
  const realm = globalThis as any;
  if (realm.document) return;
  const window = remoteNode(WINDOW);
  realm.document = remoteNode(DOCUMENT);
  realm.window = realm;
  for (const name of ['getComputedStyle', 'innerWidth', 'innerHeight', 'devicePixelRatio']) {
    Object.defineProperty(realm, name, { get: () => window[name], set: () => {}, configurable: true });
  }
}
