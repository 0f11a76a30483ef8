// Updates as what differs (RFC 9842): a browser that has a version gets the next one compressed against it.
// In: a platform with its first operator. Out: notes, and the bytes of an update. Must not: believe what the page says of what went over the wire.

import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from '../build.mjs';
import { newContext, patience_ms, Visit } from '../visit.mjs';
import { ask } from './start.mjs';

const APP = 'dictionaries';
/** What a maker changes on an ordinary day: a line of script that all pages know, one page's template and style. */
const CHANGES = {
  'utils/strings.js': (text) => `${text}\n// A small change.\nmodule.exports.note = '今天也营业 · open today'\n`,
  'pages/index/index.wxml': (text) => `${text}\n<view class="note">{{note}}</view>\n`,
  'pages/index/index.wxss': (text) => `${text}\n.note { color: #888; padding: 8px }\n`,
  'pages/index/index.js': (text) => text.replace('data: {', "data: { note: '今天也营业 · open today',"),
};

function writeNext(folder) {
  for (const [path, change] of Object.entries(CHANGES)) {
    const before = readFileSync(join(folder, path), 'utf8'), after = change(before);
    if (after === before) throw new Error(`${path} did not change`);
    writeFileSync(join(folder, path), after);
  }
}

/** What comes over the wire for files that are named by their content: by path, the encoding and the bytes. `session`: of a page, or of a worker. */
async function listen(session, arrived) {
  const asked = new Map();
  session.on('Network.responseReceived', ({ requestId, response }) => {
    const { pathname } = new URL(response.url);
    if (!pathname.startsWith('/a/') || response.fromDiskCache || response.fromServiceWorker) return;
    const headers = Object.fromEntries(Object.entries(response.headers).map(([name, value]) => [name.toLowerCase(), value]));
    asked.set(requestId, { path: pathname, encoding: headers['content-encoding'] ?? '', headBytes: response.encodedDataLength });
  });
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const file = asked.get(requestId);
    if (file) arrived.push({ ...file, bytes: encodedDataLength - file.headBytes });
  });
  await session.send('Network.enable');
}

async function open(context, origin, ready) {
  const page = await context.newPage(), arrived = [];
  await listen(await context.newCDPSession(page), arrived);
  const visit = new Visit(page);
  await visit.open(`${origin}/`);
  await page.waitForFunction((text) => document.querySelector('wx-page')?.textContent.includes(text), ready);
  // What comes once the page stands, too.
  await page.waitForLoadState('networkidle');
  return { visit, arrived };
}

const sum = (files) => files.reduce((bytes, file) => bytes + file.bytes, 0);

export async function dictionaries({ browser, folder, minnow, platform, note }) {
  const sources = join(folder, APP), origin = platform.origin.replace('://', `://${APP}.`);
  cpSync(join(repository, 'examples/shop'), sources, { recursive: true });
  const publish = async (number) => {
    await minnow('publish', sources, '--app', APP, '--create', '--number', number);
    await minnow('release', number, '--app', APP);
  };
  const step = async (title, test) => note(`dictionaries: ${title}`, await test().then((fault) => fault ?? '', (error) => error.message));
  const brotli = (path) => ask(origin, path, { headers: { 'accept-encoding': 'br' } });
  const context = await newContext(browser);
  context.setDefaultTimeout(4 * patience_ms());
  try {
    await publish('1.0.0');
    await step('a first visit gets whole files', async () => {
      const { visit, arrived } = await open(context, origin, '面包');
      await visit.page.close();
      const others = arrived.filter(({ encoding }) => encoding === 'dcz');
      if (!arrived.length || others.length) return JSON.stringify({ arrived });
    });
    writeNext(sources);
    await publish('1.0.1');
    await step('the next version is what differs', async () => {
      const { visit, arrived } = await open(context, origin, '今天也营业');
      const wrong = arrived.filter(({ encoding }) => encoding !== 'dcz');
      if (!arrived.length || wrong.length) return `not as a difference: ${JSON.stringify(wrong)}`;
      const whole = [];
      for (const { path } of arrived) {
        const text = await visit.page.evaluate((path) => fetch(path).then((answer) => answer.text()), path);
        const sent = await brotli(path);
        whole.push({ bytes: Number(sent.headers['content-length']) });
        if (!text) return `${path} is empty`;
      }
      console.log(`  update: ${arrived.length} files, ${sum(arrived)} bytes instead of ${sum(whole)} of brotli`);
      for (const [at, file] of arrived.entries()) console.log(`    ${file.path} ${file.bytes} instead of ${whole[at].bytes}`);
      if (sum(arrived) * 2 > sum(whole)) return `${sum(arrived)} bytes, and ${sum(whole)} without`;
      if (visit.errors.length) return visit.errors.join('\n');
    });
    await step('who offers no dictionary gets what he always got', async () => {
      const fresh = await newContext(browser);
      const { arrived } = await open(fresh, origin, '今天也营业');
      await fresh.close();
      const wrong = arrived.filter(({ encoding }) => !['br', ''].includes(encoding));
      if (!arrived.length || wrong.length) return JSON.stringify(arrived);
    });
  } finally {
    await context.close();
  }
  await worker({ browser, origin, sources, publish, step });
}

/** The same for a version that a service worker brings while the last one is open. */
async function worker({ browser, origin, sources, publish, step }) {
  const context = await newContext(browser, { serviceWorkers: 'allow' });
  context.setDefaultTimeout(4 * patience_ms());
  const answers = [];
  context.on('response', (response) => {
    if (response.request().serviceWorker() && new URL(response.url()).pathname.startsWith('/a/')) answers.push(response);
  });
  try {
    await step('a service worker brings an update so, too', async () => {
      const { visit } = await open(context, origin, '今天也营业');
      await visit.page.evaluate(() => navigator.serviceWorker.ready.then(() => 0));
      answers.length = 0;
      const path = join(sources, 'utils/strings.js');
      writeFileSync(path, `${readFileSync(path, 'utf8')}\nmodule.exports.more = 'one more change'\n`);
      await publish('1.0.2');
      await visit.page.evaluate(() => navigator.serviceWorker.getRegistration().then((one) => one.update()).then(() => 0));
      for (let wait = 0; !answers.length; wait++) {
        if (wait > 200) return 'the worker asked for nothing';
        await visit.page.waitForTimeout(100);
      }
      const encodings = await Promise.all(answers.map((answer) => answer.headerValue('content-encoding')));
      if (!encodings.includes('dcz')) return `it came as ${encodings.join(', ')}`;
      await visit.page.reload();
      await visit.page.waitForFunction(() => document.querySelector('wx-page')?.textContent.includes('今天也营业'));
      if (visit.errors.length) return visit.errors.join('\n');
    });
  } finally {
    await context.close();
  }
}
