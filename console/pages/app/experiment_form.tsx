// A draft of an experiment: who takes part, and what each arm gives.
// In: what is typed. Out: a draft. Must not: change one that has begun.

import { useState } from 'preact/hooks';
import { answer, api, type Schema } from '../../../web/client';
import { Button } from '../../../web/components/button';
import { Dialog } from '../../../web/components/dialog';
import { CheckField, Fault, SelectField, TextArea, TextField } from '../../../web/components/field';
import { useAct } from '../../../web/use_answer';
import { words } from '../../../web/words';
import { listOf } from '../../parts/segment';
import { visitorWord, WAYS, wayWord, type Experiment } from './experiment_words';

const t = words(
  {
    add: 'New experiment',
    edit: (name: string) => `Edit ${name}`,
    name: 'Name',
    layer: 'Layer',
    layerHint: 'Experiments of one layer never have the same people. Another name makes another layer.',
    share: 'Share of people',
    ways: 'How they come',
    waysHint: 'None: however.',
    entries: 'Codes and links',
    entriesHint: 'Their ids, separated by commas: the letters after “/-” in the address.',
    campaigns: 'Campaigns',
    campaignsHint: 'Values of utm_campaign, separated by commas.',
    countries: 'Countries',
    countriesHint: 'Two letters each, such as CN, DE. Only where the server is told of countries.',
    visitors: 'Visitors',
    all: 'all',
    more: 'More conditions',
    arm: (number: number) => `Arm ${number}`,
    id: 'Id',
    weight: 'Weight',
    parameters: 'Parameters',
    parametersHint: 'A line each, such as colour=red. The program reads them with wx.getExptInfoSync.',
    page: 'Page instead',
    pageHint: 'Such as pages/goods/goods. Empty: the page they would get. Only for those who come by codes, links or tags.',
    query: 'Query besides',
    addArm: 'Another arm',
    dropArm: 'Leave out',
    save: 'Save the draft',
  },
  {
    add: '新建实验',
    edit: (name) => `编辑 ${name}`,
    name: '名称',
    layer: '实验层',
    layerHint: '同一层的实验不会有相同的人。填写新的名称即新建一层。',
    share: '人群比例',
    ways: '进入方式',
    waysHint: '不选：不限。',
    entries: '二维码和链接',
    entriesHint: '用逗号分隔它们的编号：网址中“/-”之后的字母。',
    campaigns: '活动',
    campaignsHint: 'utm_campaign 的值，用逗号分隔。',
    countries: '国家',
    countriesHint: '每个两个字母，如 CN, DE。仅当服务器能得知国家时有效。',
    visitors: '访客',
    all: '全部',
    more: '更多条件',
    arm: (number) => `分组 ${number}`,
    id: '编号',
    weight: '权重',
    parameters: '参数',
    parametersHint: '每行一个，如 colour=red。小程序用 wx.getExptInfoSync 读取。',
    page: '改到页面',
    pageHint: '如 pages/goods/goods。留空为原来的页面。仅限扫码、链接或标签进入的人。',
    query: '附加参数',
    addArm: '再加一组',
    dropArm: '去掉',
    save: '保存草稿',
  },
);

interface ArmText {
  id: string;
  weight: string;
  parameters: string;
  page: string;
  query: string;
}

const ARMS_MAX = 10;
const BY_ENTRY = ['code', 'link', 'nfc'];

/** `key=value` lines. A value may hold another `=`. */
function parametersOf(text: string): Record<string, string> {
  const pairs = text.split('\n').map((line) => line.trim()).filter(Boolean);
  return Object.fromEntries(pairs.map((line) => [line.split('=', 1)[0]!.trim(), line.slice(line.indexOf('=') + 1 || line.length).trim()]));
}

const textOf = (arm: Experiment['arms'][number]): ArmText => ({
  id: arm.id,
  weight: String(arm.weight ?? 1),
  parameters: Object.entries(arm.parameters ?? {}).map(([key, value]) => `${key}=${value}`).join('\n'),
  page: arm.page ?? '',
  query: arm.query ?? '',
});

/** What is not shown, since it cannot be, is not sent either. */
const armOf = (text: ArmText, leadsElsewhere: boolean): Schema<'Arm'> => ({
  id: text.id.trim(),
  weight: Math.round(Number(text.weight)),
  page: (leadsElsewhere && text.page.trim()) || null,
  query: leadsElsewhere ? text.query.trim() : '',
  parameters: parametersOf(text.parameters),
});

const empty = (id: string): ArmText => ({ id, weight: '1', parameters: '', page: '', query: '' });

