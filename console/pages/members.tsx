// Who belongs to the organisation, with which role, and who is invited.
// In: the organisation. Out: other roles, invitations with their link, people taken out. Must not: show a link a second time; it is told once.

import { useState } from 'preact/hooks';
import { answer, api, type Schema } from '../../web/client';
import { Button } from '../../web/components/button';
import { CopyLine } from '../../web/components/copy';
import { Confirm, Dialog } from '../../web/components/dialog';
import { Fault, SelectField, TextField } from '../../web/components/field';
import { Shown } from '../../web/components/states';
import { showToast } from '../../web/components/toast';
import { useAct, useAnswer, type Answered } from '../../web/use_answer';
import { language, showDay, words } from '../../web/words';
import { PageHead } from '../parts/layout';
import { roleMay, roleName, roleOptions, type Role } from '../parts/roles';
import { isAdmin, useSession } from '../parts/session';
import { Table, type Column } from '../parts/table';

const t = words(
  {
    title: 'Members',
    text: (organisation: string) => `People of ${organisation}, and what each may do.`,
    invite: 'Invite somebody',
    name: 'Name',
    email: 'E-mail',
    role: 'Role',
    you: 'you',
    roleOf: (name: string) => `Role of ${name}`,
    roleSet: (name: string, role: string) => `${name} has the role ${role} now.`,
    remove: 'Remove',
    leave: 'Leave',
    removeTitle: (name: string) => `Take ${name} out?`,
    removeText: 'They see nothing of this organisation any more, at once. What they published stays.',
    leaveTitle: 'Leave the organisation?',
    leaveText: 'You see nothing of it any more. An administrator can invite you again.',
    removed: (name: string) => `${name} is no longer a member.`,
    table: 'Members of the organisation',
    pending: 'Invited',
    pendingTable: 'People who are invited',
    until: 'Until',
    revoke: 'Take back',
    revoked: 'The invitation is taken back; its link leads nowhere.',
    send: 'Make an invitation',
    made: 'Send this link to the person',
    madeText: (email: string) => `It lets ${email} in, once, within seven days. It is shown this once.`,
    mailed: 'The invitation is on its way',
    mailedText: (email: string) => `It goes to ${email} by mail, and works once, within seven days. The link is shown this once, in case the mail does not arrive.`,
    link: 'the link',
    done: 'Done',
  },
  {
    title: '成员',
    text: (organisation) => `${organisation} 的成员和各自的权限。`,
    invite: '邀请成员',
    name: '名字',
    email: '邮箱',
    role: '角色',
    you: '你',
    roleOf: (name) => `${name} 的角色`,
    roleSet: (name, role) => `${name} 现在的角色是${role}。`,
    remove: '移除',
    leave: '退出',
    removeTitle: (name) => `移除 ${name}？`,
    removeText: '对方立刻看不到这个组织的任何内容，已上传的版本会保留。',
    leaveTitle: '退出这个组织？',
    leaveText: '你将看不到它的任何内容，管理员可以再邀请你。',
    removed: (name) => `${name} 不再是成员。`,
    table: '组织的成员',
    pending: '已邀请',
    pendingTable: '已邀请的人',
    until: '有效期至',
    revoke: '收回',
    revoked: '邀请已收回，链接失效。',
    send: '生成邀请',
    made: '把这个链接发给对方',
    madeText: (email) => `${email} 可以用它加入，七天内有效，只能用一次。链接只显示这一次。`,
    mailed: '邀请邮件已发出',
    mailedText: (email) => `邮件发给 ${email}，七天内有效，只能用一次。万一没收到，可以把这个链接发给对方，它只显示这一次。`,
    link: '链接',
    done: '完成',
  },
);

type Member = Schema<'MemberRow'>;
type Invitation = Schema<'InvitationRow'>;

export default function Members() {
  const session = useSession();
  const { organisation, name } = session.organisation;
  const path = { organisation };
  const [isInviting, setInviting] = useState(false);
  const members = useAnswer(`members ${organisation}`, () => answer(api.GET('/api/v1/organisations/{organisation}/members', { params: { path } })));
  return (
    <>
      <PageHead title={t.title} text={t.text(name)}>
        {isAdmin(session) && (
          <Button kind="primary" icon="plus" onClick={() => setInviting(true)}>
            {t.invite}
          </Button>
        )}
      </PageHead>
      <Shown of={members}>{(rows) => <MemberTable rows={rows} reload={members.reload} />}</Shown>
      {isAdmin(session) && <Pending key={organisation} organisation={organisation} isInviting={isInviting} onClose={() => setInviting(false)} />}
    </>
  );
}

