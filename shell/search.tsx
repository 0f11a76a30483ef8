// Search as one types: programs, and under each the pages that say it.
// In: what is typed. Out: results, completions; the question stands in the address. Must not: show an answer to an earlier question, or markup.

import { useEffect, useRef, useState } from 'preact/hooks';
import { Icon } from '../web/components/icon';
import { Empty, Failed, Loading } from '../web/components/states';
import { answer, api, type Schema } from '../web/client';
import { useAnswer } from '../web/use_answer';
import { words } from '../web/words';
import { hashOf } from './route';
import { Row, linkTo } from './tile';

const t = words(
  {
    title: 'Search',
    label: 'Search programs and pages',
    back: 'Back',
    clear: 'Clear',
    begin: 'What are you looking for?',
    beginText: 'A name, a dish, anything that stands on a page.',
    nothing: 'Nothing found',
    nothingText: (q: string) => `No program or page says “${q}”.`,
    found: (count: string) => `${count} programs found`,
    suggestions: 'Suggestions',
  },
  {
    title: '搜索',
    label: '搜索小程序和页面',
    back: '返回',
    clear: '清除',
    begin: '想找什么？',
    beginText: '名字、菜名，页面上出现的任何文字都可以。',
    nothing: '没有找到',
    nothingText: (q) => `没有小程序或页面提到“${q}”。`,
    found: (count) => `找到 ${count} 个小程序`,
    suggestions: '联想',
  },
);

/** A person who types on is not asked for. */
const PAUSE_MS = 120;

export function Search({ question }: { question: string }) {
  const [typed, setTyped] = useState(question);
  const [asked, setAsked] = useState(question);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.focus(), []);
  useEffect(() => {
    const timer = setTimeout(() => {
      setAsked(typed.trim());
      history.replaceState(history.state, '', hashOf({ name: 'search', question: typed.trim() }));
    }, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  const put = (text: string) => {
    setTyped(text);
    input.current?.focus();
  };
  return (
    <main class="page">
      <h1 class="sr-only">{t.title}</h1>
      <form class="search-bar" role="search" onSubmit={(event) => event.preventDefault()} onKeyDown={walk}>
        <a class="round" href="#/" aria-label={t.back}>
          <Icon name="back" />
        </a>
        <span class="search-field">
          <Icon name="search" />
          <input ref={input} type="search" value={typed} maxLength={100} aria-label={t.label} placeholder={t.label} enterkeyhint="search" autocomplete="off" spellcheck={false} onInput={(event) => setTyped(event.currentTarget.value)} />
          {typed && (
            <button type="button" class="search-clear" aria-label={t.clear} onClick={() => put('')}>
              <Icon name="cross" />
            </button>
          )}
        </span>
      </form>
      {asked ? <Results question={asked} onChoose={put} /> : <Empty icon="search" title={t.begin} text={t.beginText} />}
    </main>
  );
}

/** Down from the field goes to the first result. */
function walk(event: KeyboardEvent): void {
  if (event.key !== 'ArrowDown') return;
  const first = document.querySelector<HTMLElement>('.results a');
  if (!first) return;
  event.preventDefault();
  first.focus();
}

/** Arrows walk through the results, up from the first one back to the field. */
function walkResults(event: KeyboardEvent): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  const links = [...document.querySelectorAll<HTMLElement>('.results a')];
  const at = links.indexOf(document.activeElement as HTMLElement);
  if (at < 0) return;
  event.preventDefault();
  (at + step < 0 ? document.querySelector<HTMLElement>('.search-field input') : links[at + step])?.focus();
}

function Results({ question, onChoose }: { question: string; onChoose: (text: string) => void }) {
  // The last answer stays until the next one is there, so that nothing jumps while one types.
  const last = useRef<Schema<'FindAnswer'> | undefined>(undefined);
  const found = useAnswer(`search ${question}`, () => answer(api.GET('/api/v1/search', { params: { query: { q: question } } })));
  if (found.data) last.current = found.data;
  const shown = found.data ?? (found.isLoading ? last.current : undefined);
  if (!shown) return found.failure ? <Failed failure={found.failure} onRetry={() => void found.reload()} /> : <Loading lines={6} />;
  return (
    <div class="results" aria-busy={found.isLoading} onKeyDown={walkResults}>
      {shown.suggestions.length > 0 && (
        <ul class="chips" aria-label={t.suggestions}>
          {shown.suggestions.map((text) => (
            <li key={text}>
              <button type="button" class="chip" onClick={() => onChoose(text)}>
                {text}
              </button>
            </li>
          ))}
        </ul>
      )}
      <p class="sr-only" role="status">
        {t.found(String(shown.total))}
      </p>
      {shown.programs.length === 0 ? (
        <Empty icon="search" title={t.nothing} text={t.nothingText(question)} />
      ) : (
        <ul class="rows">
          {shown.programs.map(({ program, name, pages }) => (
            <li key={program.id}>
              <Row program={program} way="search" name={<Marked of={name} />}>
                {pages.some(hasWords) && (
                  <ul class="found-pages">
                    {pages.filter(hasWords).map((page) => (
                      <li key={page.path}>
                        <a class="found-page" href={linkTo(program, page.path, 'search')}>
                          {page.title.text && (
                            <span class="found-title">
                              <Marked of={page.title} />
                            </span>
                          )}
                          <span class="found-excerpt">
                            <Marked of={page.excerpt} />
                          </span>
                        </a>
                      </li>
                    ))}
                  </ul>
                )}
              </Row>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** A page that shows nothing before it is given parameters has nothing to be chosen by. */
const hasWords = ({ title, excerpt }: Schema<'FoundPageAnswer'>): boolean => Boolean(title.text.trim() || excerpt.text.trim());

function Marked({ of: { text, marks } }: { of: Schema<'MarkedText'> }) {
  const pieces = [];
  let at = 0;
  for (const [start, end] of marks as [number, number][]) {
    pieces.push(text.slice(at, start), <mark>{text.slice(start, end)}</mark>);
    at = end;
  }
  return (
    <>
      {pieces}
      {text.slice(at)}
    </>
  );
}
