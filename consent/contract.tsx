// What a program declares of personal data, for whoever wants to read it.
// In: the platform's answer. Out: a page; in a frame, a way to close it. Must not: make markup of a program's words.

import { useEffect } from 'preact/hooks';
import { Failed, Loading } from '../web/components/states';
import { answer, api } from '../web/client';
import { useAnswer } from '../web/use_answer';
import { language, showDay, words } from '../web/words';
import { question, say } from './question';

const t = words(
  {
    title: (name: string) => `Privacy guide of ${name}`,
    nothing: 'This program declares no use of personal data. Whatever needs some is switched off in it.',
    contact: 'Contact',
    retention: 'Kept',
    sharing: 'Shared with',
    more: 'More',
    version: (number: number, day: string) => `Version ${number} of ${day}`,
    close: 'Close',
  },
  {
    title: (name) => `${name} 的隐私保护指引`,
    nothing: '该小程序未声明使用任何个人信息，需要个人信息的功能在其中不可用。',
    contact: '联系方式',
    retention: '保存期限',
    sharing: '共享对象',
    more: '补充说明',
    version: (number, day) => `第 ${number} 版，${day}`,
    close: '关闭',
  },
);

export function Contract() {
  const { program, isFramed } = question;
  const said = useAnswer('declaration', () => answer(api.GET('/api/v1/programs/{program}/privacy', { params: { path: { program } } })));
  useEffect(() => {
    const leave = ({ key }: KeyboardEvent) => key === 'Escape' && say('closed');
    addEventListener('keydown', leave);
    return () => removeEventListener('keydown', leave);
  }, []);
  const declared = said.data;
  if (declared) document.title = t.title(declared.name);
  return (
    <main class="consent">
      <section class="consent-card" aria-labelledby="title">
        {said.failure && <Failed failure={said.failure} onRetry={() => void said.reload()} />}
        {!declared && !said.failure && <Loading lines={6} />}
        {declared && (
          <>
            <header class="consent-head">
              <h1 id="title">{t.title(declared.name)}</h1>
            </header>
            <div class="consent-body">
              {declared.items.length === 0 && <p>{t.nothing}</p>}
              <ul class="consent-lines">
                {declared.items.map(({ item, zh, en, purpose }) => (
                  <li key={item}>
                    <strong>{language === 'zh' ? zh : en}</strong>
                    <span>{purpose}</span>
                  </li>
                ))}
              </ul>
              {declared.items.length > 0 && (
                <dl class="consent-facts">
                  <dt>{t.contact}</dt>
                  <dd>{declared.contact}</dd>
                  <dt>{t.retention}</dt>
                  <dd>{declared.retention}</dd>
                  {declared.sharing && <dt>{t.sharing}</dt>}
                  {declared.sharing && <dd>{declared.sharing}</dd>}
                </dl>
              )}
              {declared.supplement && (
                <>
                  <h2>{t.more}</h2>
                  <p class="consent-text">{declared.supplement}</p>
                </>
              )}
              {declared.version > 0 && <p class="consent-by">{t.version(declared.version, showDay(declared.created_ms))}</p>}
            </div>
          </>
        )}
        {isFramed && (
          <footer class="consent-answers">
            <button type="button" class="button button-primary" onClick={() => say('closed')}>
              {t.close}
            </button>
          </footer>
        )}
      </section>
    </main>
  );
}
