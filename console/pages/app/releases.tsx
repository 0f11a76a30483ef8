// What people get of a program: the full release, one on its way out, the way back, and what was before.
// In: the program. Out: releases. Must not: make the share of a release under way smaller; the way back is for that.

import { useState } from 'preact/hooks';
import type { Schema } from '../../../web/client';
import { answer, api } from '../../../web/client';
import { Button, LinkButton } from '../../../web/components/button';
import { Confirm } from '../../../web/components/dialog';
import { Fault } from '../../../web/components/field';
import { Empty, Shown } from '../../../web/components/states';
import { showToast } from '../../../web/components/toast';
import { useAct, useAnswer } from '../../../web/use_answer';
import { showAge, showTime, words } from '../../../web/words';
import { isAdmin, useSession } from '../../parts/session';
import { Table, type Column } from '../../parts/table';
import { segmentWords } from '../../parts/segment';
import { isFull, release, releasesOf, stateOf, type Recipients } from '../../parts/versions';

const t = words(
  {
    none: 'Nothing is released',
    noneText: 'Publish a version and release it: then everybody gets it.',
    versions: 'To the versions',
    now: 'Everybody gets',
    since: (when: string) => `since ${when}`,
    rolling: 'On its way out',
    rollingText: (version: string, percent: number) => `${percent} % of people get ${version}. Whoever has got it keeps it.`,
    rollingTo: (version: string, percent: number, whom: string) => `${percent} % of these people get ${version}: ${whom}. Whoever has got it keeps it.`,
    everybody: 'Give it to everybody',
    share: (percent: number) => `Share of people who get it: ${percent} %`,
    grow: (percent: number) => `Give it to ${percent} %`,
    back: 'Roll back',
    takeBack: (version: string) => `Take ${version} back`,
    backTitle: 'Roll back?',
    backGray: (version: string) => `Nobody gets ${version} any more. Everybody gets the full release again, at once.`,
    backFull: (version: string) => `Everybody gets the version before ${version} again, at once.`,
    done: (version: string) => `Everybody gets ${version} now.`,
    grown: (version: string, percent: number) => `${percent} % get ${version} now.`,
    history: 'History',
    number: 'No.',
    version: 'Version',
    percent: 'Share',
    state: 'State',
    when: 'When',
  },
  {
    none: '还没有发布',
    noneText: '上传一个版本并发布，所有人就能打开它。',
    versions: '去版本',
    now: '线上版本',
    since: (when) => `${when}起`,
    rolling: '灰度中',
    rollingText: (version, percent) => `${percent}% 的人得到 ${version}。已经得到的人会一直保留。`,
    rollingTo: (version, percent, whom) => `以下人群的 ${percent}% 得到 ${version}：${whom}。已经得到的人会一直保留。`,
    everybody: '发布给所有人',
    share: (percent) => `得到它的人：${percent}%`,
    grow: (percent) => `扩大到 ${percent}%`,
    back: '回退',
    takeBack: (version) => `撤回 ${version}`,
    backTitle: '确定回退？',
    backGray: (version) => `没有人再得到 ${version}，所有人立刻回到全量版本。`,
    backFull: (version) => `所有人立刻回到 ${version} 之前的版本。`,
    done: (version) => `现在所有人得到 ${version}。`,
    grown: (version, percent) => `现在 ${percent}% 的人得到 ${version}。`,
    history: '历史',
    number: '序号',
    version: '版本',
    percent: '比例',
    state: '状态',
    when: '时间',
  },
);

type Release = Schema<'ReleaseAnswer'>;

const columns: Column<Release>[] = [
  { id: 'number', title: t.number, value: (row) => row.number, isNumber: true },
  { id: 'version', title: t.version, value: (row) => row.version },
  { id: 'percent', title: t.percent, value: (row) => row.percent, show: (row) => (row.segment ? `${row.percent} % · ${segmentWords(row.segment)}` : `${row.percent} %`), isNumber: true },
  { id: 'state', title: t.state, value: (row) => stateOf(row.state)[0], show: (row) => <span class={stateOf(row.state)[1]}>{stateOf(row.state)[0]}</span> },
  { id: 'when', title: t.when, value: (row) => row.created_ms, show: (row) => showTime(row.created_ms) },
];

