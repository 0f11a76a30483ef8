// What stands where content will be, is not yet, or could not be got.
// In: why. Out: a quiet place, said to screen readers. Must not: jump: what loads has about the height of what comes.

import type { ComponentChildren } from 'preact';
import type { ApiFailure } from '../client';
import type { Answered } from '../use_answer';
import { words } from '../words';
import { Button } from './button';
import { Icon, type IconName } from './icon';

const t = words(
  { loading: 'Loading', failed: 'This could not be loaded', again: 'Try again' },
  { loading: '正在加载', failed: '加载失败', again: '再试一次' },
);

/** `lines`: about how much will come. */
export function Loading({ lines = 4 }: { lines?: number }) {
  return (
    <div class="loading" role="status" aria-label={t.loading}>
      {Array.from({ length: lines }, (_, at) => (
        <span key={at} class={`loading-line loading-line-${at % 4}`} />
      ))}
    </div>
  );
}

export function Empty({ icon, title, text, children }: { icon?: IconName; title: string; text?: ComponentChildren; children?: ComponentChildren }) {
  return (
    <div class="empty">
      {icon && (
        <span class="empty-picture">
          <Icon name={icon} />
        </span>
      )}
      <h2>{title}</h2>
      {text && <p>{text}</p>}
      {children && <div class="empty-actions">{children}</div>}
    </div>
  );
}

export function Failed({ failure, onRetry }: { failure: ApiFailure; onRetry?: () => void }) {
  return (
    <div class="empty" role="alert">
      <span class="empty-picture empty-picture-bad">
        <Icon name="warning" />
      </span>
      <h2>{t.failed}</h2>
      <p>{failure.message}</p>
      {onRetry && (
        <div class="empty-actions">
          <Button onClick={onRetry}>{t.again}</Button>
        </div>
      )}
    </div>
  );
}

/** An answer's content, or what stands in its place. */
export function Shown<Data>({ of, lines, children }: { of: Answered<Data>; lines?: number; children: (data: Data) => ComponentChildren }) {
  if (of.data !== undefined) return <>{children(of.data)}</>;
  if (of.failure) return <Failed failure={of.failure} onRetry={() => void of.reload()} />;
  return <Loading lines={lines} />;
}
