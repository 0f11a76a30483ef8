// Oneself: who one is here, the ways to sign in, language and colours.
// In: what the platform knows of the browser's person. Out: somebody signed in or out. Must not: leave a program running as whoever was there before.

import { useEffect, useRef, useState } from 'preact/hooks';
import { Button } from '../web/components/button';
import { Confirm } from '../web/components/dialog';
import { CheckField, Fault, SelectField } from '../web/components/field';
import { Icon, type IconName } from '../web/components/icon';
import { Shown } from '../web/components/states';
import { showToast } from '../web/components/toast';
import { answer, api, type Schema } from '../web/client';
import { MailForm } from '../web/mail_form';
import { canUsePasskeys } from '../web/passkeys';
import { chooseTheme, theme, type Theme } from '../web/theme';
import { failureWords } from '../web/failures';
import { useAct, useAnswer } from '../web/use_answer';
import { chooseLanguage, language, showAge, showDay, words, type Language } from '../web/words';
import { forgetAll } from './kept';
import { PageHead } from './page_head';
import { addPasskey, leave, SignIn, useOwn, type Own } from './sign_in';
import { stage } from './stage';

const t = words(
  {
    title: 'Me',
    home: 'Home',
    signedIn: 'You are signed in.',
    signedOut: 'You are signed out in this browser.',
    ways: 'Ways to sign in',
    waysText: 'Keep more than one, so that losing a device does not lock you out.',
    used: (day: string, age: string) => `since ${day}, last used ${age}`,
    added: 'Added.',
    addPasskey: 'Add a passkey',
    addEmail: 'Add an e-mail address',
    addAccount: (name: string) => `Add an account at ${name}`,
    remove: (name: string) => `Remove ${name}`,
    removeShort: 'Remove',
    removeTitle: (name: string) => `Remove ${name}?`,
    removeText: 'It no longer signs you in.',
    removeLastText: 'It is your only one: you are a guest again, known in the browsers where you are signed in now and nowhere else.',
    removed: 'Removed.',
    out: 'Sign out',
    outTitle: 'Sign out in this browser?',
    outText: 'Programs meet whoever comes next as a stranger. What they have stored in this browser stays until its site data are cleared.',
    elsewhere: 'Sign out everywhere else',
    elsewhereTitle: 'Sign out everywhere else?',
    elsewhereText: 'Every other browser meets you as a stranger, and so do the programs there. Do it when one of them is lost or not yours. This one stays signed in.',
    elsewhereDone: 'You are signed in here only.',
    outForget: 'Empty what this browser shows as recently used and favourites',
    looks: 'Language and colours',
    language: 'Language',
    colours: 'Colours',
    auto: 'as the device',
    light: 'light',
    dark: 'dark',
    inbox: 'Inbox',
    inboxText: 'What is done with your account',
    unread: (count: number) => `${count} new`,
    privacy: 'Privacy',
    privacyText: 'Permissions, your data, being forgotten',
  },
  {
    title: '我',
    home: '首页',
    signedIn: '已登录。',
    signedOut: '已在这个浏览器退出登录。',
    ways: '登录方式',
    waysText: '建议保留不止一种，丢了设备也能登录。',
    used: (day, age) => `${day}添加 · 最近使用：${age}`,
    added: '已添加。',
    addPasskey: '添加通行密钥',
    addEmail: '添加邮箱',
    addAccount: (name) => `添加 ${name} 账号`,
    remove: (name) => `移除${name}`,
    removeShort: '移除',
    removeTitle: (name) => `移除 ${name}？`,
    removeText: '它将不能再用来登录。',
    removeLastText: '这是你唯一的登录方式：移除后你又是访客，只有现在已登录的浏览器认识你。',
    removed: '已移除。',
    out: '退出登录',
    outTitle: '在这个浏览器退出登录？',
    outText: '之后使用这个浏览器的人，对小程序来说是陌生人。小程序存在浏览器里的数据会保留，可在浏览器设置中清除。',
    elsewhere: '退出其他设备',
    elsewhereTitle: '在其他所有浏览器退出登录？',
    elsewhereText: '其他浏览器和那里的小程序将不再认识你。设备丢失或发现陌生登录时请这样做。当前浏览器保持登录。',
    elsewhereDone: '现在只在这里登录。',
    outForget: '同时清空这里显示的最近使用和收藏',
    looks: '语言和颜色',
    language: '语言',
    colours: '颜色',
    auto: '跟随设备',
    light: '浅色',
    dark: '深色',
    inbox: '通知',
    inboxText: '你的账号发生了什么',
    unread: (count) => `${count} 条新通知`,
    privacy: '隐私中心',
    privacyText: '小程序获得的授权、你的数据、抹除',
  },
);

