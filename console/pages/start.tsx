// From an empty console to a program that is live, step by step: make it, publish it, release it, open it.
// In: an organisation. Out: a program people can open. Must not: go on before the step before is done; it looks, and moves on by itself.

import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { answer, api, type Schema } from '../../web/client';
import { Button, LinkButton } from '../../web/components/button';
import { CopyLine } from '../../web/components/copy';
import { Fault } from '../../web/components/field';
import { Icon } from '../../web/components/icon';
import { Shown } from '../../web/components/states';
import { useAct, useAnswer } from '../../web/use_answer';
import { words } from '../../web/words';
import { AppForm } from '../parts/app_form';
import { AddressCode } from '../parts/code';
import { PageHead } from '../parts/layout';
import { useSession } from '../parts/session';
import { findingsOf, sendOut, versionsOf, type Version } from '../parts/versions';

const t = words(
  {
    title: 'Your first program, live in five minutes',
    text: 'Four steps. Each one notices when it is done.',
    make: 'Make the program',
    made: (name: string, id: string) => `${name} (${id}) is made.`,
    publish: 'Publish a version',
    published: (number: string) => `Version ${number} has arrived.`,
    released: (number: string) => `Everybody gets version ${number}.`,
    signIn: 'On the computer with your program’s sources, sign in. It asks for a token:',
    signInCommand: 'the command to sign in',
    makeToken: 'Make a token',
    token: 'the token',
    tokenNote: 'Shown this once. It publishes in your name; you can revoke it under “You and your keys”.',
    send: 'Then, in the folder with app.json:',
    sendCommand: 'the command to publish',
    noProgram: 'No program at hand? This makes a small one to publish:',
    newCommand: 'the command for a new program',
    wait: 'Waiting for your version…',
    release: 'Release it',
    releaseText: (number: string) => `Version ${number} is built and ready. Give it to everybody.`,
    findings: (count: number) => (count === 1 ? 'The build had one remark.' : `The build had ${count} remarks.`),
    look: 'Look at it first',
    go: 'Release to everybody',
    waits: 'The version waits for review. Once an operator has approved it, release it here.',
    toReviews: 'To the reviews',
    live: 'It is live',
    liveText: 'Everybody with this address or code gets your program, on any phone or computer.',
    address: 'the address',
    open: 'Open the program',
    more: 'To the program',
    ahead: 'Comes after the step before.',
  },
  {
    title: '五分钟，让你的第一个小程序上线',
    text: '四个步骤，每一步完成后会自动继续。',
    make: '创建小程序',
    made: (name, id) => `${name}（${id}）已创建。`,
    publish: '上传一个版本',
    published: (number) => `版本 ${number} 已到达。`,
    released: (number) => `所有人得到版本 ${number}。`,
    signIn: '在有小程序源码的电脑上登录，它会要一个令牌：',
    signInCommand: '登录命令',
    makeToken: '生成令牌',
    token: '令牌',
    tokenNote: '只显示这一次。它能以你的名义上传，可以在“我和密钥”里撤销。',
    send: '然后在 app.json 所在的文件夹里：',
    sendCommand: '上传命令',
    noProgram: '手边没有小程序？这条命令生成一个可以上传的：',
    newCommand: '新建小程序的命令',
    wait: '正在等待你的版本…',
    release: '发布',
    releaseText: (number) => `版本 ${number} 已构建完成，可以给所有人了。`,
    findings: (count) => `构建时有 ${count} 条提示。`,
    look: '先看看',
    go: '发布给所有人',
    waits: '版本正在等待审核。运营者通过后，就可以在这里发布。',
    toReviews: '去审核',
    live: '上线了',
    liveText: '有这个网址或二维码的人，都能在任何手机或电脑上打开你的小程序。',
    address: '网址',
    open: '打开小程序',
    more: '查看小程序',
    ahead: '上一步完成后继续。',
  },
);

type Overview = Schema<'AppOverviewRow'>;

export default function Start() {
  const { organisation } = useSession();
  const id = organisation.organisation;
  const apps = useAnswer(`start ${id}`, () => answer(api.GET('/api/v1/organisations/{organisation}/overview', { params: { path: { organisation: id } } })));
  return (
    <>
      <PageHead title={t.title} text={t.text} />
      <Shown of={apps}>{(rows) => <Steps organisation={id} app={rows.find((row) => !row.released) ?? rows[0]} reload={apps.reload} />}</Shown>
    </>
  );
}

