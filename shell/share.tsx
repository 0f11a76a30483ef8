// Ways to share a page: the system's own, its link, a code, a poster.
// In: a program, a title, a page. Out: what was chosen. Must not: share an address that is not the program's.

import { useEffect, useState } from 'preact/hooks';
import { Button } from '../web/components/button';
import { CopyLine } from '../web/components/copy';
import { Dialog } from '../web/components/dialog';
import { api, answer } from '../web/client';
import { Fault } from '../web/components/field';
import { useAct } from '../web/use_answer';
import { language, words } from '../web/words';
import type { Program } from './kept';
import { cameBy } from './route';
import { Tile } from './tile';

const t = words(
  { title: 'Share', send: 'Send to…', link: 'the link', code: 'A code to scan', poster: 'Make a poster', save: 'Save the poster', posterOf: (name: string) => `Poster of ${name}, with a code that opens it` },
  { title: '分享', send: '发送给朋友', link: '链接', code: '扫码打开', poster: '生成海报', save: '保存海报', posterOf: (name) => `${name}的海报，扫码即可打开` },
);

export interface Shared {
  title: string;
  /** Page and query. */
  at: string;
}

export function ShareSheet({ program, shared, onClose }: { program: Program; shared: Shared; onClose: () => void }) {
  const [path = '', query = ''] = shared.at.split(/\?(.*)/s);
  const link = `${program.origin}/${cameBy(shared.at, 'share')}`;
  const title = shared.title || program.name;
  const code = `/api/v1/programs/${program.id}/code.svg?${new URLSearchParams({ path, query })}`;
  const [poster, setPoster] = useState('');
  const act = useAct();
  useEffect(() => () => URL.revokeObjectURL(poster), [poster]);
  const draw = () =>
    act.run(async () => {
      const call = api.POST('/api/v1/programs/{program}/poster', { params: { path: { program: program.id } }, body: { path, query, title, language }, parseAs: 'blob' });
      setPoster(URL.createObjectURL((await answer(call as never)) as Blob));
    });
  const send = () => {
    // A person who closes the system's sheet has not failed.
    navigator.share({ title, url: link }).catch(() => undefined);
  };
  return (
    <Dialog isOpen title={t.title} onClose={onClose} isBusy={act.isBusy}>
      <div class="about-head">
        <Tile program={program} />
        <div>
          <strong>{title}</strong>
          <p>{program.name}</p>
        </div>
      </div>
      {poster ? (
        <>
          <img class="poster" src={poster} alt={t.posterOf(title)} width="750" height="1334" />
          <a class="button button-primary" href={poster} download={`${program.id}.png`}>
            {t.save}
          </a>
        </>
      ) : (
        <>
          <figure class="code">
            <img src={code} alt="" width="180" height="180" />
            <figcaption>{t.code}</figcaption>
          </figure>
          <CopyLine text={link} what={t.link} />
          <div class="share-ways">
            {typeof navigator.share === 'function' && (
              <Button kind="primary" icon="share" onClick={send}>
                {t.send}
              </Button>
            )}
            <Button icon="picture" isBusy={act.isBusy} onClick={() => void draw()}>
              {t.poster}
            </Button>
          </div>
        </>
      )}
      <Fault text={act.failure?.message} />
    </Dialog>
  );
}
