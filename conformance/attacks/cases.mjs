// Attack cases: a Markdown file becomes one hostile program, each of its sections a page of it.
// In: the text of attacks/<area>.md. Out: { cases, files }. Must not: touch the disk or a browser.
import { readSections } from '../case_file.mjs';

/** What a program may call, unless its area says otherwise in `project.config.json`. */
const PROJECT = { appid: 'wxattack', minnow: { domains: { request: ['__FRIEND__'], socket: ['__FRIEND_SOCKET__'], upload: ['__FRIEND__'], download: ['__FRIEND__'], webview: ['__FRIEND__'] } } };

/**
 * A section may have a fence `html`: each line of it stands in the browser as what was kept of the page, and the page is opened once more. `Again`: what the page
 * kept itself is what it is opened with once more.
 */

/** What a section may say of itself: how the attempt shows when the walls are down. `stands`: a wall that the self-check leaves up holds it. */
const UNWALLED = /^Unwalled: (canary|page|stands)\b/m;

export function readAttacks(text, area) {
  const [shared, ...sections] = readSections(text, area);
  const files = new Map();
  const cases = sections.map((section, index) => {
    const slug = `${area}-${index + 1}`;
    addPage(files, slug, section.fences);
    const unwalled = UNWALLED.exec(section.prose)?.[1];
    if (!unwalled) throw new Error(`${area}: "${section.title}" does not say what happens without the walls (Unwalled: canary, page or stands)`);
    const planted = section.fences.find(({ kind, path }) => kind === 'html' && !path)?.lines.filter(Boolean) ?? [];
    return { area, slug, title: section.title, path: `pages/${slug}/index`, unwalled, planted: planted.map((line) => line.replaceAll('__SLUG__', slug)), again: /^Again\b/m.test(section.prose) };
  });
  for (const fence of shared.fences) files.set(fence.path, fence.lines.join('\n'));
  const app = JSON.parse(files.get('app.json') ?? '{}');
  const hasWorkers = [...files.keys()].some((path) => path.startsWith('workers/'));
  files.set('app.json', JSON.stringify({ pages: cases.map(({ path }) => path), ...(hasWorkers ? { workers: 'workers' } : {}), ...app }));
  if (!files.has('project.config.json')) files.set('project.config.json', JSON.stringify(PROJECT));
  if (!files.has('app.js')) files.set('app.js', 'App({})');
  return { cases, files };
}

/** A page whose script is the attempt; what it does itself afterwards only tells that it was made. */
function addPage(files, slug, fences) {
  const folder = `pages/${slug}`;
  const page = { wxml: '', js: '', json: '{}' };
  for (const { kind, path, lines } of fences) {
    const text = lines.join('\n').replaceAll('__SLUG__', slug);
    if (path) files.set(path.startsWith('/') ? path.slice(1) : `${folder}/${path}`, text);
    else page[kind] = text;
  }
  files.set(`${folder}/index.wxml`, `${page.wxml}<view id="attempted">{{attempted}}</view>`);
  files.set(`${folder}/index.json`, page.json);
  if (page.wxss) files.set(`${folder}/index.wxss`, page.wxss);
  files.set(`${folder}/index.js`, script(slug, page.js));
}

const script = (slug, body) => `
const canary = '__CANARY__/${slug}', friend = '__FRIEND__', other = '__OTHER__';
const pause = (ms) => new Promise((go) => setTimeout(go, ms));
// Each alone: that one of them throws must not spare the others.
const tries = async (...attempts) => { for (const attempt of attempts) try { await Promise.race([attempt(), pause(400)]); } catch (refused) { console.info(String(refused)); } };
const attack = async (page) => {
${body}
};
Page({
  data: {},
  onReady() {
    const set = this.setData, end = () => set.call(this, { attempted: 'attempted' });
    attack(this).then(end, (refused) => { console.info(String(refused)); end(); });
  },
});
`;
