// How people see a program in search and discovery: name, description, category, words, icon, and whether they find it at all.
// In: what its administrators chose; the rest is as the released version says. Out: other choices. Must not: change a version.

import { useRef, useState } from 'preact/hooks';
import { answer, api, ApiFailure, type Schema } from '../../../web/client';
import { Button } from '../../../web/components/button';
import { CheckField, Fault, SelectField, TextArea, TextField } from '../../../web/components/field';
import { Shown } from '../../../web/components/states';
import { showToast } from '../../../web/components/toast';
import { failureWords } from '../../../web/failures';
import { useAct, useAnswer } from '../../../web/use_answer';
import { showTime, words } from '../../../web/words';
import { isAdmin, useSession } from '../../parts/session';

const t = words(
  {
    title: 'How people see it',
    text: 'In search, in discovery, on cards of shared links. What is empty is as the released version says.',
    name: 'Name',
    description: 'Description',
    category: 'Category',
    asVersion: 'as the version says',
    keywords: 'Keywords',
    keywordsHint: 'With commas between, at most 12.',
    listed: 'People find it in search and discovery',
    listedHint: 'Whoever has its address opens it all the same.',
    signIn: 'People sign in before the program knows them',
    signInHint: 'wx.login shows guests a sheet of the platform. Without this they stay guests, known in one browser.',
    save: 'Save',
    saved: 'Saved.',
    icon: 'Icon',
    iconText: 'PNG, JPEG or WebP, at most 1 MB; square looks best.',
    choose: 'Choose a picture',
    drop: 'Take it away',
    has: 'You have chosen one.',
    hasNone: 'None is chosen: the version’s own is shown, where it has one.',
    reports: 'What people reported',
    noReports: 'Nothing.',
    onlyAdmins: 'Administrators change this.',
  },
  {
    title: '展示信息',
    text: '用在搜索、发现和分享卡片里。留空的项以线上版本为准。',
    name: '名称',
    description: '简介',
    category: '类目',
    asVersion: '以版本为准',
    keywords: '关键词',
    keywordsHint: '用逗号分隔，最多 12 个。',
    listed: '可以被搜索和发现',
    listedHint: '不勾选时，有网址的人仍然能打开。',
    signIn: '用户需要先登录平台',
    signInHint: '勾选后，访客调用 wx.login 时会看到平台的登录面板；不勾选时访客无需登录，只在一个浏览器里被认识。',
    save: '保存',
    saved: '已保存。',
    icon: '图标',
    iconText: 'PNG、JPEG 或 WebP，最大 1 MB，正方形最好看。',
    choose: '选择图片',
    drop: '移除',
    has: '已选择图标。',
    hasNone: '没有选择：显示版本自带的图标（如果有）。',
    reports: '用户举报',
    noReports: '没有。',
    onlyAdmins: '由管理员修改。',
  },
);

const c = words(
  { shopping: 'Shopping', food: 'Food', travel: 'Travel', life: 'Daily life', work: 'Work', tools: 'Tools', education: 'Education', reading: 'Reading', games: 'Games', social: 'Social', health: 'Health', finance: 'Finance', government: 'Government', other: 'Other' },
  { shopping: '购物', food: '餐饮', travel: '出行', life: '生活', work: '办公', tools: '工具', education: '教育', reading: '阅读', games: '游戏', social: '社交', health: '健康', finance: '金融', government: '政务', other: '其他' },
);

const reasons = words(
  { fraud: 'fraud', illegal: 'illegal', harmful: 'harmful', privacy: 'privacy', copyright: 'copyright', broken: 'does not work', other: 'other' },
  { fraud: '欺诈', illegal: '违法', harmful: '有害', privacy: '隐私', copyright: '侵权', broken: '无法使用', other: '其他' },
);

const categories = [{ value: '', label: t.asVersion }, ...Object.entries(c).map(([value, label]) => ({ value, label }))];

type Choices = Schema<'FaceAnswer'>;

export function Face({ app }: { app: string }) {
  const face = useAnswer(`face ${app}`, () => answer(api.GET('/api/v1/apps/{app}/face', { params: { path: { app } } })));
  return (
    <>
      <Shown of={face}>
        {(choices) => (
          <>
            <Texts app={app} choices={choices} onChange={face.put} />
            <Picture app={app} choices={choices} onChange={face.put} />
          </>
        )}
      </Shown>
      <Reports app={app} />
    </>
  );
}

interface PartProps {
  app: string;
  choices: Choices;
  onChange: (choices: Choices) => void;
}

