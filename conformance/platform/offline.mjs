// What a program keeps in the browser: visits without a request, updates in one step, visits without a platform.
// In: a platform with its first operator. Out: notes. Must not: pretend to be offline; the platform is ended for that.

import { join } from 'node:path';
import { newContext, Visit } from '../visit.mjs';
import { ask, writeProgram } from './start.mjs';

const APP = 'offline';
const TIME_LIMIT_MS = 20_000;
const PICTURE = (colour) => `<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"><rect width="8" height="8" fill="${colour}"/></svg>`;

/** A program whose pages say which version they are, in script, style and picture. */
function write(folder, number, colour) {
  const files = {
    'app.json': JSON.stringify({ pages: ['pages/home/home', 'pages/detail/detail'] }),
    'app.js': `App({ onLaunch() {
      const updates = wx.getUpdateManager()
      this.said = []
      const say = (word) => { this.said.push(word); this.page && this.page.setData({ said: this.said.join(' ') }) }
      updates.onCheckForUpdate(({ hasUpdate }) => say('check:' + hasUpdate))
      updates.onUpdateReady(() => say('ready'))
    } })`,
    'project.config.json': JSON.stringify({ appid: APP }),
    'images/mark.svg': PICTURE(colour),
  };
  for (const page of ['home', 'detail']) {
    files[`pages/${page}/${page}.wxml`] = `<view id="version">${page} {{version}}</view><text id="said">{{said}}</text><view id="apply" bindtap="apply">apply</view><image wx:if="{{picture}}" id="picture" src="/images/mark.svg"></image><view id="show" bindtap="show">show</view>`;
    files[`pages/${page}/${page}.js`] = `Page({ data: { version: '', said: '', picture: false },
      onLoad() { const app = getApp(); app.page = this; this.setData({ version: '${number}', said: app.said.join(' ') }) },
      apply() { wx.getUpdateManager().applyUpdate() }, show() { this.setData({ picture: true }) } })`;
  }
  writeProgram(folder, files);
}

const version = (visit, text) => visit.page.waitForFunction((text) => document.querySelector('#version')?.textContent === text, text);
const said = (visit, word) => visit.page.waitForFunction((word) => document.querySelector('#said')?.textContent.includes(word), word);
/** Evaluating in a page knows no limit of time. */
const late = () => new Promise((_, reject) => setTimeout(() => reject(new Error('it took too long')), 2 * TIME_LIMIT_MS).unref());
/** A worker is there and answers the next visit. */
const isKept = (visit) => visit.page.evaluate(() => navigator.serviceWorker.ready.then(({ active }) => active.state === 'activated' || new Promise((resolve) => (active.onstatechange = () => active.state === 'activated' && resolve()))));

/** A release while the program is open, and one that is taken back. */
async function updates({ visit, origin, step, publish, minnow }) {
  await publish('1.0.1', 'lime');
  await step('a release is told to the program that is open, which goes on with its own files', async () => {
    await visit.open(`${origin}/`);
    await version(visit, 'home 1.0.0');
    await said(visit, 'ready');
    await visit.page.click('#show');
    const colour = await visit.page.waitForFunction(() => document.querySelector('#picture img,#picture .wx-image-img')?.src).then((handle) => handle.jsonValue()).then((address) => visit.page.evaluate((address) => fetch(address).then((answer) => answer.text()), address));
    if (!colour.includes('red')) return `its picture is of another version: ${colour}`;
  });
  await step('applyUpdate starts the new version', async () => {
    await visit.page.click('#apply');
    await version(visit, 'home 1.0.1');
  });
  await step('a version that was taken back ends where it is open', async () => {
    await minnow('rollback', '--app', APP);
    await visit.open(`${origin}/`);
    await version(visit, 'home 1.0.0');
  });
}

export async function offline({ browser, folder, minnow, platform, note }) {
  const sources = join(folder, APP), origin = platform.origin.replace('://', `://${APP}.`);
  const publish = async (number, colour) => {
    write(sources, number, colour);
    await minnow('publish', sources, '--app', APP, '--create', '--number', number);
    await minnow('release', number, '--app', APP);
  };
  const context = await newContext(browser, { serviceWorkers: 'allow' });
  // A worker that never comes is a fault, not a wait.
  context.setDefaultTimeout(TIME_LIMIT_MS);
  const visit = new Visit(await context.newPage());
  const requests = [];
  // Of the page and of its worker: what reaches the platform.
  context.on('request', (request) => !request.serviceWorker() && request.url().startsWith(origin) && requests.push(request));
  const sent = () => Promise.all(requests.map(async (request) => ((await request.response().catch(() => null))?.fromServiceWorker() ? null : new URL(request.url()).pathname))).then((paths) => paths.filter(Boolean));
  const step = async (title, test) => note(`offline: ${title}`, await Promise.race([test(), late()]).then((fault) => fault ?? '', (error) => error.message));
  const launches = async () => {
    const token = (await minnow('admin', 'token', 'ann@example.com', '--data', join(folder, 'data'))).stdout.trim();
    const { answer } = await ask(platform.origin, `/api/v1/apps/${APP}/launches`, { token });
    return answer.reduce((sum, { launches }) => sum + launches, 0);
  };
  try {
    await publish('1.0.0', 'red');
    await step('a first visit leaves a worker behind', async () => {
      await visit.open(`${origin}/`);
      await version(visit, 'home 1.0.0');
      await isKept(visit);
    });
    await step('the next one needs no answer of the platform, and is counted', async () => {
      requests.length = 0;
      await visit.open(`${origin}/pages/detail/detail?a=1`);
      await version(visit, 'detail 1.0.0');
      await said(visit, 'check:false');
      const others = (await sent()).filter((path) => !path.startsWith('/_minnow/'));
      if (others.length) return `asked for ${others.join(', ')}`;
      for (let wait = 0; (await launches()) < 2; wait++) if (wait > 30) return `${await launches()} launches were counted, not 2`;
    });
    await updates({ visit, origin, step, publish, minnow });
    await platform.end();
    await step('without a platform every page opens, by whatever address', async () => {
      for (const [path, text] of [['/', 'home 1.0.0'], ['/pages/detail/detail?x=2', 'detail 1.0.0'], ['/-0000000000', 'home 1.0.0']]) {
        await visit.open(`${origin}${path}`);
        await version(visit, text).catch(() => { throw new Error(`${path}: ${text} did not show`); });
      }
    });
    await step('nothing went wrong on the way', async () => visit.errors.join('\n'));
    await step('what is not kept says so', async () => {
      await visit.page.goto(`${origin}/pages/none`);
      const text = await visit.page.textContent('main');
      if (!text.includes('没有网络') || !text.includes('No network')) return text;
    });
  } finally {
    await context.close();
  }
}
