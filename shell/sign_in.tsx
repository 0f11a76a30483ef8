// Signing in: a guest of this browser becomes somebody, whom programs know again on every device.
// In: a code that came by mail, a passkey, an account elsewhere. Out: the browser's person. Must not: tell whose an address is.

import { useState } from 'preact/hooks';
import { Button } from '../web/components/button';
import { Fault } from '../web/components/field';
import { Icon } from '../web/components/icon';
import { answer, api, type Schema } from '../web/client';
import { MailForm } from '../web/mail_form';
import { canUsePasskeys, deviceName, makePasskey, usePasskey } from '../web/passkeys';
import { useAct, useAnswer } from '../web/use_answer';
import { words } from '../web/words';

const t = words(
  {
    guest: 'You are a guest',
    guestText: 'Programs know you in this browser only. Sign in, and they know you on all of your devices. What you have done as a guest stays yours.',
    enter: 'Sign in',
    withPasskey: 'Sign in with a passkey',
    with: (name: string) => `Sign in with ${name}`,
    noPasskey: 'No passkey yet?',
    makePasskey: 'Make a passkey',
    makeText: 'It stays on your device and in your password manager. Your face, your finger or the code of your device opens it; there is no password.',
    unable: 'Passkeys need HTTPS, or an address of this machine itself.',
  },
  {
    guest: '你现在是访客',
    guestText: '小程序只在这个浏览器里认识你。登录后，在你所有的设备上都是同一个你；之前作为访客留下的内容仍然属于你。',
    enter: '登录',
    withPasskey: '用通行密钥登录',
    with: (name) => `用 ${name} 登录`,
    noPasskey: '还没有通行密钥？',
    makePasskey: '创建通行密钥',
    makeText: '它保存在你的设备和密码管理器里，用面容、指纹或设备解锁码打开，没有密码。',
    unable: '通行密钥只能在 HTTPS 或本机地址下使用。',
  },
);

/** What the platform knows of the browser's person: the ways he signs in by, and those there are here; how much in his inbox is new. */
export type Own = Schema<'CredentialsAnswer'>;
/** Beside passkeys. */
type Ways = Pick<Own, 'email' | 'oidc'>;

export const useOwn = () => useAnswer('credentials', () => answer(api.POST('/api/v1/person/credentials/state')));

/** Makes a passkey for the person of this browser, a guest or not. */
export async function addPasskey(): Promise<void> {
  const { ceremony, options } = await answer(api.POST('/api/v1/person/credentials/passkey/begin'));
  const credential = await makePasskey(options);
  await answer(api.POST('/api/v1/person/credentials/passkey', { body: { ceremony, name: deviceName(), credential } }));
}

async function signInWithPasskey(): Promise<void> {
  const { ceremony, options } = await answer(api.POST('/api/v1/person/sign-in/passkey/begin'));
  await answer(api.POST('/api/v1/person/sign-in/passkey', { body: { ceremony, credential: await usePasskey(options) } }));
}

/** Leads to the provider; whoever comes back from it does so to this page. */
export async function leave(way: 'sign-in' | 'add'): Promise<void> {
  const { address } = await answer(way === 'add' ? api.POST('/api/v1/person/credentials/oidc/begin') : api.POST('/api/v1/person/sign-in/oidc/begin'));
  location.assign(address);
}

/** `refused`: why somebody who comes back from the provider is not signed in. `onDone`: the browser is somebody's, perhaps somebody else's than before. */
export function SignIn({ ways, refused, onDone }: { ways: Ways; refused: string | undefined; onDone: () => void }) {
  const act = useAct();
  const isAble = canUsePasskeys();
  const run = (ask: () => Promise<void>) => () =>
    void act.run(async () => {
      await ask();
      onDone();
    });
  return (
    <section class="me-sign-in" aria-label={t.enter}>
      <div class="me-guest">
        <span class="me-picture">
          <Icon name="person" />
        </span>
        <h2>{t.guest}</h2>
        <p>{t.guestText}</p>
      </div>
      {ways.email && <MailForm purpose="sign-in" onDone={onDone} />}
      {ways.oidc && (
        <Button icon="key" isDisabled={act.isBusy} onClick={() => void act.run(() => leave('sign-in'))}>
          {t.with(ways.oidc)}
        </Button>
      )}
      <Button kind={ways.email ? 'plain' : 'primary'} icon="passkey" isBusy={act.isBusy} isDisabled={!isAble} onClick={run(signInWithPasskey)}>
        {t.withPasskey}
      </Button>
      <Fault text={act.failure?.message ?? refused ?? (isAble ? undefined : t.unable)} />
      <details class="me-more">
        <summary>{t.noPasskey}</summary>
        <p class="quiet">{t.makeText}</p>
        <Button icon="plus" isBusy={act.isBusy} isDisabled={!isAble} onClick={run(addPasskey)}>
          {t.makePasskey}
        </Button>
      </details>
    </section>
  );
}
