// An invitation, as whoever was invited opens it.
// In: the secret of the link. Out: a member, who is signed in. Must not: join somebody else than the one who was meant.

import { useState } from 'preact/hooks';
import { answer, api, type Schema } from '../../web/client';
import { Button } from '../../web/components/button';
import { Fault, TextField } from '../../web/components/field';
import { Shown } from '../../web/components/states';
import { useAct, useAnswer } from '../../web/use_answer';
import { words } from '../../web/words';
import { signIn } from '../parts/passkeys';
import { roleName } from '../parts/roles';
import type { Me } from '../parts/session';
import { EntryPage } from './entry';

const t = words(
  {
    title: (organisation: string) => `Join ${organisation}`,
    text: (email: string, role: string) => `You were invited as ${email}, with the role ${role}.`,
    name: 'Your name',
    join: 'Join',
    signIn: 'Sign in to join',
    signInText: 'This address has an account here already. Sign in with it to join.',
    other: (email: string) => `You are signed in as ${email}. Sign in with the address that was invited.`,
  },
  {
    title: (organisation) => `加入 ${organisation}`,
    text: (email, role) => `你以 ${email} 受邀，角色是${role}。`,
    name: '你的名字',
    join: '加入',
    signIn: '登录并加入',
    signInText: '这个邮箱在这里已有账号，请先登录再加入。',
    other: (email) => `你现在以 ${email} 登录，请用受邀的邮箱登录。`,
  },
);

export function Invitation({ me, secret, onJoined }: { me: Me | null; secret: string; onJoined: (isNew: boolean) => Promise<void> }) {
  // The secret has left the address: it lives as long as this page.
  const [kept] = useState(secret);
  const offer = useAnswer('offer', () => answer(api.POST('/api/v1/invitations/read', { body: { secret: kept } })));
  return <Shown of={offer}>{(read) => <Offer me={me} secret={kept} offer={read} onJoined={onJoined} />}</Shown>;
}

function Offer({ me, secret, offer, onJoined }: { me: Me | null; secret: string; offer: Schema<'OfferAnswer'>; onJoined: (isNew: boolean) => Promise<void> }) {
  const [name, setName] = useState('');
  const act = useAct();
  const isMe = me?.email === offer.email;
  const join = (event: Event) => {
    event.preventDefault();
    void act.run(async () => {
      if (offer.has_account && !isMe) await signIn();
      await answer(api.POST('/api/v1/invitations/accept', { body: { secret, name } }));
      await onJoined(!offer.has_account);
    });
  };
  return (
    <EntryPage title={t.title(offer.organisation)} text={t.text(offer.email, roleName(offer.role))}>
      <form class="stack" onSubmit={join}>
        {offer.has_account && !isMe && <p>{me ? t.other(me.email) : t.signInText}</p>}
        {!offer.has_account && <TextField label={t.name} autocomplete="name" isRequired isFocused maxLength={100} value={name} onInput={setName} />}
        <Fault text={act.failure?.message} />
        <div class="row">
          <Button type="submit" kind="primary" isBusy={act.isBusy}>
            {offer.has_account && !isMe ? t.signIn : t.join}
          </Button>
        </div>
      </form>
    </EntryPage>
  );
}
