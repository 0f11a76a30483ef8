// The sheet that asks a guest to sign in at the platform, for a program that is for people it can know again.
// In: the platform's answers. Out: a browser that is somebody's, this sheet's word to the window around. Must not: tell the program who somebody is; it
// learns no more than it does of whoever is signed in already.

import { useEffect, useRef, useState } from 'preact/hooks';
import { Failed, Loading } from '../web/components/states';
import { answer, api } from '../web/client';
import { MailForm } from '../web/mail_form';
import { useAnswer } from '../web/use_answer';
import { words } from '../web/words';
import { question, say } from './question';

const t = words(
  {
    title: (name: string) => `${name} wants you to sign in`,
    text: 'It then knows you on all of your devices. It does not learn your address.',
    enter: 'Sign in',
    other: 'Another way',
    otherText: 'Passkeys and accounts elsewhere open in a tab of their own. Come back here when you are signed in.',
    refuse: 'Not now',
    close: 'Close',
    by: (host: string) => `Asked by ${host}, the platform that runs this program`,
  },
  {
    title: (name) => `${name} 需要你登录`,
    text: '登录后，它在你所有的设备上都认识你。它不会知道你的邮箱地址。',
    enter: '去登录',
    other: '其他登录方式',
    otherText: '通行密钥和其他账号在新标签页里登录，登录后请回到这里。',
    refuse: '暂不登录',
    close: '关闭',
    by: (host) => `由运行该小程序的平台 ${host} 询问`,
  },
);

/** How often it is looked whether somebody has signed in in another tab, once he has gone there. */
const LOOK_INTERVAL_MS = 2_000;

export function SignIn() {
  const { program } = question;
  const declared = useAnswer('declaration', () => answer(api.GET('/api/v1/programs/{program}/privacy', { params: { path: { program } } })));
  const own = useAnswer('credentials', () => answer(api.POST('/api/v1/person/credentials/state')));
  const { reload } = own;
  const [isElsewhere, setElsewhere] = useState(false);
  const isSignedIn = (own.data?.credentials.length ?? 0) > 0;
  const hasBeenGuest = useRef(false);
  useEffect(() => {
    if (isSignedIn) say('given', hasBeenGuest.current);
    else if (own.data) hasBeenGuest.current = true;
  }, [own.data, isSignedIn]);
  useEffect(() => {
    const leave = ({ key }: KeyboardEvent) => key === 'Escape' && say('closed');
    // Back from another tab, perhaps as somebody.
    const look = () => void (document.visibilityState === 'visible' && reload());
    addEventListener('keydown', leave);
    document.addEventListener('visibilitychange', look);
    // Two windows may be seen at once.
    const timer = isElsewhere ? setInterval(look, LOOK_INTERVAL_MS) : undefined;
    return () => {
      removeEventListener('keydown', leave);
      document.removeEventListener('visibilitychange', look);
      clearInterval(timer);
    };
  }, [reload, isElsewhere]);
  // What was there before a look that failed goes on.
  const failure = declared.failure ?? (own.data ? undefined : own.failure);
  const isKnown = declared.data && own.data;
  return (
    <main class="consent">
      <section class="consent-card" aria-labelledby="title">
        {failure && <Failed failure={failure} onRetry={() => void Promise.all([declared.reload(), reload()])} />}
        {(!isKnown || isSignedIn) && !failure && <Loading lines={4} />}
        {isKnown && !isSignedIn && (
          <>
            <header class="consent-head">
              <h1 id="title">{t.title(declared.data!.name)}</h1>
            </header>
            <div class="consent-body">
              <p class="consent-say">{t.text}</p>
              {own.data!.email && <MailForm purpose="sign-in" onDone={() => say('given', true)} />}
              <p class="consent-say consent-quiet">{t.otherText}</p>
            </div>
            <footer class="consent-answers">
              <button type="button" class="button button-plain" onClick={() => say('refused')}>
                {t.refuse}
              </button>
              <a class={own.data!.email ? 'button button-plain' : 'button button-primary'} href="/#/me" target="_blank" rel="noopener" onClick={() => setElsewhere(true)}>
                {own.data!.email ? t.other : t.enter}
              </a>
            </footer>
            <p class="consent-by">{t.by(location.host)}</p>
          </>
        )}
        {failure && (
          <footer class="consent-answers">
            <button type="button" class="button button-plain" onClick={() => say('failed')}>
              {t.close}
            </button>
          </footer>
        )}
      </section>
    </main>
  );
}
