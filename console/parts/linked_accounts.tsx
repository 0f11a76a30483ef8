// Accounts elsewhere that sign one in here, where the platform knows a provider.
// In: the person. Out: accounts linked and taken away. Must not: show itself where there is nothing to link.

import { useState } from 'preact/hooks';
import { answer, api, type Schema } from '../../web/client';
import { Button } from '../../web/components/button';
import { Fault } from '../../web/components/field';
import { useAct, useAnswer } from '../../web/use_answer';
import { showAge, showDay, words } from '../../web/words';
import { refusalWords, takeRefusal } from './refusals';
import { useRemoval } from './removal';
import { Table, type Column } from './table';

const t = words(
  {
    title: 'Accounts elsewhere',
    text: (name: string) => `Sign in with your account at ${name}. It is linked by you, here, and by nobody else.`,
    link: (name: string) => `Link with ${name}`,
    email: 'Account',
    made: 'Linked',
    used: 'Last used',
    never: 'never',
    none: 'None is linked.',
    removal: 'It no longer signs you in.',
  },
  {
    title: '其他账号',
    text: (name) => `可以用你在 ${name} 的账号登录。只有你本人能在这里绑定。`,
    link: (name) => `绑定 ${name}`,
    email: '账号',
    made: '绑定于',
    used: '最近使用',
    never: '从未',
    none: '还没有绑定。',
    removal: '它不能再用来登录。',
  },
);

export function LinkedAccounts() {
  const ways = useAnswer('ways', () => answer(api.GET('/api/v1/sign-in')));
  const identities = useAnswer('identities', () => answer(api.GET('/api/v1/identities')));
  const [refusal] = useState(takeRefusal);
  const act = useAct();
  const removal = useRemoval(t.removal, (id) => answer(api.DELETE('/api/v1/identities/{id}', { params: { path: { id } } })), identities.reload);
  const provider = ways.data?.oidc;
  const rows = (identities.data ?? []).map((row) => ({ ...row, name: row.email || row.issuer }));
  if (!provider && rows.length === 0) return null;
  const link = () => void act.run(async () => {
    const { address } = await answer(api.POST('/api/v1/identities/begin'));
    location.assign(address);
  });
  const columns: Column<Schema<'IdentityRow'> & { name: string }>[] = [
    { id: 'email', title: t.email, value: (row) => row.name },
    { id: 'made', title: t.made, value: (row) => row.created_ms, show: (row) => showDay(row.created_ms) },
    { id: 'used', title: t.used, value: (row) => row.used_ms ?? 0, show: (row) => (row.used_ms ? showAge(row.used_ms) : t.never) },
    removal.column,
  ];
  return (
    <section class="panel">
      <div class="panel-head">
        <h2>{t.title}</h2>
        {provider && (
          <Button icon="link" isBusy={act.isBusy} onClick={link}>
            {t.link(provider)}
          </Button>
        )}
      </div>
      {provider && <p class="quiet">{t.text(provider)}</p>}
      <Fault text={act.failure?.message ?? (refusal && refusalWords(refusal))} />
      {rows.length > 0 ? <Table rows={rows} columns={columns} rowId={(row) => row.id} caption={t.title} /> : <p class="quiet">{t.none}</p>}
      {removal.confirm}
    </section>
  );
}
