// The head of a page below the first one: what it is, and the way back.
// In: words, where back is. Out: a heading and a link. Must not: be the head of the first page, which leads on.

import { Icon } from '../web/components/icon';

export function PageHead({ title, back, label }: { title: string; back: string; label: string }) {
  return (
    <header class="page-head">
      <h1>{title}</h1>
      <a class="round" href={back} aria-label={label} title={label}>
        <Icon name="cross" />
      </a>
    </header>
  );
}
