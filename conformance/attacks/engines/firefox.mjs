// Firefox, through WebDriver BiDi at its own debugging port. In: addresses. Out: the engine's face that all three have. Must not: know a case.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectSocket } from './bidi_socket.mjs';

/** A browser under test asks nobody for news. */
const PREFERENCES = {
  'app.update.enabled': false, 'browser.shell.checkDefaultBrowser': false, 'browser.startup.page': 0, 'datareporting.policy.dataSubmissionEnabled': false, 'toolkit.telemetry.enabled': false,
  'network.captive-portal-service.enabled': false, 'network.connectivity-service.enabled': false, 'browser.safebrowsing.malware.enabled': false, 'browser.safebrowsing.phishing.enabled': false,
  'browser.safebrowsing.downloads.remote.enabled': false, 'extensions.update.enabled': false, 'extensions.getAddons.cache.enabled': false, 'services.settings.server': 'data:,#remote-settings-dummy/v1',
  'browser.region.network.url': '', 'browser.newtabpage.activity-stream.feeds.system.topstories': false, 'browser.topsites.contile.enabled': false, 'media.gmp-manager.url': 'data:,', 'app.normandy.enabled': false,
  'network.dns.disablePrefetch': true, 'network.prefetch-next': false, 'remote.prefs.recommended': true, 'network.http.speculative-parallel-limit': 0,
};

export async function start() {
  const path = [process.env.FIREFOX, '/usr/bin/firefox-esr', '/usr/bin/firefox'].find((one) => one && existsSync(one));
  if (!path) throw new Error('no Firefox: install firefox-esr or set FIREFOX');
  const profile = mkdtempSync(join(tmpdir(), 'firefox-'));
  writeFileSync(join(profile, 'user.js'), Object.entries(PREFERENCES).map(([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});\n`).join(''));
  const child = spawn(path, ['--headless', '--no-remote', '--profile', profile, '--remote-debugging-port', '0', 'about:blank'], { stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, HOME: profile, MOZ_DISABLE_CONTENT_SANDBOX: '1' } });
  const address = await new Promise((resolve, reject) => {
    let text = '';
    child.stderr.on('data', (chunk) => {
      text += chunk;
      const found = /ws:\/\/127\.0\.0\.1:\d+/.exec(text);
      if (found) resolve(found[0]);
    });
    child.on('exit', (code) => reject(new Error(`Firefox ended with ${code}\n${text.slice(-500)}`)));
    child.on('error', reject);
  });
  const bidi = await connectBidi(`${address}/session`);
  const { capabilities } = await bidi.send('session.new', { capabilities: {} });
  await bidi.send('session.subscribe', { events: ['log.entryAdded', 'browsingContext.userPromptOpened'] });
  return {
    version: `Firefox ${capabilities.browserVersion}`,
    visit: (url) => visit(bidi, url),
    async close() {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.removeAllListeners('exit');
      child.once('exit', () => 0);
      bidi.close();
      child.kill();
      await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 3000))]);
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** A tab in a container of its own: nothing of an earlier visit is in it. */
async function visit(bidi, url) {
  const { userContext } = await bidi.send('browser.createUserContext', {});
  const { context } = await bidi.send('browsingContext.create', { type: 'tab', userContext });
  const seen = [];
  const stop = bidi.listen(({ method, params }) => {
    if (method === 'log.entryAdded') seen.push(String(params.text));
    if (method === 'browsingContext.userPromptOpened') {
      seen.push(`DIALOG ${params.message}`);
      void bidi.send('browsingContext.handleUserPrompt', { context: params.context, accept: false }).catch(() => 0);
    }
  });
  await bidi.send('browsingContext.setViewport', { context, viewport: { width: 375, height: 667 } }).catch(() => 0);
  await bidi.send('browsingContext.navigate', { context, url, wait: 'none' });
  const evaluateIn = async (context, expression) => {
    const { type, result, exceptionDetails } = await bidi.send('script.evaluate', { expression, target: { context }, awaitPromise: true });
    if (type === 'exception') throw new Error(exceptionDetails.text);
    return result.value;
  };
  const frameAt = async (address) => {
    const { contexts } = await bidi.send('browsingContext.getTree', { root: context });
    return contexts[0].children.find(({ url }) => url.startsWith(address))?.context;
  };
  return {
    evaluate: (expression) => evaluateIn(context, expression),
    /** In a frame of the page, by the beginning of its address; `undefined` while there is none. */
    async evaluateInFrame(address, expression) {
      const frame = await frameAt(address);
      return frame && evaluateIn(frame, expression);
    },
    /** Presses what a selector finds, in a frame where one is named. */
    press: async (selector, frame) => press(bidi, frame ? await frameAt(frame) : context, selector),
    async type(selector, text) {
      await press(bidi, context, selector);
      const keys = [...text].flatMap((value) => [{ type: 'keyDown', value }, { type: 'keyUp', value }]);
      await bidi.send('input.performActions', { context, actions: [{ type: 'key', id: 'keys', actions: keys }] });
    },
    /** Leads the same tab, with what it keeps, elsewhere. */
    go: (url) => bidi.send('browsingContext.navigate', { context, url, wait: 'complete' }),
    async windows() {
      const { contexts } = await bidi.send('browsingContext.getTree', { maxDepth: 0 });
      return contexts.filter((one) => one.userContext === userContext).length;
    },
    dialogs: () => seen.filter((line) => line.startsWith('DIALOG')),
    seen,
    async close() {
      stop();
      await bidi.send('browser.removeUserContext', { userContext }).catch(() => 0);
    },
  };
}

async function press(bidi, context, selector) {
  const expression = `(() => { const found = document.querySelector(${JSON.stringify(selector)}); found?.scrollIntoView({ block: 'nearest' }); return found; })()`;
  const { result } = await bidi.send('script.evaluate', { expression, target: { context }, awaitPromise: false });
  if (!result?.sharedId) throw new Error(`nothing matches ${selector}`);
  const origin = { type: 'element', element: { sharedId: result.sharedId } };
  const actions = [{ type: 'pointerMove', x: 0, y: 0, origin }, { type: 'pointerDown', button: 0 }, { type: 'pointerUp', button: 0 }];
  await bidi.send('input.performActions', { context, actions: [{ type: 'pointer', id: 'pointer', actions }] });
}

async function connectBidi(address) {
  const waiting = new Map();
  const listeners = new Set();
  let last = 0;
  const socket = await connectSocket(address, (text) => {
    const message = JSON.parse(text);
    const answer = waiting.get(message.id);
    if (!answer) return listeners.forEach((listener) => listener(message));
    waiting.delete(message.id);
    if (message.type === 'error') answer.reject(new Error(`${message.error}: ${message.message}`));
    else answer.resolve(message.result);
  });
  return {
    send: (method, params) => new Promise((resolve, reject) => {
      waiting.set(++last, { resolve, reject });
      socket.send(JSON.stringify({ id: last, method, params }));
    }),
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: () => socket.close(),
  };
}
