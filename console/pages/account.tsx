// What is one's own: passkeys, API tokens, signing keys, sessions, language and colours.
// In: the person. Out: keys made and taken away. Must not: show a token a second time.

import { useState } from 'preact/hooks';
import { answer, api, type Schema } from '../../web/client';
import { Button } from '../../web/components/button';
import { CopyLine } from '../../web/components/copy';
import { Confirm, Dialog } from '../../web/components/dialog';
import { CheckField, Fault, SelectField, TextField } from '../../web/components/field';
import { Shown } from '../../web/components/states';
import { showToast } from '../../web/components/toast';
import { canUsePasskeys, deviceName } from '../../web/passkeys';
import { chooseTheme, theme, type Theme } from '../../web/theme';
import { useAct, useAnswer } from '../../web/use_answer';
import { chooseLanguage, language, showAge, showDay, words, type Language } from '../../web/words';
import { PageHead } from '../parts/layout';
import { LinkedAccounts } from '../parts/linked_accounts';
import { addPasskey } from '../parts/passkeys';
import { useRemoval } from '../parts/removal';
import { useSession } from '../parts/session';
import { Table, type Column } from '../parts/table';

const t = words(
  {
    title: 'You and your keys',
    passkeys: 'Passkeys',
    passkeysText: 'How you sign in. Keep one on a second device, so that losing one does not lock you out.',
    addPasskey: 'Add a passkey',
    noPasskey: 'You have no passkey yet. Without one, and without another way to sign in, only a link made at the server’s machine lets you in again.',
    passkeyAdded: 'The passkey is added.',
    name: 'Name',
    made: 'Made',
    used: 'Last used',
    never: 'never',
    ends: 'Ends',
    open: 'never',
    removePasskey: 'It no longer signs you in.',
    removeToken: 'Whatever uses it stops working at once.',
    removeKey: 'Uploads signed with it are no longer taken. What was published stays.',
    tokens: 'API tokens',
    tokensText: 'For minnow login and for machines. A token does what its scopes say, in your name.',
    addToken: 'New token',
    noTokens: 'No tokens.',
    scopes: 'Scopes',
    read: 'read: see programs, versions, releases',
    publish: 'publish: upload versions',
    release: 'release: release and roll back',
    entries: 'entries: codes and links',
    experiments: 'experiments: make, start and end them',
    flags: 'flags: ask which arm somebody gets, for servers of programs',
    admin: 'admin: members, new programs, the log',
    days: 'Ends in',
    days30: '30 days',
    days90: '90 days',
    days365: 'a year',
    daysNever: 'never',
    make: 'Make the token',
    tokenMade: 'Copy your token',
    tokenText: 'It is shown this once.',
    token: 'the token',
    done: 'Done',
    keys: 'Signing keys',
    keysText: 'minnow signs what you publish with a key of your computer. Revoke the one of a computer you no longer have.',
    noKeys: 'None yet: minnow login makes one on your computer.',
    looks: 'Language and colours',
    language: 'Language',
    colours: 'Colours',
    auto: 'as the device',
    light: 'light',
    dark: 'dark',
    sessions: 'Signed in',
    sessionsText: (email: string) => `As ${email}.`,
    signOut: 'Sign out',
    everywhere: 'Sign out everywhere',
    everywhereText: 'Every browser you are signed in with is signed out, this one too. Tokens go on working.',
  },
  {
    title: '我和密钥',
    passkeys: '通行密钥',
    passkeysText: '你用它登录。建议在第二台设备上也留一个，丢了一台也能登录。',
    addPasskey: '添加通行密钥',
    noPasskey: '你还没有通行密钥。如果也没有别的登录方式，登录过期后只有在服务器上生成的链接能让你再登录。',
    passkeyAdded: '通行密钥已添加。',
    name: '名称',
    made: '创建于',
    used: '最近使用',
    never: '从未',
    ends: '到期',
    open: '永不',
    removePasskey: '它不能再用来登录。',
    removeToken: '使用它的程序会立刻停止工作。',
    removeKey: '用它签名的上传不再被接受，已上传的版本会保留。',
    tokens: 'API 令牌',
    tokensText: '供 minnow login 和自动化程序使用，按权限范围以你的名义操作。',
    addToken: '新建令牌',
    noTokens: '没有令牌。',
    scopes: '权限范围',
    read: 'read：查看小程序、版本、发布',
    publish: 'publish：上传版本',
    release: 'release：发布和回退',
    entries: 'entries：二维码和链接',
    experiments: 'experiments：新建、开始和结束实验',
    flags: 'flags：查询某人的分组，供小程序的服务器使用',
    admin: 'admin：成员、新建小程序、日志',
    days: '有效期',
    days30: '30 天',
    days90: '90 天',
    days365: '一年',
    daysNever: '永久',
    make: '生成令牌',
    tokenMade: '复制令牌',
    tokenText: '只显示这一次。',
    token: '令牌',
    done: '完成',
    keys: '签名密钥',
    keysText: 'minnow 用你电脑上的密钥为上传签名。不再使用的电脑，请撤销它的密钥。',
    noKeys: '还没有：minnow login 会在你的电脑上生成一个。',
    looks: '语言和颜色',
    language: '语言',
    colours: '颜色',
    auto: '跟随设备',
    light: '浅色',
    dark: '深色',
    sessions: '登录状态',
    sessionsText: (email) => `当前账号：${email}`,
    signOut: '退出登录',
    everywhere: '在所有设备上退出',
    everywhereText: '所有浏览器里的登录都会失效，包括这一个。令牌不受影响。',
  },
);

