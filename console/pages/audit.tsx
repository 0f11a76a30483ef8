// The audit log of the organisation: every privileged act, newest first.
// In: filters. Out: a table that grows downwards. Must not: offer to change anything; the log only grows.

import { useEffect, useState } from 'preact/hooks';
import { answer, api, type Schema } from '../../web/client';
import { Button } from '../../web/components/button';
import { SelectField, TextField } from '../../web/components/field';
import { Empty, Failed, Loading } from '../../web/components/states';
import { useAct } from '../../web/use_answer';
import { showTime, words } from '../../web/words';
import { PageHead } from '../parts/layout';
import { useSession } from '../parts/session';
import { Table, type Column } from '../parts/table';

const t = words(
  {
    title: 'Audit log',
    text: 'Who did what, when. Nothing here can be changed or removed.',
    when: 'When',
    who: 'Who',
    act: 'Act',
    app: 'Program',
    detail: 'Details',
    all: 'Every act',
    appHint: 'Program id',
    none: 'No such act',
    noneText: 'With these filters there is nothing in the log.',
    more: 'Show earlier ones',
    table: 'Acts in the organisation',
    actApp: 'Programs made',
    actVersion: 'Versions and releases',
    actMember: 'Members',
    actEntry: 'Codes and links',
    actOrganisation: 'Organisations',
    actPlatform: 'Platform',
  },
  {
    title: '审计日志',
    text: '谁在什么时候做了什么。这里的内容不能修改或删除。',
    when: '时间',
    who: '谁',
    act: '操作',
    app: '小程序',
    detail: '详情',
    all: '全部操作',
    appHint: '小程序 ID',
    none: '没有这样的操作',
    noneText: '按现在的筛选，日志里没有内容。',
    more: '显示更早的',
    table: '组织里的操作',
    actApp: '创建小程序',
    actVersion: '版本与发布',
    actMember: '成员',
    actEntry: '二维码和链接',
    actOrganisation: '组织',
    actPlatform: '平台',
  },
);

type Row = Schema<'AuditRow'>;

/** The server answers at most so many at once. */
const PAGE = 100;

const acts = [
  { value: '', label: t.all },
  { value: 'app', label: t.actApp },
  { value: 'version', label: t.actVersion },
  { value: 'member', label: t.actMember },
  { value: 'entry', label: t.actEntry },
  { value: 'organisation', label: t.actOrganisation },
  { value: 'platform', label: t.actPlatform },
];

const details = (row: Row): string =>
  Object.entries((row.detail ?? {}) as Record<string, unknown>)
    .filter(([name]) => name !== 'id')
    .map(([name, value]) => `${name}: ${String(value)}`)
    .join(', ');

const columns: Column<Row>[] = [
  { id: 'when', title: t.when, value: (row) => row.at_ms, show: (row) => <time dateTime={new Date(row.at_ms).toISOString()}>{showTime(row.at_ms)}</time> },
  { id: 'who', title: t.who, value: (row) => row.email },
  { id: 'act', title: t.act, value: (row) => row.act, show: (row) => <code>{row.act}</code> },
  { id: 'app', title: t.app, value: (row) => row.app ?? '', show: (row) => (row.app ? <a href={`/console/apps/${row.app}`}>{row.app}</a> : <span class="quiet">—</span>) },
  { id: 'detail', title: t.detail, value: details, show: (row) => details(row) && <span class="quiet small">{details(row)}</span> },
];

export default function Audit() {
  const { organisation } = useSession().organisation;
  const [act, setAct] = useState('');
  const [app, setApp] = useState('');
  const [rows, setRows] = useState<Row[]>();
  const [hasMore, setMore] = useState(false);
  const asking = useAct();
  const ask = (before?: string) => answer(api.GET('/api/v1/organisations/{organisation}/audit', { params: { path: { organisation }, query: { act: act || undefined, app: app || undefined, before } } }));
  const load = (earlier: Row[]) => asking.run(async () => {
    const found = await ask(earlier.at(-1)?.id);
    setMore(found.length === PAGE);
    setRows([...earlier, ...found]);
  });
  useEffect(() => {
    let isGone = false;
    void ask().then((found) => {
      if (isGone) return;
      setMore(found.length === PAGE);
      setRows(found);
    }, () => !isGone && void load([]));
    return () => void (isGone = true);
  }, [organisation, act, app]);
  return (
    <>
      <PageHead title={t.title} text={t.text} />
      <div class="filters">
        <SelectField label={t.act} value={act} options={acts} onChange={setAct} />
        <TextField label={t.app} placeholder={t.appHint} isCode maxLength={40} value={app} onInput={(value) => setApp(value.trim())} />
      </div>
      {asking.failure && <Failed failure={asking.failure} onRetry={() => void load([])} />}
      {!rows && !asking.failure && <Loading lines={6} />}
      {rows?.length === 0 && <Empty icon="log" title={t.none} text={t.noneText} />}
      {rows && rows.length > 0 && (
        <div class="panel panel-flush">
          <Table rows={rows} columns={columns} rowId={(row) => row.id} caption={t.table} />
        </div>
      )}
      {hasMore && rows && (
        <div class="row">
          <Button isBusy={asking.isBusy} onClick={() => void load(rows)}>
            {t.more}
          </Button>
        </div>
      )}
    </>
  );
}
