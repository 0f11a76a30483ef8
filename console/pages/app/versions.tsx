// Versions of a program: what was published, where each stands, what can be done with it.
// In: the program. Out: a table. Must not: change a version; only its state does.

import { CopyLine } from '../../../web/components/copy';
import { Empty, Shown } from '../../../web/components/states';
import { useAnswer } from '../../../web/use_answer';
import { showAge, words } from '../../../web/words';
import { Table, type Column } from '../../parts/table';
import { findingsOf, stateOf, versionsOf, type Version } from '../../parts/versions';

const t = words(
  {
    none: 'No version yet',
    noneText: 'Publish one from the folder of your program:',
    command: 'the command to publish',
    number: 'Version',
    state: 'State',
    description: 'What is new',
    remarks: 'Remarks',
    when: 'Published',
    table: 'Versions of the program',
    robot: (number: number) => `robot ${number}`,
  },
  {
    none: '还没有版本',
    noneText: '在小程序的文件夹里上传一个：',
    command: '上传命令',
    number: '版本',
    state: '状态',
    description: '更新内容',
    remarks: '提示',
    when: '上传时间',
    table: '小程序的版本',
    robot: (number) => `机器人 ${number}`,
  },
);

const columnsOf = (app: string): Column<Version>[] => [
  {
    id: 'number',
    title: t.number,
    value: (row) => row.number,
    show: (row) => (
      <a class="strong" href={`/console/apps/${app}/versions/${encodeURIComponent(row.number)}`}>
        {row.number}
      </a>
    ),
  },
  { id: 'state', title: t.state, value: (row) => stateOf(row.state)[0], show: (row) => <span class={stateOf(row.state)[1]}>{stateOf(row.state)[0]}</span> },
  {
    id: 'description',
    title: t.description,
    value: (row) => row.description,
    show: (row) => (
      <span>
        {row.description || <span class="quiet">—</span>} {row.robot > 0 && <span class="mark">{t.robot(row.robot)}</span>}
      </span>
    ),
  },
  { id: 'remarks', title: t.remarks, value: (row) => findingsOf(row).length, isNumber: true },
  { id: 'when', title: t.when, value: (row) => row.created_ms, show: (row) => showAge(row.created_ms) },
];

export function Versions({ app }: { app: string }) {
  const versions = useAnswer(`versions ${app}`, () => versionsOf(app));
  return (
    <Shown of={versions}>
      {(rows) =>
        rows.length > 0 ? (
          <div class="panel panel-flush">
            <Table rows={rows} columns={columnsOf(app)} rowId={(row) => row.number} caption={t.table} isSearched />
          </div>
        ) : (
          <Empty icon="apps" title={t.none} text={t.noneText}>
            <CopyLine isCommand what={t.command} text={`minnow publish --app ${app}`} />
          </Empty>
        )
      }
    </Shown>
  );
}
