// The console in a browser, from an empty platform to a program that is live: setting up, passkeys (a virtual authenticator), every page, phone and desktop.
// In: MINNOW (the binary), CHROMIUM. Out: a closing line `N passed, N failed`; with `--screens FOLDER` pictures of each page. Must not: sleep, or need the network.

import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { chromium } from 'playwright-core';
import { equal } from './stage.mjs';

const minnow = process.env.MINNOW ?? 'minnow';
const screens = process.argv.includes('--screens') ? process.argv[process.argv.indexOf('--screens') + 1] : undefined;
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'minnow-console-'));
const closers = [() => rmSync(folder, { recursive: true, force: true })];
const PHONE = { width: 360, height: 740 };
/** Where the navigation stands beside the page with the least room left. */
const TABLET = { width: 840, height: 1000 };
const DESKTOP = { width: 1280, height: 800 };
/** What a language and a pair of colours are called in names of pictures. */
const LOOKS = [
  { name: 'light-en', locale: 'en-GB', colorScheme: 'light' },
  { name: 'dark-zh', locale: 'zh-CN', colorScheme: 'dark' },
];

function write(path, text) {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

/** Starts a platform on an empty folder; its origin, and the address that sets it up. */
function serve(...options) {
  const child = spawn(minnow, ['serve', '--data', join(folder, 'data'), '--listen', '127.0.0.1:0', ...options], { stdio: ['ignore', 'pipe', 'inherit'] });
  closers.push(() => child.kill());
  return new Promise((resolve, reject) => {
    let log = '';
    child.stdout.on('data', (chunk) => {
      log += chunk;
      const setup = /http:\/\/\S+\/console\/setup#\S+/.exec(log);
      if (setup) resolve({ setup: setup[0], origin: new URL(setup[0]).origin });
    });
    child.on('exit', (code) => reject(new Error(`minnow serve ended with ${code}\n${log}`)));
  });
}

/** The developer's command line, signed in with a token where one is given. */
function run(words, input) {
  return execFileSync(minnow, words, { cwd: join(folder, 'program'), input, env: { ...process.env, XDG_CONFIG_HOME: join(folder, 'config') }, encoding: 'utf8', stdio: ['pipe', 'pipe', 'pipe'] });
}

function writeProgram(text) {
  write('program/app.json', '{"pages": ["pages/a/a"]}');
  write('program/app.js', 'App({})');
  write('program/project.config.json', '{"appid": "fish-shop"}');
  write('program/pages/a/a.wxml', `<view>${text}</view>`);
  write('program/pages/a/a.js', 'Page({})');
}

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'] });
closers.push(() => browser.close());

/** A person with a browser and, unless told otherwise, a device that holds passkeys. */
async function person({ hasDevice = true, look = LOOKS[0], viewport = DESKTOP } = {}) {
  const context = await browser.newContext({ viewport, locale: look.locale, colorScheme: look.colorScheme, permissions: ['clipboard-read', 'clipboard-write'] });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  page.faults = [];
  page.on('pageerror', (error) => page.faults.push(error.message));
  page.on('console', (message) => message.text().includes('Content Security Policy') && page.faults.push(message.text()));
  // One for all: whichever ends takes the device with it.
  page.cdp = await context.newCDPSession(page);
  if (hasDevice) await addDevice(page.cdp);
  return page;
}

async function addDevice(cdp) {
  await cdp.send('WebAuthn.enable');
  const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', { options: { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true } });
  cdp.device = authenticatorId;
}

const button = (page, name) => page.getByRole('button', { name });
const heading = (page, name) => page.getByRole('heading', { name, level: 1 }).waitFor();

async function expectAccessible(page, note) {
  await page.waitForFunction(() => !document.querySelector('.loading'));
  await page.evaluate(() => Promise.all(document.getAnimations().filter((one) => one.effect.getComputedTiming().iterations !== Infinity).map((one) => one.finished)));
  // By the debugger's way: the page's own policy lets no text become code.
  await page.cdp.send('Runtime.evaluate', { expression: axe });
  const { result } = await page.cdp.send('Runtime.evaluate', { expression: 'axe.run().then((found) => JSON.stringify(found.violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.target.join(" ") + " " + (node.any[0]?.message ?? "")).join("; ")}`)))', awaitPromise: true });
  equal(JSON.parse(result.value), [], `${note}: what axe-core finds`);
}

const { setup, origin } = await serve('--review', 'manual');
const ann = await person();
let link;

const tests = {
  'one press on the printed address sets the platform up, and the code leaves the address': async () => {
    const code = new URL(setup).hash;
    await ann.goto(`${origin}/console/setup#AAAA-AAAA-AAAA-AAAA`);
    await fillSetup(ann);
    await ann.getByText('That is not the setup code').waitFor().catch(() => ann.getByText('setup code is not').waitFor());
    await ann.goto('about:blank');
    await ann.goto(setup);
    await heading(ann, /Welcome/);
    equal(new URL(ann.url()).hash, '', 'the code in the address');
    equal(await ann.getByLabel('Setup code').count(), 0, 'a field for the code that is known');
    await expectAccessible(ann, 'setup');
    await picture(ann, 'setup');
    await fillSetup(ann);
    await heading(ann, /passkey/);
    await expectAccessible(ann, 'first passkey');
    await button(ann, 'Make a passkey').click();
    await ann.getByText('No program yet').waitFor();
    equal(ann.url().includes(code), false, 'the code in the address afterwards');
  },
  'from an empty console to a program that is live': async () => {
    await ann.getByRole('link', { name: 'Let’s begin' }).click();
    await heading(ann, /five minutes/);
    await ann.getByLabel('Name').fill('Fish shop');
    equal(await ann.getByLabel('Address').inputValue(), 'fish-shop', 'the id that the name suggests');
    await picture(ann, 'start-1');
    await button(ann, 'Make the program').click();
    await button(ann, 'Make a token').click();
    const token = await ann.getByText(/^mn_token_/).textContent();
    await ann.getByText('Waiting for your version').waitFor();
    await expectAccessible(ann, 'guide');
    await picture(ann, 'start-2');
    writeProgram('the first');
    run(['login', origin, '--token-stdin'], token);
    run(['publish', '--app', 'fish-shop', '--description', 'the first']);
    // It notices by itself.
    await button(ann, 'Release to everybody').click();
    await ann.getByText('waits for review').waitFor();
    await ann.getByRole('link', { name: 'To the reviews' }).click();
    const screen = ann.waitForResponse((response) => response.url().includes('/screen?page=pages'));
    await ann.getByRole('link', { name: /Look at it/ }).click();
    await heading(ann, 'Version 1.0.0');
    await ann.locator('iframe[title="First screen of pages/a/a"]').scrollIntoViewIfNeeded();
    equal((await (await screen).text()).includes('the first'), true, 'the first screen of the page');
    await expectAccessible(ann, 'version');
    await picture(ann, 'version');
    // Those who try it get in by a link, and nobody else.
    await button(ann, 'Link to this version').click();
    const preview = await ann.getByRole('dialog').locator('.copy code').textContent();
    await expectAccessible(ann, 'preview');
    await picture(ann, 'preview');
    const tester = await person({ viewport: PHONE });
    await tester.goto(`${new URL(preview).origin}/`);
    await tester.getByText('This version is not released').waitFor();
    await picture(tester, 'no-pass');
    await tester.goto(preview);
    await tester.getByText('the first').waitFor();
    equal(tester.url().includes('pass'), false, 'the secret of the link in the address');
    equal(await tester.evaluate(() => navigator.serviceWorker.getRegistration().then((one) => one?.active?.scriptURL ?? null)), null, 'what is kept of it');
    equal(tester.faults, [], 'faults of a page that is tried');
    await ann.keyboard.press('Escape');
    await button(ann, 'Put on trial').click();
    await ann.getByText('This version is on trial.').waitFor();
    await button(ann, 'Approve').click();
    await ann.getByRole('dialog').getByLabel('Comment').fill('Good.');
    await expectAccessible(ann, 'review');
    await picture(ann, 'review');
    await ann.getByRole('dialog').getByRole('button', { name: 'Approve' }).click();
    await ann.locator('.review-comment', { hasText: 'Good.' }).waitFor();
    await ann.goto(`${origin}/console/start`);
    await button(ann, 'Release to everybody').click();
    await ann.getByRole('heading', { name: 'It is live' }).waitFor();
    const address = await ann.getByRole('link', { name: 'Open the program' }).getAttribute('href');
    equal(address, origin.replace('mini.', 'fish-shop.mini.') + '/', 'the program’s address');
    await ann.getByRole('img', { name: `Code that leads to ${address}` }).waitFor();
    await expectAccessible(ann, 'live');
    await picture(ann, 'start-4');
    const visitor = await person({ hasDevice: false });
    await visitor.goto(address);
    await visitor.getByText('the first').waitFor();
    await visitor.context().close();
  },
  'a program’s page cannot use the platform’s passkeys': async () => {
    const page = await person();
    await page.goto(origin.replace('mini.', 'fish-shop.mini.'));
    const tries = await page.evaluate(async (rpId) => {
      const challenge = new Uint8Array(32);
      const user = { id: new Uint8Array(16), name: 'a', displayName: 'a' };
      const pubKeyCredParams = [{ type: 'public-key', alg: -7 }];
      const word = (promise) => promise.then(() => 'done', (error) => error.name);
      return [await word(navigator.credentials.get({ publicKey: { challenge, rpId } })), await word(navigator.credentials.create({ publicKey: { challenge, rp: { id: rpId, name: 'a' }, user, pubKeyCredParams } }))];
    }, new URL(origin).hostname);
    equal(tries, ['NotAllowedError', 'NotAllowedError'], 'get and create');
    await page.context().close();
  },
  'whoever signs out comes back with the passkey, and nobody else does': async () => {
    await ann.goto(`${origin}/console/account`);
    await heading(ann, 'You and your keys');
    await button(ann, 'Sign out').first().click();
    await heading(ann, 'Sign in');
    await expectAccessible(ann, 'sign in');
    await picture(ann, 'sign-in');
    await button(ann, 'Sign in with a passkey').click();
    await heading(ann, 'You and your keys');
    const stranger = await person();
    await stranger.goto(`${origin}/console/`);
    await button(stranger, 'Sign in with a passkey').click();
    await stranger.getByRole('alert').waitFor();
    equal(await stranger.getByRole('heading', { level: 1 }).textContent(), 'Sign in', 'what the stranger sees');
    await stranger.context().close();
  },
  'the only passkey stays, and one of another device can take its place': async () => {
    const remove = async (at) => {
      await button(ann, /^Remove Linux/).nth(at).click();
      await ann.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
    };
    await ann.goto(`${origin}/console/account`);
    await remove(0);
    await ann.getByRole('dialog').getByText('This is your only passkey').waitFor();
    await ann.keyboard.press('Escape');
    // Another device in place of the first.
    await ann.cdp.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId: ann.cdp.device });
    await addDevice(ann.cdp);
    await button(ann, 'Add a passkey').click();
    await ann.getByText('The passkey is added.').waitFor();
    await remove(0);
    await ann.getByText('Removed.').waitFor();
    await button(ann, 'Sign out').first().click();
    await button(ann, 'Sign in with a passkey').click();
    await heading(ann, 'You and your keys');
  },
  'an invitation lets one person in, with a passkey of his own': async () => {
    await ann.goto(`${origin}/console/members`);
    await button(ann, 'Invite somebody').click();
    await ann.getByLabel('E-mail').fill('bob@example.com');
    await expectAccessible(ann, 'invite');
    await picture(ann, 'invite');
    await button(ann, 'Make an invitation').click();
    link = await ann.getByText(/\/console\/invitation#/).textContent();
    await button(ann, 'Done').click();
    await ann.getByRole('table', { name: 'People who are invited' }).getByRole('cell', { name: 'bob@example.com', exact: true }).waitFor();
    const bob = await person({ viewport: PHONE });
    await bob.goto(link);
    await heading(bob, 'Join Fish');
    await expectAccessible(bob, 'invitation');
    await bob.getByLabel('Your name').fill('Bob');
    await button(bob, 'Join').click();
    await button(bob, 'Make a passkey').click();
    await heading(bob, 'Programs');
    await bob.getByRole('link', { name: 'Fish shop', exact: true }).waitFor();
    // What his role does not allow is not offered.
    equal(await button(bob, 'New program').count(), 0, 'a button to make programs');
    await button(bob, 'Menu').click();
    equal(await bob.getByRole('link', { name: 'Audit log' }).count(), 0, 'a way to the log');
    await bob.goto('about:blank');
    await bob.goto(link);
    await bob.getByRole('alert').waitFor();
    await bob.context().close();
  },
  'a release goes to some first, and its slider only goes up': async () => {
    writeProgram('the second');
    run(['publish']);
    run(['release', '1.0.1']);
    await ann.goto(`${origin}/console/apps/fish-shop/versions/1.0.1`);
    await button(ann, 'Approve').click();
    await ann.getByRole('dialog').getByRole('button', { name: 'Approve' }).click();
    await button(ann, 'Release').click();
    await ann.getByRole('dialog').getByRole('slider').fill('10');
    await ann.getByRole('dialog').getByRole('button', { name: 'Release' }).click();
    await ann.getByText('10 % of people get 1.0.1').waitFor();
    await expectAccessible(ann, 'gray release');
    const slider = ann.getByRole('slider');
    equal([await slider.getAttribute('min'), await slider.inputValue()], ['11', '20'], 'where the slider begins');
    await picture(ann, 'releases');
    await slider.focus();
    await ann.keyboard.press('End');
    await button(ann, 'Give it to everybody').click();
    await ann.locator('.release-version', { hasText: '1.0.1' }).waitFor();
    await button(ann, 'Roll back').click();
    await ann.getByRole('dialog').getByRole('button', { name: 'Roll back' }).click();
    await ann.locator('.release-version', { hasText: '1.0.0' }).waitFor();
  },
  'a release goes to a segment first, then to everybody': async () => {
    await ann.goto(`${origin}/console/apps/fish-shop/versions/1.0.1`);
    await button(ann, 'Release').click();
    const dialog = ann.getByRole('dialog');
    const countries = dialog.getByLabel('Only in these countries');
    await dialog.getByText('Only for some of them').click();
    await countries.fill('China');
    await dialog.getByRole('button', { name: 'Release' }).click();
    await dialog.getByRole('alert').waitFor();
    await countries.fill('hk, cn');
    await dialog.getByLabel('Visitors').selectOption('returning');
    await expectAccessible(ann, 'release to a segment');
    await picture(ann, 'release-segment');
    await dialog.getByRole('button', { name: 'Release' }).click();
    await ann.getByText('100 % of these people get 1.0.1: those who were there before, in CN, HK.').waitFor();
    equal(await ann.getByRole('slider').count(), 0, 'a slider that leads nowhere');
    await picture(ann, 'releases-segment');
    await button(ann, 'Give it to everybody').click();
    await ann.locator('.release-version', { hasText: '1.0.1' }).waitFor();
    await button(ann, 'Roll back').click();
    await ann.getByRole('dialog').getByRole('button', { name: 'Roll back' }).click();
    await ann.locator('.release-version', { hasText: '1.0.0' }).waitFor();
  },
  'a code of its own leads to a page, and its launches are counted': async () => {
    await ann.goto(`${origin}/console/apps/fish-shop/entries`);
    await button(ann, 'New code or link').click();
    await ann.getByLabel('Name').fill('Shop window');
    await ann.getByLabel('Page').fill('pages/a/a');
    await ann.getByLabel('Parameters').fill('id=7');
    await expectAccessible(ann, 'new code');
    await button(ann, 'Make it').click();
    const code = ann.getByRole('dialog', { name: 'Shop window' }).getByRole('img', { name: /^Round code/ });
    await code.evaluate((image) => image.decode());
    const saving = ann.waitForEvent('download');
    await ann.getByRole('link', { name: 'Save as PNG' }).click();
    equal((await saving).suggestedFilename(), 'Shop window.png', 'the file that is saved');
    await expectAccessible(ann, 'code');
    await picture(ann, 'code');
    const address = await ann.getByRole('dialog').locator('code').textContent();
    await ann.keyboard.press('Escape');
    const visitor = await person({ hasDevice: false });
    await visitor.goto(address);
    await visitor.getByText('the first').waitFor();
    await visitor.context().close();
    await button(ann, 'Close Shop window').click();
    await ann.getByRole('dialog').getByRole('button', { name: 'Close', exact: true }).last().click();
    await ann.getByRole('cell', { name: 'closed' }).waitFor();
  },
  'what happens now is seen as it happens': async () => {
    await ann.goto(`${origin}/console/apps/fish-shop/live`);
    const own = ann.getByRole('row', { name: /^Addresses of the program/ });
    await own.waitFor();
    const before = Number(await own.getByRole('cell').last().textContent());
    await expectAccessible(ann, 'live');
    const visitor = await person({ hasDevice: false });
    await visitor.goto(`${origin.replace('://', '://fish-shop.')}/`);
    // The page asks by itself.
    await own.getByRole('cell', { name: String(before + 1), exact: true }).waitFor();
    await visitor.context().close();
  },
  'an experiment is drawn up, started and promoted, and counts who was shown what': async () => {
    await ann.goto(`${origin}/console/apps/fish-shop/experiments`);
    await ann.getByText('No experiments yet').waitFor();
    await button(ann, 'New experiment').click();
    const form = ann.getByRole('dialog');
    await form.getByLabel('Name').fill('Button');
    await form.getByLabel('Parameters').first().fill('colour=red');
    await form.getByLabel('Parameters').last().fill('colour=blue');
    await form.getByLabel('by a code').check();
    await form.getByLabel('Query besides').last().fill('from=b');
    await form.getByLabel('at an address of the program').check();
    // Only entries can lead elsewhere.
    equal(await form.getByLabel('Query besides').count(), 0, 'fields for a page');
    await form.getByLabel('by a code').uncheck();
    await form.getByLabel('Id', { exact: true }).last().fill('B!');
    await button(form, 'Save the draft').click();
    await form.getByText('no id of an arm').waitFor();
    await form.getByLabel('Id', { exact: true }).last().fill('b');
    await form.locator('summary').click();
    await expectAccessible(ann, 'new experiment');
    await picture(ann, 'experiment-form');
    await button(form, 'Save the draft').click();
    const panel = ann.getByRole('region', { name: 'Button' });
    await panel.getByText('draft').waitFor();
    await button(panel, 'Start').click();
    await ann.getByRole('dialog').getByRole('button', { name: 'Start' }).click();
    await panel.getByText('running').waitFor();
    const visitor = await person({ hasDevice: false });
    await visitor.goto(origin.replace('://', '://fish-shop.'));
    await visitor.getByText('the first').waitFor();
    await visitor.context().close();
    const people = () => panel.getByRole('row').evaluateAll((rows) => rows.slice(1).reduce((sum, row) => sum + Number(row.cells[3].textContent.replace(/\D/g, '')), 0));
    for (let tries = 0; (await people()) !== 1; tries++) {
      if (tries > 20) throw new Error(`${await people()} people were counted, not 1`);
      await ann.reload();
      await panel.getByRole('row').last().waitFor();
    }
    await button(panel, 'Pause').click();
    await panel.getByText('paused').waitFor();
    await button(panel, 'Go on').click();
    await panel.getByText('running').waitFor();
    await expectAccessible(ann, 'experiment');
    await button(panel, 'Promote b').click();
    await ann.getByRole('dialog').getByRole('button', { name: 'Promote' }).click();
    await panel.getByText('everybody gets b').waitFor();
    await picture(ann, 'experiment');
  },
  'how people see a program is changed, and stays': async () => {
    await ann.goto(`${origin}/console/apps/fish-shop/face`);
    await ann.getByLabel('Description').fill('Fish, fresh from the sea.');
    await ann.getByLabel('Keywords').fill('fish, sea');
    await ann.getByLabel('Category').selectOption('food');
    await button(ann, 'Save').click();
    await ann.getByText('Saved.').waitFor();
    await ann.reload();
    await ann.waitForFunction(() => document.querySelector('textarea')?.value === 'Fish, fresh from the sea.');
    equal([await ann.getByLabel('Keywords').inputValue(), await ann.getByLabel('Category').inputValue()], ['fish, sea', 'food'], 'what was saved');
  },
  'the keyboard reaches everything, and comes back from a dialog to where it was': async () => {
    await ann.goto(`${origin}/console/members`);
    await heading(ann, 'Members');
    await ann.keyboard.press('Tab');
    equal(await ann.evaluate(() => document.activeElement.textContent), 'Skip to the content', 'the first stop');
    await button(ann, 'Invite somebody').focus();
    await ann.keyboard.press('Enter');
    await ann.getByRole('dialog').waitFor();
    equal(await ann.evaluate(() => document.querySelector('dialog').contains(document.activeElement)), true, 'the focus in the dialog');
    await ann.keyboard.press('Escape');
    await ann.getByRole('dialog').waitFor({ state: 'detached' });
    equal(await ann.evaluate(() => document.activeElement.textContent), 'Invite somebody', 'the focus afterwards');
    await ann.getByRole('link', { name: 'Audit log' }).click();
    await heading(ann, 'Audit log');
    await ann.waitForFunction(() => document.activeElement.tagName === 'H1');
  },
  'every page in both languages and both colours, on a phone, a tablet and a desktop, is whole and accessible': async () => {
    const pages = { apps: '/apps', app: '/apps/fish-shop', versions: '/apps/fish-shop/versions', share: '/apps/fish-shop/share', entries: '/apps/fish-shop/entries', live: '/apps/fish-shop/live', experiments: '/apps/fish-shop/experiments', face: '/apps/fish-shop/face', version: '/apps/fish-shop/versions/1.0.0', reviews: '/reviews', members: '/members', audit: '/audit', account: '/account', platform: '/platform', lost: '/none' };
    const cookies = await ann.context().cookies();
    for (const look of LOOKS) {
      const page = await person({ hasDevice: false, look });
      await page.context().addCookies(cookies);
      for (const [size, viewport] of [['desktop', DESKTOP], ['tablet', TABLET], ['phone', PHONE]]) {
        await page.setViewportSize(viewport);
        for (const [name, path] of Object.entries(pages)) {
          await page.goto(`${origin}/console${path}`);
          await page.getByRole('heading').first().waitFor();
          await expectAccessible(page, `${name}, ${size}, ${look.name}`);
          const [wide, room] = await page.evaluate(() => [document.scrollingElement.scrollWidth, innerWidth]);
          equal(wide <= room, true, `${name}, ${size}: ${wide} pixels in ${room}`);
          const clipped = await page.evaluate(() => [...document.querySelectorAll('.panel')].filter((panel) => panel.scrollWidth > panel.clientWidth).map((panel) => panel.textContent.slice(0, 60)));
          equal(clipped, [], `${name}, ${size}: panels that are too narrow for what is in them`);
          await picture(page, name, `${size}-${look.name}`);
        }
      }
      equal(page.faults, [], 'faults of the pages');
      await page.context().close();
    }
  },
  'a link made at the machine signs in once': async () => {
    const address = run(['admin', 'link', 'ann@example.com', '--server', origin, '--data', join(folder, 'data')]).trim();
    const page = await person({ hasDevice: false });
    await page.goto(address);
    await heading(page, 'Programs');
    const other = await person({ hasDevice: false });
    await other.goto(address);
    await other.getByText('does not sign anybody in any more').waitFor();
    await other.context().close();
    // And out of every browser at once.
    await page.goto(`${origin}/console/account`);
    await button(page, 'Sign out everywhere').click();
    await page.getByRole('dialog').getByRole('button', { name: 'Sign out everywhere' }).click();
    await heading(page, 'Sign in');
    // Whose page is still open elsewhere finds out with the next thing it asks for.
    await ann.getByRole('link', { name: 'Platform' }).click();
    await heading(ann, 'Sign in');
    equal(ann.faults, [], 'faults of the pages');
    await page.context().close();
  },
};

async function fillSetup(page) {
  await page.getByLabel('Your name').fill('Ann');
  await page.getByLabel('E-mail').fill('ann@example.com');
  await page.getByLabel('Your organisation').fill('Fish');
  await button(page, 'Set up').click();
}

async function picture(page, name, more = 'desktop-light-en') {
  if (!screens) return;
  mkdirSync(screens, { recursive: true });
  await page.screenshot({ path: join(screens, `${name}-${more}.png`), fullPage: true });
}

let passed = 0;
let failed = 0;
for (const [name, test] of Object.entries(tests)) {
  try {
    await test();
    passed += 1;
  } catch (error) {
    failed += 1;
    console.log(`FAILED ${name}\n    ${error.message}\n    page: ${(await ann.evaluate(() => document.body?.innerText ?? '').catch(() => '')).slice(0, 500)}`);
    if (screens) await ann.screenshot({ path: join(screens, `failed-${failed}.png`) }).catch(() => {});
  }
}
for (const close of closers.reverse()) await close();
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
