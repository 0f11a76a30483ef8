// Experiments of a program: which run, how many people each arm has, and what can be done to one.
// In: the program. Out: experiments made, started, grown, paused, ended, promoted. Must not: say which arm is better.

import { useState } from 'preact/hooks';
import { answer, api, type Schema } from '../../../web/client';
import { Button } from '../../../web/components/button';
import { Confirm, Dialog } from '../../../web/components/dialog';
import { Fault, TextField } from '../../../web/components/field';
import { Icon } from '../../../web/components/icon';
import { Empty, Shown } from '../../../web/components/states';
import { showToast } from '../../../web/components/toast';
import { useAct, useAnswer } from '../../../web/use_answer';
import { showDay, showNumber, words } from '../../../web/words';
import { isAdmin, useSession } from '../../parts/session';
import { Table, type Column } from '../../parts/table';
import { ExperimentForm } from './experiment_form';
import { conditionWords, type Experiment } from './experiment_words';

const t = words(
  {
    add: 'New experiment',
    none: 'No experiments yet',
    noneText: 'Two pages or two settings, each for a part of the people who come: everybody keeps what he got. What was shown is counted here.',
    holdout: (percent: number) => `${percent} % of people are in no experiment.`,
    layer: (name: string, free: number) => `Layer ${name}: ${free} % free.`,
    setHoldout: 'Change the holdout',
    holdoutTitle: 'People in no experiment',
    holdoutHint: '0 to 50 per cent. It can be changed while no experiment runs.',
    save: 'Save',
    saved: 'Saved.',
    draft: 'draft',
    running: 'running',
    paused: 'paused',
    ended: 'ended',
    promoted: (arm: string) => `everybody gets ${arm}`,
    inLayer: 'Layer',
    share: 'Share of people',
    who: 'Who takes part',
    since: 'Started',
    until: 'Ended',
    arms: (name: string) => `Arms of ${name}`,
    arm: 'Arm',
    weight: 'Weight',
    gives: 'Gives',
    asItIs: 'the program as it is',
    people: 'People',
    exposures: 'Launches',
    actions: 'Promote',
    promote: 'Promote',
    drift: 'The people are not divided as the weights say, and chance does not explain it. Do not trust a comparison before the reason is known: an arm that fails to open, a proxy that answers for one arm, a count that leaves people out.',
    crossed: (count: string) => `People who were shown more than one arm: ${count}.`,
    odds: (p: string) => `Chance alone makes so great a difference in ${p} of cases.`,
    start: 'Start',
    goOn: 'Go on',
    grow: 'More people',
    growTitle: (name: string) => `More people for ${name}`,
    growHint: (least: number) => `${least} to 100 per cent of the layer. Whoever takes part already keeps his arm.`,
    pause: 'Pause',
    end: 'End',
    revoke: 'Take back',
    edit: 'Edit',
    remove: 'Delete',
    startTitle: (name: string) => `Start ${name}?`,
    startText: 'From now on people are assigned. Arms, weights and conditions do not change any more; the share can grow.',
    endTitle: (name: string) => `End ${name}?`,
    endText: 'Everybody gets the program as it is again. It cannot be started anew.',
    promoteTitle: (arm: string) => `Give ${arm} to everybody?`,
    promoteText: 'The experiment ends, and everybody it is for gets this arm at once, without a release. It can be taken back.',
    revokeTitle: 'Take the arm back?',
    revokeText: 'Everybody gets the program as it is again, at once.',
    removeTitle: (name: string) => `Delete ${name}?`,
    removeText: 'The draft is gone then.',
    done: 'Done.',
  },
  {
    add: '新建实验',
    none: '还没有实验',
    noneText: '让一部分来访者看到另一个页面或另一组参数，每个人始终看到同一组。展示次数在这里统计。',
    holdout: (percent) => `${percent}% 的人不参加任何实验。`,
    layer: (name, free) => `实验层 ${name}：剩余 ${free}%。`,
    setHoldout: '修改保留人群',
    holdoutTitle: '不参加实验的人',
    holdoutHint: '0 到 50%。没有实验运行时才能修改。',
    save: '保存',
    saved: '已保存。',
    draft: '草稿',
    running: '运行中',
    paused: '已暂停',
    ended: '已结束',
    promoted: (arm) => `所有人得到 ${arm}`,
    inLayer: '实验层',
    share: '人群比例',
    who: '参加者',
    since: '开始',
    until: '结束',
    arms: (name) => `${name} 的分组`,
    arm: '分组',
    weight: '权重',
    gives: '内容',
    asItIs: '小程序原样',
    people: '人数',
    exposures: '打开次数',
    actions: '全量',
    promote: '全量',
    drift: '各组人数与权重不符，且无法用偶然解释。查明原因之前不要相信任何对比：某个分组打不开、某个代理替一组作答、统计漏了人。',
    crossed: (count) => `看到过不止一个分组的人：${count}。`,
    odds: (p) => `仅凭偶然出现这样大差异的概率为 ${p}。`,
    start: '开始',
    goOn: '继续',
    grow: '扩大人群',
    growTitle: (name) => `扩大 ${name} 的人群`,
    growHint: (least) => `该层的 ${least} 到 100%。已经参加的人保持原来的分组。`,
    pause: '暂停',
    end: '结束',
    revoke: '撤回',
    edit: '编辑',
    remove: '删除',
    startTitle: (name) => `开始 ${name}？`,
    startText: '从现在起会给来访者分组。分组、权重和条件不能再改，只能扩大人群。',
    endTitle: (name) => `结束 ${name}？`,
    endText: '所有人恢复看到小程序原样，不能重新开始。',
    promoteTitle: (arm) => `让所有人得到 ${arm}？`,
    promoteText: '实验结束，符合条件的人立刻得到这一组，无需发布。可以撤回。',
    revokeTitle: '撤回这一组？',
    revokeText: '所有人立刻恢复看到小程序原样。',
    removeTitle: (name) => `删除 ${name}？`,
    removeText: '草稿会被删除。',
    done: '已完成。',
  },
);

