// Codes and links that lead into a program, and how often each was used.
// In: the program. Out: entries made, shown and closed. Must not: change one that is out in the world; it is closed, and another one made.

import { useMemo, useState } from 'preact/hooks';
import { answer, api, type Schema } from '../../../web/client';
import { Button } from '../../../web/components/button';
import { CopyLine } from '../../../web/components/copy';
import { Confirm, Dialog } from '../../../web/components/dialog';
import { Fault, SelectField, TextField } from '../../../web/components/field';
import { Empty, Shown } from '../../../web/components/states';
import { showToast } from '../../../web/components/toast';
import { useAct, useAnswer } from '../../../web/use_answer';
import { showDay, showNumber, words } from '../../../web/words';
import { CountChart, type Count } from '../../parts/chart';
import { AddressCode, RoundCode, SaveCode, SaveRoundCode } from '../../parts/code';
import { isAdmin, useSession } from '../../parts/session';
import { Table, type Column } from '../../parts/table';

const t = words(
  {
    launches: 'Launches in 30 days',
    total: (count: string) => `${count} in all`,
    add: 'New code or link',
    none: 'No codes or links yet',
    noneText: 'The program’s own address works without. A code or link of its own leads to any page, can end on a day, and counts who came by it.',
    name: 'Name',
    nameHint: 'For you and your colleagues: where it hangs, what it is for.',
    kind: 'Kind',
    page: 'Page',
    pageHint: 'Such as pages/goods/goods. Empty: the start page.',
    query: 'Parameters',
    queryHint: 'Such as id=7&from=poster.',
    ends: 'Ends',
    never: 'never',
    endsIn: 'Valid for',
    d0: 'ever',
    d7: '7 days',
    d30: '30 days',
    d365: 'a year',
    count: 'Launches',
    closed: 'closed',
    over: 'over',
    open: 'open',
    state: 'State',
    make: 'Make it',
    show: 'Show',
    close: 'Close',
    closeTitle: (name: string) => `Close ${name}?`,
    closeText: 'From now on it leads nowhere, wherever it is printed. This cannot be taken back.',
    done: 'It is closed.',
    address: 'the address',
    actions: 'Show or close',
    table: 'Codes and links of the program',
    code: 'round code',
    qr: 'QR code',
    scheme: 'app scheme',
    link: 'link',
    short: 'short link',
    nfc: 'NFC tag',
    unnamed: 'without a name',
  },
  {
    launches: '近 30 天的打开次数',
    total: (count) => `共 ${count} 次`,
    add: '新建二维码或链接',
    none: '还没有二维码或链接',
    noneText: '小程序自己的网址无需创建就能用。单独的二维码或链接可以通往任意页面、到期失效，并统计来访次数。',
    name: '名称',
    nameHint: '给自己和同事看：贴在哪里、做什么用。',
    kind: '类型',
    page: '页面',
    pageHint: '如 pages/goods/goods。留空为首页。',
    query: '参数',
    queryHint: '如 id=7&from=poster。',
    ends: '到期',
    never: '永久',
    endsIn: '有效期',
    d0: '永久',
    d7: '7 天',
    d30: '30 天',
    d365: '一年',
    count: '打开次数',
    closed: '已关闭',
    over: '已到期',
    open: '有效',
    state: '状态',
    make: '创建',
    show: '查看',
    close: '关闭',
    closeTitle: (name) => `关闭 ${name}？`,
    closeText: '从现在起，无论印在哪里都不再通往任何地方，不能恢复。',
    done: '已关闭。',
    address: '网址',
    actions: '查看或关闭',
    table: '小程序的二维码和链接',
    code: '小程序码',
    qr: '二维码',
    scheme: 'scheme',
    link: '链接',
    short: '短链接',
    nfc: 'NFC 标签',
    unnamed: '未命名',
  },
);

type Entry = Schema<'EntryAnswer'>;

