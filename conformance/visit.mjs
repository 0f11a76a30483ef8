// One visit of a program in the browser: finds nodes, acts on them, reads what is shown, collects the log.
// In: a playwright page. Out: the Visit class. This is the only file that knows how the runtime draws its frame.

import { existsSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { chromium } from 'playwright-core';

export const PHONE = { width: 375, height: 667 };

const PATIENCE_MS = 5_000;
const PATIENCE_MS_MAX = 90_000;

/** How long anything may take that a person would wait for: longer on a machine that does other work too, which is slow and not wrong. */
export const patience_ms = () => Math.min(PATIENCE_MS_MAX, PATIENCE_MS * Math.max(1, loadavg()[0] / availableParallelism()));

/** How long a swiping finger rests before it lifts, in frames. */
const FRAMES_OF_REST = 4;

export function browserPath() {
  const candidates = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
  const found = candidates.find((path) => path && existsSync(path));
  if (!found) throw new Error('no browser: install Chromium or set CHROMIUM');
  return found;
}

const LAUNCH = () => ({
  executablePath: browserPath(),
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--autoplay-policy=no-user-gesture-required', '--use-fake-device-for-media-stream'],
});

export const launchBrowser = () => chromium.launch(LAUNCH());

/** Phone-sized, touch, Chinese. */
const PERSON = { viewport: PHONE, hasTouch: true, isMobile: true, deviceScaleFactor: 1, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', serviceWorkers: 'block', reducedMotion: 'reduce' };

/** A fresh profile that is gone with its context. */
export const newContext = (browser, options = {}) => browser.newContext({ ...PERSON, ...options });

/** A browser with one profile, on disk: what is refused to a private window, as to be installed, is not refused here. */
export const launchProfile = (folder, options = {}) => chromium.launchPersistentContext(folder, { ...LAUNCH(), ...PERSON, ...options });

// How the frame around pages is drawn.
const FRAME = {
  page: '.mn-page-top wx-page',
  title: '.mn-page-top .mn-bar-title',
  back: '.mn-page-top .mn-bar-back',
  tab: '.mn-tab',
  dialog: '.mn-overlay [role=dialog]',
  cancel: '.mn-a-sheet-cancel',
};

/** Runs in the page: all matches of `selector` in the page on top, else in the document. */
function inPage({ selector, frame }) {
  const top = document.querySelector(frame.page);
  if (selector === 'page') return top ? [top] : [];
  const scope = top?.closest('section') ?? top;
  let found = scope ? [...scope.querySelectorAll(selector)] : [];
  if (!found.length) found = [...document.querySelectorAll(selector)].filter((el) => !el.closest('wx-page'));
  return found;
}

/**
 * Runs in each document before its scripts: until the program has taken the first screen over, nodes that go and nodes that come are noted.
 * A node that comes and is equal to one that went was there to be kept.
 */
function noteRemade() {
  window.__remade = [];
  const gone = new Set();
  const moved = new Set();
  const inPage = (node) => node.nodeType === 1 && node.closest('wx-page');
  const note = (records) => {
    for (const { target, removedNodes } of records) if (inPage(target)) for (const node of removedNodes) moved.add(node) && gone.add(node.outerHTML);
    for (const { target, addedNodes } of records) if (inPage(target)) for (const node of addedNodes) if (node.outerHTML && gone.has(node.outerHTML) && !moved.has(node)) window.__remade.push(node.outerHTML.slice(0, 200));
  };
  const observer = new MutationObserver(note);
  addEventListener('DOMContentLoaded', () => document.getElementById('minnow-record') && observer.observe(document.body, { subtree: true, childList: true }));
  // Taps are given back when the page stands: what happens from then on is the program's doing.
  let taps;
  Object.defineProperty(window, 'mnTaps', {
    get: () => taps,
    set(value) {
      taps = value;
      if (value) return;
      note(observer.takeRecords());
      observer.disconnect();
    },
  });
}

export class Visit {
  logs = [];
  /** What the view says when it cannot take a first screen over. */
  takeovers = [];
  errors = [];
  failedRequests = [];
  /** Names of the files the page handed to the person. */
  downloads = [];
  commands = 0;

  constructor(page) {
    this.page = page;
    page.on('console', (message) => this.#console(message));
    page.on('download', (download) => this.downloads.push(download.suggestedFilename()));
    page.on('pageerror', (error) => this.errors.push(String(error?.stack ?? error)));
    page.on('requestfailed', (request) => this.failedRequests.push(`${request.url()} ${request.failure()?.errorText}`));
    page.on('response', (response) => response.status() >= 400 && this.failedRequests.push(`${response.url()} ${response.status()}`));
  }

  #console(message) {
    const text = message.text();
    const type = message.type();
    if (type === 'error') {
      if (!/^Failed to load resource/.test(text)) this.errors.push(text);
    } else if (type === 'warning' && /the first screen has/.test(text)) {
      this.takeovers.push(text);
    } else if (type === 'log') {
      this.logs.push(text);
    }
  }

  async open(url) {
    if (!this.opened) await this.page.addInitScript(noteRemade);
    this.opened = true;
    await this.page.goto(url, { waitUntil: 'load', timeout: Math.max(30_000, patience_ms()) });
    if (this.hasNoScripts) return;
    // What is done before the program is there is another matter (runtime/test/hydrate.test.mjs).
    await this.page.waitForFunction(() => !window.mnTaps, undefined, { timeout: patience_ms() }).catch(() => undefined);
  }

  /** Whether files of scripts come; what stands in a document runs all the same. */
  async setScripts(come) {
    this.hasNoScripts = !come;
    const files = '**/*.js';
    await (come ? this.page.unroute(files) : this.page.route(files, (route) => route.abort()));
  }

  /** Pages whose rendering the browser keeps for their next launch. */
  keptPages() {
    return this.page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('minnow-screen /')).map((key) => key.slice(key.indexOf('/') + 1)).sort());
  }

  async handles(selector) {
    const list = await this.page.evaluateHandle(`(${inPage})(${JSON.stringify({ selector, frame: FRAME })})`);
    const handles = [];
    for (const property of (await list.getProperties()).values()) handles.push(property.asElement());
    return handles.filter(Boolean);
  }

  /** Evaluates `read(elements, argument)` in the page. */
  read(selector, read, argument) {
    return this.page.evaluate(`((els, argument) => (${read})(els, argument))((${inPage})(${JSON.stringify({ selector, frame: FRAME })}), ${JSON.stringify(argument ?? null)})`);
  }

  /** The first match that is shown, waiting for it. */
  async shown(selector, timeout_ms = patience_ms()) {
    return until(timeout_ms, async () => {
      for (const handle of await this.handles(selector)) {
        if (await handle.isVisible()) return handle;
      }
      throw new Error(`nothing shown matches ${selector}`);
    });
  }

  async tap(selector) {
    const handle = await this.shown(selector);
    // A person may tap what is disabled, too.
    await handle.tap({ timeout: patience_ms(), force: !(await handle.isEnabled()) });
  }

  async click(selector) {
    await (await this.shown(selector)).click({ timeout: patience_ms() });
  }

  async longPress(selector, held_ms = 600) {
    const point = await this.middle(selector);
    await this.touch('touchStart', [point]);
    await new Promise((resolve) => setTimeout(resolve, held_ms));
    await this.touch('touchEnd', []);
  }

  async swipe(selector, dx, dy, steps = 8) {
    const { x, y } = await this.middle(selector);
    await this.touch('touchStart', [{ x, y }]);
    for (let i = 1; i <= steps; i++) {
      await this.touch('touchMove', [{ x: x + (dx * i) / steps, y: y + (dy * i) / steps }]);
      await this.page.evaluate(() => new Promise((frame) => requestAnimationFrame(frame)));
    }
    // A finger that lifts while it moves flings, and the browser keeps the next tap for stopping the fling: this one rests first.
    for (let i = 0; i < FRAMES_OF_REST; i++) {
      await this.touch('touchMove', [{ x: x + dx, y: y + dy }]);
      await this.page.evaluate(() => new Promise((frame) => requestAnimationFrame(frame)));
    }
    await this.touch('touchEnd', []);
  }

  async middle(selector) {
    const handle = await this.shown(selector);
    await handle.scrollIntoViewIfNeeded();
    const box = await handle.boundingBox();
    return { x: Math.round(box.x + box.width / 2), y: Math.round(box.y + box.height / 2) };
  }

  /** The session of the debugging protocol. */
  async session() {
    return (this.protocol ??= await this.page.context().newCDPSession(this.page));
  }

  async touch(type, touchPoints) {
    await (await this.session()).send('Input.dispatchTouchEvent', { type, touchPoints });
  }

  async input(selector, text) {
    const handle = await this.shown(selector);
    const field = (await handle.$('input, textarea, [contenteditable]')) ?? handle;
    await field.tap();
    await field.fill(text);
  }

  async wheel(selector, dy) {
    const { x, y } = await this.middle(selector);
    await this.page.mouse.move(x, y);
    await this.page.mouse.wheel(0, dy);
  }

  async scroll(selector, top) {
    await this.read(selector, (els, top) => {
      const scrolls = (el) => el.scrollHeight > el.clientHeight + 1 && /auto|scroll/.test(getComputedStyle(el).overflowY);
      let el = els[0];
      const below = el && (scrolls(el) ? el : [...el.querySelectorAll('*')].find(scrolls));
      if (below) return void (below.scrollTop = top);
      while (el && !scrolls(el)) el = el.parentElement;
      (el ?? document.scrollingElement).scrollTop = top;
    }, top);
  }

  async back() {
    await this.tap(FRAME.back);
  }

  async tab(index) {
    const tabs = await until(patience_ms(), async () => {
      const found = await this.handles(FRAME.tab);
      if (found.length <= index) throw new Error(`the tab bar has ${found.length} items`);
      return found;
    });
    await tabs[index].tap();
  }

  async tabsAreShown() {
    const [first] = await this.handles(FRAME.tab);
    return Boolean(first) && first.isVisible();
  }

  /** Answers every dialog over the page as someone does who wants nothing of it. */
  async dismiss() {
    for (let left = 5; left > 0; left--) {
      const wasThere = await this.page.evaluate(({ dialog, cancel }) => {
        const top = [...document.querySelectorAll(dialog)].at(-1);
        const refusing = top?.querySelector(cancel) ?? top?.querySelector('button');
        refusing?.click();
        return Boolean(refusing);
      }, FRAME);
      if (!wasThere) return;
      await this.rest();
    }
  }

  tabTexts() {
    return this.read(FRAME.tab, (els) => els.map((el) => el.textContent.trim()));
  }

  title() {
    return this.page.evaluate((selector) => (document.querySelector(selector)?.textContent ?? '').trim(), FRAME.title);
  }

  /** Path of the page on top. */
  path() {
    return this.logic('getCurrentPages().slice(-1)[0].route');
  }

  async depth() {
    return this.logic('getCurrentPages().length');
  }

  /** What assistive technology is told of the first match: `{ role, name }`; role `none` when it is passed over. */
  async accessible(selector) {
    if (!(await this.read(selector, (els) => Boolean((window.__conformanceNode = els[0]?.querySelector('input, textarea') ?? els[0]))))) throw new Error(`nothing matches ${selector}`);
    this.protocol ??= await this.page.context().newCDPSession(this.page);
    const { result } = await this.protocol.send('Runtime.evaluate', { expression: '__conformanceNode' });
    const { nodes } = await this.protocol.send('Accessibility.getPartialAXTree', { objectId: result.objectId, fetchRelatives: false });
    const [{ ignored, role, name }] = nodes;
    return { role: ignored ? 'none' : role.value, name: name?.value ?? '' };
  }

  /** Evaluates in the Worker where the program runs; the realm is closed, so this goes through the debugger's protocol. */
  async logic(expression) {
    const session = await until(patience_ms(), () => this.#workerSession());
    const result = await session('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true });
    if (result.exceptionDetails) throw new Error(result.exceptionDetails.exception?.description ?? result.exceptionDetails.text);
    return result.result.value;
  }

  /** A function that sends protocol commands to the newest worker of the page. */
  async #workerSession() {
    if (!this.workers) {
      this.workers = [];
      this.answers = new Map();
      await this.session();
      this.protocol.on('Target.attachedToTarget', ({ sessionId, targetInfo }) => targetInfo.type === 'worker' && this.workers.push(sessionId));
      this.protocol.on('Target.detachedFromTarget', ({ sessionId }) => {
        this.workers = this.workers.filter((one) => one !== sessionId);
        // A worker that is gone, as after a reload, never answers.
        for (const [id, asked] of this.answers) if (asked.sessionId === sessionId) this.#answer(id, { exceptionDetails: { text: 'the worker is gone' } });
      });
      this.protocol.on('Target.receivedMessageFromTarget', ({ message }) => {
        const { id, result, error } = JSON.parse(message);
        this.#answer(id, result ?? { exceptionDetails: { text: error?.message } });
      });
      await this.protocol.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: false, flatten: false });
    }
    const sessionId = this.workers.at(-1);
    if (!sessionId) throw new Error('the program has no worker');
    return (method, params) =>
      new Promise((resolve, reject) => {
        const id = ++this.commands;
        this.answers.set(id, { sessionId, resolve });
        this.protocol.send('Target.sendMessageToTarget', { sessionId, message: JSON.stringify({ id, method, params }) }).catch(reject);
      });
  }

  #answer(id, value) {
    this.answers.get(id)?.resolve(value);
    this.answers.delete(id);
  }

  /** What is wrong with how the first screen was taken over: it was drawn afresh, or nodes were made that were there. */
  async takeoverFaults() {
    const remade = await this.page.evaluate(() => window.__remade ?? []).catch(() => []);
    return [...this.takeovers, ...remade.map((node) => `made once more: ${node}`)];
  }

  text() {
    return this.page.evaluate(() => document.body?.innerText ?? '');
  }

  /** Both realms have handled what was pending. */
  async rest() {
    for (let round = 0; round < 3; round++) {
      await this.page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
      if (this.page.workers().length) await this.logic('0').catch(() => 0);
    }
  }
}

/** Retries `attempt` until it does not throw. */
export async function until(timeout_ms, attempt) {
  const end = performance.now() + timeout_ms;
  for (let wait_ms = 15; ; wait_ms = Math.min(wait_ms * 1.6, 150)) {
    try {
      return await attempt();
    } catch (error) {
      if (performance.now() > end) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, wait_ms));
  }
}