type All = Schema<'ExperimentsAnswer'>;
type Act = Schema<'ActBody'>;
type ArmCounts = Schema<'ArmResultRow'>;

const STATES: Record<string, [string, string]> = {
  draft: [t.draft, 'mark'],
  running: [t.running, 'mark mark-good'],
  paused: [t.paused, 'mark mark-warn'],
  ended: [t.ended, 'mark mark-note'],
};

/** What is asked before it is done. */
interface Question {
  act: Act;
  title: string;
  text: string;
  action: string;
  isDanger?: boolean;
}

export function Experiments({ app }: { app: string }) {
  const session = useSession();
  const mayManage = isAdmin(session) || ['developer', 'marketer'].includes(session.organisation.role);
  const all = useAnswer(`experiments ${app}`, () => answer(api.GET('/api/v1/apps/{app}/experiments', { params: { path: { app } } })));
  const [edited, setEdited] = useState<Experiment | 'new'>();
  const [isHolding, setHolding] = useState(false);
  const reload = () => void all.reload();
  return (
    <>
      <Shown of={all}>
        {(found) => (
          <>
            <div class="panel-head">
              <p class="quiet">{[t.holdout(found.holdout_percent), ...found.layers.map((layer) => t.layer(layer.name, layer.free_percent))].join(' ')}</p>
              {mayManage && (
                <div class="row">
                  <Button onClick={() => setHolding(true)}>{t.setHoldout}</Button>
                  <Button kind="primary" icon="plus" onClick={() => setEdited('new')}>
                    {t.add}
                  </Button>
                </div>
              )}
            </div>
            {found.experiments.length === 0 && <Empty icon="flag" title={t.none} text={t.noneText} />}
            {found.experiments.map((one) => (
              <OneExperiment key={one.id} app={app} one={one} mayManage={mayManage} onEdit={() => setEdited(one)} onChange={reload} />
            ))}
            {isHolding && <Holdout app={app} all={found} onClose={() => setHolding(false)} onDone={reload} />}
          </>
        )}
      </Shown>
      {edited && (
        <ExperimentForm
          app={app}
          edited={edited === 'new' ? undefined : edited}
          onClose={() => setEdited(undefined)}
          onSaved={() => {
            setEdited(undefined);
            reload();
          }}
        />
      )}
    </>
  );
}

