// The sheet that asks: which program, which data, what for, what follows; allow or refuse.
// In: the platform's question. Out: the answer to the platform, its word to the window around. Must not: count a click that no person made, or
// one before the sheet was seen.

import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { Fault } from '../web/components/field';
import { Loading, Failed } from '../web/components/states';
import { answer, api, type Schema } from '../web/client';
import { useAct, useAnswer } from '../web/use_answer';
import { language, words } from '../web/words';
import { question, say } from './question';
import { useSeen } from './seen';

const t = words(
  { allow: 'Allow', refuse: 'Refuse', guide: 'Privacy guide of this program', contact: 'Contact', retention: 'Kept', close: 'Close', by: (host: string) => `Asked by ${host}, the platform that runs this program` },
  { allow: '允许', refuse: '拒绝', guide: '查看隐私保护指引', contact: '联系方式', retention: '保存期限', close: '关闭', by: (host) => `由运行该小程序的平台 ${host} 询问` },
);

export function Ask() {
  const { program, items, scope } = question;
  const asked = useAnswer('question', () => answer(api.POST('/api/v1/consents/questions', { body: { app: program, items, scope, language } })));
  const settled = asked.data && asked.data.state !== 'open' ? asked.data.state : undefined;
  useEffect(() => {
    if (settled === 'given' || settled === 'refused' || settled === 'undeclared') say(settled);
  }, [settled]);
  useEffect(() => {
    const leave = ({ key }: KeyboardEvent) => key === 'Escape' && say('closed');
    addEventListener('keydown', leave);
    return () => removeEventListener('keydown', leave);
  }, []);
  if (asked.failure)
    return (
      <main class="consent">
        <div class="consent-card">
          <Failed failure={asked.failure} onRetry={() => void asked.reload()} />
          <footer class="consent-answers">
            <button type="button" class="button button-plain" onClick={() => say('failed')}>
              {t.close}
            </button>
          </footer>
        </div>
      </main>
    );
  if (!asked.data?.words || !asked.data.question) return <main class="consent">{!settled && <Loading lines={4} />}</main>;
  return <Sheet shown={asked.data.words} secret={asked.data.question} icon={asked.data.icon ?? undefined} />;
}

function Sheet({ shown, secret, icon }: { shown: Schema<'ShownWords'>; secret: string; icon?: string }) {
  const whole = useRef<HTMLElement>(null);
  const refuse = useRef<HTMLButtonElement>(null);
  const isSeen = useSeen(whole);
  const act = useAct();
  const [isGuide, setGuide] = useState(false);
  // The answer that gives nothing is the one a key pressed by habit finds.
  useLayoutEffect(() => refuse.current?.focus({ preventScroll: true }), []);
  const reply = (event: MouseEvent, isGiven: boolean) => {
    // A script's click is nobody's answer; and what is not seen may be clicked for something else.
    if (!event.isTrusted || (isGiven && !isSeen)) return;
    void act.run(async () => {
      await answer(api.POST('/api/v1/consents', { body: { question: secret, is_given: isGiven } }));
      say(isGiven ? 'given' : 'refused');
    });
  };
  return (
    <main class="consent" ref={whole}>
      <section class="consent-card" aria-labelledby="title">
        <header class="consent-head">
          {icon && <img src={icon} alt="" width="48" height="48" />}
          <h1 id="title">{shown.title}</h1>
        </header>
        <div class="consent-body">
          <ul class="consent-lines">
            {shown.lines.map((line) => (
              <li key={line.label}>
                <strong>{line.label}</strong>
                {line.purpose && <span>{line.purpose}</span>}
              </li>
            ))}
          </ul>
          <p>{shown.consequence}</p>
          {isGuide ? (
            <dl class="consent-facts">
              <dt>{t.contact}</dt>
              <dd>{shown.contact}</dd>
              <dt>{t.retention}</dt>
              <dd>{shown.retention}</dd>
            </dl>
          ) : null}
          <p class="consent-more">
            <button type="button" class="button button-quiet button-small" aria-expanded={isGuide} onClick={() => setGuide(!isGuide)}>
              {`${t.contact} · ${t.retention}`}
            </button>
            <a class="button button-quiet button-small" href={`/privacy/${question.program}`} target="_blank" rel="noopener">
              {t.guide}
            </a>
          </p>
        </div>
        <Fault text={act.failure?.message} />
        <footer class="consent-answers">
          <button ref={refuse} type="button" class="button button-plain" aria-disabled={act.isBusy} onClick={(event) => reply(event, false)}>
            {t.refuse}
          </button>
          <button type="button" class="button button-primary" disabled={!isSeen} aria-disabled={act.isBusy} onClick={(event) => reply(event, true)}>
            {t.allow}
          </button>
        </footer>
        <p class="consent-by">{t.by(location.host)}</p>
      </section>
    </main>
  );
}
