// The privacy centre: what each program was allowed and since when; taking it back; all that is kept of the person as a file; being forgotten.
// In: the platform's answers about this browser's person. Out: revocations, an export, an erasure with its report. Must not: erase without asking once more.

import { useEffect, useRef, useState } from 'preact/hooks';
import { Button } from '../web/components/button';
import { Confirm, Dialog } from '../web/components/dialog';
import { Fault } from '../web/components/field';
import { Empty, Failed, Loading } from '../web/components/states';
import { showToast } from '../web/components/toast';
import { answer, api, type Schema } from '../web/client';
import { PhoneForm } from '../web/phone';
import { useAct, useAnswer } from '../web/use_answer';
import { language, showDay, words } from '../web/words';
import { forgetAll } from './kept';
import { PageHead } from './page_head';
import { stage } from './stage';

const t = words(
  {
    title: 'Privacy',
    home: 'Home',
    allowed: 'What programs may use',
    nothing: 'Nothing yet',
    nothingText: 'No program knows you in this browser.',
    knows: 'Knows you by a name of its own; you have allowed nothing.',
    since: (day: string) => `since ${day}`,
    refused: (day: string) => `refused ${day}`,
    guide: 'Privacy guide',
    revoke: (name: string) => `Take back everything from ${name}`,
    revokeShort: 'Take back',
    revoked: 'Taken back.',
    phone: 'Phone number',
    noPhone: 'You have entered none. A program that asks for it gets it only when you allow it each time.',
    phoneText: 'Entered by yourself; nobody has checked it. A program gets it only when you allow it each time.',
    enter: 'Enter one',
    change: 'Change',
    remove: 'Remove',
    own: 'Your data',
    ownText: 'Everything the platform keeps of you in this browser. What a program’s own server was told is with that server; what programs keep in the browser is removed in the browser’s settings.',
    export: 'Download it',
    erase: 'Forget me',
    eraseTitle: 'Forget you for good?',
    eraseText: 'Every program will meet you as a stranger, and what was kept under your old name in a program cannot be reached again.',
    erased: 'You were forgotten',
    erasedText: 'The platform signed this report. Keep it, if you may want to show it to somebody.',
    save: 'Save the report',
    done: 'Done',
  },
  {
    title: '隐私中心',
    home: '首页',
    allowed: '小程序获得的授权',
    nothing: '这里还没有内容',
    nothingText: '在这个浏览器里还没有小程序认识你。',
    knows: '仅以一个专属代号认识你，没有任何授权。',
    since: (day) => `${day} 起`,
    refused: (day) => `${day} 已拒绝`,
    guide: '隐私保护指引',
    revoke: (name) => `撤回对${name}的全部授权`,
    revokeShort: '撤回',
    revoked: '已撤回。',
    phone: '手机号',
    noPhone: '你还没有填写。小程序每次都要经你允许才能得到号码。',
    phoneText: '由你自己填写，未经验证。小程序每次都要经你允许才能得到号码。',
    enter: '填写',
    change: '更换',
    remove: '移除',
    own: '你的数据',
    ownText: '平台在这个浏览器里保存的关于你的全部数据。已提供给小程序自己服务器的数据在对方那里；小程序存在浏览器里的数据可以在浏览器设置中清除。',
    export: '下载数据',
    erase: '抹除我的数据',
    eraseTitle: '永久抹除？',
    eraseText: '之后每个小程序都会把你当作陌生人，你以原来的身份在小程序里留下的内容将无法找回。',
    erased: '已抹除',
    erasedText: '平台已为这份报告签名。如果以后需要证明，请保存它。',
    save: '保存报告',
    done: '完成',
  },
);

type Known = Schema<'KnownProgram'>;

export function PrivacyCentre() {
  const known = useAnswer('known programs', () => answer(api.POST('/api/v1/person/programs')));
  const isNobody = known.failure?.code === 'nobody';
  return (
    <main class="page privacy">
      <PageHead title={t.title} back="#/" label={t.home} />
      <section aria-label={t.allowed}>
        <h2>{t.allowed}</h2>
        {isNobody || known.data?.length === 0 ? (
          <Empty icon="key" title={t.nothing} text={t.nothingText} />
        ) : known.failure ? (
          <Failed failure={known.failure} onRetry={() => void known.reload()} />
        ) : !known.data ? (
          <Loading lines={4} />
        ) : (
          <ul class="privacy-programs">
            {known.data.map((program) => (
              <Program key={program.program} program={program} onChange={() => void known.reload()} />
            ))}
          </ul>
        )}
      </section>
      {known.data && <PhoneNumber />}
      {known.data && <Own onErased={() => void known.reload()} />}
    </main>
  );
}

const named = ({ zh, en }: { zh: string; en: string }) => (language === 'zh' ? zh : en);

