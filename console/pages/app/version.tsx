// One version in full: its state and what can be done next, remarks of the build, what reviewers said, where it may send requests.
// In: the program and the number in the address. Out: the version; submissions, reviews, releases. Must not: let anybody but operators review.

import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { useLocation, useRoute } from 'preact-iso/router';
import { answer, api, type Schema } from '../../../web/client';
import { Button } from '../../../web/components/button';
import { Dialog } from '../../../web/components/dialog';
import { CheckField, Fault, TextArea } from '../../../web/components/field';
import { Icon } from '../../../web/components/icon';
import { Shown } from '../../../web/components/states';
import { showToast } from '../../../web/components/toast';
import { useAct, useAnswer } from '../../../web/use_answer';
import { showAge, showBytes, showNumber, showTime, words } from '../../../web/words';
import { PageHead } from '../../parts/layout';
import { EVERYBODY, SegmentFields, segmentOf } from '../../parts/segment';
import { isAdmin, mayPublish, useSession } from '../../parts/session';
import { findingsOf, release, releasesOf, stateOf, submit, type Finding } from '../../parts/versions';
import { Preview } from './preview';
import { Screens } from './screens';

const t = words(
  {
    title: (number: string) => `Version ${number}`,
    state: 'State',
    author: 'Published by',
    when: 'Published',
    size: 'Package',
    sizeOf: (files: string, size: string) => `${files} files, ${size}`,
    digest: 'Digest of the sources',
    submit: 'Put up for review',
    release: 'Release',
    approve: 'Approve',
    reject: 'Reject',
    approveTitle: 'Approve this version?',
    rejectTitle: 'Reject this version?',
    comment: 'Comment',
    commentHint: 'For whoever published it.',
    releaseTitle: (number: string) => `Release ${number}`,
    releaseText: 'Whoever opens the program gets it from now on. You can go back at any time.',
    share: (percent: number) => `For ${percent} % of people`,
    some: 'Only for some of them',
    endsOlder: 'Versions before it are used no more, not even where a browser kept one.',
    firstIsFull: 'The first release of a program is for everybody.',
    released: (number: string) => `${number} is released.`,
    approved: 'The version is approved: it may go out.',
    rejected: 'The version is rejected; its author sees your comment.',
    submitted: (state: string) => `The version is ${state} now.`,
    findings: 'What the build said',
    noFindings: 'Nothing: no error, no warning.',
    personal: 'Personal data',
    personalWell: 'Every call that needs personal data is covered by what the program declares.',
    undeclared: 'not declared',
    needs: (item: string) => `needs the data item ${item}: the call fails`,
    unused: (item: string) => `The data item ${item} is declared, and no script is seen to use it.`,
    reviews: 'Reviews',
    domains: 'Back ends it may use',
    domainsText: 'As its project.config.json declares them. A kind that is not listed may go anywhere on the open web.',
    request: 'Requests',
    socket: 'Sockets',
    upload: 'Uploads',
    download: 'Downloads',
    webview: 'Pages in a web-view',
    any: 'any address',
    nowhere: 'none',
  },
  {
    title: (number) => `版本 ${number}`,
    state: '状态',
    author: '上传者',
    when: '上传时间',
    size: '代码包',
    sizeOf: (files, size) => `${files} 个文件，${size}`,
    digest: '源码摘要',
    submit: '提交审核',
    release: '发布',
    approve: '通过',
    reject: '不通过',
    approveTitle: '通过这个版本？',
    rejectTitle: '不通过这个版本？',
    comment: '意见',
    commentHint: '给上传者看。',
    releaseTitle: (number) => `发布 ${number}`,
    releaseText: '之后打开小程序的人会得到它，随时可以回退。',
    share: (percent) => `给 ${percent}% 的人`,
    some: '仅限部分人群',
    endsOlder: '更早的版本不再使用，浏览器里缓存的也一样。',
    firstIsFull: '小程序的第一次发布面向所有人。',
    released: (number) => `${number} 已发布。`,
    approved: '版本已通过，可以发布。',
    rejected: '版本未通过，上传者会看到你的意见。',
    submitted: (state) => `版本现在的状态：${state}。`,
    personal: '个人信息',
    personalWell: '用到个人信息的调用都已声明。',
    undeclared: '未声明',
    needs: (item) => `需要信息项 ${item}，调用会失败`,
    unused: (item) => `声明了信息项 ${item}，但没有发现脚本使用它。`,
    findings: '构建提示',
    noFindings: '没有错误，也没有警告。',
    reviews: '审核记录',
    domains: '可以访问的后端',
    domainsText: '按 project.config.json 里的声明。没有列出的一类可以访问公网上的任何地址。',
    request: '请求',
    socket: '套接字',
    upload: '上传',
    download: '下载',
    webview: 'web-view 页面',
    any: '任何地址',
    nowhere: '无',
  },
);

