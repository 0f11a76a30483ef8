// A program without opening it: to keep, share or report one that runs at its own address, where the host app is not around it.
// In: its id and page. Out: the sheets. Must not: run the program.

import { useState } from 'preact/hooks';
import { Icon } from '../web/components/icon';
import { words } from '../web/words';
import { NoProgram, useProgram } from './find_program';
import { hashOf, placeOf } from './route';
import { ShareSheet } from './share';
import { AboutSheet, ProgramMenu, ReportSheet } from './sheets';
import { Tile } from './tile';

const t = words({ open: 'Open', home: 'All mini programs' }, { open: '打开', home: '全部小程序' });

const CHOICES = ['share', 'about', 'report'] as const;

export function CardPage({ id, at }: { id: string; at: string }) {
  const found = useProgram(id);
  const [sheet, setSheet] = useState<(typeof CHOICES)[number]>();
  const { program } = found;
  if (!program) return <NoProgram id={id} found={found} />;
  const page = placeOf(at);
  const close = () => setSheet(undefined);
  return (
    <main class="page card">
      <a class="round" href="#/" aria-label={t.home} title={t.home}>
        <Icon name="back" />
      </a>
      <header class="card-head">
        <Tile program={program} size="large" />
        <h1>{program.name}</h1>
        <p>{program.description}</p>
        <a class="button button-primary" href={hashOf({ name: 'program', id, at: page })}>
          {t.open}
        </a>
      </header>
      <ProgramMenu program={program} choices={CHOICES} onChoose={setSheet} />
      {sheet === 'share' && <ShareSheet program={program} shared={{ title: program.name, at: page }} onClose={close} />}
      {sheet === 'about' && <AboutSheet program={program} onClose={close} />}
      {sheet === 'report' && <ReportSheet program={program} at={page} onClose={close} />}
    </main>
  );
}
