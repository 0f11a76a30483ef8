// What a program was allowed, with a switch for each: `wx.openSetting`.
// In: the platform's answer. Out: changes to the platform, its word when it is done. Must not: offer what was never asked for.

import { useEffect } from 'preact/hooks';
import { Fault } from '../web/components/field';
import { Failed, Loading } from '../web/components/states';
import { answer, api } from '../web/client';
import { useAct, useAnswer } from '../web/use_answer';
import { language, words } from '../web/words';
import { question, say } from './question';

const t = words(
  { title: 'Permissions', done: 'Done', nothing: 'This program has asked for no permission.' },
  { title: '权限设置', done: '完成', nothing: '该小程序未请求任何权限' },
);

export function Settings() {
  const app = question.program;
  const known = useAnswer('state', () => answer(api.POST('/api/v1/consents/state', { body: { app } })));
  const act = useAct();
  useEffect(() => {
    const leave = ({ key }: KeyboardEvent) => key === 'Escape' && say('closed');
    addEventListener('keydown', leave);
    return () => removeEventListener('keydown', leave);
  }, []);
  const turn = (event: Event, scope: string, is_given: boolean) => {
    if (!event.isTrusted) return;
    void act.run(async () => known.put(await answer(api.POST('/api/v1/consents/scopes', { body: { app, scope, is_given } }))));
  };
  return (
    <main class="consent">
      <section class="consent-card" aria-labelledby="title">
        <header class="consent-head">
          <h1 id="title">{t.title}</h1>
        </header>
        <div class="consent-body">
          {known.failure && <Failed failure={known.failure} onRetry={() => void known.reload()} />}
          {!known.data && !known.failure && <Loading lines={3} />}
          {known.data?.scopes.length === 0 && <p>{t.nothing}</p>}
          <ul class="consent-lines">
            {known.data?.scopes.map(({ scope, zh, en, is_given }) => (
              <li key={scope}>
                <label class="consent-switch">
                  <span>{language === 'zh' ? zh : en}</span>
                  <input type="checkbox" role="switch" name={scope} checked={is_given} onChange={(event) => turn(event, scope, event.currentTarget.checked)} />
                </label>
              </li>
            ))}
          </ul>
        </div>
        <Fault text={act.failure?.message} />
        <footer class="consent-answers">
          <button type="button" class="button button-primary" onClick={() => say('closed')}>
            {t.done}
          </button>
        </footer>
      </section>
    </main>
  );
}
