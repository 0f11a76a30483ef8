// The development stand-in for what the platform will answer: sign-in, the anonymous profile, encrypted data in the true shape.
// In: nothing of a person. Out: made-up codes and data. Announces itself once for each kind of call. Must not: exist outside development.

import { toBase64, fromBase64 } from '../base/base64';
import { ApiFailure, type LogicApiHost } from '../host';
import { appIdOf } from '../system/logic';

/** Sixteen bytes, base64: data of the stand-in can be decrypted with it as a back end would. */
const SESSION_KEY = 'bWlubm93LWRldmVsb3Btbg==';

export interface StandIn {
  readonly active: boolean;
  /** Fails outside development; else shows the label for this call. */
  require(call: string): void;
  login(): Promise<string>;
  signedIn(): boolean;
  profile(withCredentials: boolean): Promise<object>;
  /** `{encryptedData, iv, cloudID}` of a value. */
  encrypted(value: object): Promise<{ encryptedData: string; iv: string; cloudID: string }>;
}

export function createStandIn(host: LogicApiHost): StandIn {
  const active = Boolean(host.system.server?.development);
  const announced = new Set<string>();
  const { crypto, TextEncoder } = host.native;
  const random = (bytes: number) => [...crypto.getRandomValues(new Uint8Array(bytes))].map((byte) => byte.toString(36).padStart(2, '0')).join('').slice(0, bytes * 2);
  let signedIn = false;

  const encrypted = async (value: object) => {
    const iv = crypto.getRandomValues(new Uint8Array(16));
    const cloudID = `development_${random(8)}`;
    const marked = { ...value, watermark: { appid: appIdOf(host), timestamp: Math.floor(Date.now() / 1000) } };
    // Encryption is for secure pages only (https, localhost); on a LAN address the fields are there and empty.
    if (!crypto.subtle) return { encryptedData: '', iv: toBase64(iv), cloudID };
    const key = await crypto.subtle.importKey('raw', fromBase64(SESSION_KEY), 'AES-CBC', false, ['encrypt']);
    const bytes = await crypto.subtle.encrypt({ name: 'AES-CBC', iv }, key, new TextEncoder().encode(JSON.stringify(marked)));
    return { encryptedData: toBase64(new Uint8Array(bytes)), iv: toBase64(iv), cloudID };
  };
  const signature = async (text: string) => {
    if (!crypto.subtle) return '';
    const digest = await crypto.subtle.digest('SHA-1', new TextEncoder().encode(text + SESSION_KEY));
    return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  };

  return {
    active,
    require(call) {
      if (!active) throw new ApiFailure('not supported', { errno: 100 });
      if (announced.has(call)) return;
      announced.add(call);
      console.info(`[minnow] 开发替身 Development stand-in: ${call}`);
      void host.view('open.banner', { call }).catch(() => undefined);
    },
    async login() {
      signedIn = true;
      return `development-${random(12)}`;
    },
    signedIn: () => signedIn,
    async profile(withCredentials) {
      // What the vendor itself has answered since 2022: a nameless person.
      const userInfo = { nickName: '微信用户', gender: 0, language: '', city: '', province: '', country: '', avatarUrl: AVATAR };
      const rawData = JSON.stringify(userInfo);
      if (!withCredentials) return { userInfo, rawData };
      return { userInfo, rawData, signature: await signature(rawData), ...(await encrypted(userInfo)) };
    },
    encrypted,
  };
}

/** A grey head, drawn. */
const AVATAR =
  'data:image/svg+xml,%3Csvg xmlns=%22http://www.w3.org/2000/svg%22 viewBox=%220 0 132 132%22%3E%3Cpath fill=%22%23ccc%22 d=%22M0 0h132v132H0z%22/%3E%3Ccircle cx=%2266%22 cy=%2252%22 r=%2222%22 fill=%22%23fff%22/%3E%3Cpath fill=%22%23fff%22 d=%22M22 116c4-26 22-36 44-36s40 10 44 36z%22/%3E%3C/svg%3E';
