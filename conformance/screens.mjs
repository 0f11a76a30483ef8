// Takes pictures of every page of the examples, for people to look at: by size, colour scheme and language.
// In: a served example with what its test.mjs exports as `screens` ({ name: steps }). Out: FOLDER/<example>/<page>.<look>.png, and `<page>-2`, `-3` … further down
// the page. Must not: judge what is seen.

import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runStep } from './steps.mjs';
import { newContext, Visit } from './visit.mjs';

const SIZES = {
  phone: { viewport: { width: 390, height: 844 } },
  desktop: { viewport: { width: 1280, height: 900 }, isMobile: false, hasTouch: false },
};
const SCHEMES = ['light', 'dark'];
const LANGUAGES = { zh: 'zh-CN', en: 'en-US' };

/** A longer page is told by its beginning. */
const PICTURES_OF_A_PAGE_MAX = 4;
/** Of what was seen at the foot of a picture, so much stands at the head of the next. */
const OVERLAP_PX = 40;

/** Every look, or those whose name (`phone-dark-zh`) begins with one of `beginnings`. */
export function looksNamed(beginnings) {
  const looks = Object.entries(SIZES).flatMap(([size, options]) =>
    SCHEMES.flatMap((colorScheme) => Object.entries(LANGUAGES).map(([language, locale]) => ({ name: `${size}-${colorScheme}-${language}`, options: { ...options, colorScheme, locale } }))),
  );
  for (const beginning of beginnings) if (!looks.some(({ name }) => name.startsWith(beginning))) throw new Error(`neither an example nor a look: ${beginning}`);
  return beginnings.length ? looks.filter(({ name }) => beginnings.some((beginning) => name.startsWith(beginning))) : looks;
}

/** Pages of app.json by the last part of their path, opened by a deep link; what the example says of itself goes first. */
function screensOf(source, screens = {}) {
  const app = JSON.parse(readFileSync(join(source, 'app.json'), 'utf8'));
  const paths = [...app.pages, ...(app.subPackages ?? []).flatMap(({ root, pages }) => pages.map((page) => `${root}/${page}`))];
  return { ...Object.fromEntries(paths.map((path) => [path.split('/').at(-1), `open /${path}`])), ...screens };
}

/** Takes the pictures of one example; returns how many there are and what went wrong. */
export async function takeScreens({ name, source, screens, origin, build, browser, folder, looks }) {
  mkdirSync(join(folder, name), { recursive: true });
  const failures = [];
  let pictures = 0;
  for (const look of looks) {
    for (const [screen, steps] of Object.entries(screensOf(source, screens))) {
      const context = await newContext(browser, look.options);
      const visit = new Visit(await context.newPage());
      try {
        await visit.open(`${origin}/`);
        for (const step of steps.split('\n').map((line) => line.trim()).filter(Boolean)) await runStep(step, visit, { origin, build });
        pictures += await photograph(visit, (number) => join(folder, name, `${screen}${number > 1 ? `-${number}` : ''}.${look.name}.png`));
        if (visit.errors.length) throw new Error(visit.errors.join('\n'));
      } catch (error) {
        failures.push(`${name}/${screen}.${look.name}: ${error.message}`);
      } finally {
        await context.close();
      }
    }
  }
  return { pictures, failures };
}

async function photograph(visit, pathOf) {
  await settled(visit);
  // What lies under a dialog does not move.
  const isCovered = (await visit.read('[role=dialog]', (els) => els.length)) > 0;
  const { seen, whole, top } = await visit.read('page', ([page]) => ({ seen: page.parentElement.clientHeight, whole: page.parentElement.scrollHeight, top: page.parentElement.scrollTop }));
  await visit.page.screenshot({ path: pathOf(1), animations: 'disabled' });
  let number = 1;
  for (let at = top + seen - OVERLAP_PX; !isCovered && at + OVERLAP_PX < whole && number < PICTURES_OF_A_PAGE_MAX; at += seen - OVERLAP_PX) {
    await visit.scroll('page', at);
    await settled(visit);
    await visit.page.screenshot({ path: pathOf(++number), animations: 'disabled' });
  }
  return number;
}

/** Both realms, the network and every picture on the page have come to rest. */
async function settled(visit) {
  await visit.page.waitForLoadState('networkidle');
  await visit.rest();
  await visit.page.evaluate(() => Promise.all([document.fonts.ready, ...[...document.images].filter((image) => image.loading !== 'lazy').map((image) => image.decode().catch(() => {}))]));
}
