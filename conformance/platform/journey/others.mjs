// The visitor's part of the journey in Firefox and WebKit, through what each lets itself be driven by.
// In: an engine's name, a platform with the released program. Out: steps; a sentence for each thing the engine cannot do. Must not: leave one out in silence.

import { patience_ms, until } from '../../visit.mjs';
import { APP, NAME } from './maker.mjs';
import { expect, same } from './walk.mjs';

/** What is not tried in these engines as it is in Chromium, and why. */
const LACKS = [
  'what the scan tells the program is read from its document, since the program’s worker is not reached from outside',
  'that the link was copied is what the page says, since pages there may not read the clipboard without asking the person',
  'installing is not tried, since it offers pages no way to be installed',
];
export const OTHERS = { firefox: 'Firefox', webkit: 'WebKit' };
/** Keeps what a frame stores apart from what the same address stores when it is opened by itself, also within one site: there the host app opens programs at their own address. */
const IS_APART = { webkit: true };

const soon = (attempt) => until(2 * patience_ms(), attempt);
const text = (selector) => `(document.querySelector(${JSON.stringify(selector)})?.textContent ?? '')`;
const IS_KEPT = `(navigator.serviceWorker.getRegistration().then((one) => (window.isKept = one?.active?.state === 'activated')), window.isKept === true)`;
/** Pictures that are shown and not yet kept, or 'asking' until that is known. */
const UNKEPT = `(Promise.all([...document.querySelectorAll('wx-page img, .mn-tab img')].filter((one) => one.complete && one.naturalWidth).map((one) => caches.match(new URL(one.src).pathname))).then((kept) => (window.unkept = kept.filter((one) => !one).length)), window.unkept ?? 'asking')`;
const MISSING = `[...document.querySelectorAll('wx-page img, .mn-tab img')].filter((one) => one.checkVisibility() && one.getBoundingClientRect().top < innerHeight && !(one.complete && one.naturalWidth)).length`;

/** The page of a visit or, by its address, a frame in it: what it is asked and told. */
const placeOf = (visit, frame) => ({
  read: (expression) => (frame ? visit.evaluateInFrame(frame, expression) : visit.evaluate(expression)),
  press: (selector) => visit.press(selector, frame),
});

async function putInCart({ read, press }) {
  await soon(async () => expect(await read(`!window.mnTaps && document.querySelector('.add') && ${text('.cart-count')}`), 'the shop does not show'));
  const before = Number(await read(text('.cart-count')));
  await press('.add');
  await soon(async () => same(Number(await read(text('.cart-count'))), before + 1));
}

async function isKept({ read }) {
  await soon(async () => expect(await read(IS_KEPT), 'no worker keeps it'));
  await soon(async () => same(await read(UNKEPT), 0));
}

async function scans({ visit, name, step, addresses }) {
  let counted;
  await step(`${name}: the scanned code opens its page, without a redirect, and the program is told of the scan`, async () => {
    await soon(async () => expect(/咖啡|offee/.test(await visit.evaluate(text('.d-title'))), 'the page of the code does not show'));
    const [{ redirectCount, name: document }] = JSON.parse(await visit.evaluate(`JSON.stringify(performance.getEntriesByType('navigation'))`));
    same([redirectCount, document.toLowerCase()], [0, new URL(addresses.code).href.toLowerCase()]);
    const { path, query, scene } = JSON.parse(await visit.evaluate(text('#minnow-launch')));
    same({ path, query, scene }, { path: 'pages/detail/detail', query: 'id=4', scene: 1011 });
    await visit.press('.mn-page-top .mn-bar-home');
    await putInCart(placeOf(visit));
    await isKept(placeOf(visit));
    counted = Number(await visit.evaluate(text('.cart-count')));
  });
  return counted;
}

/** The program as the host app opens it: in a frame, or in its own place. */
async function opened(visit, program, isApart) {
  const place = placeOf(visit, isApart ? undefined : program);
  const isThere = isApart ? `location.href.startsWith(${JSON.stringify(program)}) && !!document.querySelector('wx-page')` : `!!document.documentElement.dataset.shell`;
  await soon(async () => expect(await place.read(isThere), 'the program does not open'));
  return place;
}

