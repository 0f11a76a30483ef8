// The inbox: what was done with the person's account, so that he notices what was not his doing.
// In: the platform's notices. Out: the page. Must not: call a notice read that nobody has seen.

import { useEffect } from 'preact/hooks';
import { Icon, type IconName } from '../web/components/icon';
import { Empty, Shown } from '../web/components/states';
import { answer, api, type Schema } from '../web/client';
import { useAnswer } from '../web/use_answer';
import { showAge, showTime, words } from '../web/words';
import { PageHead } from './page_head';

const t = words(
  {
    title: 'Inbox',
    back: 'Back',
    nothing: 'Nothing yet',
    nothingText: 'When somebody signs in as you, or a way to sign in is added or removed, it is told here.',
    unread: 'New',
    notYou: 'Was that not you? Remove the ways to sign in that you do not know, and sign out everywhere else.',
    ways: 'To your account',
    signedIn: (credential: string) => `Signed in with ${credential}`,
    added: (credential: string) => `Added: ${credential}`,
    removed: (credential: string) => `Removed: ${credential}`,
    email: (label: string) => label,
    passkey: (label: string) => `the passkey “${label}”`,
    account: (label: string) => `the account ${label}`,
  },
  {
    title: '通知',
    back: '返回',
    nothing: '还没有通知',
    nothingText: '有人以你的身份登录，或者登录方式有增减时，会在这里告诉你。',
    unread: '新',
    notYou: '不是你本人的操作？请移除你不认识的登录方式，并退出其他设备。',
    ways: '前往账号',
    signedIn: (credential) => `已用${credential}登录`,
    added: (credential) => `已添加${credential}`,
    removed: (credential) => `已移除${credential}`,
    email: (label) => `邮箱 ${label} `,
    passkey: (label) => `通行密钥“${label}”`,
    account: (label) => `账号 ${label} `,
  },
);

type Notice = Schema<'NoticeRow'>;

const ICONS: Record<string, IconName> = { 'signed-in': 'person', 'credential-added': 'plus', 'credential-removed': 'cross' };

function wordsOf({ kind, credential_kind, credential_label }: Notice): string {
  const named = { email: t.email, passkey: t.passkey, account: t.account }[credential_kind] ?? t.email;
  const said = { 'signed-in': t.signedIn, 'credential-added': t.added, 'credential-removed': t.removed }[kind] ?? t.signedIn;
  return said(named(credential_label)).trim();
}

export function Inbox() {
  const told = useAnswer('notices', () => answer(api.POST('/api/v1/person/notices/state')));
  const isNew = told.data?.notices.some(({ is_read }) => !is_read) ?? false;
  useEffect(() => {
    // They stay marked while the page is open: what was asked for stands.
    if (isNew) void answer(api.POST('/api/v1/person/notices/read')).catch(() => undefined);
  }, [isNew]);
  return (
    <main class="page inbox">
      <PageHead title={t.title} back="#/me" label={t.back} />
      <Shown of={told} lines={4}>
        {({ notices }) => (notices.length === 0 ? <Empty icon="mail" title={t.nothing} text={t.nothingText} /> : <Notices notices={notices} />)}
      </Shown>
    </main>
  );
}

function Notices({ notices }: { notices: Notice[] }) {
  return (
    <>
      <ul class="rows">
        {notices.map((notice) => (
          <li key={notice.id} class="row-still">
            <Icon name={ICONS[notice.kind] ?? 'about'} />
            <span class="row-words">
              <span class="inbox-said">{wordsOf(notice)}</span>
              <span class="row-note">
                <time dateTime={new Date(notice.at_ms).toISOString()} title={showTime(notice.at_ms)}>
                  {showAge(notice.at_ms)}
                </time>
                {notice.device && ` · ${notice.device}`}
              </span>
            </span>
            {!notice.is_read && <span class="inbox-new">{t.unread}</span>}
          </li>
        ))}
      </ul>
      <p class="quiet">
        {t.notYou} <a href="#/me">{t.ways}</a>
      </p>
    </>
  );
}