export function ExperimentForm({ app, edited, onClose, onSaved }: { app: string; edited: Experiment | undefined; onClose: () => void; onSaved: () => void }) {
  const [name, setName] = useState(edited?.name ?? '');
  const [layer, setLayer] = useState(edited?.layer ?? 'default');
  const [share, setShare] = useState(String(edited?.share_percent ?? 100));
  const [ways, setWays] = useState<string[]>(edited?.conditions.ways ?? []);
  const [entries, setEntries] = useState((edited?.conditions.entries ?? []).join(', '));
  const [campaigns, setCampaigns] = useState((edited?.conditions.campaigns ?? []).join(', '));
  const [countries, setCountries] = useState((edited?.conditions.countries ?? []).join(', '));
  const [visitors, setVisitors] = useState<string>(edited?.conditions.visitors ?? '');
  const [arms, setArms] = useState<ArmText[]>(edited ? edited.arms.map(textOf) : [empty('a'), empty('b')]);
  const act = useAct();
  const put = (at: number, change: Partial<ArmText>) => setArms(arms.map((arm, place) => (place === at ? { ...arm, ...change } : arm)));
  const leadsElsewhere = listOf(entries).length > 0 || (ways.length > 0 && ways.every((way) => BY_ENTRY.includes(way)));
  const save = (event: Event) => {
    event.preventDefault();
    const conditions = { ways, entries: listOf(entries), campaigns: listOf(campaigns), scenes: edited?.conditions.scenes ?? [], countries: listOf(countries), visitors: visitors || null };
    const body = { name, layer, share_percent: Math.round(Number(share)), conditions, arms: arms.map((arm) => armOf(arm, leadsElsewhere)) };
    void act.run(async () => {
      if (edited) await answer(api.PUT('/api/v1/apps/{app}/experiments/{experiment}', { params: { path: { app, experiment: edited.id } }, body }));
      else await answer(api.POST('/api/v1/apps/{app}/experiments', { params: { path: { app } }, body }));
      onSaved();
    });
  };
  return (
    <Dialog isOpen title={edited ? t.edit(edited.name) : t.add} isBusy={act.isBusy} onClose={onClose}>
      <form class="stack" onSubmit={save}>
        <TextField label={t.name} isFocused isRequired maxLength={100} value={name} onInput={setName} />
        <div class="experiment-pair">
          <TextField label={t.layer} isRequired maxLength={100} value={layer} onInput={setLayer} />
          <TextField type="number" label={t.share} suffix="%" isRequired value={share} onInput={setShare} />
        </div>
        <p class="field-hint">{t.layerHint}</p>
        <fieldset class="experiment-ways">
          <legend class="field-label">{t.ways}</legend>
          {WAYS.map((way) => (
            <CheckField key={way} label={wayWord(way)} isChecked={ways.includes(way)} onChange={(isOn) => setWays(isOn ? [...ways, way] : ways.filter((one) => one !== way))} />
          ))}
        </fieldset>
        <p class="field-hint">{t.waysHint}</p>
        <details class="experiment-more">
          <summary>{t.more}</summary>
          <div class="stack">
            <TextField label={t.entries} hint={t.entriesHint} isCode value={entries} onInput={setEntries} />
            <TextField label={t.campaigns} hint={t.campaignsHint} isCode value={campaigns} onInput={setCampaigns} />
            <TextField label={t.countries} hint={t.countriesHint} isCode value={countries} onInput={setCountries} />
            <SelectField label={t.visitors} value={visitors} options={[{ value: '', label: t.all }, ...['new', 'returning'].map((value) => ({ value, label: visitorWord(value) }))]} onChange={setVisitors} />
          </div>
        </details>
        {arms.map((arm, at) => (
          <ArmFields key={at} arm={arm} at={at} leadsElsewhere={leadsElsewhere} onChange={(change) => put(at, change)} onDrop={arms.length > 1 ? () => setArms(arms.filter((_, place) => place !== at)) : undefined} />
        ))}
        <Fault text={act.failure?.message} />
        <div class="row">
          {arms.length < ARMS_MAX && (
            <Button icon="plus" onClick={() => setArms([...arms, empty(String.fromCharCode(97 + arms.length))])}>
              {t.addArm}
            </Button>
          )}
          <Button type="submit" kind="primary" isBusy={act.isBusy}>
            {t.save}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

interface ArmProps {
  arm: ArmText;
  at: number;
  leadsElsewhere: boolean;
  onChange: (change: Partial<ArmText>) => void;
  onDrop: (() => void) | undefined;
}

/** Hints stand at the first arm alone. */
function ArmFields({ arm, at, leadsElsewhere, onChange, onDrop }: ArmProps) {
  const hint = (text: string) => (at === 0 ? text : undefined);
  return (
    <fieldset class="experiment-arm">
      <legend class="field-label">{t.arm(at + 1)}</legend>
      <div class="experiment-pair">
        <TextField label={t.id} isCode isRequired maxLength={32} value={arm.id} onInput={(id) => onChange({ id })} />
        <TextField type="number" label={t.weight} isRequired value={arm.weight} onInput={(weight) => onChange({ weight })} />
      </div>
      <TextArea label={t.parameters} hint={hint(t.parametersHint)} rows={2} value={arm.parameters} onInput={(parameters) => onChange({ parameters })} />
      {leadsElsewhere && (
        <>
          <TextField label={t.page} hint={hint(t.pageHint)} isCode value={arm.page} onInput={(page) => onChange({ page })} />
          <TextField label={t.query} isCode value={arm.query} onInput={(query) => onChange({ query })} />
        </>
      )}
      {onDrop && (
        <div class="row">
          <Button kind="quiet" isSmall onClick={onDrop}>
            {t.dropArm}
            <span class="sr-only"> {t.arm(at + 1)}</span>
          </Button>
        </div>
      )}
    </fieldset>
  );
}