function Texts({ app, choices, onChange }: PartProps) {
  const mayChange = isAdmin(useSession());
  const [name, setName] = useState(choices.name ?? '');
  const [description, setDescription] = useState(choices.description ?? '');
  const [category, setCategory] = useState<string>(choices.category ?? '');
  const [keywords, setKeywords] = useState((choices.keywords ?? []).join(', '));
  const [isListed, setListed] = useState(choices.is_listed);
  const [needsSignIn, setNeedsSignIn] = useState(choices.needs_sign_in);
  const act = useAct();
  const save = (event: Event) => {
    event.preventDefault();
    const list = keywords.split(/[,，]/).map((word) => word.trim()).filter(Boolean);
    const body = { name: name.trim() || null, description: description.trim() || null, category: category || null, keywords: list.length ? list : null, is_listed: isListed, needs_sign_in: needsSignIn };
    void act.run(async () => {
      onChange(await answer(api.PATCH('/api/v1/apps/{app}/face', { params: { path: { app } }, body })));
      showToast(t.saved);
    });
  };
  return (
    <section class="panel">
      <div>
        <h2>{t.title}</h2>
        <p class="quiet small">{mayChange ? t.text : t.onlyAdmins}</p>
      </div>
      <form class="stack narrow" onSubmit={save}>
        <TextField label={t.name} placeholder={t.asVersion} maxLength={40} value={name} onInput={setName} />
        <TextArea label={t.description} placeholder={t.asVersion} maxLength={200} value={description} onInput={setDescription} />
        <SelectField label={t.category} value={category} options={categories} onChange={setCategory} />
        <TextField label={t.keywords} hint={t.keywordsHint} placeholder={t.asVersion} value={keywords} onInput={setKeywords} />
        <CheckField label={t.listed} hint={t.listedHint} isChecked={isListed} onChange={setListed} />
        <CheckField label={t.signIn} hint={t.signInHint} isChecked={needsSignIn} onChange={setNeedsSignIn} />
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

/** The description of the API has no pictures as bodies: this one is sent by hand. */
async function sendIcon(app: string, file: File): Promise<Choices> {
  const response = await fetch(`/api/v1/apps/${app}/icon`, { method: 'PUT', body: file });
  const told = await response.json();
  if (response.ok) return told as Choices;
  throw new ApiFailure(told.error.code, failureWords(told.error.code, told.error.message), response.status);
}

function Picture({ app, choices, onChange }: PartProps) {
  const mayChange = isAdmin(useSession());
  const input = useRef<HTMLInputElement>(null);
  const act = useAct();
  const change = (ask: () => Promise<Choices>) => void act.run(async () => {
    onChange(await ask());
    showToast(t.saved);
  });
  return (
    <section class="panel">
      <div>
        <h2>{t.icon}</h2>
        <p class="quiet small">{t.iconText}</p>
      </div>
      <p>{choices.has_icon ? t.has : t.hasNone}</p>
      {mayChange && (
        <div class="row">
          <input
            ref={input}
            type="file"
            accept="image/png,image/jpeg,image/webp"
            aria-label={t.choose}
            hidden
            onChange={(event) => {
              const file = event.currentTarget.files?.[0];
              event.currentTarget.value = '';
              if (file) change(() => sendIcon(app, file));
            }}
          />
          <Button isBusy={act.isBusy} onClick={() => input.current?.click()}>
            {t.choose}
          </Button>
          {choices.has_icon && (
            <Button kind="quiet" onClick={() => change(() => answer(api.DELETE('/api/v1/apps/{app}/icon', { params: { path: { app } } })))}>
              {t.drop}
            </Button>
          )}
        </div>
      )}
      <Fault text={act.failure?.message} />
    </section>
  );
}

function Reports({ app }: { app: string }) {
  const reports = useAnswer(`reports ${app}`, () => answer(api.GET('/api/v1/apps/{app}/reports', { params: { path: { app } } })));
  return (
    <section class="panel">
      <h2>{t.reports}</h2>
      <Shown of={reports} lines={2}>
        {(rows) =>
          rows.length === 0 ? (
            <p class="quiet">{t.noReports}</p>
          ) : (
            <ul class="stack">
              {rows.map((row) => (
                <li key={row.id} class="finding">
                  <p>
                    <span class="mark mark-warn">{reasons[row.reason as keyof typeof reasons] ?? row.reason}</span> {row.detail}
                  </p>
                  <p class="quiet small">
                    {showTime(row.created_ms)} {row.path && <code>{row.path}</code>}
                  </p>
                </li>
              ))}
            </ul>
          )
        }
      </Shown>
    </section>
  );
}
