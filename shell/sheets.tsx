// The capsule's menu, the card about a program, and the form to report one.
// In: a program. Out: what the person chose. Must not: change anything of the program itself.

import { useState } from 'preact/hooks';
import { Button } from '../web/components/button';
import { Dialog } from '../web/components/dialog';
import { Fault, SelectField, TextArea } from '../web/components/field';
import { Icon, type IconName } from '../web/components/icon';
import { showToast } from '../web/components/toast';
import { answer, api } from '../web/client';
import { useAct } from '../web/use_answer';
import { showDay, words } from '../web/words';
import { isFavourite, toggleFavourite, type Program } from './kept';
import { Tile } from './tile';

const t = words(
  {
    share: 'Share',
    favourite: 'Add to favourites',
    unfavourite: 'Remove favourite',
    restart: 'Restart',
    about: 'About and permissions',
    report: 'Report',
    home: 'Home',
    version: 'Version',
    updated: 'Updated',
    address: 'Address',
    permissions: 'Permissions',
    permissionsText: 'Camera, microphone and location are asked for by your browser, and kept for this program’s address alone. Take them back in the browser’s site settings for that address.',
    openAlone: 'Open in a tab of its own',
    centre: 'Privacy centre: what this program was allowed',
    guide: 'Privacy guide of this program',
    reason: 'What is wrong?',
    detail: 'In your words (optional)',
    send: 'Send',
    cancel: 'Cancel',
    sent: 'Thank you. The people who run this platform will look at it.',
    anonymous: 'Nobody learns who sent this.',
    fraud: 'Fraud or deception',
    illegal: 'Illegal content',
    harmful: 'Harmful or offensive',
    privacy: 'Misuse of personal data',
    copyright: 'Somebody else’s work',
    broken: 'It does not work',
    other: 'Something else',
  },
  {
    share: '分享',
    favourite: '收藏',
    unfavourite: '取消收藏',
    restart: '重新进入',
    about: '关于与权限',
    report: '投诉',
    home: '回到首页',
    version: '版本',
    updated: '更新时间',
    address: '网址',
    permissions: '权限',
    permissionsText: '相机、麦克风和位置由浏览器询问，只对这个小程序的网址有效；可在浏览器的网站设置里随时收回。',
    openAlone: '在新标签页打开',
    centre: '隐私中心：该小程序获得的授权',
    guide: '该小程序的隐私保护指引',
    reason: '遇到了什么问题？',
    detail: '具体说明（选填）',
    send: '提交',
    cancel: '取消',
    sent: '已收到，平台会尽快处理。',
    anonymous: '不会记录是谁提交的。',
    fraud: '欺诈或误导',
    illegal: '违法内容',
    harmful: '有害或令人不适',
    privacy: '滥用个人信息',
    copyright: '侵犯著作权',
    broken: '无法使用',
    other: '其他',
  },
);

const ICONS = { share: 'share', restart: 'restart', about: 'about', report: 'flag', home: 'back' } as const satisfies Record<string, IconName>;
export type Choice = keyof typeof ICONS;
const LABELS: Record<Choice, string> = t;

/** What a person may do with a program: keep it as a favourite, and `choices`. */
export function ProgramMenu<Of extends Choice>({ program, choices, onChoose }: { program: Program; choices: readonly Of[]; onChoose: (choice: Of) => void }) {
  const [isKept, setKept] = useState(() => isFavourite(program.id));
  const item = (icon: IconName, label: string, act: () => void) => (
    <li key={icon}>
      <button type="button" class="menu-item" onClick={act}>
        <span class="menu-icon">
          <Icon name={icon} />
        </span>
        {label}
      </button>
    </li>
  );
  const items = choices.map((choice) => item(ICONS[choice], LABELS[choice], () => onChoose(choice)));
  items.splice(1, 0, item('heart', isKept ? t.unfavourite : t.favourite, () => setKept(toggleFavourite(program))));
  return <ul class="menu">{items}</ul>;
}

const CHOICES: readonly Choice[] = ['share', 'restart', 'about', 'report', 'home'];

export function MenuSheet({ program, onClose, onChoose }: { program: Program; onClose: () => void; onChoose: (choice: Choice) => void }) {
  return (
    <Dialog isOpen title={program.name} onClose={onClose}>
      <ProgramMenu program={program} choices={CHOICES} onChoose={onChoose} />
    </Dialog>
  );
}

export function AboutSheet({ program, onClose }: { program: Program; onClose: () => void }) {
  return (
    <Dialog isOpen title={t.about} onClose={onClose}>
      <div class="about-head">
        <Tile program={program} size="large" />
        <div>
          <strong>{program.name}</strong>
          <p>{program.description}</p>
        </div>
      </div>
      <dl class="facts">
        <dt>{t.version}</dt>
        <dd>{program.version}</dd>
        <dt>{t.updated}</dt>
        <dd>{showDay(program.released_ms)}</dd>
        <dt>{t.address}</dt>
        <dd>{new URL(program.origin).host}</dd>
      </dl>
      <div>
        <h3>{t.permissions}</h3>
        <p class="quiet">{t.permissionsText}</p>
      </div>
      <a href="#/privacy">{t.centre}</a>
      <a href={`/privacy/${program.id}`} target="_blank" rel="noopener">
        {t.guide}
      </a>
      <a href={`${program.origin}/`} target="_blank" rel="noopener">
        {t.openAlone}
      </a>
    </Dialog>
  );
}

const REASONS = ['fraud', 'illegal', 'harmful', 'privacy', 'copyright', 'broken', 'other'] as const;

export function ReportSheet({ program, at, onClose }: { program: Program; at: string; onClose: () => void }) {
  const [reason, setReason] = useState<(typeof REASONS)[number]>('fraud');
  const [detail, setDetail] = useState('');
  const act = useAct();
  const send = async () => {
    const sent = await act.run(async () => {
      await answer(api.POST('/api/v1/programs/{program}/reports', { params: { path: { program: program.id } }, body: { reason, detail, path: at } }));
    });
    if (!sent) return;
    showToast(t.sent);
    onClose();
  };
  const actions = (
    <>
      <Button onClick={onClose}>{t.cancel}</Button>
      <Button kind="primary" isBusy={act.isBusy} onClick={() => void send()}>
        {t.send}
      </Button>
    </>
  );
  return (
    <Dialog isOpen title={t.report} onClose={onClose} isBusy={act.isBusy} actions={actions}>
      <SelectField label={t.reason} value={reason} options={REASONS.map((value) => ({ value, label: t[value] }))} onChange={setReason} />
      <TextArea label={t.detail} hint={t.anonymous} value={detail} maxLength={500} onInput={setDetail} />
      <Fault text={act.failure?.message} />
    </Dialog>
  );
}
