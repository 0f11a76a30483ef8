// A program on the stage: what stands around its frame while it opens, and the sheets over it.
// In: its id and page. Out: the frame shown; menu, sharing, about, report; where frames have stores of their own, the program's own address. Must not: draw over what the program shows but by sheets the person opened.

import { useEffect, useState } from 'preact/hooks';
import { Button } from '../web/components/button';
import { Icon } from '../web/components/icon';
import { words } from '../web/words';
import { keepsFramesApart } from './apart';
import { NoProgram, useProgram } from './find_program';
import { noteOpened, type Program } from './kept';
import { hashOf } from './route';
import { ConsentFrame } from './consent_frame';
import type { AskedConsent, News, Running } from './running';
import { AboutSheet, MenuSheet, ReportSheet } from './sheets';
import { ShareSheet, type Shared } from './share';
import { stage } from './stage';
import { Tile } from './tile';

const t = words(
  { opening: (name: string) => `Opening ${name}`, home: 'Start page' },
  { opening: (name) => `正在打开${name}`, home: '回到首页' },
);

type Sheet = { name: 'menu' | 'about' | 'report' } | { name: 'share'; shared: Shared };

interface Question {
  running: Running;
  asked: AskedConsent;
}

export function ProgramPage({ id, at }: { id: string; at: string }) {
  const found = useProgram(id);
  const { program } = found;
  if (!program) return <NoProgram id={id} found={found} />;
  if (keepsFramesApart()) return <AtOwnAddress key={id} program={program} at={at} isSettled={!found.isLoading} />;
  return <OnStage key={id} program={program} at={at} isFresh={found.data !== undefined} />;
}

/** In place of the host app, once what is known of the program is as new as it can be. */
function AtOwnAddress({ program, at, isSettled }: { program: Program; at: string; isSettled: boolean }) {
  useEffect(() => {
    if (!isSettled) return;
    noteOpened(program);
    // What goes back leads to where the program was chosen.
    location.replace(`${program.origin}/${at}`);
  }, [isSettled]);
  return <Opening program={program} />;
}

function OnStage({ program, at, isFresh }: { program: Program; at: string; isFresh: boolean }) {
  const [running, setRunning] = useState<Running>();
  const [isReady, setReady] = useState(false);
  const [sheet, setSheet] = useState<Sheet>();
  const [question, setQuestion] = useState<Question>();
  useEffect(() => {
    const now = stage.show(program, at);
    setRunning(now);
    setReady(now.isReady);
    if (now.isReady) follow(now);
    const heard = (news: News) => {
      if (news.running.program.id !== program.id) return;
      if (news.kind === 'ready') setReady(true);
      if (news.kind === 'page') follow(news.running);
      if (news.kind === 'menu') setSheet({ name: 'menu' });
      if (news.kind === 'close') location.hash = '#/';
      // One at a time: what is asked meanwhile is not heard.
      if (news.kind === 'consent') setQuestion((open) => open ?? { running: news.running, asked: news.asked });
      if (news.kind === 'share') setSheet({ name: 'share', shared: { title: news.title, at: news.at } });
    };
    const forget = stage.listen(heard);
    return () => {
      forget();
      stage.hide();
    };
  }, [program.id, at]);
  useEffect(() => {
    if (isFresh) noteOpened(program);
  }, [isFresh, program]);
  const close = () => {
    setSheet(undefined);
    stage.focus();
  };
  const answered = (outcome: string, isNewcomer: boolean) => {
    // Programs that run beside it do so for whoever was there before.
    if (question && isNewcomer) stage.clear(question.running);
    if (question) stage.tellConsent(question.running, question.asked.nonce, outcome);
    setQuestion(undefined);
    stage.focus();
  };
  const page = running?.page;
  return (
    <>
      {!isReady && <Opening program={program} />}
      {running && page && sheet?.name === 'menu' && (
        <MenuSheet
          program={program}
          onClose={close}
          onChoose={(choice) => {
            if (choice === 'share') {
              setSheet({ name: 'share', shared: { title: page.title, at: page.at } });
              // The program may have words of its own for what is shared; they come in place of these.
              if (page.canShare) stage.askShare(running);
            } else if (choice === 'restart') {
              setReady(false);
              stage.restart(program.id);
              setRunning(stage.show(program, ''));
              close();
            } else if (choice === 'home') location.hash = '#/';
            else setSheet({ name: choice });
          }}
        />
      )}
      {question && <ConsentFrame program={program} asked={question.asked} onEnd={answered} />}
      {sheet?.name === 'about' && <AboutSheet program={program} onClose={close} />}
      {sheet?.name === 'report' && <ReportSheet program={program} at={page?.at ?? ''} onClose={close} />}
      {sheet?.name === 'share' && <ShareSheet program={program} shared={sheet.shared} onClose={close} />}
    </>
  );
}

/** Title, colour and address of the page follow those of the program's. */
function follow({ program, page }: Running): void {
  document.title = page.title && page.title !== program.name ? `${page.title} · ${program.name}` : program.name;
  paint(page.colour);
  const hash = hashOf({ name: 'program', id: program.id, at: page.at });
  if (location.hash !== hash) history.replaceState(history.state, '', hash);
}

/** The colour around the page, where the browser shows one. Empty: that of the host app. */
export function paint(colour: string): void {
  for (const meta of document.querySelectorAll<HTMLMetaElement>('meta[name=theme-color]')) {
    meta.dataset.own ??= meta.content;
    meta.content = colour || meta.dataset.own;
  }
}

function Opening({ program }: { program: Program }) {
  return (
    <div class="opening opening-over" role="status" aria-label={t.opening(program.name)}>
      <Tile program={program} size="large" />
      <strong>{program.name}</strong>
      <span class="opening-bar" />
      <Button
        kind="quiet"
        isSmall
        onClick={() => {
          location.hash = '#/';
        }}
      >
        <Icon name="back" />
        {t.home}
      </Button>
    </div>
  );
}
