// The way in: setting the platform up, signing in, an invitation, a first passkey.
// In: whether anybody is signed in, the address. Out: the page for it. Must not: tell who has an account.

import type { ComponentChildren } from 'preact';
import { useEffect, useMemo } from 'preact/hooks';
import { useLocation } from 'preact-iso/router';
import { answer, api } from '../../web/client';
import { Button } from '../../web/components/button';
import { Fault } from '../../web/components/field';
import { Shown } from '../../web/components/states';
import { canUsePasskeys, deviceName } from '../../web/passkeys';
import { useAct, useAnswer } from '../../web/use_answer';
import { chooseLanguage, language, words } from '../../web/words';
import { addPasskey } from '../parts/passkeys';
import { takeSecret } from '../parts/secret';
import type { Me } from '../parts/session';
import { Invitation } from './invitation';
import { Setup } from './setup';
import { SignIn } from './sign_in';

const t = words(
  {
    passkey: 'One more step: a passkey',
    passkeyText: 'With it you sign in from now on. It stays on your device and in your password manager; nothing about it can be stolen from here.',
    makePasskey: 'Make a passkey',
    later: 'Later',
    other: '中文',
  },
  {
    passkey: '还差一步：通行密钥',
    passkeyText: '以后就用它登录。它保存在你的设备和密码管理器里，平台上没有可以被偷走的东西。',
    makePasskey: '创建通行密钥',
    later: '以后再说',
    other: 'English',
  },
);

export function Entry({ me, reload }: { me: Me | null; reload: () => Promise<void> }) {
  const { path, route } = useLocation();
  const secret = useMemo(takeSecret, [path]);
  const setup = useAnswer('setup', () => answer(api.GET('/api/v1/setup')));
  const enter = async (to: string) => {
    await reload();
    route(to, true);
  };
  if (me && path === '/console/passkey') return <FirstPasskey onDone={() => route('/console/', true)} />;
  if (path === '/console/invitation') return <Invitation me={me} secret={secret} onJoined={(isNew) => enter(isNew ? '/console/passkey' : '/console/')} />;
  return (
    <Shown of={setup}>
      {({ is_open }) => (is_open ? <Setup code={secret} onDone={() => enter('/console/passkey')} /> : <SignIn link={secret} onDone={() => enter(path === '/console/sign-in' ? '/console/' : path)} />)}
    </Shown>
  );
}

/** A page with one thing to do. */
export function EntryPage({ title, text, children, isWide = false }: { title: string; text?: ComponentChildren; children: ComponentChildren; isWide?: boolean }) {
  useEffect(() => {
    document.title = `${title} · Minnow`;
  }, [title]);
  return (
    <div class="entry">
      <header class="entry-head">
        <span class="brand">
          <svg viewBox="0 0 32 32" width="32" height="32" aria-hidden="true">
            <rect class="brand-ground" width="32" height="32" rx="8" />
            <path class="brand-fish" d="M5.500 16c3.200-5 7.200-7 11-7 3.600 0 6 2.200 6.800 4.300L27 10v12l-3.700-3.300C22.500 20.800 20.100 23 16.500 23c-3.800 0-7.800-2-11-7z" />
            <circle class="brand-ground" cx="11.500" cy="14.800" r="1.400" />
          </svg>
          Minnow
        </span>
        <Button kind="quiet" isSmall onClick={() => chooseLanguage(language === 'zh' ? 'en' : 'zh')}>
          {t.other}
        </Button>
      </header>
      <main class={isWide ? 'entry-main entry-wide' : 'entry-main'}>
        <h1>{title}</h1>
        {text && <p class="entry-text">{text}</p>}
        {children}
      </main>
    </div>
  );
}

function FirstPasskey({ onDone }: { onDone: () => void }) {
  const act = useAct();
  const press = () => void act.run(async () => {
    await addPasskey(deviceName());
    onDone();
  });
  return (
    <EntryPage title={t.passkey} text={t.passkeyText}>
      <div class="stack">
        <div class="row">
          <Button kind="primary" icon="passkey" isBusy={act.isBusy} isDisabled={!canUsePasskeys()} onClick={press}>
            {t.makePasskey}
          </Button>
          <Button kind="quiet" isDisabled={act.isBusy} onClick={onDone}>
            {t.later}
          </Button>
        </div>
        <Fault text={act.failure?.message} />
      </div>
    </EntryPage>
  );
}
