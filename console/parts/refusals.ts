// Why an account elsewhere did not sign anybody in: the platform leads back here with a word in the address.
// In: the address. Out: the word, once, and a sentence for it. Must not: show a text that an address brings.

import { words } from '../../web/words';

const t = words(
  {
    'oidc-refused': 'Signing in there was not completed, or took too long. Try again.',
    'oidc-unreachable': 'The sign-in service does not answer. Try again, or sign in another way.',
    'oidc-unverified': 'Your account there has no e-mail address that was confirmed.',
    'oidc-unknown': 'Nobody invited that address. If you have an account here, sign in another way, then link your account there under “You and your keys”.',
    'oidc-taken': 'That account is linked with somebody else here.',
    internal: 'Something failed on the platform. Try again.',
  },
  {
    'oidc-refused': '那边的登录没有完成，或者超时了，请再试一次。',
    'oidc-unreachable': '登录服务没有响应，请再试一次，或换一种方式登录。',
    'oidc-unverified': '你在那边的账号没有验证过的邮箱。',
    'oidc-unknown': '这个邮箱没有受到邀请。如果你在这里已有账号，请先用别的方式登录，再到“我和密钥”里绑定那边的账号。',
    'oidc-taken': '那边的账号已经绑定了这里的另一个人。',
    internal: '平台出了问题，请再试一次。',
  },
);

export type Refusal = keyof typeof t;

/** It leaves the address bar, so that a reload does not say it again. */
export function takeRefusal(): Refusal | undefined {
  const word = new URLSearchParams(location.search).get('refused');
  if (word === null) return undefined;
  history.replaceState(history.state, '', location.pathname);
  return Object.hasOwn(t, word) ? (word as Refusal) : 'oidc-refused';
}

export const refusalWords = (refusal: Refusal): string => t[refusal];