type Detail = Schema<'VersionDetailAnswer'>;
type Asked = 'approve' | 'reject' | 'release' | undefined;

export default function Version() {
  const { params } = useRoute();
  const [app, number] = [params.app ?? '', decodeURIComponent(params.number ?? '')];
  const detail = useAnswer(`version ${app} ${number}`, () => answer(api.GET('/api/v1/apps/{app}/versions/{number}', { params: { path: { app, number } } })));
  return <Shown of={detail}>{(version) => <Content app={app} version={version} reload={detail.reload} />}</Shown>;
}

function Content({ app, version, reload }: { app: string; version: Detail; reload: () => Promise<void> }) {
  const session = useSession();
  const [asked, setAsked] = useState<Asked>();
  const act = useAct();
  const [word, mark] = stateOf(version.state);
  const isUnseen = version.state === 'development' || version.state === 'rejected';
  const send = () => void act.run(async () => {
    const { state } = await submit(app, version.number);
    showToast(t.submitted(stateOf(state)[0]));
    await reload();
  });
  return (
    <>
      <PageHead
        title={t.title(version.number)}
        text={version.description}
        above={
          <a class="crumb" href={`/console/apps/${app}/versions`}>
            <Icon name="back" />
            {app}
          </a>
        }
      >
        {isUnseen && mayPublish(session) && (
          <Button kind="primary" isBusy={act.isBusy} onClick={send}>
            {t.submit}
          </Button>
        )}
        {version.state === 'review' && session.me.is_operator && (
          <>
            <Button kind="danger" onClick={() => setAsked('reject')}>
              {t.reject}
            </Button>
            <Button kind="primary" icon="check" onClick={() => setAsked('approve')}>
              {t.approve}
            </Button>
          </>
        )}
        {version.state === 'approved' && isAdmin(session) && (
          <Button kind="primary" onClick={() => setAsked('release')}>
            {t.release}
          </Button>
        )}
      </PageHead>
      <Fault text={act.failure?.message} />
      <dl class="panel facts">
        <Fact name={t.state}>
          <span class={mark}>{word}</span>
        </Fact>
        <Fact name={t.author}>{version.author}</Fact>
        <Fact name={t.when}>{showTime(version.created_ms)}</Fact>
        <Fact name={t.size}>{t.sizeOf(showNumber(version.files), showBytes(version.size_bytes))}</Fact>
        <Fact name={t.digest}>
          <code>{version.sources_digest.slice(0, 16)}…</code>
        </Fact>
      </dl>
      {version.reviews.length > 0 && <Reviews reviews={version.reviews} />}
      {mayPublish(session) && <Preview app={app} number={version.number} />}
      <Screens app={app} number={version.number} />
      <Findings findings={findingsOf(version)} />
      <PersonalData app={app} number={version.number} />
      <Domains domains={version.domains} />
      {(asked === 'approve' || asked === 'reject') && <ReviewDialog app={app} number={version.number} isApproval={asked === 'approve'} onClose={() => setAsked(undefined)} onDone={reload} />}
      {asked === 'release' && <ReleaseDialog app={app} number={version.number} onClose={() => setAsked(undefined)} />}
    </>
  );
}

