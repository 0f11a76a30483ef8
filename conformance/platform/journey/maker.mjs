// The developer's part of the journey, at the console: sets the platform up, publishes by the commands shown there, releases, reads the codes.
// In: a platform that nobody has an account of. Out: the addresses that the codes of the released program hold. Must not: use the API; a person sees the console only.

import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, symlinkSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { minnowBinary, repository } from '../../build.mjs';
import { DESKTOP } from '../host_app.mjs';
import { readCode } from './read_code.mjs';
import { expect, patient, picture, same } from './walk.mjs';

export const APP = 'shop';
export const NAME = '街角小店';
const DEVICE = { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true };
const button = (page, name) => page.getByRole('button', { name, exact: true });

/** A person at a computer whose browser has a place for passkeys. */
async function atDesk(browser) {
  const context = await browser.newContext({ ...DESKTOP, locale: 'zh-CN', permissions: ['clipboard-read', 'clipboard-write'] });
  const page = await patient(context).newPage();
  const protocol = await context.newCDPSession(page);
  await protocol.send('WebAuthn.enable');
  await protocol.send('WebAuthn.addVirtualAuthenticator', { options: DEVICE });
  return page;
}

/** Presses a button that copies, and reads the clipboard. */
export async function copied(page, name) {
  await button(page, name).click();
  await page.getByRole('button', { name }).getByText('已复制').waitFor();
  return page.evaluate(() => navigator.clipboard.readText());
}

/** A terminal in the program's folder, where `minnow` is installed. */
function terminal(folder) {
  const programs = join(folder, 'bin'), sources = join(folder, APP);
  mkdirSync(programs);
  symlinkSync(resolve(minnowBinary()), join(programs, 'minnow'));
  cpSync(join(repository, 'examples', APP), sources, { recursive: true });
  const env = { ...process.env, XDG_CONFIG_HOME: join(folder, 'config'), PATH: `${programs}${delimiter}${process.env.PATH}` };
  return (line, typed = '') =>
    new Promise((done, fail) => {
      const shell = execFile('sh', ['-c', line], { cwd: sources, env }, (error, stdout, stderr) => (error ? fail(new Error(`${line}: ${stderr}`)) : done(stdout)));
      shell.stdin.end(typed && `${typed}\n`);
    });
}

async function codeOf(browser, image) {
  await image.waitFor();
  return readCode(browser, await image.screenshot());
}

/** A code that leads to a page, made as one makes it for a shelf: what it holds, and what the address beside it says. */
async function makeEntry(browser, page, platform, { target, query }) {
  await page.goto(`${platform.origin}/console/apps/${APP}/entries`);
  await button(page, '新建二维码或链接').click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('名称').fill('货架');
  await dialog.getByLabel('类型').selectOption('qr');
  await dialog.getByLabel('页面').fill(target);
  await dialog.getByLabel('参数').fill(query);
  await dialog.getByRole('button', { name: '创建' }).click();
  const made = page.getByRole('dialog', { name: '货架' });
  const held = await codeOf(browser, made.getByRole('img'));
  await picture(page, 'console-code');
  return { held, address: await made.locator('code').textContent() };
}

/** Walks the steps; gives the addresses that were read from codes. */
export async function publishAtConsole({ browser, folder, platform, step }) {
  const page = await atDesk(browser);
  const found = {};
  await step('a platform that just started is set up in a browser, with a passkey', async () => {
    await page.goto(platform.setup);
    await page.getByLabel('你的名字').fill('小林');
    await page.getByLabel('邮箱').fill('lin@example.com');
    await page.getByLabel('你的组织').fill('街角');
    await picture(page, 'console-setup');
    await button(page, '开始使用').click();
    await button(page, '创建通行密钥').click();
    await page.getByText('还没有小程序').waitFor();
  });
  await step('the guide makes the program, and its commands publish it', async () => {
    await page.getByRole('link', { name: '开始', exact: true }).click();
    await page.getByLabel('名称').fill(NAME);
    await page.getByLabel('网址').fill(APP);
    await button(page, '创建小程序').click();
    await button(page, '生成令牌').click();
    const run = terminal(folder);
    const said = await run(await copied(page, '复制登录命令'), await copied(page, '复制令牌'));
    expect(said.includes('lin@example.com'), said);
    await picture(page, 'console-guide');
    await run(await copied(page, '复制上传命令'));
  });
  await step('the console sees the version arrive and releases it with one press', async () => {
    await button(page, '发布给所有人').click();
    await page.getByRole('heading', { name: '上线了' }).waitFor();
    await picture(page, 'console-live');
  });
  await step('the codes that the console shows can be read, and hold the addresses beside them', async () => {
    const program = `${platform.origin.replace('://', `://${APP}.`)}/`;
    same(await codeOf(browser, page.locator('.live').getByRole('img')), program);
    await page.goto(`${platform.origin}/console/apps/${APP}/share`);
    same(await codeOf(browser, page.getByRole('img', { name: '的二维码' })), program);
    const entry = await makeEntry(browser, page, platform, { target: 'pages/detail/detail', query: 'id=4' });
    // A code may hold its address in a shorter form; a URL reads both alike.
    expect(new URL(entry.held).href.toLowerCase() === entry.address.toLowerCase(), `${entry.held} beside ${entry.address}`);
    Object.assign(found, { program, code: entry.held });
  });
  await page.context().close();
  return found;
}