async function finds({ visit, name, step, platform, program, counted, isApart }) {
  const where = isApart ? 'at its own address' : 'in its frame';
  await step(`${name}: the host app finds the program by a word and by its name in pinyin, and opens it ${where}, with what it kept there before`, async () => {
    await visit.go(`${platform.origin}/`);
    await soon(async () => expect(await visit.evaluate(IS_KEPT), 'no worker keeps the host app'));
    await soon(() => visit.press('.search-pill'));
    await soon(() => visit.type('.search-field input', '面包'));
    await soon(async () => same(await visit.evaluate(text('mark')), '面包'));
    await visit.press('.search-clear');
    await visit.type('.search-field input', 'jjxd');
    await soon(async () => expect((await visit.evaluate(text('.results .row-name'))) === NAME && !(await visit.evaluate(text('mark'))).includes('面'), 'pinyin finds nothing'));
    await visit.press('.results .row-link');
    const place = await opened(visit, program, isApart);
    await soon(async () => same(Number(await place.read(text('.cart-count'))), counted));
    await putInCart(place);
    await isKept(place);
  });
  await step(`${name}: what it keeps there is there at its own address, and whoever leaves it comes back to the host app`, async () => {
    if (!isApart) await visit.go(program);
    await soon(async () => same(Number(await visit.evaluate(text('.cart-count'))), counted + 1));
    await visit.press('.mn-capsule-part:last-child');
    await soon(() => visit.press('.mn-screen-way'));
    await soon(() => visit.press('.cell'));
    await opened(visit, program, isApart);
  });
  await step(`${name}: its menu shares it by a copied link and a code`, async () => {
    await visit.press('.mn-capsule-part', isApart ? undefined : program);
    if (isApart) await soon(() => visit.press('.mn-menu-item:last-child'));
    await soon(() => visit.press('.menu-item'));
    await soon(async () => expect((await visit.evaluate(text('.copy code'))).startsWith(program), 'no link to share'));
    await soon(async () => expect(await visit.evaluate(`document.querySelector('.code img').naturalWidth > 0`), 'no code to share'));
    await visit.press('.copy button');
    await soon(async () => expect(await visit.evaluate(text('.copy [role=status]')), 'the link is not copied'));
    // An engine that begins to offer it is to be tried.
    same(await visit.evaluate(`'onbeforeinstallprompt' in window`), false);
  });
}

/** Steps while there is a platform; gives those for when it has ended. */
export async function visitOther(word, given) {
  const name = OTHERS[word];
  const { platform, step, addresses, closers, isNamed } = given;
  const { start } = await import(`../../attacks/engines/${word}.mjs`);
  const engine = await start().catch((error) => {
    if (isNamed || !/^no /.test(error.message)) throw error;
    console.log(`${name} is left out: ${error.message}`);
  });
  if (!engine) return () => undefined;
  closers.push(() => engine.close());
  for (const sentence of LACKS) console.log(`${name}: ${sentence}`);
  const program = addresses.program;
  const visit = await engine.visit(addresses.code);
  closers.push(() => visit.close());
  const counted = await scans({ ...given, visit, name });
  const isApart = IS_APART[word] ?? false;
  await finds({ ...given, visit, name, program, counted, isApart });
  return async () => {
    await step(`${name}: without a platform the program opens at its own address, and is used`, async () => {
      await visit.go(program);
      await putInCart(placeOf(visit));
      await soon(async () => same(await visit.evaluate(MISSING), 0));
    });
    await step(`${name}: without a platform the host app opens, and the program in it, and is used`, async () => {
      await visit.go(`${platform.origin}/`);
      await soon(async () => expect((await visit.evaluate(text('.cell'))).includes(NAME), 'the host app does not show it'));
      await visit.press('.cell');
      const place = await opened(visit, program, isApart);
      await putInCart(place);
      await soon(async () => same(await place.read(MISSING), 0));
    });
  };
}
