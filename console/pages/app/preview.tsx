// A version before it is released: links that open it, and whether it is the one on trial.
// In: the program and the number. Out: links, shown once; the version on trial. Must not: show a link to anybody who may not make one.

import { useState } from 'preact/hooks';
import { answer, api, type Schema } from '../../../web/client';
import { Button } from '../../../web/components/button';
import { CopyLine } from '../../../web/components/copy';
import { Dialog } from '../../../web/components/dialog';
import { Fault } from '../../../web/components/field';
import { Shown } from '../../../web/components/states';
import { showToast } from '../../../web/components/toast';
import { useAct, useAnswer } from '../../../web/use_answer';
import { showTime, words } from '../../../web/words';
import { AddressCode, SaveCode } from '../../parts/code';

const t = words(
  {
    title: 'Before it is released',
    text: 'Only whoever has a link or a code of yours opens it, apart from what people get: it keeps nothing for later and is not counted.',
    link: 'the link',
    open: 'Link to this version',
    opened: (number: string) => `Version ${number}`,
    openedText: (when: string) => `Opens this version until ${when}, for whoever has it.`,
    setTrial: 'Put on trial',
    onTrial: 'This version is on trial.',
    otherOnTrial: (number: string) => `Version ${number} is on trial.`,
    noTrial: 'No version is on trial.',
    trialSet: (number: string) => `Version ${number} is on trial now.`,
    testers: 'Link for testers',
    testersTitle: 'For testers',
    testersText: (when: string) => `Opens whichever version is on trial until ${when}, for whoever has it.`,
    endTrial: 'End the trial',
    trialEnded: 'No version is on trial any more.',
    end: 'End all links',
    ended: 'Links that were given out open nothing any more.',
  },
  {
    title: '发布之前',
    text: '只有拿到你的链接或二维码的人才能打开。它与正式版分开，不留缓存，也不计入统计。',
    link: '链接',
    open: '这个版本的链接',
    opened: (number) => `版本 ${number}`,
    openedText: (when) => `${when} 之前，拿到它的人都能打开这个版本。`,
    setTrial: '设为体验版',
    onTrial: '这个版本是体验版。',
    otherOnTrial: (number) => `体验版是 ${number}。`,
    noTrial: '还没有体验版。',
    trialSet: (number) => `${number} 现在是体验版。`,
    testers: '体验链接',
    testersTitle: '体验版',
    testersText: (when) => `${when} 之前，拿到它的人都能打开当时的体验版。`,
    endTrial: '取消体验版',
    trialEnded: '现在没有体验版。',
    end: '让所有链接失效',
    ended: '给出的链接都已失效。',
  },
);

type Made = Schema<'PreviewAnswer'> & { title: string; text: string };

/** What can be done with previews of a program; the link that was made last is in `made`. */
function usePreviews(app: string, number: string) {
  const path = { app };
  const trial = useAnswer(`trial ${app}`, () => answer(api.GET('/api/v1/apps/{app}/trial', { params: { path } })));
  const [made, setMade] = useState<Made>();
  const act = useAct();
  const make = (version?: string) => void act.run(async () => {
    const link = await answer(api.POST('/api/v1/apps/{app}/previews', { params: { path }, body: { version } }));
    const when = showTime(link.expires_ms);
    setMade({ ...link, title: version ? t.opened(version) : t.testersTitle, text: version ? t.openedText(when) : t.testersText(when) });
  });
  const setTrial = () => void act.run(async () => {
    trial.put(await answer(api.PUT('/api/v1/apps/{app}/trial', { params: { path }, body: { version: number } })));
    showToast(t.trialSet(number));
  });
  const endTrial = () => void act.run(async () => {
    await answer(api.DELETE('/api/v1/apps/{app}/trial', { params: { path } }));
    showToast(t.trialEnded);
    await trial.reload();
  });
  const end = () => void act.run(async () => {
    await answer(api.DELETE('/api/v1/apps/{app}/previews', { params: { path } }));
    showToast(t.ended);
  });
  return { trial, made, act, make, setTrial, endTrial, end, close: () => setMade(undefined) };
}

export function Preview({ app, number }: { app: string; number: string }) {
  const { trial, made, act, make, setTrial, endTrial, end, close } = usePreviews(app, number);
  const { isBusy } = act;
  return (
    <section class="panel">
      <div>
        <h2>{t.title}</h2>
        <p class="quiet small">{t.text}</p>
      </div>
      <Shown of={trial} lines={1}>
        {({ version }) => (
          <>
            <p>{version === number ? t.onTrial : version ? t.otherOnTrial(version) : t.noTrial}</p>
            <p class="row">
              <Button isBusy={isBusy} onClick={() => make(number)}>
                {t.open}
              </Button>
              <Button isBusy={isBusy} onClick={version === number ? endTrial : setTrial}>
                {version === number ? t.endTrial : t.setTrial}
              </Button>
              {version && (
                <Button isBusy={isBusy} onClick={() => make()}>
                  {t.testers}
                </Button>
              )}
              <Button kind="danger" isBusy={isBusy} onClick={end}>
                {t.end}
              </Button>
            </p>
          </>
        )}
      </Shown>
      <Fault text={act.failure?.message} />
      {made && <Made made={made} onClose={close} />}
    </section>
  );
}

function Made({ made, onClose }: { made: Made; onClose: () => void }) {
  return (
    <Dialog isOpen title={made.title} onClose={onClose} actions={<SaveCode text={made.address} name={made.title} />}>
      <div class="shown-code">
        <AddressCode address={made.address} />
      </div>
      <CopyLine text={made.address} what={t.link} />
      <p class="quiet small">{made.text}</p>
    </Dialog>
  );
}
