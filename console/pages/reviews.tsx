// What waits for review on the platform: for operators.
// In: the queue. Out: a table that leads to each version, where it is decided. Must not: decide from the list, unseen.

import { answer, api, type Schema } from '../../web/client';
import { LinkButton } from '../../web/components/button';
import { Empty, Shown } from '../../web/components/states';
import { useAnswer } from '../../web/use_answer';
import { showAge, words } from '../../web/words';
import { PageHead } from '../parts/layout';
import { Table, type Column } from '../parts/table';

const t = words(
  {
    title: 'Reviews',
    text: 'Versions that wait for somebody to say that they may go out, the longest waiting first.',
    none: 'Nothing waits',
    noneText: 'Versions come here when the platform runs with --review manual and a developer puts one up.',
    app: 'Program',
    organisation: 'Organisation',
    number: 'Version',
    author: 'By',
    when: 'Published',
    look: 'Look at it',
    table: 'Versions that wait for review',
  },
  {
    title: '审核',
    text: '等待有人确认可以发布的版本，等得最久的在前。',
    none: '没有待审核的版本',
    noneText: '平台以 --review manual 运行、且开发者提交审核后，版本会出现在这里。',
    app: '小程序',
    organisation: '组织',
    number: '版本',
    author: '上传者',
    when: '上传时间',
    look: '查看',
    table: '待审核的版本',
  },
);

type Row = Schema<'WaitingRow'>;

const columns: Column<Row>[] = [
  { id: 'app', title: t.app, value: (row) => `${row.app_name} ${row.app}`, show: (row) => <span>{row.app_name} <code class="quiet">{row.app}</code></span> },
  { id: 'organisation', title: t.organisation, value: (row) => row.organisation },
  { id: 'number', title: t.number, value: (row) => row.number },
  { id: 'author', title: t.author, value: (row) => row.author },
  { id: 'when', title: t.when, value: (row) => row.created_ms, show: (row) => showAge(row.created_ms) },
  {
    id: 'look',
    title: t.look,
    value: () => '',
    isActions: true,
    show: (row) => (
      <div class="row">
        <LinkButton isSmall href={`/console/apps/${row.app}/versions/${encodeURIComponent(row.number)}`}>
          {t.look}
          <span class="sr-only">
            {' '}
            {row.app_name} {row.number}
          </span>
        </LinkButton>
      </div>
    ),
  },
];

export default function Reviews() {
  const queue = useAnswer('reviews', () => answer(api.GET('/api/v1/reviews')));
  return (
    <>
      <PageHead title={t.title} text={t.text} />
      <Shown of={queue}>
        {(rows) =>
          rows.length === 0 ? (
            <Empty icon="check" title={t.none} text={t.noneText} />
          ) : (
            <div class="panel panel-flush">
              <Table rows={rows} columns={columns} rowId={(row) => `${row.app} ${row.number}`} caption={t.table} isSearched />
            </div>
          )
        }
      </Shown>
    </>
  );
}
