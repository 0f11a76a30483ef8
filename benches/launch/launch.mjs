// One launch of one entrant, measured.
// In: the network, an entrant's host, a condition, a profile folder. Out: numbers. Must not: judge them.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { openBrowser } from './browser.mjs';

const probe = readFileSync(join(dirname(fileURLToPath(import.meta.url)), 'probe.js'), 'utf8');
/** Chromium's own start is over. */
const SETTLE_MS = 600;
/** What loads after the first tap has loaded. */
const REST_MS = 1200;
const LAUNCH_MS_MAX = 45_000;
/** By then all that runs is compiled: what grows before is code (`code:system` of a heap snapshot), no object. */
const LEAK_WARM_UP = 30;
const LEAK_NAVIGATIONS = 50;

/** Whether the shop is on screen and has answered a tap, as soon as it has. */
async function answers(browser) {
  const end = Date.now() + LAUNCH_MS_MAX;
  while (Date.now() < end) {
    await sleep(100);
    // While the page is still being navigated there is nothing to ask.
    if (await browser.evaluate('launchProbe.answered > 0 && launchProbe.content > 0 && launchProbe.painted > 0').catch(() => false)) return true;
  }
  return false;
}

/** For whoever has to find out why a launch did not come to an end. */
async function seen(browser, network) {
  const requests = (await network.requests()).map(({ path, status, bytes }) => `${status} ${path} ${bytes}`);
  const text = await browser.evaluate('document.body?.innerText.slice(0, 300)').catch((error) => error.message);
  return `on screen: ${JSON.stringify(text)}; sent: ${requests.join(', ')}`;
}

async function times(browser) {
  const { origin, connected } = await browser.evaluate('({ origin: performance.timeOrigin, connected: performance.getEntriesByType("navigation")[0]?.responseStart ?? 0 })');
  const { painted, content, answered, shifts } = await browser.evaluate('({ ...launchProbe })');
  return { origin, connected, painted: painted - origin, content: content - origin, answered: answered - origin, shifts };
}

/** KB sent, by kind, of all requests and of those before the first answer. */
function weigh(requests, answeredAt) {
  const kinds = {};
  for (const { kind, bytes } of requests) kinds[kind] = (kinds[kind] ?? 0) + bytes / 1024;
  const needed = requests.filter(({ kind, at_ms }) => kind !== 'image' && at_ms < answeredAt).reduce((sum, { bytes }) => sum + bytes / 1024, 0);
  return { requests: requests.length, kinds, needed, sent: requests.map(({ path, status, bytes }) => `${status} ${path} ${bytes}`) };
}

async function withBrowser({ network, condition, profile }, measure) {
  await network.shape(condition);
  const browser = await openBrowser({ profile, slowdown: condition.slowdown, probe, fingerprint: network.fingerprint });
  try {
    await sleep(SETTLE_MS);
    await network.reset();
    return await measure(browser);
  } finally {
    await browser.close();
  }
}

/** A launch with what follows it: cold with a new profile, warm with one that has launched before. `picture`: a file for what was on screen. */
export function launch({ network, host, condition, profile, warm = false, picture = undefined }) {
  return withBrowser({ network, condition, profile }, async (browser) => {
    await browser.navigate(`https://${host}/`);
    if (!await answers(browser)) throw new Error(`${host}: no answer to a tap in ${LAUNCH_MS_MAX} ms; ${await seen(browser, network)}`);
    const { origin, ...sample } = await times(browser);
    await sleep(REST_MS);
    const { bytes, drops } = await network.traffic();
    Object.assign(sample, weigh(await network.requests(), origin + sample.answered), { wire: bytes / 1024, drops, browser: await browser.version() });
    if (picture) writeFileSync(`${picture}.png`, await browser.screenshot());
    if (warm) return sample;
    sample.heap = (await browser.heapBytes()) / 1048576;
    // A page without another to open (the floor) has its title already.
    sample.detail = await browser.evaluate('document.querySelector(".d-title") ? undefined : launchProbe.open()');
    if (picture) writeFileSync(`${picture}-detail.png`, await browser.screenshot());
    return sample;
  });
}

/** A cold launch, traced until it has come to rest. */
export function openTraced(settings) {
  return withBrowser(settings, async (browser) => {
    const stop = await browser.trace(['toplevel', 'devtools.timeline', 'disabled-by-default-devtools.timeline', 'loading', 'blink.user_timing', 'v8', '__metadata']);
    await browser.navigate(`https://${settings.host}/`);
    if (!await answers(browser)) throw new Error(`${settings.host}: no answer to a tap in ${LAUNCH_MS_MAX} ms`);
    await sleep(REST_MS);
    return stop();
  });
}

/** How much the heap grows over 50 visits to a product and back, as a share of what it was. */
export function leak({ network, host, condition, profile }) {
  return withBrowser({ network, condition, profile }, async (browser) => {
    await browser.navigate(`https://${host}/`);
    if (!await answers(browser)) throw new Error(`${host}: no answer to a tap in ${LAUNCH_MS_MAX} ms; ${await seen(browser, network)}`);
    await sleep(REST_MS);
    const visits = (times) => browser.evaluate(`(async () => { for (let i = 0; i < ${times}; i++) { await launchProbe.open(); await launchProbe.back(); } })()`);
    await visits(LEAK_WARM_UP);
    const before = await browser.heapBytes();
    await visits(LEAK_NAVIGATIONS);
    return (await browser.heapBytes()) / before - 1;
  });
}
