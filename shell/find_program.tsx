// A program by its id, and what is shown where there is none.
// In: an id. Out: what is known of the program, at once where it was opened before. Must not: open it.

import { Empty, Failed } from '../web/components/states';
import { answer, api } from '../web/client';
import { useAnswer, type Answered } from '../web/use_answer';
import { words } from '../web/words';
import { kept, type Program } from './kept';

const t = words(
  { opening: (name: string) => `Opening ${name}`, home: 'Start page', gone: 'No such program', goneText: 'It has not been released, or the address is mistyped.' },
  { opening: (name) => `正在打开${name}`, home: '回到首页', gone: '没有这个小程序', goneText: '它还没有发布，或者网址写错了。' },
);

export interface Found extends Answered<Program> {
  /** As the platform says, or as it was when it was opened last. */
  program: Program | undefined;
  isGone: boolean;
}

const known = (id: string): Program | undefined => kept('recents').find((one) => one.id === id) ?? kept('favourites').find((one) => one.id === id);

export function useProgram(id: string): Found {
  const found = useAnswer(`program ${id}`, () => answer(api.GET('/api/v1/programs/{program}', { params: { path: { program: id } } })));
  const isGone = found.failure?.code === 'not-found';
  return { ...found, program: found.data ?? (isGone ? undefined : known(id)), isGone };
}

/** While nothing is known of it, and where there is none. */
export function NoProgram({ id, found }: { id: string; found: Found }) {
  return (
    <main class="page">
      {found.isGone ? (
        <Empty icon="apps" title={t.gone} text={t.goneText}>
          <a class="button button-primary" href="#/">
            {t.home}
          </a>
        </Empty>
      ) : found.failure ? (
        <>
          <Failed failure={found.failure} onRetry={() => void found.reload()} />
          <p class="page-way-back">
            <a href="#/">{t.home}</a>
          </p>
        </>
      ) : (
        <div class="opening" role="status" aria-label={t.opening(id)}>
          <span class="spinner" />
        </div>
      )}
    </main>
  );
}
