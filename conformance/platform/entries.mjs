// Codes and links, opened in a browser: what App.onLaunch and the page are given, and how many requests it took.
// In: a platform with its first operator. Out: notes. Must not: look at anything but what the program and the browser say.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { newContext, Visit } from '../visit.mjs';
import { ask, writeProgram } from './start.mjs';

const APP = 'entries';
const show = (name) => `<text id="${name}">{{${name}}}</text>`;
/** A program that shows what it was given. */
const PROGRAM = {
  'app.json': JSON.stringify({ pages: ['pages/home/home', 'pages/detail/detail'] }),
  'app.js': 'App({ onLaunch(options) { this.launched = options }, onShow(options) { this.shown = options }, onPageNotFound(options) { this.missing = options; wx.redirectTo({ url: "/pages/home/home" }) } })',
  'project.config.json': JSON.stringify({ appid: APP }),
};
for (const page of ['home', 'detail']) {
  PROGRAM[`pages/${page}/${page}.wxml`] = `<view>${['launched', 'shown', 'query', 'now', 'missing'].map(show).join('')}<navigator url="/pages/home/home">next</navigator></view>`;
  PROGRAM[`pages/${page}/${page}.js`] = `Page({ data: {}, onLoad(query) {
    const { launched, shown, missing } = getApp(), text = JSON.stringify
    this.setData({ launched: text(launched), shown: text(shown), query: text(query), now: text(wx.getLaunchOptionsSync()), missing: text(missing || null) })
  } })`;
}

/** What the program shows of a visit that began at an address, and the documents the browser asked for. */
async function opened(browser, address) {
  const context = await newContext(browser);
  const visit = new Visit(await context.newPage());
  const documents = [];
  visit.page.on('request', (request) => request.isNavigationRequest() && documents.push(request.url()));
  try {
    await visit.open(address);
    await visit.page.waitForFunction(() => document.querySelector('#now')?.textContent.startsWith('{'));
    const read = (name) => visit.page.evaluate((name) => JSON.parse(document.querySelector(`#${name}`).textContent), name);
    const seen = { documents, errors: visit.errors };
    for (const name of ['launched', 'shown', 'query', 'now', 'missing']) seen[name] = await read(name);
    seen.address = await visit.page.evaluate(() => location.pathname + location.search);
    return seen;
  } finally {
    await context.close();
  }
}

const differs = (what, seen, wanted) => (JSON.stringify(seen) === JSON.stringify(wanted) ? '' : `${what}: ${JSON.stringify(seen)}, not ${JSON.stringify(wanted)}`);

export async function entries({ browser, folder, minnow, platform, note }) {
  writeProgram(join(folder, APP), PROGRAM);
  await minnow('publish', join(folder, APP), '--app', APP, '--create');
  await minnow('release', '1.0.0', '--app', APP);
  const token = (await minnow('admin', 'token', 'ann@example.com', '--data', join(folder, 'data'))).stdout.trim();
  const make = async (body) => (await ask(platform.origin, `/api/v1/apps/${APP}/entries`, { method: 'POST', token, body })).answer;

  const check = async (title, body, more, wanted) => {
    const entry = await make(body);
    const seen = await opened(browser, `${entry.address}${more}`);
    const { path, query, scene } = seen.launched;
    const faults = [
      differs('launch options', { path, query, scene }, wanted.launch),
      differs('onShow', [seen.shown.path, seen.shown.query, seen.shown.scene], [path, query, scene]),
      differs('getLaunchOptionsSync', [seen.now.path, seen.now.query, seen.now.scene], [path, query, scene]),
      differs('onLoad', seen.query, wanted.page ?? query),
      differs('documents', seen.documents, [`${entry.address}${more}`]),
      differs('address', seen.address, wanted.address),
      ...seen.errors,
    ];
    note(`entries: ${title}`, faults.filter(Boolean).join('\n'));
  };
  await check('a scanned code begins on its page, in one request', { kind: 'code', page: 'pages/detail/detail', query: 'scene=id%3D7' }, '', {
    launch: { path: 'pages/detail/detail', query: { scene: 'id=7' }, scene: 1047 }, address: '/pages/detail/detail?scene=id%3D7',
  });
  await check('a code of the start page', { kind: 'qr' }, '', { launch: { path: 'pages/home/home', query: {}, scene: 1011 }, address: '/pages/home/home' });
  await check('what is added to a link counts too', { kind: 'link', page: 'pages/detail/detail', query: 'a=1' }, '?cq=%E4%B8%80', {
    launch: { path: 'pages/detail/detail', query: { a: '1', cq: '一' }, scene: 1194 }, address: '/pages/detail/detail?a=1&cq=%E4%B8%80',
  });

  const old = await make({ kind: 'code', page: 'pages/detail/detail', query: 'a=1' });
  writeFileSync(join(folder, APP, 'app.json'), JSON.stringify({ pages: ['pages/home/home'] }));
  await minnow('publish', join(folder, APP), '--app', APP, '--number', '1.0.1');
  await minnow('release', '1.0.1', '--app', APP);
  const { missing } = await opened(browser, old.address);
  note('entries: a page that is gone is told to App.onPageNotFound', differs('told', missing, { path: 'pages/detail/detail', query: { a: '1' }, isEntryPage: true }));
}
