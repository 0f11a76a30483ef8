// The sheet of a phone number: which program wants it, what for, which number; allow or refuse, enter one, change it.
// In: the platform's answers. Out: a yes to the platform, this sheet's word to the window around. Must not: show the whole number, or count a click
// that no person made, or one before the sheet was seen.

import { useEffect, useRef, useState } from 'preact/hooks';
import { Fault } from '../web/components/field';
import { Failed, Loading } from '../web/components/states';
import { answer, api } from '../web/client';
import { PhoneForm } from '../web/phone';
import { useAct, useAnswer } from '../web/use_answer';
import { words } from '../web/words';
import { question, say } from './question';
import { useSeen } from './seen';

const t = words(
  {
    title: (name: string) => `${name} wants your phone number`,
    enter: 'You have not entered one yet. It is kept with this platform, and you can remove it in the privacy centre.',
    allow: 'Allow',
    refuse: 'Refuse',
    change: 'Use another number',
    close: 'Close',
    unchecked: 'Entered by yourself; nobody has checked it.',
    guide: 'Privacy guide of this program',
    by: (host: string) => `Asked by ${host}, the platform that runs this program`,
  },
  {
    title: (name) => `${name} 申请获取你的手机号`,
    enter: '你还没有填写手机号。号码保存在本平台，可以随时在隐私中心移除。',
    allow: '允许',
    refuse: '拒绝',
    change: '换一个号码',
    close: '关闭',
    unchecked: '由你自己填写，未经验证。',
    guide: '查看隐私保护指引',
    by: (host) => `由运行该小程序的平台 ${host} 询问`,
  },
);

const ITEM = 'phone';

export function Phone() {
  const { program } = question;
  const whole = useRef<HTMLElement>(null);
  const isSeen = useSeen(whole);
  const declared = useAnswer('declaration', () => answer(api.GET('/api/v1/programs/{program}/privacy', { params: { path: { program } } })));
  const own = useAnswer('phone', () => answer(api.POST('/api/v1/person/phone/state')));
  const [isChanging, setChanging] = useState(false);
  useEffect(() => {
    const leave = ({ key }: KeyboardEvent) => key === 'Escape' && say('closed');
    addEventListener('keydown', leave);
    return () => removeEventListener('keydown', leave);
  }, []);
  const failure = declared.failure ?? own.failure;
  const isKnown = declared.data && own.data;
  const masked = own.data?.masked ?? undefined;
  const purpose = declared.data?.items.find(({ item }) => item === ITEM)?.purpose;
  const save = (masked: string) => {
    own.put({ masked });
    setChanging(false);
  };
  return (
    <main class="consent" ref={whole}>
      <section class="consent-card" aria-labelledby="title">
        {failure && <Failed failure={failure} onRetry={() => void Promise.all([declared.reload(), own.reload()])} />}
        {!isKnown && !failure && <Loading lines={4} />}
        {isKnown && (
          <>
            <header class="consent-head">
              <h1 id="title">{t.title(declared.data!.name)}</h1>
            </header>
            <div class="consent-body">
              {purpose && <p class="consent-say">{purpose}</p>}
              {masked && !isChanging ? (
                <p class="consent-phone">
                  <strong>{masked}</strong>
                  <span>{t.unchecked}</span>
                </p>
              ) : (
                <>
                  {!masked && <p class="consent-say">{t.enter}</p>}
                  <PhoneForm onSaved={save} onCancel={() => (masked ? setChanging(false) : say('refused'))} cancelWord={masked ? undefined : t.refuse} />
                </>
              )}
              <p class="consent-more">
                {masked && !isChanging && (
                  <button type="button" class="button button-quiet button-small" onClick={() => setChanging(true)}>
                    {t.change}
                  </button>
                )}
                <a class="button button-quiet button-small" href={`/privacy/${program}`} target="_blank" rel="noopener">
                  {t.guide}
                </a>
              </p>
            </div>
            {masked && !isChanging && <Answers isSeen={isSeen} />}
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

function Answers({ isSeen }: { isSeen: boolean }) {
  const refuse = useRef<HTMLButtonElement>(null);
  const act = useAct();
  // The answer that gives nothing is the one a key pressed by habit finds.
  useEffect(() => refuse.current?.focus({ preventScroll: true }), []);
  const allow = (event: MouseEvent) => {
    if (!event.isTrusted || !isSeen) return;
    void act.run(async () => {
      await answer(api.POST('/api/v1/person/phone/shares', { body: { app: question.program } }));
      say('given');
    });
  };
  return (
    <>
      <Fault text={act.failure?.message} />
      <footer class="consent-answers">
        <button ref={refuse} type="button" class="button button-plain" aria-disabled={act.isBusy} onClick={() => say('refused')}>
          {t.refuse}
        </button>
        <button type="button" class="button button-primary" disabled={!isSeen} aria-disabled={act.isBusy} onClick={allow}>
          {t.allow}
        </button>
      </footer>
    </>
  );
}
