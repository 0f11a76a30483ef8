// A line to take along: a command, an address, a secret. One press copies it.
// In: a text. Out: the text, and a button that says when it is done. Must not: put a secret anywhere but the clipboard.

import { useEffect, useState } from 'preact/hooks';
import { words } from '../words';
import { Button } from './button';

const t = words(
  { copy: 'Copy', copied: 'Copied', copyThis: (what: string) => `Copy ${what}` },
  { copy: '复制', copied: '已复制', copyThis: (what) => `复制${what}` },
);

/** `what`: what it is, for screen readers. `shown`: what is seen where the text itself is too long or too secret to be. */
export function CopyLine({ text, what, shown, isCommand = false }: { text: string; what: string; shown?: string; isCommand?: boolean }) {
  const [isCopied, setCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) return;
    const timer = setTimeout(() => setCopied(false), 2_000);
    return () => clearTimeout(timer);
  }, [isCopied]);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
  };
  return (
    <div class={isCommand ? 'copy copy-command' : 'copy'}>
      <code tabIndex={0}>{shown ?? text}</code>
      <Button kind="quiet" isSmall icon={isCopied ? 'check' : 'copy'} label={t.copyThis(what)} onClick={() => void copy()}>
        {isCopied ? t.copied : t.copy}
      </Button>
      <span class="sr-only" role="status">
        {isCopied ? t.copied : ''}
      </span>
    </div>
  );
}