type Credential = Own['credentials'][number];

/** Why somebody who comes back from the provider is not signed in: the platform's word in the address, which a reload does not say again. */
function takeRefusal(): string | undefined {
  const word = new URLSearchParams(location.hash.split('?')[1]).get('refused');
  if (word === null) return undefined;
  history.replaceState(history.state, '', '#/me');
  return failureWords(word, '');
}

export function Me() {
  const [refused, setRefused] = useState(takeRefusal);
  const own = useOwn();
  const unread = own.data?.unread;
  const changed = async (text: string) => {
    // Programs that run do so for whoever was there before.
    stage.clear();
    setRefused(undefined);
    await own.reload();
    showToast(text);
  };
  return (
    <main class="page me">
      <PageHead title={t.title} back="#/" label={t.home} />
      <Shown of={own} lines={4}>
        {(state) =>
          state.credentials.length === 0 ? (
            <SignIn ways={state} refused={refused} onDone={() => void changed(t.signedIn)} />
          ) : (
            <SignedIn own={state} refused={refused} reload={own.reload} onOut={() => void changed(t.signedOut)} />
          )
        }
      </Shown>
      <ul class="rows me-links">
        <Link to="#/inbox" icon="mail" name={t.inbox} note={unread ? t.unread(unread) : t.inboxText} />
        <Link to="#/privacy" icon="key" name={t.privacy} note={t.privacyText} />
      </ul>
      <Looks />
    </main>
  );
}

function Link({ to, icon, name, note }: { to: string; icon: IconName; name: string; note: string }) {
  return (
    <li>
      <a class="row-link" href={to}>
        <Icon name={icon} />
        <span class="row-words">
          <span class="row-name">{name}</span>
          <span class="row-note">{note}</span>
        </span>
        <Icon name="next" />
      </a>
    </li>
  );
}

function SignedIn({ own, refused, reload, onOut }: { own: Own; refused: string | undefined; reload: () => Promise<void>; onOut: () => void }) {
  const head = useRef<HTMLHeadingElement>(null);
  const first = own.credentials.find(({ kind }) => kind === 'email') ?? own.credentials[0];
  // What was pressed to come here is gone: whoever hears the page goes on where it says who he is.
  useEffect(() => head.current?.focus(), []);
  return (
    <>
      <section class="me-who" aria-label={t.signedIn}>
        <span class="me-picture">
          <Icon name="person" />
        </span>
        <div>
          <h2 ref={head} tabIndex={-1}>
            {first?.label}
          </h2>
          <p class="quiet">{t.signedIn}</p>
        </div>
      </section>
      <section aria-label={t.ways}>
        <h2>{t.ways}</h2>
        <Ways credentials={own.credentials} reload={reload} />
        <p class="quiet">{t.waysText}</p>
        <MoreWays own={own} refused={refused} reload={reload} />
      </section>
      <SignOut onOut={onOut} />
    </>
  );
}

const ICONS: Record<string, IconName> = { email: 'mail', passkey: 'passkey', account: 'key' };

function Ways({ credentials, reload }: { credentials: Credential[]; reload: () => Promise<void> }) {
  const [removed, setRemoved] = useState<Credential>();
  const act = useAct();
  const remove = () =>
    void act.run(async () => {
      if (!removed) return;
      await answer(api.DELETE('/api/v1/person/credentials/{id}', { params: { path: { id: removed.id } } }));
      setRemoved(undefined);
      await reload();
      showToast(t.removed);
    });
  return (
    <>
      <ul class="rows">
        {credentials.map((one) => (
          <li key={one.id} class="row-still me-way">
            <Icon name={ICONS[one.kind] ?? 'key'} />
            <span class="row-words">
              <span class="row-name">{one.label}</span>
              <span class="row-note">{t.used(showDay(one.created_ms), showAge(one.used_ms))}</span>
            </span>
            <button type="button" class="button button-plain button-small" aria-label={t.remove(one.label)} onClick={() => setRemoved(one)}>
              {t.removeShort}
            </button>
          </li>
        ))}
      </ul>
      <Confirm
        isOpen={removed !== undefined}
        title={t.removeTitle(removed?.label ?? '')}
        text={credentials.length > 1 ? t.removeText : t.removeLastText}
        action={t.removeShort}
        isDanger
        isBusy={act.isBusy}
        fault={act.failure?.message}
        onClose={() => setRemoved(undefined)}
        onConfirm={remove}
      />
    </>
  );
}

