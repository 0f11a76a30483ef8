// Passkeys: passes a question of the server to the browser's authenticator, and its answer back.
// In: WebAuthn's options as JSON. Out: its credential as JSON. Must not: decide whether an answer is right; the server does.

import { ApiFailure } from './client';
import { words } from './words';

const t = words(
  {
    cancelled: 'No passkey was used. Try again when you are ready.',
    exists: 'This device has a passkey for you already.',
    unable: 'Browsers allow passkeys only over HTTPS, or on this machine itself.',
    device: 'This device',
  },
  {
    cancelled: '没有使用通行密钥。准备好后请再试。',
    exists: '这台设备上已经有你的通行密钥。',
    unable: '浏览器只在 HTTPS 或本机地址下允许使用通行密钥。',
    device: '这台设备',
  },
);

export const canUsePasskeys = (): boolean => window.isSecureContext && 'PublicKeyCredential' in window;

/** Asks for a passkey that is there. */
export async function usePasskey(options: object): Promise<Written> {
  const publicKey = requestOptions(options);
  return written(await asked(() => navigator.credentials.get({ publicKey })));
}

/** Asks for a new passkey. */
export async function makePasskey(options: object): Promise<Written> {
  const publicKey = creationOptions(options);
  return written(await asked(() => navigator.credentials.create({ publicKey })));
}

/** What a passkey made here is called, unless its owner says otherwise: the system it is on. */
export function deviceName(): string {
  const system = /iPhone|iPad|Android|Mac OS X|Windows|CrOS|Linux/.exec(navigator.userAgent)?.[0];
  const names: Record<string, string> = { 'Mac OS X': 'Mac', CrOS: 'Chromebook' };
  return system ? (names[system] ?? system) : t.device;
}

async function asked(ask: () => Promise<Credential | null>): Promise<PublicKeyCredential> {
  if (!canUsePasskeys()) throw new ApiFailure('no-passkeys', t.unable, 0);
  let credential;
  try {
    credential = await ask();
  } catch (error) {
    const isKnown = error instanceof DOMException && error.name === 'InvalidStateError';
    throw new ApiFailure('cancelled', isKnown ? t.exists : t.cancelled, 0);
  }
  if (!(credential instanceof PublicKeyCredential)) throw new ApiFailure('cancelled', t.cancelled, 0);
  return credential;
}

// Browsers of 2025 read and write this JSON themselves; these lines serve the ones before.

type Json = Record<string, any>;
/** As the API takes it. */
type Written = Record<string, never>;

const bytes = (text: string): ArrayBuffer => {
  const plain = atob(text.replace(/-/g, '+').replace(/_/g, '/'));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0)).buffer;
};

const text = (buffer: ArrayBuffer): string => {
  const letters = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join('');
  return btoa(letters).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
};

const known = (list: Json[] | undefined) => list?.map((one) => ({ ...one, id: bytes(one.id) })) as PublicKeyCredentialDescriptor[] | undefined;

function creationOptions(options: Json): PublicKeyCredentialCreationOptions {
  const { challenge, user, excludeCredentials, ...rest } = options;
  return { ...(rest as PublicKeyCredentialCreationOptions), challenge: bytes(challenge), user: { ...user, id: bytes(user.id) }, excludeCredentials: known(excludeCredentials) };
}

function requestOptions(options: Json): PublicKeyCredentialRequestOptions {
  const { challenge, allowCredentials, ...rest } = options;
  return { ...(rest as PublicKeyCredentialRequestOptions), challenge: bytes(challenge), allowCredentials: known(allowCredentials) };
}

function written(credential: PublicKeyCredential): Written {
  const response = credential.response as AuthenticatorAttestationResponse & AuthenticatorAssertionResponse;
  const parts: Json = { clientDataJSON: text(response.clientDataJSON) };
  if (response.attestationObject) parts.attestationObject = text(response.attestationObject);
  if (response.authenticatorData && response.signature) {
    parts.authenticatorData = text(response.authenticatorData);
    parts.signature = text(response.signature);
    parts.userHandle = response.userHandle ? text(response.userHandle) : null;
  }
  return { id: credential.id, rawId: text(credential.rawId), type: credential.type, response: parts } as unknown as Written;
}