const KINDS: Record<string, string> = { qr: t.qr, link: t.link, 'short-link': t.short, code: t.code, 'scene-code': t.code, scheme: t.scheme, nfc: t.nfc };
/** What people make here; the others come from calls of back ends. */
const MADE_HERE = ['code', 'qr', 'link', 'short-link', 'nfc'] as const;
/** Of these the code is round. */
const ROUND = ['code', 'scene-code'];
const LIFETIMES = [
  { value: '0', label: t.d0 },
  { value: '7', label: t.d7 },
  { value: '30', label: t.d30 },
  { value: '365', label: t.d365 },
];
const DAY_MS = 86_400_000;
const DAYS = 30;

const nameOf = (entry: Entry): string => entry.name || t.unnamed;

export function Entries({ app }: { app: string }) {
  const session = useSession();
  const mayManage = isAdmin(session) || ['developer', 'marketer'].includes(session.organisation.role);
  const entries = useAnswer(`entries ${app}`, () => answer(api.GET('/api/v1/apps/{app}/entries', { params: { path: { app }, query: {} } })));
  const [isAdding, setAdding] = useState(false);
  const [shown, setShown] = useState<Entry>();
  const [closing, setClosing] = useState<Entry>();
  const columns = useMemo(() => columnsOf(mayManage, setShown, setClosing), [mayManage]);
  const act = useAct();
  const close = (entry: Entry) => void act.run(async () => {
    await answer(api.DELETE('/api/v1/apps/{app}/entries/{entry}', { params: { path: { app, entry: entry.id } } }));
    setClosing(undefined);
    showToast(t.done);
    await entries.reload();
  });
  return (
    <>
      <Launches app={app} />
      {mayManage && (
        <div class="row">
          <Button kind="primary" icon="plus" onClick={() => setAdding(true)}>
            {t.add}
          </Button>
        </div>
      )}
      <Shown of={entries}>
        {(rows) =>
          rows.length === 0 ? (
            <Empty icon="open" title={t.none} text={t.noneText} />
          ) : (
            <div class="panel panel-flush">
              <Table rows={rows} columns={columns} rowId={(row) => row.id} caption={t.table} isSearched />
            </div>
          )
        }
      </Shown>
      {isAdding && (
        <EntryDialog
          app={app}
          onClose={() => setAdding(false)}
          onMade={(entry) => {
            setAdding(false);
            setShown(entry);
            void entries.reload();
          }}
        />
      )}
      {shown && (
        <Dialog
          isOpen
          title={nameOf(shown)}
          onClose={() => setShown(undefined)}
          actions={ROUND.includes(shown.kind) ? <SaveRoundCode app={app} entry={shown.id} name={nameOf(shown)} /> : <SaveCode text={shown.code_text} name={nameOf(shown)} />}
        >
          <div class="shown-code">
            {ROUND.includes(shown.kind) ? <RoundCode app={app} entry={shown.id} address={shown.address} /> : <AddressCode address={shown.address} text={shown.code_text} />}
          </div>
          <CopyLine text={shown.address} what={t.address} />
        </Dialog>
      )}
      {closing && <Confirm isOpen isDanger title={t.closeTitle(nameOf(closing))} text={t.closeText} action={t.close} isBusy={act.isBusy} fault={act.failure?.message} onClose={() => setClosing(undefined)} onConfirm={() => close(closing)} />}
    </>
  );
}

function stateOf(entry: Entry): [string, string] {
  if (entry.closed_ms) return [t.closed, 'mark mark-bad'];
  if (entry.expires_ms && entry.expires_ms < Date.now()) return [t.over, 'mark mark-warn'];
  return [t.open, 'mark mark-good'];
}

