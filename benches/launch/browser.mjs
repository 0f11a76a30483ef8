// Chromium in the client's network namespace, driven over a pipe.
// In: a profile folder, how much slower the processor shall be, a script for every frame. Out: pages navigated and asked.
// Must not: attach to workers before they were measured: being stopped and released would count as theirs. Frames of other origins are not seen.
import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { ADDRESS, CLIENT_SPACE } from './network.mjs';

const FLAGS = [
  '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--disable-default-apps', '--disable-extensions',
  '--mute-audio', '--hide-scrollbars', '--remote-debugging-pipe', '--window-size=390,844', `--host-resolver-rules=MAP *.launch.test ${ADDRESS}`, '--disable-features=SpareRendererForSitePerProcess,OptimizationHints,MediaRouter,Translate,DialMediaRouteProvider',
];
const PHONE = { width: 390, height: 844, deviceScaleFactor: 2, mobile: true };
const CLOSE_MS_MAX = 4000;

/** The DevTools protocol over file descriptors 3 and 4. */
function protocol(child) {
  const [input, output] = [child.stdio[3], child.stdio[4]];
  const waiting = new Map();
  const listeners = [];
  let last = 0;
  let text = '';
  input.on('error', () => {});
  output.setEncoding('utf8').on('data', (chunk) => {
    const messages = (text + chunk).split('\0');
    text = messages.pop();
    for (const message of messages.map((json) => JSON.parse(json))) {
      if (!message.id) {
        for (const listener of listeners) listener(message);
        continue;
      }
      const { resolve, reject, method } = waiting.get(message.id);
      waiting.delete(message.id);
      if (message.error) reject(new Error(`${method}: ${message.error.message}`));
      else resolve(message.result);
    }
  });
  const send = (method, params = {}, sessionId = undefined) => new Promise((resolve, reject) => {
    waiting.set(++last, { resolve, reject, method });
    input.write(`${JSON.stringify({ id: last, method, params, sessionId })}\0`);
  });
  return { send, listen: (listener) => listeners.push(listener) };
}

/** Records what the browser's threads do until the function it resolves to is called, which gives the events. */
async function startTrace({ send, listen }, categories) {
  const events = [];
  let complete;
  const ended = new Promise((resolve) => (complete = resolve));
  listen(({ method, params }) => {
    if (method === 'Tracing.dataCollected') events.push(...params.value);
    else if (method === 'Tracing.tracingComplete') complete();
  });
  await send('Tracing.start', { traceConfig: { includedCategories: categories }, transferMode: 'ReportEvents' });
  return async () => {
    await send('Tracing.end');
    await ended;
    return events;
  };
}

export async function openBrowser({ profile, slowdown, probe, fingerprint }) {
  const chromium = process.env.CHROMIUM ?? '/usr/bin/chromium';
  const args = ['netns', 'exec', CLIENT_SPACE, chromium, ...FLAGS, `--user-data-dir=${profile}`, `--ignore-certificate-errors-spki-list=${fingerprint}`, 'about:blank'];
  const child = spawn('ip', args, { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] });
  const exited = new Promise((resolve) => child.once('exit', resolve));
  const { send, listen } = protocol(child);
  /** Sessions of the page and, once asked for, its workers. */
  const sessions = new Map();
  // A target that is gone by the time it is spoken to is not measured.
  const tell = (method, params, session) => send(method, params, session).catch(() => {});
  let ready;
  const opened = new Promise((resolve) => (ready = resolve));

  const attach = async ({ sessionId, targetInfo: { type } }) => {
    sessions.set(sessionId, type);
    if (type === 'page') {
      tell('Page.enable', {}, sessionId);
      tell('Page.addScriptToEvaluateOnNewDocument', { source: probe, runImmediately: true }, sessionId);
      tell('Emulation.setCPUThrottlingRate', { rate: slowdown }, sessionId);
    }
    await tell('Runtime.runIfWaitingForDebugger', {}, sessionId);
    if (type === 'page') ready(sessionId);
  };
  listen(({ method, params }) => {
    if (method === 'Target.attachedToTarget') attach(params);
    else if (method === 'Target.detachedFromTarget') sessions.delete(params.sessionId);
  });
  await send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: true, flatten: true, filter: [{ type: 'page' }, { exclude: true }] });
  const page = await opened;
  await send('Emulation.setDeviceMetricsOverride', PHONE, page);

  const evaluate = async (expression) => {
    const { result, exceptionDetails } = await send('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true }, page);
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  };
  return {
    evaluate,
    navigate: (url) => send('Page.navigate', { url }, page),
    version: async () => (await send('Browser.getVersion')).product,
    trace: (categories) => startTrace({ send, listen }, categories),
    screenshot: async () => Buffer.from((await send('Page.captureScreenshot', { format: 'png' }, page)).data, 'base64'),
    /** What JavaScript of the page and its workers keeps after a collection, in bytes. */
    async heapBytes() {
      await send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: false, flatten: true }, page);
      let sum = 0;
      for (const [session] of sessions) {
        await send('HeapProfiler.collectGarbage', {}, session);
        sum += (await send('Runtime.getHeapUsage', {}, session)).usedSize;
      }
      return sum;
    },
    async close() {
      tell('Browser.close');
      await Promise.race([exited, sleep(CLOSE_MS_MAX)]);
      if (child.exitCode === null) {
        child.kill('SIGKILL');
        await exited;
      }
    },
  };
}
