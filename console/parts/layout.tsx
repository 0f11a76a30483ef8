// The frame of every page of somebody who is signed in: where one can go, which organisation, the page itself.
// In: the page. Out: navigation beside it, or behind a button on a phone; the focus on the heading of a page that was just opened. Must not: know a page.

import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso/router';
import { Button } from '../../web/components/button';
import { SelectField } from '../../web/components/field';
import { Icon, type IconName } from '../../web/components/icon';
import { words } from '../../web/words';
import { isAdmin, useSession } from './session';

const t = words(
  {
    skip: 'Skip to the content',
    places: 'Places',
    menu: 'Menu',
    organisation: 'Organisation',
    apps: 'Programs',
    reviews: 'Reviews',
    members: 'Members',
    log: 'Audit log',
    account: 'You and your keys',
    platform: 'Platform',
  },
  {
    skip: '跳到正文',
    places: '导航',
    menu: '菜单',
    organisation: '组织',
    apps: '小程序',
    reviews: '审核',
    members: '成员',
    log: '审计日志',
    account: '我和密钥',
    platform: '平台',
  },
);

function places(session: ReturnType<typeof useSession>): [string, IconName, string][] {
  const list: [string, IconName, string][] = [['/console/apps', 'apps', t.apps]];
  if (session.me.is_operator) list.push(['/console/reviews', 'review', t.reviews]);
  list.push(['/console/members', 'members', t.members]);
  if (isAdmin(session)) list.push(['/console/audit', 'log', t.log]);
  list.push(['/console/account', 'key', t.account]);
  if (session.me.is_operator) list.push(['/console/platform', 'health', t.platform]);
  return list;
}

export function Layout({ children }: { children: ComponentChildren }) {
  const session = useSession();
  const { path } = useLocation();
  const [isOpen, setOpen] = useState(false);
  useEffect(() => setOpen(false), [path]);
  return (
    <div class="frame">
      <a class="skip" href="#content">
        {t.skip}
      </a>
      <header class="frame-head">
        <Brand />
        <Button kind="quiet" icon={isOpen ? 'cross' : 'menu'} label={t.menu} controls="places" isExpanded={isOpen} onClick={() => setOpen(!isOpen)} />
      </header>
      <nav id="places" class={isOpen ? 'places places-open' : 'places'} aria-label={t.places}>
        <Brand />
        {session.me.organisations.length > 1 && (
          <SelectField label={t.organisation} isLabelHidden value={session.organisation.organisation} options={session.me.organisations.map((one) => ({ value: one.organisation, label: one.name }))} onChange={session.choose} />
        )}
        <ul>
          {places(session).map(([href, icon, label]) => (
            <li key={href}>
              <a href={href} aria-current={path === href || path.startsWith(`${href}/`) ? 'page' : undefined}>
                <Icon name={icon} />
                {label}
              </a>
            </li>
          ))}
        </ul>
        <p class="places-foot">
          <span>{session.me.name}</span>
          <span class="quiet">{session.organisation.name}</span>
        </p>
      </nav>
      <main id="content" tabIndex={-1}>
        {children}
      </main>
    </div>
  );
}

export function Brand() {
  return (
    <a class="brand" href="/console/">
      <svg viewBox="0 0 32 32" width="28" height="28" aria-hidden="true">
        <rect class="brand-ground" width="32" height="32" rx="8" />
        <path class="brand-fish" d="M5.500 16c3.200-5 7.200-7 11-7 3.600 0 6 2.200 6.800 4.300L27 10v12l-3.700-3.300C22.500 20.800 20.100 23 16.500 23c-3.800 0-7.800-2-11-7z" />
        <circle class="brand-ground" cx="11.500" cy="14.800" r="1.400" />
      </svg>
      Minnow
    </a>
  );
}

/** The top of a page. Its heading takes the focus when the page was opened from another one, so that a screen reader reads it. */
export function PageHead({ title, text, above, children }: { title: string; text?: ComponentChildren; above?: ComponentChildren; children?: ComponentChildren }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · Minnow`;
    if (hasMoved) heading.current?.focus({ preventScroll: true });
    hasMoved = true;
  }, [title]);
  return (
    <div class="page-head">
      <div>
        {above}
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {text && <p class="quiet">{text}</p>}
      </div>
      {children && <div class="page-actions">{children}</div>}
    </div>
  );
}

/** The first page leaves the focus where the browser has it. */
let hasMoved = false;