function columnsOf(mayManage: boolean, show: (entry: Entry) => void, close: (entry: Entry) => void): Column<Entry>[] {
  return [
    {
      id: 'name',
      title: t.name,
      value: (row) => `${row.name} ${row.page} ${row.query}`,
      show: (row) => (
        <div>
          {row.name || <span class="quiet">{t.unnamed}</span>}
          {row.page && (
            <code class="quiet block">
              {row.page}
              {row.query && `?${row.query}`}
            </code>
          )}
        </div>
      ),
    },
    { id: 'kind', title: t.kind, value: (row) => KINDS[row.kind] ?? row.kind },
    { id: 'count', title: t.count, value: (row) => row.launches, show: (row) => showNumber(row.launches), isNumber: true },
    { id: 'state', title: t.state, value: (row) => stateOf(row)[0], show: (row) => <span class={stateOf(row)[1]}>{stateOf(row)[0]}</span> },
    { id: 'ends', title: t.ends, value: (row) => row.expires_ms ?? Infinity, show: (row) => (row.expires_ms ? showDay(row.expires_ms) : t.never) },
    {
      id: 'actions',
      title: t.actions,
      value: () => '',
      isActions: true,
      show: (row) => (
        <div class="row">
          <Button isSmall onClick={() => show(row)}>
            {t.show}
            <span class="sr-only"> {nameOf(row)}</span>
          </Button>
          {mayManage && !row.closed_ms && (
            <Button kind="quiet" isSmall onClick={() => close(row)}>
              {t.close}
              <span class="sr-only"> {nameOf(row)}</span>
            </Button>
          )}
        </div>
      ),
    },
  ];
}

function Launches({ app }: { app: string }) {
  const launches = useAnswer(`launches ${app}`, () => answer(api.GET('/api/v1/apps/{app}/launches', { params: { path: { app }, query: { days: DAYS } } })));
  const days = useMemo(() => byDay(launches.data ?? []), [launches.data]);
  const total = days.reduce((sum, one) => sum + one.count, 0);
  return (
    <section class="panel">
      <div class="panel-head">
        <h2>{t.launches}</h2>
        <p class="quiet">{t.total(showNumber(total))}</p>
      </div>
      <Shown of={launches}>{() => <CountChart counts={days} unit="day" label={t.launches} />}</Shown>
    </section>
  );
}

/** Every day of the last 30, those without a launch too. */
function byDay(rows: readonly Schema<'LaunchesAnswer'>[]): Count[] {
  const today = Math.floor(Date.now() / DAY_MS);
  const counts = new Map<number, number>();
  for (const row of rows) counts.set(row.day, (counts.get(row.day) ?? 0) + row.launches);
  return Array.from({ length: DAYS }, (_, at) => today - DAYS + 1 + at).map((day) => ({ at: day, count: counts.get(day) ?? 0 }));
}

function EntryDialog({ app, onClose, onMade }: { app: string; onClose: () => void; onMade: (entry: Entry) => void }) {
  const [name, setName] = useState('');
  const [kind, setKind] = useState<string>('code');
  const [page, setPage] = useState('');
  const [query, setQuery] = useState('');
  const [days, setDays] = useState('0');
  const act = useAct();
  const make = (event: Event) => {
    event.preventDefault();
    const expires_ms = Number(days) ? Date.now() + Number(days) * DAY_MS : undefined;
    void act.run(async () => onMade(await answer(api.POST('/api/v1/apps/{app}/entries', { params: { path: { app } }, body: { kind, name, page, query, expires_ms } }))));
  };
  return (
    <Dialog isOpen title={t.add} isBusy={act.isBusy} onClose={onClose}>
      <form class="stack" onSubmit={make}>
        <TextField label={t.name} hint={t.nameHint} isFocused maxLength={100} value={name} onInput={setName} />
        <SelectField label={t.kind} value={kind} options={MADE_HERE.map((value) => ({ value: value as string, label: KINDS[value] ?? value }))} onChange={setKind} />
        <TextField label={t.page} hint={t.pageHint} isCode value={page} onInput={setPage} />
        <TextField label={t.query} hint={t.queryHint} isCode value={query} onInput={setQuery} />
        <SelectField label={t.endsIn} value={days} options={LIFETIMES} onChange={setDays} />
        <Fault text={act.failure?.message} />
        <div class="row">
          <Button type="submit" kind="primary" isBusy={act.isBusy}>
            {t.make}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
