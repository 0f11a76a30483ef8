// What a program declares of personal data: items with their purposes, whom people write to, how long data are kept; and its receipts of consent.
// In: the declaration that counts. Out: a new version of it. Must not: let an item be declared without a purpose.

import { useState } from 'preact/hooks';
import { answer, api, type Schema } from '../../../web/client';
import { Button } from '../../../web/components/button';
import { CheckField, Fault, TextArea, TextField } from '../../../web/components/field';
import { Shown } from '../../../web/components/states';
import { showToast } from '../../../web/components/toast';
import { useAct, useAnswer } from '../../../web/use_answer';
import { language, showNumber, showTime, words } from '../../../web/words';
import { isAdmin, useSession } from '../../parts/session';

const t = words(
  {
    title: 'Personal data',
    text: 'Calls that need an item which is not declared fail. People are shown the purpose before they agree.',
    onlyAdmins: 'Administrators change this.',
    purpose: (item: string) => `What for: ${item}`,
    contact: 'Contact',
    contactHint: 'Whom people write to about their data.',
    retention: 'How long it is kept',
    sharing: 'Shared with',
    sharingHint: 'Empty: with nobody.',
    supplement: 'Anything more',
    supplementHint: 'Plain text, at most 100 KB.',
    save: 'Declare',
    saved: (version: number) => `Version ${version} counts from now on.`,
    version: (version: number, time: string) => `Version ${version} of ${time}`,
    none: 'Nothing is declared yet.',
    page: 'As people see it',
    receipts: 'Receipts of consent',
    receiptsText: 'Every answer of a person is a receipt that is only ever added. Reading all of them tells whether one is gone or was changed.',
    check: 'Check them',
    whole: (count: string) => `All ${count} receipts are there, as they were written.`,
    broken: 'They are not as they were written:',
  },
  {
    title: '个人信息',
    text: '未声明的信息项，对应的接口会调用失败。用户同意之前会看到这里写的用途。',
    onlyAdmins: '由管理员修改。',
    purpose: (item) => `用途：${item}`,
    contact: '联系方式',
    contactHint: '用户就个人信息联系谁。',
    retention: '保存期限',
    sharing: '共享对象',
    sharingHint: '留空表示不共享。',
    supplement: '补充说明',
    supplementHint: '纯文本，最大 100 KB。',
    save: '声明',
    saved: (version) => `第 ${version} 版即时生效。`,
    version: (version, time) => `第 ${version} 版，${time}`,
    none: '尚未声明任何信息项。',
    page: '用户看到的页面',
    receipts: '同意记录',
    receiptsText: '用户的每次回答都是一条只增不改的记录。逐条核对可以发现记录是否缺失或被改动。',
    check: '核对',
    whole: (count) => `共 ${count} 条记录，完整且未被改动。`,
    broken: '记录与写入时不一致：',
  },
);

type Declaration = Schema<'DeclarationAnswer'>;

export function Privacy({ app }: { app: string }) {
  const declared = useAnswer(`privacy ${app}`, () => answer(api.GET('/api/v1/apps/{app}/privacy', { params: { path: { app } } })));
  const mayChange = isAdmin(useSession());
  return (
    <>
      <Shown of={declared}>{(said) => <Items app={app} said={said} mayChange={mayChange} onChange={declared.put} />}</Shown>
      {mayChange && <Receipts app={app} />}
    </>
  );
}

function Items({ app, said, mayChange, onChange }: { app: string; said: Declaration; mayChange: boolean; onChange: (said: Declaration) => void }) {
  const [items, setItems] = useState<Record<string, string>>(said.items);
  const [contact, setContact] = useState(said.contact);
  const [retention, setRetention] = useState(said.retention);
  const [sharing, setSharing] = useState(said.sharing);
  const [supplement, setSupplement] = useState(said.supplement);
  const act = useAct();
  const toggle = (item: string, isOn: boolean) => setItems((before) => (isOn ? { ...before, [item]: before[item] ?? '' } : Object.fromEntries(Object.entries(before).filter(([name]) => name !== item))));
  const save = (event: Event) => {
    event.preventDefault();
    void act.run(async () => {
      const now = await answer(api.PUT('/api/v1/apps/{app}/privacy', { params: { path: { app } }, body: { items, contact, retention, sharing, supplement } }));
      onChange(now);
      showToast(t.saved(now.version));
    });
  };
  return (
    <section class="panel">
      <div>
        <h2>{t.title}</h2>
        <p class="quiet small">{mayChange ? t.text : t.onlyAdmins}</p>
        <p class="quiet small">
          {said.version > 0 ? t.version(said.version, showTime(said.created_ms)) : t.none}{' '}
          <a href={`/privacy/${app}`} target="_blank" rel="noopener">
            {t.page}
          </a>
        </p>
      </div>
      <form class="stack narrow" onSubmit={save}>
        {said.known_items.map(({ item, zh, en, apis }) => {
          const label = language === 'zh' ? zh : en;
          const purpose = items[item];
          return (
            <div key={item} class="stack">
              <CheckField label={label} hint={apis.map((api) => `wx.${api}`).join(', ')} isChecked={purpose !== undefined} onChange={(isOn) => mayChange && toggle(item, isOn)} />
              {purpose !== undefined && <TextField label={t.purpose(label)} maxLength={200} value={purpose} onInput={(text) => setItems((before) => ({ ...before, [item]: text }))} />}
            </div>
          );
        })}
        <TextField label={t.contact} hint={t.contactHint} maxLength={200} value={contact} onInput={setContact} />
        <TextField label={t.retention} maxLength={200} value={retention} onInput={setRetention} />
        <TextField label={t.sharing} hint={t.sharingHint} maxLength={200} value={sharing} onInput={setSharing} />
        <TextArea label={t.supplement} hint={t.supplementHint} value={supplement} onInput={setSupplement} />
        <Fault text={act.failure?.message} />
        {mayChange && (
          <div class="row">
            <Button type="submit" kind="primary" isBusy={act.isBusy}>
              {t.save}
            </Button>
          </div>
        )}
      </form>
    </section>
  );
}

function Receipts({ app }: { app: string }) {
  const [found, setFound] = useState<Schema<'ReceiptsAnswer'>>();
  const act = useAct();
  const check = () => void act.run(async () => setFound(await answer(api.GET('/api/v1/apps/{app}/receipts/check', { params: { path: { app } } }))));
  return (
    <section class="panel">
      <div>
        <h2>{t.receipts}</h2>
        <p class="quiet small">{t.receiptsText}</p>
      </div>
      {found && (
        <p role="status">
          {found.is_whole ? t.whole(showNumber(found.receipts)) : t.broken} {found.fault && <code>{found.fault}</code>}
        </p>
      )}
      <Fault text={act.failure?.message} />
      <div class="row">
        <Button isBusy={act.isBusy} onClick={check}>
          {t.check}
        </Button>
      </div>
    </section>
  );
}
