// The console's frame: who is signed in, and what that person sees.
// In: the session. Out: the page at the address. Must not: ask for anything a page asks for itself.

import { CopyLine } from '../web/components/copy';
import { Shown } from '../web/components/states';
import { Toasts } from '../web/components/toast';
import { ApiFailure, answer, api, type Schema } from '../web/client';
import { useAnswer } from '../web/use_answer';
import { words } from '../web/words';

const t = words(
  { signIn: 'Sign in on the command line', command: 'the command', hello: (name: string) => `Hello, ${name}` },
  { signIn: '请在命令行登录', command: '命令', hello: (name) => `你好，${name}` },
);

async function whoever(): Promise<Schema<'MeAnswer'> | null> {
  try {
    return await answer(api.GET('/api/v1/me'));
  } catch (error) {
    if (error instanceof ApiFailure && error.code === 'unsigned') return null;
    throw error;
  }
}

export function Console() {
  const me = useAnswer('me', whoever);
  return (
    <>
      <main>
        <Shown of={me}>
          {(person) =>
            person ? (
              <h1>{t.hello(person.name)}</h1>
            ) : (
              <>
                <h1>{t.signIn}</h1>
                <CopyLine text={`minnow login ${location.origin}`} what={t.command} isCommand />
              </>
            )
          }
        </Shown>
      </main>
      <Toasts />
    </>
  );
}
