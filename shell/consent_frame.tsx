// The platform's sheet over a program, for consent, a phone number or signing in: a frame of the platform's own origin above the stage.
// In: a program, what it wants asked. Out: the word the sheet ends with, and whether the browser became somebody's meanwhile. Must not: heed any window but that frame, or any other question's word.

import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { language, words } from '../web/words';
import type { Program } from './kept';
import type { AskedConsent } from './running';

const t = words({ privacy: 'Privacy', signIn: 'Sign in' }, { privacy: '隐私授权', signIn: '登录' });

const OUTCOMES = ['given', 'refused', 'closed', 'undeclared', 'failed'];

export function ConsentFrame({ program, asked, onEnd }: { program: Program; asked: AskedConsent; onEnd: (outcome: string, isNewcomer: boolean) => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const frame = useRef<HTMLIFrameElement>(null);
  const end = useRef(onEnd);
  end.current = onEnd;
  const hasEnded = useRef(false);
  const finish = (outcome: string, isNewcomer = false) => {
    if (hasEnded.current) return;
    hasEnded.current = true;
    end.current(outcome, isNewcomer);
  };
  const { nonce, mode, items, scope } = asked;
  const title = mode === 'sign-in' ? t.signIn : t.privacy;
  useEffect(() => {
    const listen = ({ source, origin, data }: MessageEvent) => {
      if (source === null || source !== frame.current?.contentWindow || origin !== location.origin) return;
      if (data?.minnow === 'consent' && data.nonce === nonce && OUTCOMES.includes(data.outcome)) finish(data.outcome, data.isNewcomer === true);
    };
    addEventListener('message', listen);
    return () => removeEventListener('message', listen);
  }, [nonce]);
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    frame.current?.focus();
    return () => {
      element?.close();
      // The person went elsewhere: the program is not left waiting.
      finish('closed');
    };
  }, []);
  const behindHash = new URLSearchParams({ nonce, mode, items, scope, language });
  return (
    <dialog
      ref={dialog}
      class="consent-cover"
      aria-label={title}
      onCancel={(event) => {
        event.preventDefault();
        finish('closed');
      }}
    >
      <iframe ref={frame} title={title} src={`/consent?app=${program.id}&in=shell#${behindHash}`} />
    </dialog>
  );
}
