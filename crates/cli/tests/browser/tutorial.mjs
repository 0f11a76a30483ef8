// Follows docs/guide/tutorial.md to the letter, and its translation: node crates/cli/tests/browser/tutorial.mjs
// In: MINNOW (the binary), CHROMIUM. Out: one line a failure, closing line `N passed, N failed`. Must not: know what the tutorial says.
//
// What is followed: `$` lines of console blocks, with their answers; code blocks behind a paragraph that ends in a path, as that file;
// comments `<!-- sees SELECTOR TEXT -->` and `<!-- tap SELECTOR -->`, on the page last served.

import { execFile, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { freePort } from '../../../../conformance/free_port.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../../../..');
const minnow = process.env.MINNOW ?? 'minnow';
const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
/** Served until they are stopped: the command, and the port that it is told or takes. */
const SERVERS = [/^minnow dev$/, /^python3 -m http\.server (\d+) /];

/** The steps of a page, in order. */
function stepsOf(text) {
  const steps = [];
  const block = /^```(\w*)\n([^]*?)^```$|^<!-- (sees|tap) (.*) -->$/gm;
  for (const match of text.matchAll(block)) {
    const [, language, body, action, rest] = match;
    if (action) steps.push({ kind: action, rest });
    else if (language === 'console') steps.push(...commandsOf(body));
    else {
      const path = /`([\w./-]+\.\w+)`[^`\n]*[:：]\s*$/.exec(text.slice(0, match.index).trimEnd())?.[1];
      if (language && path) steps.push({ kind: 'file', path, text: body });
      else if (language) throw new Error(`no file is named before\n${body}`);
    }
  }
  return steps;
}

function commandsOf(body) {
  return body.split(/^\$ /m).slice(1).map((part) => {
    const [command, ...answer] = part.split('\n');
    return { kind: 'command', command, answer: answer.join('\n') };
  });
}

/** What differs from run to run is left out: times, sizes, ports, and how wide a table is because of them. */
function plain(text) {
  return text
    .replace(/\d+(\.\d+)?( ms| s\b| KiB)/g, '#$2')
    .replace(/(127\.0\.0\.1|0\.0\.0\.0|port)([: ])\d+/g, '$1$2#')
    .replace(/[ \t]+/g, ' ')
    .trim();
}

/** One reader of one page. */
class Reader {
  constructor(browser) {
    this.browser = browser;
    this.folder = mkdtempSync(join(tmpdir(), 'minnow-tutorial-'));
    this.at = this.folder;
    const bin = join(this.folder, '.bin');
    mkdirSync(bin);
    if (minnow !== 'minnow') symlinkSync(resolve(minnow), join(bin, 'minnow'));
    this.env = { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}`, NO_COLOR: '1', MINNOW_BROWSER: executablePath, LC_ALL: 'C', PYTHONUNBUFFERED: '1' };
    delete this.env.CI;
    this.children = [];
  }

  async follow(step) {
    if (step.kind === 'file') return this.write(step.path, step.text);
    if (step.kind === 'sees') return this.sees(step.rest);
    if (step.kind === 'tap') return this.page.locator(inPage(step.rest)).first().tap();
    const { command, answer } = step;
    if (command.startsWith('cd ')) return void (this.at = join(this.at, command.slice(3)));
    const said = SERVERS.some((server) => server.test(command)) ? await this.serve(command) : await this.run(command);
    if (plain(said) !== plain(answer)) throw new Error(`$ ${command}\nanswers\n${said}\nand not\n${answer}`);
  }

  write(path, text) {
    mkdirSync(dirname(join(this.at, path)), { recursive: true });
    writeFileSync(join(this.at, path), text);
  }

  run(command) {
    return new Promise((done) => {
      execFile('sh', ['-c', command], { cwd: this.at, env: this.env }, (_, out, err) => done(`${out}${err}`));
    });
  }

  /** Starts a server at a port that is free, and opens what it serves. */
  async serve(command) {
    const port = await freePort();
    const moved = command.startsWith('minnow') ? `${command} --no-open --listen 127.0.0.1:${port}` : command.replace(/server \d+/, `server ${port}`);
    const child = spawn('sh', ['-c', `exec ${moved}`], { cwd: this.at, env: this.env, stdio: ['ignore', 'pipe', 'pipe'] });
    this.children.push(child);
    let said = '';
    await new Promise((done, failed) => {
      const hear = (data) => /https?:\/\/[^]*\n/.test((said += data)) && done();
      child.stdout.on('data', hear);
      child.stderr.on('data', hear);
      child.once('exit', () => failed(new Error(`$ ${moved}\nended: ${said}`)));
    });
    const answer = said;
    await this.context?.close();
    this.context = await this.browser.newContext({ viewport: { width: 375, height: 667 }, hasTouch: true });
    this.page = await this.context.newPage();
    await this.page.goto(`http://127.0.0.1:${port}/`);
    return answer;
  }

  async sees(rest) {
    const [, selector, text] = /^((?:\S+ (?=[.#]))*\S+) (.*)$/.exec(rest);
    await this.page.locator(inPage(selector), { hasText: text }).first().waitFor({ timeout: 20_000 }).catch(async () => {
      throw new Error(`${selector} does not show "${text}" in\n${(await this.page.evaluate(() => document.body.innerText)).slice(0, 500)}`);
    });
  }

  async close() {
    await this.context?.close();
    for (const child of this.children) child.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Class names in the page carry their component's scope. */
function inPage(selector) {
  return selector.replace(/\.([\w-]+)/g, ':is(.$1,[class*="$1_"])');
}

const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
let passed = 0;
let failed = 0;
for (const name of ['tutorial.md', 'tutorial.zh-CN.md']) {
  const reader = new Reader(browser);
  try {
    const steps = stepsOf(readFileSync(join(root, 'docs/guide', name), 'utf8'));
    for (const step of steps) {
      await reader.follow(step);
      passed += 1;
    }
  } catch (error) {
    failed += 1;
    console.log(`FAILED ${name}\n    ${error.message}`);
  }
  await reader.close();
}
await browser.close();
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
