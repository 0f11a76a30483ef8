// One program: what people get of it, its versions, its address and code.
// In: the program's id in the address. Out: one of three parts. Must not: show a part's answers in another.

import lazy from 'preact-iso/lazy';
import { useRoute } from 'preact-iso/router';
import { answer, api, type Schema } from '../../../web/client';
import { LinkButton } from '../../../web/components/button';
import { CopyLine } from '../../../web/components/copy';
import { Icon } from '../../../web/components/icon';
import { Shown } from '../../../web/components/states';
import { useAnswer } from '../../../web/use_answer';
import { words } from '../../../web/words';
import { AddressCode } from '../../parts/code';
import { PageHead } from '../../parts/layout';
import { useSession } from '../../parts/session';
import { Releases } from './releases';
import { Versions } from './versions';

const t = words(
  {
    apps: 'Programs',
    open: 'Open',
    parts: 'Parts of the program',
    releases: 'Releases',
    versions: 'Versions',
    share: 'Address and code',
    entries: 'Codes and launches',
    live: 'Live',
    experiments: 'Experiments',
    face: 'Settings',
    privacy: 'Privacy',
    shareText: 'The code holds the address, so any phone’s camera opens the program. Print it as large as you like.',
    notYet: 'Nobody can open it yet: release a version first.',
    address: 'the address',
    forms: 'The same program by the W3C’s form of address:',
  },
  {
    apps: '小程序',
    open: '打开',
    parts: '小程序的各部分',
    releases: '发布',
    versions: '版本',
    share: '网址和二维码',
    entries: '入口与打开',
    live: '实时',
    experiments: '实验',
    face: '设置',
    privacy: '隐私',
    shareText: '二维码里就是网址，任何手机的相机都能打开。可以任意放大打印。',
    notYet: '现在还没人能打开：请先发布一个版本。',
    address: '网址',
    forms: '按 W3C 网址形式打开同一个小程序：',
  },
);

/** With the chart, which others need not load. */
const Entries = lazy(() => import('./entries').then((module) => module.Entries));
const Live = lazy(() => import('./traffic').then((module) => module.Live));
const Experiments = lazy(() => import('./experiments').then((module) => module.Experiments));
const Privacy = lazy(() => import('./privacy').then((module) => module.Privacy));
const Face = lazy(() => import('./face').then((module) => module.Face));

type Overview = Schema<'AppOverviewRow'>;

export default function App() {
  const { params } = useRoute();
  const { organisation } = useSession();
  const id = params.app ?? '';
  const part = params.part ?? 'releases';
  const found = useAnswer(`app ${organisation.organisation} ${id}`, async () => {
    const apps = await answer(api.GET('/api/v1/organisations/{organisation}/overview', { params: { path: { organisation: organisation.organisation } } }));
    const app = apps.find((one) => one.id === id);
    // One of another organisation: an operator comes here from the reviews.
    return app ?? elsewhere(await answer(api.GET('/api/v1/apps/{app}', { params: { path: { app: id } } })));
  });
  const tabs: [string, string][] = [
    ['releases', t.releases],
    ['versions', t.versions],
    ['share', t.share],
    ['entries', t.entries],
    ['live', t.live],
    ['experiments', t.experiments],
    ['privacy', t.privacy],
    ['face', t.face],
  ];
  return (
    <Shown of={found}>
      {(app) => (
        <>
          <PageHead
            title={app.name}
            text={<code>{app.id}</code>}
            above={
              <a class="crumb" href="/console/apps">
                <Icon name="back" />
                {t.apps}
              </a>
            }
          >
            {app.released && (
              <LinkButton icon="open" href={app.address} isAway>
                {t.open}
              </LinkButton>
            )}
          </PageHead>
          <nav class="tabs" aria-label={t.parts} ref={showCurrent}>
            {tabs.map(([name, label]) => (
              <a key={name} href={`/console/apps/${app.id}${name === 'releases' ? '' : `/${name}`}`} aria-current={part === name ? 'page' : undefined}>
                {label}
              </a>
            ))}
          </nav>
          {part === 'releases' && <Releases app={app.id} onChange={() => void found.reload()} />}
          {part === 'versions' && <Versions app={app.id} />}
          {part === 'share' && <Share app={app} />}
          {part === 'entries' && <Entries app={app.id} />}
          {part === 'live' && <Live app={app.id} />}
          {part === 'experiments' && <Experiments app={app.id} />}
          {part === 'privacy' && <Privacy app={app.id} />}
          {part === 'face' && <Face app={app.id} />}
        </>
      )}
    </Shown>
  );
}

/** On a phone there are more of them than fit. */
function showCurrent(tabs: HTMLElement | null): void {
  tabs?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' });
}

const elsewhere = (app: Schema<'AppAnswer'>): Overview => ({ id: app.id, name: app.name, created_ms: app.created_ms, address: `${location.protocol}//${app.id}.${location.host}/`, waiting: 0, versions: 0 });

function Share({ app }: { app: Overview }) {
  return (
    <section class="panel">
      <div class="live">
        <AddressCode address={app.address} />
        <div class="stack">
          <p class="quiet">{app.released ? t.shareText : t.notYet}</p>
          <CopyLine text={app.address} what={t.address} />
          <p class="quiet small">{t.forms}</p>
          <CopyLine text={`${location.origin}/miniapp/${app.id}/`} what={t.address} />
        </div>
      </div>
    </section>
  );
}
