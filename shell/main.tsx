// The host app: starts it.
// In: the document's empty `#app`. Out: the host app in it, and its service worker. Must not: wait for the worker.

import { render } from 'preact';
import { applyTheme } from '../web/theme';
import { awaitOffer } from './install';
import { Shell } from './shell';

applyTheme();
awaitOffer();
const place = document.getElementById('app');
if (place) render(<Shell />, place);

interface Policies {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): { createScriptURL(url: string): string };
}

/** The one script whose address is given as a text; the policy of the document allows this maker of such addresses and no other. */
function keepOffline(): void {
  const policies = (globalThis as { trustedTypes?: Policies }).trustedTypes;
  const only = { createScriptURL: () => '/service-worker.js' };
  const url = policies ? policies.createPolicy('minnow-worker', only).createScriptURL('') : only.createScriptURL();
  // Over plain HTTP there is none, and a refusal is no fault of the page.
  navigator.serviceWorker?.register(url, { scope: '/' }).catch(() => undefined);
}

if (document.readyState === 'complete') keepOffline();
else addEventListener('load', keepOffline);