export default function Account() {
  return (
    <>
      <PageHead title={t.title} />
      <Passkeys />
      <LinkedAccounts />
      <Tokens />
      <Keys />
      <Looks />
      <Sessions />
    </>
  );
}

function Passkeys() {
  const passkeys = useAnswer('passkeys', () => answer(api.GET('/api/v1/passkeys')));
  const act = useAct();
  const removal = useRemoval(t.removePasskey, (id) => answer(api.DELETE('/api/v1/passkeys/{id}', { params: { path: { id } } })), passkeys.reload);
  const add = () => void act.run(async () => {
    await addPasskey(deviceName());
    showToast(t.passkeyAdded);
    await passkeys.reload();
  });
  const columns: Column<Schema<'PasskeyRow'>>[] = [
    { id: 'name', title: t.name, value: (row) => row.name },
    { id: 'made', title: t.made, value: (row) => row.created_ms, show: (row) => showDay(row.created_ms) },
    { id: 'used', title: t.used, value: (row) => row.used_ms ?? 0, show: (row) => (row.used_ms ? showAge(row.used_ms) : t.never) },
    removal.column,
  ];
  return (
    <section class="panel">
      <div class="panel-head">
        <h2>{t.passkeys}</h2>
        <Button icon="passkey" isBusy={act.isBusy} isDisabled={!canUsePasskeys()} onClick={add}>
          {t.addPasskey}
        </Button>
      </div>
      <p class="quiet">{t.passkeysText}</p>
      <Fault text={act.failure?.message} />
      <Shown of={passkeys} lines={2}>
        {(rows) => (rows.length > 0 ? <Table rows={rows} columns={columns} rowId={(row) => row.id} caption={t.passkeys} /> : <p>{t.noPasskey}</p>)}
      </Shown>
      {removal.confirm}
    </section>
  );
}

function Tokens() {
  const tokens = useAnswer('tokens', () => answer(api.GET('/api/v1/tokens')));
  const [isAdding, setAdding] = useState(false);
  const removal = useRemoval(t.removeToken, (id) => answer(api.DELETE('/api/v1/tokens/{id}', { params: { path: { id } } })), tokens.reload);
  const columns: Column<Schema<'TokenRow'>>[] = [
    { id: 'name', title: t.name, value: (row) => row.name },
    { id: 'scopes', title: t.scopes, value: (row) => row.scopes.join(' '), show: (row) => <span class="row">{row.scopes.map((scope) => <span key={scope} class="mark">{scope}</span>)}</span> },
    { id: 'used', title: t.used, value: (row) => row.used_ms ?? 0, show: (row) => (row.used_ms ? showAge(row.used_ms) : t.never) },
    { id: 'ends', title: t.ends, value: (row) => row.expires_ms ?? Infinity, show: (row) => (row.expires_ms ? showDay(row.expires_ms) : t.open) },
    removal.column,
  ];
  return (
    <section class="panel">
      <div class="panel-head">
        <h2>{t.tokens}</h2>
        <Button icon="plus" onClick={() => setAdding(true)}>
          {t.addToken}
        </Button>
      </div>
      <p class="quiet">{t.tokensText}</p>
      <Shown of={tokens} lines={2}>
        {(rows) => (rows.length > 0 ? <Table rows={rows} columns={columns} rowId={(row) => row.id} caption={t.tokens} isSearched /> : <p class="quiet">{t.noTokens}</p>)}
      </Shown>
      {removal.confirm}
      {isAdding && <TokenDialog onClose={() => setAdding(false)} onMade={() => void tokens.reload()} />}
    </section>
  );
}

const SCOPES = ['read', 'publish', 'release', 'entries', 'experiments', 'flags', 'admin'] as const;

