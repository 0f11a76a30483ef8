// The first page: what the person opened lately, what he keeps, and what there is.
// In: lists. Out: the page. Must not: be empty where the network is: what was opened lately is there without it.

import { useState } from 'preact/hooks';
import { Button } from '../web/components/button';
import { Icon } from '../web/components/icon';
import { Empty, Failed, Loading } from '../web/components/states';
import { answer, api } from '../web/client';
import { useAnswer } from '../web/use_answer';
import { words } from '../web/words';
import { useInstall } from './install';
import { useKept, type Program } from './kept';
import { useOwn } from './sign_in';
import { Cell, Row } from './tile';

const t = words(
  {
    title: 'Mini programs',
    search: 'Search programs and pages',
    scan: 'Scan a code',
    me: 'Me',
    meNew: (count: number) => (count === 1 ? 'Me, one new notice' : `Me, ${count} new notices`),
    recents: 'Recently used',
    favourites: 'Favourites',
    popular: 'Popular',
    fresh: 'New',
    categories: 'Categories',
    all: 'All',
    nothing: 'Nothing here yet',
    nothingHere: 'No program has been released in this category.',
    install: 'Keep it on this device',
    installText: 'Opens like an app, from your home screen, offline too.',
    installNow: 'Install',
    notNow: 'Not now',
    offline: 'You are offline. What you opened before is still here.',
    console: 'For developers',
    privacy: 'Privacy',
  },
  {
    title: '小程序',
    search: '搜索小程序和页面',
    scan: '扫一扫',
    me: '我',
    meNew: (count) => `我，${count} 条新通知`,
    recents: '最近使用',
    favourites: '我的收藏',
    popular: '大家在用',
    fresh: '新上线',
    categories: '分类',
    all: '全部',
    nothing: '这里还没有内容',
    nothingHere: '这个分类下还没有发布的小程序。',
    install: '放到桌面',
    installText: '像应用一样从桌面打开，离线也能用。',
    installNow: '安装',
    notNow: '暂不',
    offline: '当前没有网络，打开过的小程序仍在这里。',
    console: '开发者入口',
    privacy: '隐私中心',
  },
);

export const CATEGORIES = ['shopping', 'food', 'travel', 'life', 'work', 'tools', 'education', 'reading', 'games', 'social', 'health', 'finance', 'government', 'other'] as const;

const category = words(
  { shopping: 'Shopping', food: 'Food', travel: 'Travel', life: 'Life', work: 'Work', tools: 'Tools', education: 'Education', reading: 'Reading', games: 'Games', social: 'Social', health: 'Health', finance: 'Finance', government: 'Government', other: 'Other' },
  { shopping: '购物', food: '美食', travel: '出行', life: '生活', work: '办公', tools: '工具', education: '教育', reading: '阅读', games: '游戏', social: '社交', health: '健康', finance: '金融', government: '政务', other: '其他' },
);

export function Home() {
  const recents = useKept('recents');
  const favourites = useKept('favourites');
  // Nothing where it is not known, without a network for example.
  const unread = useOwn().data?.unread ?? 0;
  return (
    <main class="page">
      <header class="page-head">
        <h1>{t.title}</h1>
        <nav class="page-head-links">
          <a class="round" href="#/scan" aria-label={t.scan} title={t.scan}>
            <Icon name="scan" />
          </a>
          <a class="round home-me" href="#/me" aria-label={unread ? t.meNew(unread) : t.me} title={t.me}>
            <Icon name="person" />
            {unread > 0 && <span class="home-new" />}
          </a>
        </nav>
      </header>
      <a class="search-pill" href="#/search">
        <Icon name="search" />
        <span>{t.search}</span>
      </a>
      <Shelf title={t.recents} programs={recents.slice(0, 8)} />
      <Shelf title={t.favourites} programs={favourites} />
      <InstallCard />
      <Discover hasOwn={recents.length > 0} />
      <footer class="home-foot">
        <a href="#/privacy">{t.privacy}</a>
        <a href="/console/">{t.console}</a>
      </footer>
    </main>
  );
}

function Shelf({ title, programs }: { title: string; programs: Program[] }) {
  if (!programs.length) return null;
  return (
    <section class="shelf" aria-label={title}>
      <h2>{title}</h2>
      <ul class="cells">
        {programs.map((program) => (
          <li key={program.id}>
            <Cell program={program} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Discover({ hasOwn }: { hasOwn: boolean }) {
  const [chosen, choose] = useState('');
  const found = useAnswer(`discover ${chosen}`, () => answer(api.GET('/api/v1/discover', { params: { query: { category: chosen } } })));
  return (
    <>
      <nav class="chips" aria-label={t.categories}>
        {['', ...CATEGORIES].map((word) => (
          <button key={word} type="button" class="chip" aria-pressed={chosen === word} onClick={() => choose(word)}>
            {word ? category[word as (typeof CATEGORIES)[number]] : t.all}
          </button>
        ))}
      </nav>
      {found.data ? (
        found.data.new.length === 0 ? (
          <Empty icon="apps" title={t.nothing} text={chosen ? t.nothingHere : undefined} />
        ) : (
          <Lists popular={found.data.popular} fresh={found.data.new} />
        )
      ) : found.failure?.code === 'offline' && hasOwn ? (
        <p class="offline" role="status">
          <Icon name="offline" />
          {t.offline}
        </p>
      ) : found.failure ? (
        <Failed failure={found.failure} onRetry={() => void found.reload()} />
      ) : (
        <Loading lines={8} />
      )}
    </>
  );
}

/** Of few programs one list says it all. */
const FEW = 8;

function Lists({ popular, fresh }: { popular: Program[]; fresh: Program[] }) {
  if (popular.length <= FEW) return <Listed title={t.popular} programs={popular} isWide />;
  return (
    <div class="lists">
      <Listed title={t.popular} programs={popular} />
      <Listed title={t.fresh} programs={fresh} />
    </div>
  );
}

function Listed({ title, programs, isWide }: { title: string; programs: Program[]; isWide?: boolean }) {
  return (
    <section aria-label={title}>
      <h2>{title}</h2>
      <ul class={isWide ? 'rows rows-wide' : 'rows'}>
        {programs.map((program) => (
          <li key={program.id}>
            <Row program={program} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function InstallCard() {
  const install = useInstall();
  if (!install) return null;
  return (
    <aside class="install" aria-label={t.install}>
      <span class="install-words">
        <strong>{t.install}</strong>
        <span>{t.installText}</span>
      </span>
      <span class="install-answers">
        <Button kind="quiet" isSmall onClick={install.refuse}>
          {t.notNow}
        </Button>
        <Button kind="primary" isSmall onClick={install.accept}>
          {t.installNow}
        </Button>
      </span>
    </aside>
  );
}
