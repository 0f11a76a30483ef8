// The service worker that a platform offers: registered once the first page stands, and what it says of updates.
// In: its address, arms of experiments that are shown. Out: what logic is told by `update` (runtime/api/base/updates.ts), launches that the platform did not see. Must not: hold up a visit, or spend what a person saves.
import type { UpdateState } from '../api/host';
import { keepArms, type ShownArms } from './experiments';
import { post } from './port';

/** The page's own files come first. */
const registrationDelayMs = 2000;

export interface ServiceWorkerOffer {
  serviceWorker?: string;
  /** Where a launch is told that the worker answered. */
  launches?: string;
}

/** `at`: the query of the address the visit began at. */
export function keepOffline({ serviceWorker, launches }: ServiceWorkerOffer = {}, shown: ShownArms | null, at: string): void {
  const { serviceWorker: container, connection } = navigator as Navigator & { connection?: { saveData?: boolean } };
  if (!serviceWorker) return;
  // Over plain HTTP, and in private windows of some browsers, there is none.
  if (!container) return tell('none');
  // An entry's document always comes from the platform, which has counted it.
  if (container.controller && launches && !document.getElementById('minnow-launch')) void tellLaunch(launches, shown, at).catch(() => undefined);
  else keepArms(shown);
  container.addEventListener('message', ({ data }) => {
    if (data?.minnow !== 'update') return;
    if (data.forced) location.reload();
    else tell('ready');
  });
  if (connection?.saveData && !container.controller) return tell('none');
  setTimeout(() => void register(container, serviceWorker).catch((error) => { console.warn(error); tell('none'); }), registrationDelayMs);
}

/** The answer is what the next visit shows: one that has begun goes on as it is. */
async function tellLaunch(address: string, shown: ShownArms | null, at: string): Promise<void> {
  const answer = await fetch(address, { method: 'POST', keepalive: true, body: JSON.stringify({ arms: shown?.arms, at: `/${at}` }) });
  if (answer.ok) keepArms(answer.status === 200 ? await answer.json() : null);
}

async function register(container: ServiceWorkerContainer, address: string): Promise<void> {
  const isUpdate = !!container.controller;
  const registration = await container.register(address, { scope: '/' });
  if (isUpdate) await registration.update();
  else void container.ready.then(tellLoaded);
  const { installing } = registration;
  if (!isUpdate || !installing) return tell('none');
  tell('found');
  installing.addEventListener('statechange', () => {
    if (installing.state === 'redundant') tell('failed');
  });
}

/** A page that stood before its worker loads what it shows past it: the worker is told, so that the next visit has it without a network too. */
function tellLoaded({ active }: ServiceWorkerRegistration): void {
  const told = (list: PerformanceObserverEntryList) => {
    const addresses = list.getEntries().map(({ name }) => name).filter((name) => name.startsWith(`${location.origin}/`));
    if (addresses.length) active?.postMessage({ minnow: 'loaded', addresses });
  };
  new PerformanceObserver(told).observe({ type: 'resource', buffered: true });
}

function tell(state: UpdateState): void {
  post({ t: 'emit', topic: 'update', value: state });
}
