// The first screen of each page of a version, for whoever reviews it.
// In: the program and the number. Out: frames as wide as a phone, in which nothing runs. Must not: let anything of the program's run at the platform's own origin.

import { answer, api } from '../../../web/client';
import { Shown } from '../../../web/components/states';
import { useAnswer } from '../../../web/use_answer';
import { words } from '../../../web/words';

const t = words(
  {
    title: 'First screens',
    text: 'What people see of each page before its scripts run, as the build drew it. Nothing runs in these frames.',
    none: 'The version has no pages that were drawn.',
    screen: (page: string) => `First screen of ${page}`,
  },
  {
    title: '首屏',
    text: '脚本运行之前，人们看到的每个页面的样子，由构建生成。这些画面里什么都不会运行。',
    none: '这个版本没有生成首屏。',
    screen: (page) => `${page} 的首屏`,
  },
);

export function Screens({ app, number }: { app: string; number: string }) {
  const screens = useAnswer(`screens ${app} ${number}`, () => answer(api.GET('/api/v1/apps/{app}/versions/{number}/screens', { params: { path: { app, number } } })));
  return (
    <section class="panel">
      <div>
        <h2>{t.title}</h2>
        <p class="quiet small">{t.text}</p>
      </div>
      <Shown of={screens} lines={4}>
        {(rows) =>
          rows.length === 0 ? (
            <p class="quiet">{t.none}</p>
          ) : (
            // The list scrolls sideways, by keyboard too.
            <ul class="screens" tabIndex={0} aria-label={t.title}>
              {rows.map(({ page, address }) => (
                <li key={page} class="screen">
                  <div class="screen-glass">
                    <iframe class="screen-frame" src={address} title={t.screen(page)} sandbox="" loading="lazy" tabIndex={-1} />
                  </div>
                  <code class="quiet small">{page}</code>
                </li>
              ))}
            </ul>
          )
        }
      </Shown>
    </section>
  );
}
