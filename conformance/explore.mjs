// Walks through a program as a person would: every tab, then what can be tapped, then the pages nothing led to.
// In: a Visit of a program that shows its first page, and its minnow.json. Out: how many pages were reached, and which
// errors come from pages opened by their address without the query they need. Must not know the programs.

import { until } from './visit.mjs';

const TAPS_PER_PAGE = 8;
const TAPS_MAX = 28;
const LEVELS = 2;
const LEFT_MS = 500;
const PAGES_MAX = 10;

const STACK = 'getCurrentPages().map((page) => page.route)';

/** Runs in the page: middles of what a person would try, links first, one a spot. */
function spotsToTap(limit) {
  const top = document.querySelector('.mn-page-top wx-page')?.closest('section');
  if (!top) return [];
  const rank = (el) => (el.closest('wx-navigator') ? 0 : el.closest('wx-button') ? 1 : el.closest('wx-image') ? 2 : 3);
  const isLeaf = (el) => el.localName === 'wx-image' || [...el.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
  const seen = new Set();
  return [...top.querySelectorAll('wx-page *')]
    .filter((el) => isLeaf(el) && el.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
    .map((el) => ({ rank: rank(el), box: el.getBoundingClientRect() }))
    .map(({ rank: order, box }) => ({ order, x: box.left + box.width / 2, y: box.top + box.height / 2, area: box.width * box.height }))
    .filter(({ x, y, area }) => area > 60 && x > 0 && x < innerWidth && y > 0 && y < innerHeight)
    .sort((a, b) => a.order - b.order || a.y - b.y || a.x - b.x)
    .filter(({ x, y }) => {
      const spot = `${Math.round(x / 90)},${Math.round(y / 44)}`;
      return !seen.has(spot) && seen.add(spot);
    })
    .slice(0, limit)
    .map(({ x, y }) => ({ x, y }));
}

class Walk {
  taps = 0;
  reached = new Set();

  constructor(visit, picture) {
    this.visit = visit;
    this.picture = picture;
  }

  stack() {
    return this.visit.logic(STACK);
  }

  async reach(path) {
    if (this.reached.has(path)) return;
    this.reached.add(path);
    await this.picture(path);
  }

  /** Taps around on the page on top, follows where that leads, and comes back. */
  async around(level = 1) {
    const here = await this.stack();
    await this.reach(here.at(-1));
    const spots = await this.visit.page.evaluate(spotsToTap, TAPS_PER_PAGE);
    for (const { x, y } of spots) {
      if (this.taps++ >= TAPS_MAX) return;
      const isNew = (path) => !this.reached.has(path);
      await this.visit.page.touchscreen.tap(x, y);
      const there = await until(LEFT_MS, async () => {
        const stack = await this.stack();
        if (stack.join() === here.join()) throw new Error('still here');
        return stack;
      }).catch(() => here);
      await this.visit.rest();
      if (there.join() === here.join()) {
        await this.visit.dismiss();
        continue;
      }
      if (isNew(there.at(-1)) && level < LEVELS) await this.around(level + 1);
      await this.reach(there.at(-1));
      if (!(await this.backTo(here))) return;
    }
  }

  /** Returns to a stack; false when that is not possible. */
  async backTo(stack) {
    await this.visit.dismiss();
    const now = await this.stack();
    const away = now.length - stack.length;
    if (away > 0) await this.visit.logic(`new Promise((done) => wx.navigateBack({ delta: ${away}, complete: done }))`).catch(() => 0);
    else if (now.join() !== stack.join()) await this.visit.logic(`new Promise((done) => wx.switchTab({ url: '/${stack[0]}', complete: done }))`).catch(() => 0);
    await this.visit.rest();
    return (await this.stack()).join() === stack.join();
  }
}

/** A bar that the program draws itself is not known here, and one may be hidden: those tabs are opened as a handler would. */
async function toTab(visit, bar, index) {
  const url = `/${String(bar.list[index].pagePath).replace(/^\//, '')}`;
  return bar.custom || !(await visit.tabsAreShown()) ? visit.logic(`new Promise((done, fail) => wx.switchTab({ url: ${JSON.stringify(url)}, success: () => done(), fail: (e) => fail(new Error(e.errMsg)) }))`) : visit.tab(index);
}

async function byAddress(visit, path, picture) {
  const url = JSON.stringify(`/${path}`);
  const result = await visit.logic(`new Promise((done) => wx.navigateTo({ url: ${url}, success: () => done('ok'), fail: (e) => done(e.errMsg) }))`).catch((error) => error.message);
  await visit.rest();
  if (result === 'ok') await picture(path);
  else visit.errors.push(`navigateTo ${path}: ${String(result).split('\n')[0]}`);
  await visit.dismiss();
  await visit.logic('getCurrentPages().length > 1 && new Promise((done) => wx.navigateBack({ complete: done }))').catch(() => 0);
  await visit.rest();
  return result === 'ok';
}

/**
 * `{ tapped, opened, targets, queryless }`; what went wrong on the way is in `visit.errors`. `queryless` are the indexes
 * there of errors in pages that links reach with a query (`hasQuery(path)`), opened here without one.
 * `picture(path)` is awaited when a page is first reached and at rest.
 */
export async function explore(visit, manifest, hasQuery, picture) {
  const walk = new Walk(visit, picture);
  const list = manifest.app?.tabBar?.list ?? [];
  await walk.around();
  for (let index = 1; index < list.length; index++) {
    await visit.dismiss();
    await toTab(visit, manifest.app.tabBar, index).catch((error) => visit.errors.push(`tab ${index}: ${error.message.split('\n')[0]}`));
    await visit.rest();
    await walk.around();
  }
  const tabPages = new Set(list.map((item) => String(item.pagePath).replace(/^\//, '')));
  const targets = Object.keys(manifest.pages).filter((path) => !walk.reached.has(path) && !tabPages.has(path)).slice(0, PAGES_MAX);
  const queryless = [];
  let opened = 0;
  for (const path of targets) {
    const before = visit.errors.length;
    if (await byAddress(visit, path, picture)) opened++;
    if (hasQuery(path)) for (let index = before; index < visit.errors.length; index++) queryless.push(index);
  }
  return { tapped: walk.reached.size, opened, targets: targets.length, queryless };
}
