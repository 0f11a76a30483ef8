// The platform itself, for operators: how it is, what is on it, which organisations there are.
// In: its health and numbers. Out: new organisations. Must not: offer what only the command line decides; it says what was decided.

import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { answer, api, ApiFailure, type Schema } from '../../web/client';
import { Button } from '../../web/components/button';
import { Dialog } from '../../web/components/dialog';
import { TextField } from '../../web/components/field';
import { Shown } from '../../web/components/states';
import { useAct, useAnswer } from '../../web/use_answer';
import { showBytes, showDay, showNumber, words } from '../../web/words';
import { PageHead } from '../parts/layout';
import { useSession } from '../parts/session';
import { Table, type Column } from '../parts/table';

const t = words(
  {
    title: 'Platform',
    health: 'Health',
    well: 'ready',
    unwell: 'not ready',
    readiness: 'Requests',
    version: 'Minnow',
    address: 'Address',
    database: 'Database',
    review: 'Reviews',
    automatic: 'automatic: what builds may go out',
    manual: 'manual: an operator looks at each version',
    transport: 'Transport',
    https: 'HTTPS',
    http: 'plain HTTP',
    counts: 'On it',
    organisations: 'Organisations',
    accounts: 'Accounts',
    apps: 'Programs',
    versions: 'Versions',
    files: 'Files of developers',
    filesOf: (count: string, size: string) => `${count}, ${size}`,
    add: 'New organisation',
    name: 'Name',
    members: 'Members',
    made: 'Made',
    make: 'Make it',
    table: 'Organisations of the platform',
  },
  {
    title: '平台',
    health: '运行状况',
    well: '就绪',
    unwell: '未就绪',
    readiness: '请求',
    version: 'Minnow',
    address: '网址',
    database: '数据库',
    review: '审核方式',
    automatic: '自动：构建成功即可发布',
    manual: '人工：每个版本由运营者审核',
    transport: '传输',
    https: 'HTTPS',
    http: '未加密的 HTTP',
    counts: '内容',
    organisations: '组织',
    accounts: '账号',
    apps: '小程序',
    versions: '版本',
    files: '开发者的文件',
    filesOf: (count, size) => `${count} 个，${size}`,
    add: '新建组织',
    name: '名称',
    members: '成员数',
    made: '创建于',
    make: '创建',
    table: '平台上的组织',
  },
);

const DATABASES: Record<string, string> = { sqlite: 'SQLite', postgres: 'PostgreSQL' };

async function isReady(): Promise<boolean> {
  try {
    return (await fetch('/readyz')).ok;
  } catch {
    throw new ApiFailure('offline', t.unwell, 0);
  }
}

export default function Platform() {
  const platform = useAnswer('platform', () => answer(api.GET('/api/v1/platform')));
  const ready = useAnswer('ready', isReady);
  return (
    <>
      <PageHead title={t.title} />
      <Shown of={platform} lines={6}>{(facts) => <Facts facts={facts} isWell={ready.data === true} />}</Shown>
      <Organisations />
    </>
  );
}

function Facts({ facts, isWell }: { facts: Schema<'PlatformAnswer'>; isWell: boolean }) {
  const health: [string, ComponentChildren][] = [
    [t.readiness, <span class={isWell ? 'mark mark-good' : 'mark mark-bad'}>{isWell ? t.well : t.unwell}</span>],
    [t.version, facts.version],
    [t.address, facts.origin],
    [t.transport, facts.is_https ? t.https : t.http],
    [t.database, DATABASES[facts.database] ?? facts.database],
    [t.review, facts.review === 'manual' ? t.manual : t.automatic],
  ];
  const counts: [string, string][] = [
    [t.organisations, showNumber(facts.organisations)],
    [t.accounts, showNumber(facts.accounts)],
    [t.apps, showNumber(facts.apps)],
    [t.versions, showNumber(facts.versions)],
    [t.files, t.filesOf(showNumber(facts.files), showBytes(facts.files_size_bytes))],
  ];
  return (
    <>
      {([[t.health, health], [t.counts, counts]] as const).map(([title, list]) => (
        <section key={title} class="panel">
          <h2>{title}</h2>
          <dl class="facts">
            {list.map(([name, value]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </>
  );
}

type Row = Schema<'OrganisationRow'>;

const columns: Column<Row>[] = [
  { id: 'name', title: t.name, value: (row) => row.name },
  { id: 'members', title: t.members, value: (row) => row.members, isNumber: true },
  { id: 'made', title: t.made, value: (row) => row.created_ms, show: (row) => showDay(row.created_ms) },
];

function Organisations() {
  const session = useSession();
  const organisations = useAnswer('organisations', () => answer(api.GET('/api/v1/organisations')));
  const [isAdding, setAdding] = useState(false);
  const [name, setName] = useState('');
  const act = useAct();
  const make = (event: Event) => {
    event.preventDefault();
    void act.run(async () => {
      await answer(api.POST('/api/v1/organisations', { body: { name } }));
      setAdding(false);
      setName('');
      await Promise.all([organisations.reload(), session.reload()]);
    });
  };
  return (
    <section class="stack">
      <div class="panel-head">
        <h2>{t.organisations}</h2>
        <Button icon="plus" onClick={() => setAdding(true)}>
          {t.add}
        </Button>
      </div>
      <Shown of={organisations} lines={2}>
        {(rows) => (
          <div class="panel panel-flush">
            <Table rows={rows} columns={columns} rowId={(row) => row.id} caption={t.table} isSearched />
          </div>
        )}
      </Shown>
      <Dialog isOpen={isAdding} title={t.add} isBusy={act.isBusy} onClose={() => setAdding(false)}>
        <form class="stack" onSubmit={make}>
          <TextField label={t.name} isRequired isFocused maxLength={100} fault={act.failure?.message} value={name} onInput={setName} />
          <div class="row">
            <Button type="submit" kind="primary" isBusy={act.isBusy}>
              {t.make}
            </Button>
          </div>
        </form>
      </Dialog>
    </section>
  );
}
