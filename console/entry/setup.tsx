// The first minute of a platform: its setup code, the first operator, the first organisation.
// In: the code of the address that the server printed, if it was opened by that. Out: somebody who is signed in. Must not: keep the code.

import { useState } from 'preact/hooks';
import { answer, api } from '../../web/client';
import { Button } from '../../web/components/button';
import { Fault, TextField } from '../../web/components/field';
import { useAct } from '../../web/use_answer';
import { words } from '../../web/words';
import { EntryPage } from './entry';

const t = words(
  {
    title: 'Welcome. This platform is yours to set up.',
    text: 'You become its first operator. It takes a minute, and everything can be changed later.',
    code: 'Setup code',
    codeHint: 'The server printed it when it started.',
    name: 'Your name',
    email: 'E-mail',
    emailHint: 'How others find you here. Nothing is sent to it.',
    organisation: 'Your organisation',
    organisationHint: 'Programs and people belong to one: a company, a team, or just you.',
    go: 'Set up',
  },
  {
    title: '欢迎。这个平台等你来设置。',
    text: '你将成为第一位运营者。只要一分钟，之后都可以再改。',
    code: '设置码',
    codeHint: '服务器启动时显示在终端里。',
    name: '你的名字',
    email: '邮箱',
    emailHint: '别人用它在这里找到你，不会往里发东西。',
    organisation: '你的组织',
    organisationHint: '小程序和成员都属于某个组织：公司、团队，或者就你自己。',
    go: '开始使用',
  },
);

export function Setup({ code: given, onDone }: { code: string; onDone: () => Promise<void> }) {
  const [code, setCode] = useState(given);
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [organisation, setOrganisation] = useState('');
  const act = useAct();
  const send = (event: Event) => {
    event.preventDefault();
    void act.run(async () => {
      await answer(api.POST('/api/v1/setup', { body: { code, name, email, organisation, wants_token: false } }));
      await onDone();
    });
  };
  const isCodeWrong = act.failure?.code === 'wrong-setup-code';
  return (
    <EntryPage title={t.title} text={t.text}>
      <form class="stack" onSubmit={send}>
        {(!given || isCodeWrong) && <TextField label={t.code} hint={t.codeHint} fault={isCodeWrong ? act.failure?.message : undefined} isCode isRequired value={code} onInput={setCode} />}
        <TextField label={t.name} autocomplete="name" isRequired isFocused maxLength={100} value={name} onInput={setName} />
        <TextField label={t.email} hint={t.emailHint} type="email" autocomplete="email" isRequired value={email} onInput={setEmail} />
        <TextField label={t.organisation} hint={t.organisationHint} autocomplete="organization" isRequired maxLength={100} value={organisation} onInput={setOrganisation} />
        {!isCodeWrong && <Fault text={act.failure?.message} />}
        <div class="row">
          <Button type="submit" kind="primary" isBusy={act.isBusy}>
            {t.go}
          </Button>
        </div>
      </form>
    </EntryPage>
  );
}