function MoreWays({ own, refused, reload }: { own: Own; refused: string | undefined; reload: () => Promise<void> }) {
  const [isAddingEmail, setAddingEmail] = useState(false);
  const act = useAct();
  const added = async () => {
    setAddingEmail(false);
    await reload();
    showToast(t.added);
  };
  const makePasskey = () =>
    void act.run(async () => {
      await addPasskey();
      await added();
    });
  if (isAddingEmail) return <MailForm purpose="add" onDone={() => void added()} onBack={() => setAddingEmail(false)} />;
  return (
    <>
      <Fault text={act.failure?.message ?? refused} />
      <p class="acts">
        <Button icon="passkey" isBusy={act.isBusy} isDisabled={!canUsePasskeys()} onClick={makePasskey}>
          {t.addPasskey}
        </Button>
        {own.email && (
          <Button icon="mail" isDisabled={act.isBusy} onClick={() => setAddingEmail(true)}>
            {t.addEmail}
          </Button>
        )}
        {own.oidc && (
          <Button icon="key" isDisabled={act.isBusy} onClick={() => void act.run(() => leave('add'))}>
            {t.addAccount(own.oidc)}
          </Button>
        )}
      </p>
    </>
  );
}

function SignOut({ onOut }: { onOut: () => void }) {
  const [isAsking, setAsking] = useState(false);
  const [forgets, setForgets] = useState(true);
  const act = useAct();
  const leave = () =>
    void act.run(async () => {
      await answer(api.POST('/api/v1/person/sign-out'));
      if (forgets) forgetAll();
      setAsking(false);
      onOut();
    });
  return (
    <div class="acts">
      <Button icon="out" onClick={() => setAsking(true)}>
        {t.out}
      </Button>
      <Confirm isOpen={isAsking} title={t.outTitle} text={t.outText} action={t.out} isBusy={act.isBusy} fault={act.failure?.message} onClose={() => setAsking(false)} onConfirm={leave}>
        <CheckField label={t.outForget} isChecked={forgets} onChange={setForgets} />
      </Confirm>
      <SignOutElsewhere />
    </div>
  );
}

function SignOutElsewhere() {
  const [isAsking, setAsking] = useState(false);
  const act = useAct();
  const end = () =>
    void act.run(async () => {
      await answer(api.POST('/api/v1/person/sign-out/elsewhere'));
      setAsking(false);
      showToast(t.elsewhereDone);
    });
  return (
    <>
      <Button kind="quiet" onClick={() => setAsking(true)}>
        {t.elsewhere}
      </Button>
      <Confirm isOpen={isAsking} title={t.elsewhereTitle} text={t.elsewhereText} action={t.elsewhere} isBusy={act.isBusy} fault={act.failure?.message} onClose={() => setAsking(false)} onConfirm={end} />
    </>
  );
}

function Looks() {
  const [colours, setColours] = useState(theme);
  return (
    <section aria-label={t.looks}>
      <h2>{t.looks}</h2>
      <div class="me-looks">
        <SelectField<Language>
          label={t.language}
          value={language}
          options={[
            { value: 'zh', label: '中文' },
            { value: 'en', label: 'English' },
          ]}
          onChange={chooseLanguage}
        />
        <SelectField<Theme>
          label={t.colours}
          value={colours}
          options={(['auto', 'light', 'dark'] as const).map((value) => ({ value, label: t[value] }))}
          onChange={(next) => {
            chooseTheme(next);
            setColours(next);
          }}
        />
      </div>
    </section>
  );
}