export function Releases({ app, onChange }: { app: string; onChange: () => void }) {
  const releases = useAnswer(`releases ${app}`, () => releasesOf(app));
  const changed = () => {
    void releases.reload();
    onChange();
  };
  return (
    <Shown of={releases}>
      {(rows) => {
        const full = rows.find((row) => row.state === 'running' && isFull(row));
        const gray = rows.find((row) => row.state === 'running' && !isFull(row));
        if (!full) {
          return (
            <Empty icon="apps" title={t.none} text={t.noneText}>
              <LinkButton href={`/console/apps/${app}/versions`}>{t.versions}</LinkButton>
            </Empty>
          );
        }
        const isFirst = !rows.some((row) => isFull(row) && row.number < full.number);
        return (
          <>
            <Running app={app} full={full} gray={gray} isFirst={isFirst} onChange={changed} />
            <section class="stack">
              <h2>{t.history}</h2>
              <div class="panel panel-flush">
                <Table rows={rows} columns={columns} rowId={(row) => String(row.number)} caption={t.history} />
              </div>
            </section>
          </>
        );
      }}
    </Shown>
  );
}

function Running({ app, full, gray, isFirst, onChange }: { app: string; full: Release; gray: Release | undefined; isFirst: boolean; onChange: () => void }) {
  const session = useSession();
  const [isAsking, setAsking] = useState(false);
  const act = useAct();
  const rollBack = () => void act.run(async () => {
    const now = await answer(api.POST('/api/v1/apps/{app}/rollback', { params: { path: { app } } }));
    setAsking(false);
    showToast(t.done(now.version));
    onChange();
  });
  return (
    <section class="panel">
      <div class="panel-head">
        <div>
          <p class="quiet small">{t.now}</p>
          <p class="release-version">{full.version}</p>
          <p class="quiet small">{t.since(showAge(full.created_ms))}</p>
        </div>
        {isAdmin(session) && (gray || !isFirst) && <Button kind="danger" onClick={() => setAsking(true)}>{gray ? t.takeBack(gray.version) : t.back}</Button>}
      </div>
      {gray && <Gray app={app} gray={gray} onChange={onChange} />}
      <Confirm
        isOpen={isAsking}
        title={t.backTitle}
        text={gray ? t.backGray(gray.version) : t.backFull(full.version)}
        action={gray ? t.takeBack(gray.version) : t.back}
        isDanger
        isBusy={act.isBusy}
        fault={act.failure?.message}
        onClose={() => setAsking(false)}
        onConfirm={rollBack}
      />
    </section>
  );
}

/** The slider begins where the release is, and goes up from there. */
function Gray({ app, gray, onChange }: { app: string; gray: Release; onChange: () => void }) {
  const session = useSession();
  const segment = gray.segment ?? null;
  const least = Math.min(100, gray.percent + 1);
  const [percent, setPercent] = useState(Math.min(100, Math.max(least, gray.percent * 2)));
  const act = useAct();
  const wanted = Math.max(percent, least);
  const give = (to: Recipients) => void act.run(async () => {
    const made = await release(app, gray.version, to);
    showToast(isFull(made) ? t.done(gray.version) : t.grown(gray.version, made.percent));
    onChange();
  });
  const giveToAll = () => give({ percent: 100 });
  return (
    <div class="gray">
      <p>
        <span class="mark mark-note">{t.rolling}</span> {segment ? t.rollingTo(gray.version, gray.percent, segmentWords(segment)) : t.rollingText(gray.version, gray.percent)}
      </p>
      <div class="gray-bar" aria-hidden="true">
        <svg viewBox="0 0 100 4" preserveAspectRatio="none">
          <rect width={wanted} height="4" class="gray-wanted" />
          <rect width={gray.percent} height="4" class="gray-reached" />
        </svg>
      </div>
      {isAdmin(session) && gray.percent < 100 && (
        <div class="gray-grow gray-further">
          {/* It begins where the bar above it ends. */}
          <input type="range" aria-label={t.share(wanted)} style={{ marginInlineStart: `${gray.percent}%`, width: `${100 - gray.percent}%` }} min={least} max={100} value={wanted} onInput={(event) => setPercent(Number(event.currentTarget.value))} />
          <span>{t.share(wanted)}</span>
          <Button kind="primary" isBusy={act.isBusy} onClick={() => (wanted === 100 && !segment ? giveToAll() : give({ percent: wanted, segment }))}>
            {wanted === 100 && !segment ? t.everybody : t.grow(wanted)}
          </Button>
        </div>
      )}
      {isAdmin(session) && segment && (
        <div class="row">
          <Button isBusy={act.isBusy} onClick={giveToAll}>
            {t.everybody}
          </Button>
        </div>
      )}
      <Fault text={act.failure?.message} />
    </div>
  );
}
