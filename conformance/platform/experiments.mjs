// Experiments in a browser: what wx.getExptInfoSync answers after a scan, at the program's own address, and where the service worker opens the page.
// In: a platform with its first operator. Out: notes. Must not: look at anything but what the program, the browser and the API say.

import { join } from 'node:path';
import { newContext, Visit } from '../visit.mjs';
import { ask, writeProgram } from './start.mjs';

const APP = 'experiments';
const TIME_LIMIT_MS = 20_000;
const page = (name) => ({
  [`pages/${name}/${name}.wxml`]: `<text id="page">${name}</text><text id="shown">{{shown}}</text>`,
  [`pages/${name}/${name}.js`]: `Page({ data: { shown: '' }, onLoad(query) {
    const { early, options } = getApp(), { colour } = wx.getExptInfoSync(['colour', 'none'])
    this.setData({ shown: JSON.stringify({ early, colour, keys: Object.keys(wx.getExptInfoSync()), none: 'none' in wx.getExptInfoSync(['none']), query, scene: options.scene }) })
  } })`,
});
/** `early`: asked before anything of the program runs. */
const PROGRAM = {
  'app.json': JSON.stringify({ pages: ['pages/home/home', 'pages/other/other'] }),
  'app.js': 'const early = wx.getExptInfoSync(["colour"]).colour; App({ early, onLaunch(options) { this.options = options } })',
  'project.config.json': JSON.stringify({ appid: APP }),
  ...page('home'),
  ...page('other'),
};

/** What the program shows once it has begun at an address, and the documents it took. */
async function opened(visit, address) {
  const documents = [];
  const note = (request) => request.isNavigationRequest() && documents.push(request.url());
  visit.page.on('request', note);
  await visit.open(address);
  await visit.page.waitForFunction(() => document.querySelector('#shown')?.textContent.startsWith('{'));
  visit.page.off('request', note);
  return { page: await visit.page.textContent('#page'), documents, ...JSON.parse(await visit.page.textContent('#shown')) };
}

const differs = (what, seen, wanted) => (JSON.stringify(seen) === JSON.stringify(wanted) ? '' : `${what}: ${JSON.stringify(seen)}, not ${JSON.stringify(wanted)}`);
const isKept = (visit) => visit.page.evaluate(() => navigator.serviceWorker.ready.then(({ active }) => active.state === 'activated' || new Promise((resolve) => (active.onstatechange = () => active.state === 'activated' && resolve()))));
/** What the view has kept for the next visit. */
const kept = (visit, text, timeout = TIME_LIMIT_MS) => visit.page.waitForFunction((text) => (localStorage.getItem('minnow-experiments') ?? '').includes(text), text, { timeout });

async function scans({ browser, origin, entry, step, count }) {
  const arms = { red: ['home', { from: 'poster' }], blue: ['other', { from: 'poster', arm: 'blue' }] };
  await step('a scan gives the page and the parameters of an arm, in one request; the same each time', async () => {
    const seen = new Set();
    for (let tries = 0; seen.size < 2; tries++, count.exposures += 3) {
      if (tries > 30) return `only ${[...seen]} were seen`;
      const context = await newContext(browser);
      const visit = new Visit(await context.newPage());
      const first = await opened(visit, entry);
      const [name, query] = arms[first.colour] ?? [];
      const faults = [
        differs('scan', first, { page: name, documents: [entry], early: first.colour, colour: first.colour, keys: ['colour'], none: false, query, scene: 1047 }),
        differs('again', await opened(visit, entry), first),
        // He came into it, so the parameters go on; the page is what its address says.
        differs('address', await opened(visit, `${origin}/pages/home/home?mn_by=share`), { ...first, page: 'home', documents: [`${origin}/pages/home/home?mn_by=share`], query: {}, scene: 1007 }),
        ...visit.errors,
      ];
      await context.close();
      if (faults.some(Boolean)) return faults.filter(Boolean).join('\n');
      seen.add(first.colour);
    }
  });
}

export async function experiments({ browser, folder, minnow, platform, note }) {
  const step = async (title, test) => note(`experiments: ${title}`, await test().then((fault) => fault ?? '', (error) => error.stack));
  writeProgram(join(folder, APP), PROGRAM);
  await minnow('publish', join(folder, APP), '--app', APP, '--create');
  await minnow('release', '1.0.0', '--app', APP);
  const token = (await minnow('admin', 'token', 'ann@example.com', '--data', join(folder, 'data'))).stdout.trim();
  const call = async (path, body, method = 'POST') => (await ask(platform.origin, `/api/v1/apps/${APP}/${path}`, { method, token, body })).answer;
  const origin = platform.origin.replace('://', `://${APP}.`);
  const { address: entry } = await call('entries', { kind: 'code', query: 'from=poster' });

  const context = await newContext(browser, { serviceWorkers: 'allow' });
  context.setDefaultTimeout(TIME_LIMIT_MS);
  const visit = new Visit(await context.newPage());
  await step('without an experiment there is no parameter and no cookie', async () => {
    const { keys, colour } = await opened(visit, `${origin}/`);
    return differs('seen', { keys, colour, cookies: await context.cookies() }, { keys: [], colour: undefined, cookies: [] });
  });
  const arms = [{ id: 'red', parameters: { colour: 'red' } }, { id: 'blue', page: 'pages/other/other', query: 'arm=blue', parameters: { colour: 'blue' } }];
  const { id } = await call('experiments', { name: 'Poster', conditions: { ways: ['code'] }, arms });
  await call(`experiments/${id}/acts`, { act: 'start' });
  const count = { exposures: 0 };
  await scans({ browser, origin, entry, step, count });

  const exposures = async () => (await call(`experiments/${id}/results`, undefined, 'GET')).arms.reduce((sum, { exposures }) => sum + exposures, 0);
  let colour;
  await step('a page that the service worker opens keeps the arm, and is counted', async () => {
    await isKept(visit);
    ({ colour } = await opened(visit, entry));
    await kept(visit, colour);
    count.exposures++;
    const warm = await opened(visit, `${origin}/pages/other/other`);
    const isFromWorker = await visit.page.evaluate(() => performance.getEntriesByType('navigation')[0].workerStart > 0);
    count.exposures++;
    // Within a second.
    for (const end = Date.now() + TIME_LIMIT_MS; (await exposures()) < count.exposures && Date.now() < end; );
    return differs('warm', [warm.early, warm.colour, isFromWorker, await exposures()], [colour, colour, true, count.exposures]);
  });
  await step('an arm that is promoted shows at the second visit that the service worker opens', async () => {
    const other = colour === 'red' ? 'blue' : 'red';
    await call(`experiments/${id}/acts`, { act: 'promote', arm: other });
    // The plan is a memory of a second at most.
    for (let tries = 0; tries < 20; tries++) {
      const seen = await opened(visit, `${origin}/`);
      if (seen.colour === other) return differs('early', seen.early, other);
      await kept(visit, other, 2000).catch(() => undefined);
    }
    return 'it never showed';
  });
  await step('nothing went wrong on the way', async () => visit.errors.join('\n'));
  await context.close();
}