function Steps({ organisation, app, reload }: { organisation: string; app: Overview | undefined; reload: () => Promise<void> }) {
  const version = useArrival(app);
  const at = !app ? 0 : app.released ? 3 : version ? 2 : 1;
  return (
    <ol class="steps">
      <Step number={1} at={at} title={t.make} done={app && t.made(app.name, app.id)}>
        <AppForm organisation={organisation} onMade={() => void reload()} />
      </Step>
      <Step number={2} at={at} title={t.publish} done={version && t.published(version.number)}>
        {app && <Publish app={app.id} />}
      </Step>
      <Step number={3} at={at} title={t.release} done={app?.released ? t.released(app.released) : undefined}>
        {app && version && <Release app={app.id} version={version} reload={reload} />}
      </Step>
      <Step number={4} at={at} title={t.live}>
        {app && <Live app={app} />}
      </Step>
    </ol>
  );
}

/** How often it is looked whether a version has arrived. */
const LOOK_MS = 2_000;

/** The newest version of a program, looked for until there is one, and again until it is out. */
function useArrival(app: Overview | undefined): Version | undefined {
  const [version, setVersion] = useState<Version>();
  const id = app?.id;
  useEffect(() => {
    if (!id || app?.released) return;
    let timer: ReturnType<typeof setTimeout>;
    let isGone = false;
    const look = async () => {
      const versions = await versionsOf(id).catch(() => []);
      if (isGone) return;
      setVersion(versions[0]);
      timer = setTimeout(() => void look(), LOOK_MS);
    };
    void look();
    return () => {
      isGone = true;
      clearTimeout(timer);
    };
  }, [id, app?.released]);
  return version;
}

function Step({ number, at, title, done, children }: { number: number; at: number; title: string; done?: string; children: ComponentChildren }) {
  const isDone = number <= at;
  const isNow = number === at + 1;
  return (
    <li class={`step${isDone ? ' step-done' : ''}${isNow ? ' step-now' : ''}`} aria-current={isNow ? 'step' : undefined}>
      <span class="step-number" aria-hidden="true">
        {isDone ? <Icon name="check" /> : number}
      </span>
      <div class="stack">
        <h2>{title}</h2>
        {isNow && children}
        {isDone && done && <p class="quiet">{done}</p>}
        {!isNow && !isDone && <p class="quiet">{t.ahead}</p>}
      </div>
    </li>
  );
}

function Publish({ app }: { app: string }) {
  const [token, setToken] = useState<string>();
  const act = useAct();
  const make = () => void act.run(async () => setToken((await answer(api.POST('/api/v1/tokens', { body: { name: `minnow publish ${app}`, scopes: ['read', 'publish', 'release'] } }))).token));
  return (
    <>
      <div class="stack">
        <p>{t.signIn}</p>
        <CopyLine isCommand what={t.signInCommand} text={`minnow login ${location.origin}`} />
        {token ? (
          <>
            <CopyLine what={t.token} text={token} />
            <p class="quiet small">{t.tokenNote}</p>
          </>
        ) : (
          <div class="row">
            <Button icon="key" isBusy={act.isBusy} onClick={make}>
              {t.makeToken}
            </Button>
          </div>
        )}
        <Fault text={act.failure?.message} />
      </div>
      <div class="stack">
        <p>{t.send}</p>
        <CopyLine isCommand what={t.sendCommand} text={`minnow publish --app ${app}`} />
      </div>
      <details class="entry-more">
        <summary>{t.noProgram}</summary>
        <CopyLine isCommand what={t.newCommand} text={`minnow new ${app} && cd ${app}`} />
      </details>
      <p class="waiting" role="status">
        <span class="spinner" />
        {t.wait}
      </p>
    </>
  );
}

function Release({ app, version, reload }: { app: string; version: Version; reload: () => Promise<void> }) {
  const { me } = useSession();
  const act = useAct();
  const count = findingsOf(version).length;
  const go = () => void act.run(async () => {
    if ((await sendOut(app, version)) === 'released') await reload();
  });
  if (version.state === 'review') {
    return (
      <>
        <p>{t.waits}</p>
        {me.is_operator && (
          <div class="row">
            <LinkButton href="/console/reviews">{t.toReviews}</LinkButton>
          </div>
        )}
      </>
    );
  }
  return (
    <>
      <p>
        {t.releaseText(version.number)} {count > 0 && t.findings(count)}
      </p>
      <div class="row">
        <Button kind="primary" isBusy={act.isBusy} onClick={go}>
          {t.go}
        </Button>
        <LinkButton kind="quiet" href={`/console/apps/${app}/versions/${version.number}`}>
          {t.look}
        </LinkButton>
      </div>
      <Fault text={act.failure?.message} />
    </>
  );
}

function Live({ app }: { app: Overview }) {
  return (
    <div class="live">
      <AddressCode address={app.address} />
      <div class="stack">
        <p role="status">{t.liveText}</p>
        <CopyLine text={app.address} what={t.address} />
        <div class="row">
          <LinkButton kind="primary" icon="open" href={app.address} isAway>
            {t.open}
          </LinkButton>
          <LinkButton kind="quiet" href={`/console/apps/${app.id}`}>
            {t.more}
          </LinkButton>
        </div>
      </div>
    </div>
  );
}