function TokenDialog({ onClose, onMade }: { onClose: () => void; onMade: () => void }) {
  const [name, setName] = useState('');
  const [scopes, setScopes] = useState<string[]>(['read', 'publish', 'release']);
  const [days, setDays] = useState('90');
  const [token, setToken] = useState<string>();
  const act = useAct();
  const make = (event: Event) => {
    event.preventDefault();
    void act.run(async () => {
      const made = await answer(api.POST('/api/v1/tokens', { body: { name, scopes, days: Number(days) || undefined } }));
      setToken(made.token);
      onMade();
    });
  };
  if (token) {
    return (
      <Dialog isOpen title={t.tokenMade} onClose={onClose} actions={<Button kind="primary" onClick={onClose}>{t.done}</Button>}>
        <p>{t.tokenText}</p>
        <CopyLine text={token} what={t.token} />
      </Dialog>
    );
  }
  const ends = [
    { value: '30', label: t.days30 },
    { value: '90', label: t.days90 },
    { value: '365', label: t.days365 },
    { value: '', label: t.daysNever },
  ];
  return (
    <Dialog isOpen title={t.addToken} isBusy={act.isBusy} onClose={onClose}>
      <form class="stack" onSubmit={make}>
        <TextField label={t.name} isRequired isFocused maxLength={100} value={name} onInput={setName} />
        <fieldset class="choices">
          <legend>{t.scopes}</legend>
          {SCOPES.map((scope) => (
            <CheckField key={scope} label={t[scope]} isChecked={scopes.includes(scope)} onChange={(isOn) => setScopes(isOn ? [...scopes, scope] : scopes.filter((one) => one !== scope))} />
          ))}
        </fieldset>
        <SelectField label={t.days} value={days} options={ends} onChange={setDays} />
        <Fault text={act.failure?.message} />
        <div class="row">
          <Button type="submit" kind="primary" isBusy={act.isBusy}>
            {t.make}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function Keys() {
  const keys = useAnswer('keys', () => answer(api.GET('/api/v1/keys')));
  const removal = useRemoval(t.removeKey, (id) => answer(api.DELETE('/api/v1/keys/{id}', { params: { path: { id } } })), keys.reload);
  const columns: Column<Schema<'KeyRow'>>[] = [
    { id: 'name', title: t.name, value: (row) => row.name },
    { id: 'made', title: t.made, value: (row) => row.created_ms, show: (row) => showDay(row.created_ms) },
    removal.column,
  ];
  return (
    <section class="panel">
      <h2>{t.keys}</h2>
      <p class="quiet">{t.keysText}</p>
      <Shown of={keys} lines={2}>
        {(rows) => (rows.length > 0 ? <Table rows={rows} columns={columns} rowId={(row) => row.id} caption={t.keys} /> : <p class="quiet">{t.noKeys}</p>)}
      </Shown>
      {removal.confirm}
    </section>
  );
}

function Looks() {
  const [chosen, setChosen] = useState<Theme>(theme);
  const themes: { value: Theme; label: string }[] = [
    { value: 'auto', label: t.auto },
    { value: 'light', label: t.light },
    { value: 'dark', label: t.dark },
  ];
  const languages: { value: Language; label: string }[] = [
    { value: 'zh', label: '中文' },
    { value: 'en', label: 'English' },
  ];
  return (
    <section class="panel">
      <h2>{t.looks}</h2>
      <div class="filters">
        <SelectField label={t.language} value={language} options={languages} onChange={chooseLanguage} />
        <SelectField
          label={t.colours}
          value={chosen}
          options={themes}
          onChange={(next) => {
            setChosen(next);
            chooseTheme(next);
          }}
        />
      </div>
    </section>
  );
}

function Sessions() {
  const { me, reload } = useSession();
  const [isAsking, setAsking] = useState(false);
  const act = useAct();
  const out = (path: '/api/v1/sign-out' | '/api/v1/sign-out-everywhere') => void act.run(async () => {
    await answer(api.POST(path));
    await reload();
  });
  return (
    <section class="panel">
      <h2>{t.sessions}</h2>
      <p class="quiet">{t.sessionsText(me.email)}</p>
      <div class="row">
        <Button icon="out" isBusy={act.isBusy} onClick={() => out('/api/v1/sign-out')}>
          {t.signOut}
        </Button>
        <Button kind="quiet" onClick={() => setAsking(true)}>
          {t.everywhere}
        </Button>
      </div>
      <Confirm isOpen={isAsking} isDanger title={t.everywhere} text={t.everywhereText} action={t.everywhere} isBusy={act.isBusy} fault={act.failure?.message} onClose={() => setAsking(false)} onConfirm={() => out('/api/v1/sign-out-everywhere')} />
    </section>
  );
}
