// What the tests of signing in do in a browser: people with browsers of their own, a device that holds passkeys, a look by axe, pictures.
// In: pages. Out: people, pictures where they are wanted. Must not: know a page of the product.

import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { patience_ms } from '../visit.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const screens = process.argv.includes('--screens') ? process.argv[process.argv.indexOf('--screens') + 1] : undefined;
const VIEWPORTS = { phone: { width: 360, height: 740 }, desktop: { width: 1280, height: 800 } };

/** A browser of somebody's own. */
export async function person(browser, options = {}) {
  const context = await browser.newContext({ viewport: VIEWPORTS.desktop, locale: 'en-GB', ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(patience_ms() * 3);
  // One for all: Chromium takes a page's virtual authenticators away when any session with it ends.
  page.cdp = await context.newCDPSession(page);
  page.faults = [];
  page.on('pageerror', (error) => page.faults.push(error.message));
  page.on('console', (message) => message.text().includes('Content Security Policy') && page.faults.push(message.text()));
  return page;
}

/** A device with an authenticator of its own. Out: what takes its passkeys to another one, as a password manager does. */
export async function addDevice(page) {
  const { cdp } = page;
  await cdp.send('WebAuthn.enable');
  const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', { options: { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true } });
  return {
    passkeys: async () => (await cdp.send('WebAuthn.getCredentials', { authenticatorId })).credentials,
    add: (credential) => cdp.send('WebAuthn.addCredential', { authenticatorId, credential }),
  };
}

/** What a letter says that proves an address. */
export const codeOf = (letter) => /\b\d{6}\b/.exec(letter.text)[0];

export const button = (page, name) => page.getByRole('button', { name });

export async function expectAccessible(page) {
  await page.evaluate(() => Promise.all(document.getAnimations().filter((one) => one.effect.getComputedTiming().iterations !== Infinity).map((one) => one.finished)));
  // By the debugger's way: the page's own policy lets no text become code.
  await page.cdp.send('Runtime.evaluate', { expression: axe });
  const expression = 'axe.run().then((found) => JSON.stringify(found.violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.target.join(" ")).join("; ")}`)))';
  const { result } = await page.cdp.send('Runtime.evaluate', { expression, awaitPromise: true });
  assert.deepEqual(JSON.parse(result.value), []);
}

export async function picture(page, name) {
  if (!screens) return;
  mkdirSync(screens, { recursive: true });
  for (const [size, viewport] of Object.entries(VIEWPORTS)) {
    await page.setViewportSize(viewport);
    for (const colorScheme of ['light', 'dark']) {
      await page.emulateMedia({ colorScheme });
      // Colours fade.
      await page.waitForTimeout(400);
      await page.screenshot({ path: join(screens, `${name}-${size}-${colorScheme}.png`), fullPage: true });
    }
  }
  await page.emulateMedia({ colorScheme: null });
  await page.setViewportSize(VIEWPORTS.desktop);
}

/** Says who one is on the provider's own pages, and agrees to what it asks. */
export async function atProvider(page, issuer, name, { isLast = false } = {}) {
  await page.waitForURL((address) => address.origin === issuer);
  await page.locator('input[name=login]').fill(name);
  await page.locator('input[name=password]').fill('any');
  await page.locator('button[type=submit]').click();
  await page.locator('input[name=prompt][value=consent]').waitFor({ state: 'attached' });
  // Where the way ends there, the browser waits for an answer that does not come.
  await page.locator('button[type=submit]').click({ noWaitAfter: isLast });
}
