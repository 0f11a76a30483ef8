// A program whose page makes the platform ask a person something: published, declared, and opened in both forms that a program has.
// In: a platform with its first operator, a program. Out: the page, the frame of what asks, what failed. Must not: answer for the person.

import { join } from 'node:path';
import { newContext, patience_ms } from '../visit.mjs';
import { ask, writeProgram } from './start.mjs';

/** What asks, in either form. */
export const SHEET = '.mn-a-consent, .consent-cover';

export const expect = (is, what) => {
  if (!is) throw new Error(what);
};

/** The program's page in one of its two forms: by itself, and in the host app. */
export const FORMS = {
  'at its own address': async (page, platform, app) => {
    await page.goto(platform.origin.replace('://', `://${app}.`) + '/');
    return { scope: page, sheet: page.frameLocator('.mn-a-consent iframe') };
  },
  'in the host app': async (page, platform, app) => {
    await page.goto(`${platform.origin}/#/p/${app}/`);
    const scope = page.frameLocator('iframe.is-shown');
    await scope.locator('html[data-shell]').waitFor();
    await page.waitForSelector('.opening', { state: 'detached' });
    return { scope, sheet: page.frameLocator('.consent-cover iframe') };
  },
};

/** Publishes and releases it; gives a way to declare what data it collects, each item for a purpose of its own. */
export async function publishAsking(app, program, { folder, minnow, platform }) {
  writeProgram(join(folder, app), program);
  await minnow('publish', join(folder, app), '--app', app, '--create');
  await minnow('release', '1.0.0', '--app', app);
  const token = (await minnow('admin', 'token', 'ann@example.com', '--data', join(folder, 'data'))).stdout.trim();
  return async (...items) => {
    const body = { items: Object.fromEntries(items.map((item) => [item, `用途 ${item}`])), contact: 'privacy@example.com', retention: '30 天' };
    const { status, answer } = await ask(platform.origin, `/api/v1/apps/${app}/privacy`, { method: 'PUT', token, body });
    expect(status === 200, JSON.stringify(answer));
  };
}

/** Opens the program as a fresh person, who then does `act`; what failed, in words. */
export async function visitAsking({ app, browser, form, options, platform }, act) {
  const context = await newContext(browser, options);
  context.setDefaultTimeout(patience_ms());
  const page = await context.newPage();
  const errors = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => message.type() === 'error' && /Content Security/.test(message.text()) && errors.push(message.text()));
  try {
    await act({ page, context, ...(await FORMS[form](page, platform, app)) });
    return errors.join('\n');
  } catch (error) {
    return [error.message, ...errors].join('\n');
  } finally {
    await context.close();
  }
}