function Program({ program, onChange }: { program: Known; onChange: () => void }) {
  const act = useAct();
  const revoke = () =>
    void act.run(async () => {
      await answer(api.POST('/api/v1/consents/revocations', { body: { app: program.program, items: [] } }));
      showToast(t.revoked);
      onChange();
    });
  return (
    <li class="privacy-program">
      <div class="privacy-head">
        <strong>{program.name}</strong>
        <a href={`/privacy/${program.program}`} target="_blank" rel="noopener">
          {t.guide}
        </a>
      </div>
      {program.allowed.length + program.refused.length === 0 && <p class="quiet">{t.knows}</p>}
      <dl class="facts">
        {program.allowed.map((one) => (
          <>
            <dt>{named(one)}</dt>
            <dd>{t.since(showDay(one.at_ms))}</dd>
          </>
        ))}
        {program.refused.map((one) => (
          <>
            <dt>{named(one)}</dt>
            <dd>{t.refused(showDay(one.at_ms))}</dd>
          </>
        ))}
      </dl>
      <Fault text={act.failure?.message} />
      {program.allowed.length > 0 && (
        <button type="button" class="button button-plain button-small" aria-label={t.revoke(program.name)} aria-disabled={act.isBusy} onClick={revoke}>
          {t.revokeShort}
        </button>
      )}
    </li>
  );
}

function PhoneNumber() {
  const own = useAnswer('phone', () => answer(api.POST('/api/v1/person/phone/state')));
  const [isEntering, setEntering] = useState(false);
  const act = useAct();
  const remove = () =>
    void act.run(async () => {
      await answer(api.DELETE('/api/v1/person/phone'));
      own.put({ masked: null });
    });
  const shown = useRef<HTMLParagraphElement>(null);
  const [saved, setSaved] = useState('');
  // What was pressed is gone: whoever hears the page goes on where the new number stands.
  useEffect(() => shown.current?.focus(), [saved]);
  const save = (masked: string) => {
    own.put({ masked });
    setEntering(false);
    setSaved(masked);
  };
  const masked = own.data?.masked;
  return (
    <section aria-label={t.phone}>
      <h2>{t.phone}</h2>
      {own.failure && <Failed failure={own.failure} onRetry={() => void own.reload()} />}
      {own.data && (
        <>
          {masked && (
            <p ref={shown} class="privacy-phone" tabIndex={-1}>
              {masked}
            </p>
          )}
          <p class="quiet">{masked ? t.phoneText : t.noPhone}</p>
          <Fault text={act.failure?.message} />
          {isEntering ? (
            <PhoneForm onSaved={save} onCancel={() => setEntering(false)} />
          ) : (
            <p class="acts">
              <Button onClick={() => setEntering(true)}>{masked ? t.change : t.enter}</Button>
              {masked && (
                <Button kind="danger" isBusy={act.isBusy} onClick={remove}>
                  {t.remove}
                </Button>
              )}
            </p>
          )}
        </>
      )}
    </section>
  );
}

function Own({ onErased }: { onErased: () => void }) {
  const act = useAct();
  const [isAsking, setAsking] = useState(false);
  const [erasure, setErasure] = useState<Schema<'ErasureAnswer'>>();
  const download = () =>
    void act.run(async () => {
      // The answer has no description: it is the file.
      const all = await answer(api.POST('/api/v1/person/export', { parseAs: 'text' }));
      save('minnow-export.json', String(all));
    });
  const erase = () =>
    void act.run(async () => {
      const done = await answer(api.POST('/api/v1/person/erasure'));
      setAsking(false);
      forgetAll();
      stage.clear();
      setErasure(done);
    });
  const close = () => {
    setErasure(undefined);
    onErased();
  };
  const actions = erasure && (
    <>
      <Button onClick={() => save('minnow-erasure.json', JSON.stringify(erasure))}>{t.save}</Button>
      <Button kind="primary" onClick={close}>
        {t.done}
      </Button>
    </>
  );
  return (
    <section aria-label={t.own}>
      <h2>{t.own}</h2>
      <p class="quiet">{t.ownText}</p>
      <Fault text={act.failure?.message} />
      <p class="acts">
        <Button icon="download" isBusy={act.isBusy} onClick={download}>
          {t.export}
        </Button>
        <Button kind="danger" onClick={() => setAsking(true)}>
          {t.erase}
        </Button>
      </p>
      <Confirm isOpen={isAsking} title={t.eraseTitle} text={t.eraseText} action={t.erase} isDanger isBusy={act.isBusy} fault={act.failure?.message} onClose={() => setAsking(false)} onConfirm={erase} />
      {erasure && (
        <Dialog isOpen title={t.erased} onClose={close} actions={actions}>
          <p>{t.erasedText}</p>
          <pre class="privacy-report">{erasure.report}</pre>
        </Dialog>
      )}
    </section>
  );
}

function save(name: string, text: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
