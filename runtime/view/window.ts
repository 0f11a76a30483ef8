// What of the browser's window the program hears of: sizes, being seen, dark and light. In: the system as the program was told of it.
// Out: messages. Must not: miss what changed before this was here.
import type { SystemSnapshot } from '../api/host';
import { setTheme } from './frame/frame_late';
import type { FrameControl } from './frame/types';
import { post } from './port';
import { themed, themeOf } from './theme';

export function watchWindow(manifest: any, frame: FrameControl, told: SystemSnapshot, snapshot: () => SystemSnapshot): void {
  let { windowWidth, windowHeight, theme } = told;
  const resized = () => {
    const system = snapshot();
    if (system.windowWidth === windowWidth && system.windowHeight === windowHeight) return;
    ({ windowWidth, windowHeight } = system);
    post({ t: 'emit', topic: 'system', value: system });
    const top = frame.top();
    if (top) post({ t: 'page', page: top.instance, kind: 'resize', value: { size: { windowWidth, windowHeight } } });
  };
  const recoloured = () => {
    const now = themeOf(manifest);
    if (now === theme) return;
    theme = now;
    setTheme(frame.inside, theme, themed(manifest, theme));
    post({ t: 'emit', topic: 'system', value: { theme } });
    post({ t: 'app', kind: 'theme', value: { theme } });
  };
  const seen = () => post({ t: 'app', kind: document.hidden ? 'hide' : 'show' });
  addEventListener('resize', resized);
  document.addEventListener('visibilitychange', seen);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', recoloured);
  resized();
  recoloured();
  if (document.hidden) seen();
}
