// What the element and frame tests share: the page they run in and how it is opened.
import fs from 'node:fs';

const read = (path) => fs.readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const css = read('elements/ua.css') + read('view/frame/frame.css');
const html = `<!doctype html><html><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><style>body{margin:0}${css}</style></head><body><script type="module" src="/bench.js"></script></body></html>`;

export const entries = { bench: 'runtime/test/elements/bench_page.ts' };
/** Each path is the same document: a page's own URL is opened as a deep link would be. */
export const files = Object.fromEntries(['/bench.html', '/pages/index/index', '/pages/detail/detail', '/pages/cart/cart'].map((path) => [path, html]));

export const picture = (width, height) => `data:image/svg+xml,${encodeURIComponent(`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="100%" height="100%" fill="teal"/></svg>`)}`;

/** Between two moves of a finger: a screen's frame. */
const FRAME_MS = 16;

/** Opens the bench with `markup` mounted. Options: manifest, pageConfig, path, query, context (Playwright's), holdsLate: the view's late part waits for `bench.late()`. */
export async function open(page, origin, markup = '', { manifest, pageConfig, path = '/bench.html', query = '', context = {}, holdsLate = false } = {}) {
  const opened = await page({ hasTouch: true, isMobile: true, locale: 'zh-CN', ...context });
  opened.setDefaultTimeout(5000);
  await opened.addInitScript((given) => Object.assign(window, given), { manifest, pageConfig, holdsLate });
  await opened.goto(`${origin}${path}${query}`);
  await opened.waitForFunction(() => window.bench);
  await opened.evaluate((text) => bench.mount(text), markup);
  /** Events of a type, without the node's id when there is one node. */
  opened.events = (type) => opened.evaluate((wanted) => bench.events(wanted), type);
  opened.details = async (type) => (await opened.events(type)).map((event) => event.detail);
  opened.set = (selector, name, value) => opened.evaluate(([a, b, c]) => bench.set(a, b, c), [selector, name, value]);
  opened.command = (selector, name, args) => opened.evaluate(([a, b, c]) => bench.host(a).behaviour.command(b, c), [selector, name, args]);
  opened.until = (run, argument) => opened.waitForFunction(run, argument, { timeout: 5000 });
  /** A finger (through the protocol: real touch events) from one point to another. It has its own clock, which a busy machine does not delay. */
  opened.swipe = async (from, to, { steps = 6, hold = 0 } = {}) => {
    const client = await opened.context().newCDPSession(opened);
    let now_ms = Date.now() - (steps + 2) * FRAME_MS - hold;
    const send = (type, points) => client.send('Input.dispatchTouchEvent', { type, touchPoints: points, timestamp: (now_ms += FRAME_MS) / 1000 });
    await send('touchStart', [{ x: from[0], y: from[1] }]);
    for (let step = 1; step <= steps; step++) {
      const part = step / steps;
      await send('touchMove', [{ x: from[0] + (to[0] - from[0]) * part, y: from[1] + (to[1] - from[1]) * part }]);
    }
    now_ms += hold;
    await send('touchEnd', []);
    await client.detach();
  };
  opened.box = (selector) => opened.evaluate((one) => { const { left, top, width, height } = document.querySelector(one).getBoundingClientRect(); return { left, top, width, height }; }, selector);
  return opened;
}
