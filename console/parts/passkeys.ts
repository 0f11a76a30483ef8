// Passkeys of whoever works with the platform.
// In: an authenticator. Out: somebody signed in, or a passkey more. Must not: take one of somebody who opens programs; the server keeps them apart.

import { answer, api } from '../../web/client';
import { makePasskey, usePasskey } from '../../web/passkeys';

/** Signs in with a passkey of whoever is there. */
export async function signIn(): Promise<void> {
  const { ceremony, options } = await answer(api.POST('/api/v1/sign-in/passkey/begin'));
  await answer(api.POST('/api/v1/sign-in/passkey', { body: { ceremony, credential: await usePasskey(options) } }));
}

/** Makes a passkey for whoever is signed in. */
export async function addPasskey(name: string): Promise<void> {
  const { ceremony, options } = await answer(api.POST('/api/v1/passkeys/begin'));
  await answer(api.POST('/api/v1/passkeys', { body: { ceremony, name, credential: await makePasskey(options) } }));
}
