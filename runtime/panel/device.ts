// What the visit pretends: device, colours, language, network line, launch options, permissions; and the page stack it has.
// In: settings. Out: a tab; changed settings. Must not: change the program's files or data.
import { NETWORK_PROFILES, type NetworkProfile, type Settings } from '../shared/development';
import { button, field, h } from './dom';
import type { Context, MakeTab } from './tab';

/** What a program is most often started by. */
const SCENES: readonly [number, string, string][] = [
  [1001, '发现栏主入口', 'list of programs'], [1007, '单人聊天会话', 'chat with one person'], [1008, '群聊会话', 'chat of a group'], [1011, '扫描二维码', 'QR code'], [1013, '相册二维码', 'QR code of a picture'],
  [1035, '公众号自定义菜单', 'menu of an account'], [1036, 'App 分享', 'shared from an app'], [1037, '小程序打开', 'another program'], [1038, '从小程序返回', 'back from another program'], [1047, '扫描小程序码', 'program code'], [1089, '下拉任务栏', 'recent programs'],
];

/** How many things are not as the browser has them: who forgets one looks for a fault that is none. */
export function markPretended({ development: { settings }, mark }: Context): void {
  const { device, theme, language, network, scene, referrerInfo, mocks } = settings;
  const pretended = [device, theme, language, network !== 'online', scene !== null, referrerInfo, mocks.some(({ on }) => on)];
  mark('device', pretended.filter(Boolean).length, true);
}

export const deviceTab: MakeTab = (context) => {
  const { development, words } = context;
  const { settings } = development;
  const zh = development.language === 'zh';
  const scroller = h('div.list', { role: 'region', 'aria-label': words.device, tabindex: 0 });

  function choices<T extends string | boolean | null>(label: string, options: readonly (readonly [value: T, text: string])[], value: T, choose: (value: T) => void): HTMLElement {
    return h('div.field', { role: 'group', 'aria-label': label }, h('span', null, label), h('div.choices', null, ...options.map(([option, text]) =>
      button(text, () => choose(option), { 'aria-pressed': option === value }))));
  }

  const set = (changes: Partial<Settings>, again = false) => {
    development.apply(changes, again);
    draw();
  };

  function appearance(): HTMLElement {
    const sizes: [string, string][] = [['', words.natural], ...development.devices.map(({ name, width, height }): [string, string] => [name, `${name}  ${width}×${height}`])];
    const languages: [string, string][] = [['', words.system], ['zh-CN', '简体中文'], ['zh-TW', '繁體中文'], ['en', 'English'], ['ja', '日本語']];
    return h('div.section', null,
      choices(words.size2, sizes, settings.device, (device) => set({ device })),
      choices(words.colours, [['', words.system], ['light', words.light], ['dark', words.dark]], settings.theme, (theme) => set({ theme })),
      choices(words.language, languages, settings.language, (language) => set({ language }, true)),
      choices(words.line, (Object.keys(NETWORK_PROFILES) as NetworkProfile[]).map((name) => [name, words.lines[name]] as const), settings.network, (network) => set({ network })));
  }

  function stack(): HTMLElement {
    return h('div.section', null, h('h2', null, words.stack), h('ol.pages', null, ...development.pages.map(({ path, query }) => h('li.mono', null, `${path}${queryText(query)}`))));
  }

  function entry(): HTMLElement {
    const top = development.pages.at(-1);
    const path = h('select', null, ...development.paths.map((path) => h('option', { value: path }, path)));
    path.value = top?.path ?? '';
    const query = h('input', { value: queryText(top?.query ?? {}).slice(1), placeholder: 'id=1&from=share', spellcheck: 'false', autocapitalize: 'off' });
    const scenes = h('datalist', { id: 'scenes' }, ...SCENES.map(([number, chinese, english]) => h('option', { value: number }, zh ? chinese : english)));
    const scene = h('input', { type: 'number', min: 1000, max: 1999, list: 'scenes', value: settings.scene ?? '', placeholder: '1001' });
    const referrer = h('textarea', { spellcheck: 'false', placeholder: '{"appId":"wx…","extraData":{}}' });
    referrer.value = settings.referrerInfo;
    const said = h('span.bad', { role: 'status' });
    const start = () => {
      try {
        if (referrer.value.trim()) JSON.parse(referrer.value);
      } catch {
        return void (said.textContent = words.badJson);
      }
      development.apply({ scene: scene.value ? Number(scene.value) : null, referrerInfo: referrer.value.trim() });
      development.relaunch(path.value, query.value);
    };
    return h('div.section', null, h('h2', null, words.entry), field(words.path, path), h('div.grid', null, field(words.query, query), field(words.scene, scene)), scenes, field(words.referrer, referrer),
      h('div.buttons', null, button(words.relaunch, start, { class: 'action main' }), said));
  }

  function permissions(): HTMLElement {
    const answers = development.permissions();
    const rows = Object.entries(words.scopes).map(([scope, name]) =>
      choices<boolean | null>(name, [[null, words.ask], [true, words.allow], [false, words.deny]], answers[scope] ?? null, (answer) => {
        development.permit(scope, answer);
        draw();
      }));
    return h('div.section', null, h('h2', null, words.permissions), h('p.note', null, words.atLaunch), h('div.grid', { style: 'grid-template-columns:repeat(auto-fill,minmax(190px,1fr))' }, ...rows));
  }

  function draw(): void {
    markPretended(context);
    const { scrollTop } = scroller;
    const root = scroller.getRootNode() as ShadowRoot;
    const focused = root.activeElement?.closest('.field')?.getAttribute('aria-label');
    const pressed = root.activeElement?.textContent;
    scroller.replaceChildren(appearance(), stack(), entry(), permissions());
    scroller.scrollTop = scrollTop;
    if (focused) [...scroller.querySelectorAll(`[aria-label="${CSS.escape(focused)}"] button`)].find(({ textContent }) => textContent === pressed)?.closest('button')?.focus();
  }

  return { element: h('div.body', null, scroller), show: draw };
};

function queryText(query: Record<string, string>): string {
  const text = Object.entries(query).map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join('&');
  return text && `?${text}`;
}
