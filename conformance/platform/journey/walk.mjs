// What every part of the journey uses: steps that end, expectations, pictures.
// In: names and acts. Out: one line a step. Must not: go on after a step that failed; those after it build on it.

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { note } from '../../tally.mjs';
import { patience_ms } from '../../visit.mjs';

const screens = process.argv.includes('--screens') ? process.argv[process.argv.indexOf('--screens') + 1] : undefined;
/** Of the patience for one thing that a person waits for. */
const STEP_PATIENCE = 24;

export const expect = (is, what) => {
  if (!is) throw new Error(what);
};
export const same = (got, wanted) => expect(JSON.stringify(got) === JSON.stringify(wanted), `got ${JSON.stringify(got)}, wanted ${JSON.stringify(wanted)}`);

export function patient(context) {
  context.setDefaultTimeout(Math.max(10_000, patience_ms()));
  return context;
}

/** With `--screens FOLDER`: what a person sees, to be looked at. */
export async function picture(page, name) {
  if (!screens) return;
  await page.evaluate(() => Promise.all(document.getAnimations().filter((one) => one.effect.getComputedTiming().iterations !== Infinity).map((one) => one.finished.catch(() => 0))));
  mkdirSync(screens, { recursive: true });
  await page.screenshot({ path: join(screens, `${name}.png`) });
}

/** Thrown by a step that failed, after it was told. */
export class Stopped extends Error {}

/** One step, told and counted; those after it build on it. */
export async function step(title, act) {
  let timer;
  const late = new Promise((_, reject) => (timer = setTimeout(() => reject(new Error('it took too long')), STEP_PATIENCE * patience_ms())));
  try {
    await Promise.race([act(), late]);
  } catch (error) {
    note(title, error);
    throw new Stopped(title);
  } finally {
    clearTimeout(timer);
  }
  note(title);
}