function MemberTable({ rows, reload }: { rows: Member[]; reload: () => Promise<void> }) {
  const session = useSession();
  const { organisation } = session.organisation;
  const [leaving, setLeaving] = useState<Member>();
  const act = useAct();
  const isMe = (row: Member) => row.account === session.me.id;
  const setRole = async (row: Member, role: Role) => {
    const path = { organisation, account: row.account };
    const isDone = await act.run(async () => void (await answer(api.PUT('/api/v1/organisations/{organisation}/members/{account}', { params: { path }, body: { role } }))));
    if (isDone) showToast(t.roleSet(row.name, roleName(role)));
    await reload();
  };
  const remove = (row: Member) => void act.run(async () => {
    await answer(api.DELETE('/api/v1/organisations/{organisation}/members/{account}', { params: { path: { organisation, account: row.account } } }));
    setLeaving(undefined);
    showToast(t.removed(row.name));
    await (isMe(row) ? session.reload() : reload());
  });
  const columns: Column<Member>[] = [
    { id: 'name', title: t.name, value: (row) => row.name, show: (row) => <span>{row.name} {isMe(row) && <span class="mark">{t.you}</span>}</span> },
    { id: 'email', title: t.email, value: (row) => row.email },
    {
      id: 'role',
      title: t.role,
      value: (row) => roleName(row.role),
      show: (row) => (isAdmin(session) ? <SelectField label={t.roleOf(row.name)} isLabelHidden value={row.role as Role} options={roleOptions} onChange={(role) => void setRole(row, role)} /> : roleName(row.role)),
    },
    {
      id: 'remove',
      title: t.remove,
      value: () => '',
      isActions: true,
      show: (row) =>
        (isAdmin(session) || isMe(row)) && (
          <div class="row">
            <Button kind="quiet" isSmall onClick={() => setLeaving(row)}>
              {isMe(row) ? t.leave : t.remove}
              <span class="sr-only"> {row.name}</span>
            </Button>
          </div>
        ),
    },
  ];
  return (
    <>
      {!leaving && <Fault text={act.failure?.message} />}
      <div class="panel panel-flush">
        <Table rows={rows} columns={columns} rowId={(row) => row.account} caption={t.table} isSearched />
      </div>
      {leaving && (
        <LeaveConfirm
          member={leaving}
          isMe={isMe(leaving)}
          act={act}
          onConfirm={() => remove(leaving)}
          onClose={() => {
            act.clear();
            setLeaving(undefined);
          }}
        />
      )}
    </>
  );
}

function LeaveConfirm({ member, isMe, act, onClose, onConfirm }: { member: Member; isMe: boolean; act: ReturnType<typeof useAct>; onClose: () => void; onConfirm: () => void }) {
  const [title, text, action] = isMe ? [t.leaveTitle, t.leaveText, t.leave] : [t.removeTitle(member.name), t.removeText, t.remove];
  return <Confirm isOpen isDanger title={title} text={text} action={action} isBusy={act.isBusy} fault={act.failure?.message} onClose={onClose} onConfirm={onConfirm} />;
}

function Pending({ organisation, isInviting, onClose }: { organisation: string; isInviting: boolean; onClose: () => void }) {
  const pending = useAnswer(`invitations ${organisation}`, () => answer(api.GET('/api/v1/organisations/{organisation}/invitations', { params: { path: { organisation } } })));
  const act = useAct();
  const revoke = (id: string) => void act.run(async () => {
    await answer(api.DELETE('/api/v1/organisations/{organisation}/invitations/{id}', { params: { path: { organisation, id } } }));
    showToast(t.revoked);
    await pending.reload();
  });
  const columns: Column<Invitation>[] = [
    { id: 'email', title: t.email, value: (row) => row.email },
    { id: 'role', title: t.role, value: (row) => roleName(row.role) },
    { id: 'until', title: t.until, value: (row) => row.expires_ms, show: (row) => showDay(row.expires_ms) },
    {
      id: 'revoke',
      title: t.revoke,
      value: () => '',
      isActions: true,
      show: (row) => (
        <div class="row">
          <Button kind="quiet" isSmall onClick={() => revoke(row.id)}>
            {t.revoke}
            <span class="sr-only"> {row.email}</span>
          </Button>
        </div>
      ),
    },
  ];
  return (
    <>
      {Boolean(pending.data?.length) && (
        <section class="stack">
          <h2>{t.pending}</h2>
          <div class="panel panel-flush">
            <Table rows={pending.data ?? []} columns={columns} rowId={(row) => row.id} caption={t.pendingTable} />
          </div>
        </section>
      )}
      {isInviting && <InviteDialog organisation={organisation} pending={pending} onClose={onClose} />}
    </>
  );
}

function InviteDialog({ organisation, pending, onClose }: { organisation: string; pending: Answered<Invitation[]>; onClose: () => void }) {
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<Role>('developer');
  const [made, setMade] = useState<Schema<'NewInvitationAnswer'>>();
  const act = useAct();
  const send = (event: Event) => {
    event.preventDefault();
    void act.run(async () => {
      setMade(await answer(api.POST('/api/v1/organisations/{organisation}/invitations', { params: { path: { organisation } }, body: { email, role, language } })));
      await pending.reload();
    });
  };
  if (made) {
    return (
      <Dialog isOpen title={made.is_mailed ? t.mailed : t.made} onClose={onClose} actions={<Button kind="primary" onClick={onClose}>{t.done}</Button>}>
        <p>{made.is_mailed ? t.mailedText(email) : t.madeText(email)}</p>
        <CopyLine text={made.link} what={t.link} />
      </Dialog>
    );
  }
  return (
    <Dialog isOpen title={t.invite} isBusy={act.isBusy} onClose={onClose}>
      <form class="stack" onSubmit={send}>
        <TextField label={t.email} type="email" isRequired isFocused fault={act.failure?.message} value={email} onInput={setEmail} />
        <SelectField label={t.role} hint={roleMay(role)} value={role} options={roleOptions} onChange={setRole} />
        <div class="row">
          <Button type="submit" kind="primary" isBusy={act.isBusy}>
            {t.send}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
