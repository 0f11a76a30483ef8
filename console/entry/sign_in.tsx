// Signing in: by passkey, by a code that comes by mail, by an account elsewhere, by a link made at the machine.
// In: the secret of a link, if the address had one. Out: somebody who is signed in. Must not: tell who has an account, or go to an address that a parameter names.

import { useEffect, useState } from 'preact/hooks';
import { answer, api } from '../../web/client';
import { Button } from '../../web/components/button';
import { Fault, TextField } from '../../web/components/field';
import { canUsePasskeys } from '../../web/passkeys';
import { useAct, useAnswer } from '../../web/use_answer';
import { language, words } from '../../web/words';
import { signIn } from '../parts/passkeys';
import { refusalWords, takeRefusal } from '../parts/refusals';
import { EntryPage } from './entry';

const t = words(
  {
    signIn: 'Sign in',
    signInText: 'Your device asks for your face, your finger or its code. There is no password.',
    withPasskey: 'Sign in with a passkey',
    withMail: 'Get a code by e-mail',
    with: (name: string) => `Sign in with ${name}`,
    linkRefused: 'This link does not sign anybody in any more. Links work once, for 15 minutes.',
    lost: 'Lost your passkey?',
    lostText: 'Whoever has access to the machine makes a link that signs you in once:',
    mail: 'A code by e-mail',
    mailText: 'If the address has an account here, a code of six digits is on its way in a moment.',
    email: 'E-mail',
    send: 'Send the code',
    code: 'Code',
    codeHint: (email: string) => `Sent to ${email}, if it has an account here. It works for 10 minutes, in this browser.`,
    enter: 'Sign in',
    again: 'Send another one',
    back: 'Another way',
  },
  {
    signIn: '登录',
    signInText: '设备会用面容、指纹或解锁码确认是你本人，没有密码。',
    withPasskey: '用通行密钥登录',
    withMail: '用邮箱验证码登录',
    with: (name) => `用 ${name} 登录`,
    linkRefused: '这个链接已经失效。登录链接只能用一次，15 分钟内有效。',
    lost: '通行密钥丢了？',
    lostText: '能操作这台服务器的人可以生成一次性登录链接：',
    mail: '邮箱验证码',
    mailText: '如果这个邮箱在这里有账号，六位数字的验证码马上就到。',
    email: '邮箱',
    send: '发送验证码',
    code: '验证码',
    codeHint: (email) => `如果 ${email} 在这里有账号，验证码已发出。10 分钟内在这个浏览器里有效。`,
    enter: '登录',
    again: '重新发送',
    back: '换一种方式',
  },
);

export function SignIn({ link, onDone }: { link: string; onDone: () => Promise<void> }) {
  const [refusal] = useState(takeRefusal);
  const [isByMail, setByMail] = useState(false);
  const ways = useAnswer('ways', () => answer(api.GET('/api/v1/sign-in')));
  const act = useAct();
  useEffect(() => {
    if (link) void act.run(async () => {
      await answer(api.POST('/api/v1/sign-in/link', { body: { link } }));
      await onDone();
    });
  }, [link]);
  if (isByMail) return <ByMail onDone={onDone} onBack={() => setByMail(false)} />;
  const press = () => void act.run(async () => {
    await signIn();
    await onDone();
  });
  const leave = () => void act.run(async () => {
    const { address } = await answer(api.POST('/api/v1/sign-in/oidc/begin'));
    location.assign(address);
  });
  const fault = act.failure?.code === 'refused-link' ? t.linkRefused : act.failure?.message;
  return (
    <EntryPage title={t.signIn} text={t.signInText}>
      <div class="stack">
        <Button kind="primary" icon="passkey" isBusy={act.isBusy} isDisabled={!canUsePasskeys()} onClick={press}>
          {t.withPasskey}
        </Button>
        {ways.data?.oidc && (
          <Button icon="key" isDisabled={act.isBusy} onClick={leave}>
            {t.with(ways.data.oidc)}
          </Button>
        )}
        {ways.data?.email && (
          <Button icon="mail" isDisabled={act.isBusy} onClick={() => setByMail(true)}>
            {t.withMail}
          </Button>
        )}
        <Fault text={fault ?? (refusal && refusalWords(refusal))} />
        <details class="entry-more">
          <summary>{t.lost}</summary>
          <p>{t.lostText}</p>
          <pre tabIndex={0}>
            <code>{`minnow admin link you@example.com \\\n  --server ${location.origin}`}</code>
          </pre>
        </details>
      </div>
    </EntryPage>
  );
}

function ByMail({ onDone, onBack }: { onDone: () => Promise<void>; onBack: () => void }) {
  const [email, setEmail] = useState('');
  const [code, setCode] = useState('');
  const [ceremony, setCeremony] = useState<string>();
  const act = useAct();
  const send = () => act.run(async () => {
    const begun = await answer(api.POST('/api/v1/sign-in/email/begin', { body: { email, language } }));
    setCode('');
    setCeremony(begun.ceremony);
  });
  const submit = (event: Event) => {
    event.preventDefault();
    if (!ceremony) return void send();
    void act.run(async () => {
      await answer(api.POST('/api/v1/sign-in/email', { body: { ceremony, code } }));
      await onDone();
    });
  };
  return (
    <EntryPage title={t.mail} text={ceremony ? undefined : t.mailText}>
      <form class="stack" onSubmit={submit}>
        {ceremony ? (
          <TextField key="code" label={t.code} hint={t.codeHint(email)} fault={act.failure?.message} autocomplete="one-time-code" inputMode="numeric" isCode isRequired isFocused maxLength={12} value={code} onInput={setCode} />
        ) : (
          <TextField key="email" label={t.email} fault={act.failure?.message} type="email" autocomplete="email" isRequired isFocused value={email} onInput={setEmail} />
        )}
        <div class="row">
          <Button type="submit" kind="primary" isBusy={act.isBusy}>
            {ceremony ? t.enter : t.send}
          </Button>
          {ceremony && (
            <Button kind="quiet" isDisabled={act.isBusy} onClick={() => void send()}>
              {t.again}
            </Button>
          )}
          <Button kind="quiet" isDisabled={act.isBusy} onClick={onBack}>
            {t.back}
          </Button>
        </div>
      </form>
    </EntryPage>
  );
}
