// What happens now: launches of the last hour by the minute, the ways people come in by, the versions they get.
// In: the program. Out: numbers that follow what happens while the page is seen. Must not: ask while nobody looks.

import { useEffect, useMemo } from 'preact/hooks';
import { answer, api, type Schema } from '../../../web/client';
import { Empty, Shown } from '../../../web/components/states';
import { useAnswer } from '../../../web/use_answer';
import { showNumber, words } from '../../../web/words';
import { CountChart, type Count } from '../../parts/chart';
import { Table, type Column } from '../../parts/table';

const t = words(
  {
    title: 'Launches in the last hour',
    now: (count: string) => `${count} in the last 5 minutes`,
    chart: 'Launches by the minute',
    nothing: 'Nobody in the last hour',
    nothingText: 'When somebody opens the program, it shows here within seconds.',
    ways: 'Ways in',
    way: 'Way in',
    own: 'Addresses of the program',
    versions: 'Versions',
    version: 'Version',
    launches: 'Launches',
  },
  {
    title: '近一小时的打开次数',
    now: (count) => `近 5 分钟 ${count} 次`,
    chart: '每分钟打开次数',
    nothing: '近一小时没有人打开',
    nothingText: '有人打开小程序后，几秒内会显示在这里。',
    ways: '入口',
    way: '入口',
    own: '小程序的网址',
    versions: '版本',
    version: '版本',
    launches: '打开次数',
  },
);

type Traffic = Schema<'TrafficAnswer'>;
type Part = Traffic['entries'][number];

const MINUTES = 60;
const MINUTE_MS = 60_000;
const NOW_MINUTES = 5;
/** A launch is counted a second after it. */
const INTERVAL_MS = 5_000;

export function Live({ app }: { app: string }) {
  const traffic = useAnswer(`traffic ${app}`, () => answer(api.GET('/api/v1/apps/{app}/traffic', { params: { path: { app }, query: { minutes: MINUTES } } })));
  // Names of entries; codes of servers may be beyond those that are listed, and show as their id.
  const entries = useAnswer(`entries ${app}`, () => answer(api.GET('/api/v1/apps/{app}/entries', { params: { path: { app } } })));
  const { reload } = traffic;
  useEffect(() => {
    const look = () => void (document.visibilityState === 'visible' && reload());
    const timer = setInterval(look, INTERVAL_MS);
    document.addEventListener('visibilitychange', look);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', look);
    };
  }, [reload]);
  const counts = useMemo(() => byMinute(traffic.data?.minutes ?? []), [traffic.data]);
  const names = useMemo(() => new Map((entries.data ?? []).map(({ id, name }) => [id, name])), [entries.data]);
  const now = counts.slice(-NOW_MINUTES).reduce((sum, { count }) => sum + count, 0);
  return (
    <Shown of={traffic}>
      {({ minutes, entries, versions }) =>
        minutes.length === 0 ? (
          <Empty icon="apps" title={t.nothing} text={t.nothingText} />
        ) : (
          <>
            <section class="panel">
              <div class="panel-head">
                <h2>{t.title}</h2>
                <p class="quiet">{t.now(showNumber(now))}</p>
              </div>
              <CountChart counts={counts} unit="minute" label={t.chart} />
            </section>
            <Parts title={t.ways} name={t.way} parts={entries.map((part) => ({ ...part, name: part.name ? names.get(part.name) || part.name : t.own }))} />
            <Parts title={t.versions} name={t.version} parts={versions} />
          </>
        )
      }
    </Shown>
  );
}

/** Every minute of the last hour, those without a launch too. */
function byMinute(rows: Traffic['minutes']): Count[] {
  const last = Math.floor(Date.now() / MINUTE_MS);
  const counts = new Map(rows.map(({ minute, launches }) => [minute, launches]));
  return Array.from({ length: MINUTES }, (_, at) => last - MINUTES + 1 + at).map((at) => ({ at, count: counts.get(at) ?? 0 }));
}

function Parts({ title, name, parts }: { title: string; name: string; parts: Part[] }) {
  const columns: Column<Part>[] = [
    { id: 'name', title: name, value: (row) => row.name },
    { id: 'launches', title: t.launches, value: (row) => row.launches, show: (row) => showNumber(row.launches), isNumber: true },
  ];
  return (
    <section class="stack">
      <h2>{title}</h2>
      <div class="panel panel-flush">
        <Table rows={parts} columns={columns} rowId={(row) => row.name} caption={title} />
      </div>
    </section>
  );
}