function Fact({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Reviews({ reviews }: { reviews: Detail['reviews'] }) {
  return (
    <section class="panel">
      <h2>{t.reviews}</h2>
      <ul class="stack">
        {reviews.map((review) => (
          <li key={review.created_ms} class="review">
            <p class="row">
              <span class={stateOf(review.decision)[1]}>{stateOf(review.decision)[0]}</span>
              <span>{review.reviewer}</span>
              <span class="quiet small">{showAge(review.created_ms)}</span>
            </p>
            {review.comment && <p class="review-comment">{review.comment}</p>}
          </li>
        ))}
      </ul>
    </section>
  );
}

const SEVERITIES: Record<string, string> = { error: 'mark mark-bad', warning: 'mark mark-warn' };

/** What its scripts reach of personal data beyond what the program declares now. */
function PersonalData({ app, number }: { app: string; number: string }) {
  const found = useAnswer(`reach ${app} ${number}`, () => answer(api.GET('/api/v1/apps/{app}/versions/{number}/privacy', { params: { path: { app, number } } })));
  return (
    <section class="panel">
      <h2>{t.personal}</h2>
      <Shown of={found} lines={2}>
        {({ undeclared, unused }) =>
          undeclared.length + unused.length === 0 ? (
            <p class="quiet">{t.personalWell}</p>
          ) : (
            <ul class="stack">
              {undeclared.map((place) => (
                <li key={`${place.path} ${place.line} ${place.api}`} class="finding">
                  <p>
                    <span class="mark mark-warn">{t.undeclared}</span> <code>{place.api}</code> {t.needs(place.item)}
                  </p>
                  <p class="quiet small">
                    <code>
                      {place.path}:{place.line}
                    </code>
                  </p>
                </li>
              ))}
              {unused.map((item) => (
                <li key={item} class="finding">
                  <p>{t.unused(item)}</p>
                </li>
              ))}
            </ul>
          )
        }
      </Shown>
    </section>
  );
}

function Findings({ findings }: { findings: Finding[] }) {
  return (
    <section class="panel">
      <h2>{t.findings}</h2>
      {findings.length === 0 ? (
        <p class="quiet">{t.noFindings}</p>
      ) : (
        <ul class="stack">
          {findings.map((finding, at) => (
            <li key={at} class="finding">
              <p>
                <span class={SEVERITIES[finding.severity] ?? 'mark'}>{finding.code ?? finding.severity}</span> {finding.message}
              </p>
              {finding.path && (
                <code class="quiet">
                  {finding.path}
                  {finding.line ? `:${finding.line}` : ''}
                </code>
              )}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Domains({ domains }: { domains: Detail['domains'] }) {
  return (
    <section class="panel">
      <div>
        <h2>{t.domains}</h2>
        <p class="quiet small">{t.domainsText}</p>
      </div>
      <dl class="facts">
        {(['request', 'socket', 'upload', 'download', 'webview'] as const).map((kind) => {
          const list = domains[kind];
          return (
            <Fact key={kind} name={t[kind]}>
              {!list ? <span class="quiet">{t.any}</span> : list.length === 0 ? <span class="quiet">{t.nowhere}</span> : list.map((address) => <code class="block" key={address}>{address}</code>)}
            </Fact>
          );
        })}
      </dl>
    </section>
  );
}

function ReviewDialog({ app, number, isApproval, onClose, onDone }: { app: string; number: string; isApproval: boolean; onClose: () => void; onDone: () => Promise<void> }) {
  const [comment, setComment] = useState('');
  const act = useAct();
  const send = () => void act.run(async () => {
    await answer(api.POST('/api/v1/apps/{app}/versions/{number}/review', { params: { path: { app, number } }, body: { is_approved: isApproval, comment } }));
    showToast(isApproval ? t.approved : t.rejected);
    onClose();
    await onDone();
  });
  return (
    <Dialog
      isOpen
      title={isApproval ? t.approveTitle : t.rejectTitle}
      isBusy={act.isBusy}
      onClose={onClose}
      actions={
        <Button kind={isApproval ? 'primary' : 'danger'} isBusy={act.isBusy} onClick={send}>
          {isApproval ? t.approve : t.reject}
        </Button>
      }
    >
      <TextArea label={t.comment} hint={t.commentHint} fault={act.failure?.message} maxLength={2000} value={comment} onInput={setComment} />
    </Dialog>
  );
}

function ReleaseDialog({ app, number, onClose }: { app: string; number: string; onClose: () => void }) {
  const { route } = useLocation();
  const releases = useAnswer(`releases ${app}`, () => releasesOf(app));
  const [percent, setPercent] = useState(100);
  const [typed, setTyped] = useState(EVERYBODY);
  const [endsOlder, setEndsOlder] = useState(false);
  const act = useAct();
  const isFirst = releases.data?.length === 0;
  const segment = isFirst ? null : segmentOf(typed);
  const isForAll = percent === 100 && !segment;
  const send = () => void act.run(async () => {
    await release(app, number, isFirst ? { percent: 100 } : { percent, segment, ends_older: endsOlder && isForAll });
    showToast(t.released(number));
    route(`/console/apps/${app}`);
  });
  return (
    <Dialog
      isOpen
      title={t.releaseTitle(number)}
      isBusy={act.isBusy}
      onClose={onClose}
      actions={
        <Button kind="primary" isBusy={act.isBusy} onClick={send}>
          {t.release}
        </Button>
      }
    >
      <p>{t.releaseText}</p>
      {isFirst ? (
        <p class="quiet">{t.firstIsFull}</p>
      ) : (
        <div class="gray-grow">
          <label>
            <span>{t.share(percent)}</span>
            <input type="range" min={1} max={100} value={percent} onInput={(event) => setPercent(Number(event.currentTarget.value))} />
          </label>
        </div>
      )}
      {!isFirst && (
        <details class="release-some">
          <summary>{t.some}</summary>
          <div class="stack">
            <SegmentFields typed={typed} onInput={setTyped} />
          </div>
        </details>
      )}
      {!isFirst && isForAll && <CheckField label={t.endsOlder} isChecked={endsOlder} onChange={setEndsOlder} />}
      <Fault text={act.failure?.message} />
    </Dialog>
  );
}
