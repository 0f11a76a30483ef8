// The programs of an organisation: what people get of each. An organisation without one is led to its first.
// In: the organisation. Out: a table, and a way to make another. Must not: release anything.

import { useMemo, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso/router';
import { answer, api, type Schema } from '../../web/client';
import { Button, LinkButton } from '../../web/components/button';
import { Dialog } from '../../web/components/dialog';
import { Empty, Shown } from '../../web/components/states';
import { useAnswer } from '../../web/use_answer';
import { showAge, words } from '../../web/words';
import { AppForm } from '../parts/app_form';
import { PageHead } from '../parts/layout';
import { isAdmin, useSession } from '../parts/session';
import { Table, type Column } from '../parts/table';

const t = words(
  {
    title: 'Programs',
    add: 'New program',
    none: 'No program yet',
    noneText: 'From an empty console to a program that everybody can open takes about five minutes.',
    begin: 'Let’s begin',
    noneOther: 'An administrator makes the first one.',
    name: 'Program',
    released: 'Everybody gets',
    nothing: 'not released',
    rolling: (version: string, percent: number) => `${version} for ${percent} %`,
    waiting: (count: number) => (count === 1 ? '1 in review' : `${count} in review`),
    made: 'Made',
    open: 'Open',
    table: 'Programs and what people get of them',
  },
  {
    title: '小程序',
    add: '新建小程序',
    none: '还没有小程序',
    noneText: '从空白的控制台到人人都能打开的小程序，大约五分钟。',
    begin: '开始',
    noneOther: '第一个小程序由管理员创建。',
    name: '小程序',
    released: '线上版本',
    nothing: '未发布',
    rolling: (version, percent) => `${version} 灰度 ${percent}%`,
    waiting: (count) => `${count} 个待审核`,
    made: '创建于',
    open: '打开',
    table: '小程序及其线上版本',
  },
);

type Row = Schema<'AppOverviewRow'>;

const columns: Column<Row>[] = [
  {
    id: 'name',
    title: t.name,
    value: (row) => `${row.name} ${row.id}`,
    show: (row) => (
      <div>
        <a class="strong" href={`/console/apps/${row.id}`}>
          {row.name}
        </a>
        <code class="quiet block">{row.id}</code>
      </div>
    ),
  },
  {
    id: 'released',
    title: t.released,
    value: (row) => row.released ?? '',
    show: (row) => (
      <div class="row">
        {row.released ? <span class="mark mark-good">{row.released}</span> : <span class="quiet">{t.nothing}</span>}
        {row.rolling_out && <span class="mark mark-note">{t.rolling(row.rolling_out.version, row.rolling_out.percent)}</span>}
        {row.waiting > 0 && <span class="mark mark-warn">{t.waiting(row.waiting)}</span>}
      </div>
    ),
  },
  { id: 'made', title: t.made, value: (row) => row.created_ms, show: (row) => showAge(row.created_ms) },
  {
    id: 'open',
    title: t.open,
    value: () => '',
    isActions: true,
    show: (row) =>
      row.released && (
        <div class="row">
          <LinkButton kind="quiet" isSmall icon="open" href={row.address} isAway>
            {t.open}
            <span class="sr-only"> {row.name}</span>
          </LinkButton>
        </div>
      ),
  },
];

export default function Apps() {
  const session = useSession();
  const { route } = useLocation();
  const id = session.organisation.organisation;
  const [isAdding, setAdding] = useState(false);
  const apps = useAnswer(`apps ${id}`, () => answer(api.GET('/api/v1/organisations/{organisation}/overview', { params: { path: { organisation: id } } })));
  const rowId = useMemo(() => (row: Row) => row.id, []);
  return (
    <>
      <PageHead title={t.title}>
        {isAdmin(session) && Boolean(apps.data?.length) && (
          <Button kind="primary" icon="plus" onClick={() => setAdding(true)}>
            {t.add}
          </Button>
        )}
      </PageHead>
      <Shown of={apps}>
        {(rows) =>
          rows.length > 0 ? (
            <div class="panel panel-flush">
              <Table rows={rows} columns={columns} rowId={rowId} caption={t.table} isSearched />
            </div>
          ) : (
            <Empty icon="apps" title={t.none} text={isAdmin(session) ? t.noneText : t.noneOther}>
              {isAdmin(session) && (
                <LinkButton kind="primary" href="/console/start">
                  {t.begin}
                </LinkButton>
              )}
            </Empty>
          )
        }
      </Shown>
      <Dialog isOpen={isAdding} title={t.add} onClose={() => setAdding(false)}>
        <AppForm organisation={id} onMade={(app) => route(`/console/apps/${app.id}`)} />
      </Dialog>
    </>
  );
}