function OneExperiment({ app, one, mayManage, onEdit, onChange }: { app: string; one: Experiment; mayManage: boolean; onEdit: () => void; onChange: () => void }) {
  const results = useAnswer(`results ${one.id} ${one.state}`, async () => (one.state === 'draft' ? null : answer(api.GET('/api/v1/apps/{app}/experiments/{experiment}/results', { params: { path: { app, experiment: one.id } } }))));
  const [question, setQuestion] = useState<Question>();
  const [isGrowing, setGrowing] = useState(false);
  const act = useAct();
  const [word, mark] = STATES[one.state] ?? [one.state, 'mark'];
  const perform = (body: Act) => void act.run(async () => {
    await answer(api.POST('/api/v1/apps/{app}/experiments/{experiment}/acts', { params: { path: { app, experiment: one.id } }, body }));
    setQuestion(undefined);
    showToast(t.done);
    onChange();
  });
  const promote = (arm: string) => setQuestion({ act: { act: 'promote', arm }, title: t.promoteTitle(arm), text: t.promoteText, action: t.promote });
  const counts = results.data?.arms ?? [];
  return (
    <section class="panel" aria-label={one.name}>
      <div class="panel-head">
        <div class="row">
          <h2>{one.name}</h2>
          <span class={mark}>{word}</span>
          {one.promoted && <span class="mark mark-good">{t.promoted(one.promoted)}</span>}
        </div>
        {mayManage && <Acts one={one} isBusy={act.isBusy} onEdit={onEdit} onGrow={() => setGrowing(true)} onAct={perform} onAsk={setQuestion} />}
      </div>
      <dl class="facts">
        <Fact name={t.inLayer} value={one.layer} />
        <Fact name={t.share} value={`${one.share_percent} %`} />
        <Fact name={t.who} value={conditionWords(one.conditions)} />
        {one.started_ms && <Fact name={t.since} value={showDay(one.started_ms)} />}
        {one.ended_ms && <Fact name={t.until} value={showDay(one.ended_ms)} />}
      </dl>
      {results.data?.is_drifting && (
        <p class="experiment-drift" role="alert">
          <Icon name="warning" />
          <span>
            {t.drift} {results.data.p_value != null && t.odds(oddsOf(results.data.p_value))} {results.data.crossed > 0 && t.crossed(showNumber(results.data.crossed))}
          </span>
        </p>
      )}
      <Table rows={one.arms} columns={columnsOf(one, counts, mayManage && one.state !== 'draft' ? promote : undefined)} rowId={(row) => row.id} caption={t.arms(one.name)} />
      {!question && <Fault text={act.failure?.message} />}
      {question && (
        <Confirm isOpen title={question.title} text={question.text} action={question.action} isDanger={question.isDanger} isBusy={act.isBusy} fault={act.failure?.message} onClose={() => setQuestion(undefined)} onConfirm={() => perform(question.act)} />
      )}
      {isGrowing && <Grow app={app} one={one} onClose={() => setGrowing(false)} onDone={onChange} />}
    </section>
  );
}

/** Below one in a million nobody counts digits. */
const oddsOf = (p: number): string => (p < 1e-6 ? '< 0.0001 %' : `${(p * 100).toPrecision(2)} %`);

const Fact = ({ name, value }: { name: string; value: string }) => (
  <div>
    <dt>{name}</dt>
    <dd>{value}</dd>
  </div>
);

interface ActsProps {
  one: Experiment;
  isBusy: boolean;
  onEdit: () => void;
  onGrow: () => void;
  onAct: (act: Act) => void;
  onAsk: (question: Question) => void;
}

function Acts({ one, isBusy, onEdit, onGrow, onAct, onAsk }: ActsProps) {
  const isOpen = one.state === 'running' || one.state === 'paused';
  return (
    <div class="row">
      {one.state === 'draft' && (
        <>
          <Button kind="quiet" isSmall onClick={() => onAsk({ act: { act: 'remove' }, title: t.removeTitle(one.name), text: t.removeText, action: t.remove, isDanger: true })}>
            {t.remove}
          </Button>
          <Button isSmall onClick={onEdit}>
            {t.edit}
          </Button>
          <Button kind="primary" isSmall onClick={() => onAsk({ act: { act: 'start' }, title: t.startTitle(one.name), text: t.startText, action: t.start })}>
            {t.start}
          </Button>
        </>
      )}
      {one.state === 'paused' && (
        <Button kind="primary" isSmall isBusy={isBusy} onClick={() => onAct({ act: 'start' })}>
          {t.goOn}
        </Button>
      )}
      {isOpen && one.share_percent < 100 && (
        <Button isSmall onClick={onGrow}>
          {t.grow}
        </Button>
      )}
      {one.state === 'running' && (
        <Button isSmall isBusy={isBusy} onClick={() => onAct({ act: 'pause' })}>
          {t.pause}
        </Button>
      )}
      {isOpen && (
        <Button isSmall onClick={() => onAsk({ act: { act: 'end' }, title: t.endTitle(one.name), text: t.endText, action: t.end, isDanger: true })}>
          {t.end}
        </Button>
      )}
      {one.promoted && (
        <Button isSmall onClick={() => onAsk({ act: { act: 'revoke' }, title: t.revokeTitle, text: t.revokeText, action: t.revoke })}>
          {t.revoke}
        </Button>
      )}
    </div>
  );
}

