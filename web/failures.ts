// Failures in words a person can act on.
// In: the code of a failure, and the server's own sentence (English). Out: a sentence in the person's language. Must not: hide what the server said where we know no better.

import { language, words } from './words';

const t = words(
  {
    offline: 'The platform cannot be reached. Check the network, then try again.',
    unsigned: 'You are no longer signed in.',
    'not-allowed': 'Your role does not allow this.',
    'lacks-scope': 'This token is not for that.',
    'foreign-origin': 'This page is not at the platform’s own address.',
    'not-found': 'It is not there, or you may not see it.',
    taken: 'That name is taken already.',
    busy: 'Too much is going on. Try again in a moment.',
    internal: 'Something failed on the platform. Nothing was changed; try again.',
    'wrong-setup-code': 'That is not the setup code this server printed when it started.',
    'too-fast': 'That was too often. Wait a minute, then go on.',
    'refused-passkey': 'The passkey was not accepted, or it took too long. Try again.',
    'refused-link': 'This link does not work any more.',
    'refused-code': 'That code does not sign you in: it is mistyped, was used, or has ended.',
    'no-mail': 'This platform sends no mail. Sign in another way.',
    'no-provider': 'There is no such way to sign in here.',
    'provider-away': 'The sign-in service does not answer. Try again, or sign in another way.',
    'sign-in-first': 'This address has an account already. Sign in with it first.',
    'needs-session': 'Sign in at the console for this.',
    'set-up-already': 'The platform is set up already. Sign in instead.',
    nobody: 'Nobody is known in this browser.',
    undeclared: 'The program does not declare this.',
    'wrong-question': 'This was answered already, or it took too long.',
    'refused-account': 'Signing in there was not completed, or took too long. Try again.',
    'credential-taken': 'That belongs to somebody else here.',
    'credentials-full': 'You have as many ways to sign in as there may be. Remove one first.',
    'not-consented': 'You have not agreed to this.',
    'no-number': 'There is no phone number any more.',
  },
  {
    offline: '连不上平台。请检查网络，再试一次。',
    unsigned: '登录已失效，请重新登录。',
    'not-allowed': '你的角色没有这项权限。',
    'lacks-scope': '这个令牌不能做这件事。',
    'foreign-origin': '这个页面不在平台自己的网址下。',
    'not-found': '不存在，或者你无权查看。',
    taken: '这个名字已被占用。',
    busy: '现在太忙，请稍后再试。',
    internal: '平台出了问题，没有任何改动，请再试一次。',
    'wrong-setup-code': '这不是服务器启动时显示的设置码。',
    'too-fast': '操作过于频繁，请一分钟后再试。',
    'refused-passkey': '通行密钥未被接受，或者超时了，请再试一次。',
    'refused-link': '这个链接已经失效。',
    'refused-code': '验证码不对、已用过或已过期。',
    'no-mail': '这个平台不发邮件，请换一种方式登录。',
    'no-provider': '这里没有这种登录方式。',
    'provider-away': '登录服务没有响应，请再试一次，或换一种方式登录。',
    'sign-in-first': '这个邮箱已有账号，请先登录。',
    'needs-session': '这件事需要先在控制台登录。',
    'set-up-already': '平台已经设置好了，请直接登录。',
    nobody: '这个浏览器里没有已知的身份。',
    undeclared: '该小程序没有声明这一项。',
    'wrong-question': '已经回答过，或者超时了。',
    'refused-account': '那边的登录没有完成，或者超时了，请再试一次。',
    'credential-taken': '它已属于这里的另一个人。请先退出，再用它登录。',
    'credentials-full': '登录方式已达上限，请先移除一个。',
    'not-consented': '你没有同意这一项。',
    'no-number': '手机号已不存在。',
  },
);

/** Kinds of which only the server's sentence says what is wrong. */
const lead = words(
  { state: (message: string) => message, invalid: (message: string) => message, signature: (message: string) => message },
  { state: (message) => `现在不能这样做：${message}`, invalid: (message) => `内容不符合要求：${message}`, signature: (message) => `签名有误：${message}` },
);

export function failureWords(code: string, message: string): string {
  if (message && code in lead) return lead[code as keyof typeof lead](sentence(message));
  const known = (t as Readonly<Record<string, string>>)[code];
  // The server's sentence names what is wrong, where one of ours for the code can only name the kind.
  if (language === 'en' && message && code !== 'unsigned') return sentence(message);
  return known ?? (message ? sentence(message) : t.internal);
}

function sentence(text: string): string {
  const first = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?。`]$/.test(first) ? first : `${first}.`;
}
