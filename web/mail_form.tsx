// An address and the code that comes to it by mail: how somebody signs in, in the host app or in the sheet over a program, and how he adds that way.
// In: what the person types. Out: the browser's person, who has proved the address. Must not: tell whose an address is.

import { useState } from 'preact/hooks';
import { Button } from './components/button';
import { TextField } from './components/field';
import { answer, api } from './client';
import { useAct } from './use_answer';
import { language, words } from './words';

const t = words(
  {
    email: 'E-mail',
    send: 'Send a code',
    code: 'Code',
    codeHint: (email: string) => `Sent to ${email}. It works for 10 minutes, in this browser.`,
    enter: 'Sign in',
    add: 'Add',
    again: 'Send another one',
    back: 'Back',
  },
  {
    email: '邮箱',
    send: '发送验证码',
    code: '验证码',
    codeHint: (email) => `已发送到 ${email}，10 分钟内在这个浏览器里有效。`,
    enter: '登录',
    add: '添加',
    again: '重新发送',
    back: '返回',
  },
);

const CODE_LENGTH_MAX = 12;
const ADDRESS_LENGTH_MAX = 254;

/** An address, then the code that came to it: to sign in, or as one more way to do so. `onDone`: the browser is somebody's, perhaps somebody else's than before. */
export function MailForm({ purpose, onDone, onBack }: { purpose: 'sign-in' | 'add'; onDone: () => void; onBack?: () => void }) {
  const [email, setEmail] = useState('');
  const [code, setCode] = useState('');
  const [ceremony, setCeremony] = useState<string>();
  const act = useAct();
  const send = () =>
    act.run(async () => {
      const begun = await answer(api.POST('/api/v1/person/sign-in/email/begin', { body: { email, language } }));
      setCode('');
      setCeremony(begun.ceremony);
    });
  const submit = (event: Event) => {
    event.preventDefault();
    if (!ceremony) return void send();
    void act.run(async () => {
      const proof = { body: { email, ceremony, code } };
      await answer(purpose === 'add' ? api.POST('/api/v1/person/credentials/email', proof) : api.POST('/api/v1/person/sign-in/email', proof));
      onDone();
    });
  };
  const back = () => {
    act.clear();
    if (ceremony) setCeremony(undefined);
    else onBack?.();
  };
  return (
    <form class="mail-form" onSubmit={submit}>
      {ceremony ? (
        <TextField key="code" label={t.code} hint={t.codeHint(email)} fault={act.failure?.message} autocomplete="one-time-code" inputMode="numeric" isCode isRequired isFocused maxLength={CODE_LENGTH_MAX} value={code} onInput={setCode} />
      ) : (
        <TextField key="email" label={t.email} fault={act.failure?.message} type="email" autocomplete="email" isRequired isFocused={purpose === 'add'} maxLength={ADDRESS_LENGTH_MAX} value={email} onInput={setEmail} />
      )}
      <div class="mail-acts">
        <Button type="submit" kind="primary" isBusy={act.isBusy}>
          {!ceremony ? t.send : purpose === 'add' ? t.add : t.enter}
        </Button>
        {ceremony && (
          <Button kind="quiet" isDisabled={act.isBusy} onClick={() => void send()}>
            {t.again}
          </Button>
        )}
        {(ceremony || onBack) && (
          <Button kind="quiet" isDisabled={act.isBusy} onClick={back}>
            {t.back}
          </Button>
        )}
      </div>
    </form>
  );
}