function columnsOf(one: Experiment, counts: readonly ArmCounts[], promote?: (arm: string) => void): Column<Experiment['arms'][number]>[] {
  const total = one.arms.reduce((sum, arm) => sum + (arm.weight ?? 1), 0);
  const count = (id: string) => counts.find((row) => row.arm === id);
  const columns: Column<Experiment['arms'][number]>[] = [
    { id: 'arm', title: t.arm, value: (row) => row.id },
    { id: 'weight', title: t.weight, value: (row) => row.weight ?? 1, show: (row) => `${Math.round(((row.weight ?? 1) / total) * 1000) / 10} %`, isNumber: true },
    { id: 'gives', title: t.gives, value: gives, show: (row) => (gives(row) ? <code class="block">{gives(row)}</code> : <span class="quiet">{t.asItIs}</span>) },
    { id: 'people', title: t.people, value: (row) => count(row.id)?.people ?? 0, show: (row) => showNumber(count(row.id)?.people ?? 0), isNumber: true },
    { id: 'exposures', title: t.exposures, value: (row) => count(row.id)?.exposures ?? 0, show: (row) => showNumber(count(row.id)?.exposures ?? 0), isNumber: true },
  ];
  if (!promote) return columns;
  return [
    ...columns,
    {
      id: 'actions',
      title: t.actions,
      value: () => '',
      isActions: true,
      show: (row) =>
        one.promoted !== row.id && (
          <Button kind="quiet" isSmall onClick={() => promote(row.id)}>
            {t.promote}
            <span class="sr-only"> {row.id}</span>
          </Button>
        ),
    },
  ];
}

const gives = (arm: Experiment['arms'][number]): string =>
  [arm.page, arm.query && `?${arm.query}`, ...Object.entries(arm.parameters ?? {}).map(([key, value]) => `${key}=${value}`)].filter(Boolean).join(' ');

function Grow({ app, one, onClose, onDone }: { app: string; one: Experiment; onClose: () => void; onDone: () => void }) {
  const [percent, setPercent] = useState(String(Math.min(100, one.share_percent * 2)));
  return (
    <PercentDialog
      title={t.growTitle(one.name)}
      label={t.share}
      hint={t.growHint(one.share_percent + 1)}
      action={t.grow}
      percent={percent}
      onInput={setPercent}
      onClose={onClose}
      onSave={async (share_percent) => {
        await answer(api.POST('/api/v1/apps/{app}/experiments/{experiment}/acts', { params: { path: { app, experiment: one.id } }, body: { act: 'grow', share_percent } }));
        showToast(t.done);
        onDone();
      }}
    />
  );
}

function Holdout({ app, all, onClose, onDone }: { app: string; all: All; onClose: () => void; onDone: () => void }) {
  const [percent, setPercent] = useState(String(all.holdout_percent));
  return (
    <PercentDialog
      title={t.holdoutTitle}
      label={t.share}
      hint={t.holdoutHint}
      action={t.save}
      percent={percent}
      onInput={setPercent}
      onClose={onClose}
      onSave={async (percent) => {
        await answer(api.PUT('/api/v1/apps/{app}/experiment-holdout', { params: { path: { app } }, body: { percent } }));
        showToast(t.saved);
        onDone();
      }}
    />
  );
}

interface PercentProps {
  title: string;
  label: string;
  hint: string;
  action: string;
  percent: string;
  onInput: (percent: string) => void;
  onClose: () => void;
  onSave: (percent: number) => Promise<void>;
}

function PercentDialog({ title, label, hint, action, percent, onInput, onClose, onSave }: PercentProps) {
  const act = useAct();
  const save = (event: Event) => {
    event.preventDefault();
    void act.run(async () => {
      await onSave(Math.round(Number(percent)));
      onClose();
    });
  };
  return (
    <Dialog isOpen title={title} isBusy={act.isBusy} onClose={onClose}>
      <form class="stack" onSubmit={save}>
        <TextField type="number" label={label} hint={hint} suffix="%" isFocused isRequired value={percent} onInput={onInput} />
        <Fault text={act.failure?.message} />
        <div class="row">
          <Button type="submit" kind="primary" isBusy={act.isBusy}>
            {action}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
