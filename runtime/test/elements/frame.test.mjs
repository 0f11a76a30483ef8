// The frame: page stack, transitions, browser history, bars, menu, overlays, failures.
import { entries, files, open } from './bench.mjs';

export { entries, files };
export const kind = 'browser';

const manifest = {
  name: '样例', entry: 'pages/index/index', app: {
    window: { navigationBarTitleText: '首页', navigationBarBackgroundColor: '#ffffff', navigationBarTextStyle: 'black', enablePullDownRefresh: true },
    tabBar: { color: '#888888', selectedColor: '#07c160', list: [{ pagePath: 'pages/index/index', text: '首页' }, { pagePath: 'pages/cart/cart', text: '购物车' }] },
  },
};

/** A router as small as can be: answers the frame's requests as the logic realm would. */
const router = () => {
  let next = 2;
  let stack = [{ page: 1, path: 'pages/index/index' }];
  const tabs = { 'pages/index/index': 1 };
  window.go = (kind, path, delta = 1) => {
    let close = [];
    let top;
    if (kind === 'navigateBack') {
      close = stack.splice(Math.max(1, stack.length - delta)).map((one) => one.page);
      top = stack[stack.length - 1];
    } else {
      const known = kind === 'switchTab' && tabs[path];
      top = { page: known || next++, path };
      if (!known) bench.frame.createPage({ instance: top.page, path, query: path.includes('detail') ? { id: '7' } : {}, config: { navigationBarTitleText: path } });
      if (kind === 'switchTab') tabs[path] = top.page;
      if (kind === 'redirectTo') close = [stack.pop().page];
      else if (kind !== 'navigateTo') close = stack.splice(0).map((one) => one.page).filter((one) => !Object.values(tabs).includes(one));
      stack.push(top);
    }
    return bench.frame.route({ kind, page: top.page, close });
  };
  window.depth = () => stack.length;
  window.top1 = () => stack[stack.length - 1].path;
  bench.onRequest = (request) => {
    if (request.kind === 'back' || request.kind === 'pop') go('navigateBack', '', request.delta);
    else if (request.kind === 'tab') go('switchTab', ['pages/index/index', 'pages/cart/cart'][request.index]);
    else if (request.kind === 'link') go(request.open, request.url.replace(/^\//, '').split('?')[0]);
  };
};

export default function ({ test, equal, ok, page, origin }) {
  const start = async (options = {}) => {
    const opened = await open(page, origin, '', { manifest, ...options });
    await opened.evaluate(router);
    return opened;
  };
  const at = (opened) => opened.evaluate(() => `${location.pathname}${location.search} ${depth()} ${top1()}`);

  test('each page of the stack is an entry of the history with its own address', async () => {
    const opened = await start();
    equal(await at(opened), '/pages/index/index 1 pages/index/index');
    await opened.evaluate(() => go('navigateTo', 'pages/detail/detail'));
    await opened.until(() => location.pathname === '/pages/detail/detail');
    equal(await at(opened), '/pages/detail/detail?id=7 2 pages/detail/detail');
    equal(await opened.title(), 'pages/detail/detail');
  });

  test('the browser’s back and forward move the stack', async () => {
    const opened = await start();
    await opened.evaluate(() => go('navigateTo', 'pages/detail/detail'));
    await opened.goBack();
    await opened.until(() => depth() === 1 && !document.querySelector('.mn-page:nth-of-type(2)'));
    equal(await at(opened), '/pages/index/index 1 pages/index/index');
    await opened.goForward();
    await opened.until(() => depth() === 2 && location.pathname === '/pages/detail/detail');
    equal(await at(opened), '/pages/detail/detail?id=7 2 pages/detail/detail');
  });

  test('navigateBack of the program takes the history along', async () => {
    const opened = await start();
    await opened.evaluate(() => go('navigateTo', 'pages/detail/detail'));
    await opened.evaluate(() => go('navigateTo', 'pages/detail/detail'));
    await opened.evaluate(() => go('navigateBack', '', 2));
    await opened.until(() => location.pathname === '/pages/index/index');
    equal(await opened.evaluate(() => [depth(), bench.frameRequests.filter((one) => one.kind === 'pop').length]), [1, 0]);
    await opened.evaluate(() => go('navigateTo', 'pages/detail/detail'));
    await opened.until(() => location.pathname === '/pages/detail/detail');
  });

  test('a reload keeps the deep link, and back from it opens the page before', async () => {
    const opened = await start();
    await opened.evaluate(() => go('navigateTo', 'pages/detail/detail'));
    await opened.until(() => location.pathname === '/pages/detail/detail');
    await opened.evaluate(() => history.replaceState(history.state, '', '/pages/detail/detail'));
    await opened.reload();
    await opened.waitForFunction(() => window.bench);
    equal(await opened.evaluate(() => location.pathname), '/pages/index/index', 'the bench always launches its index page');
    equal(await opened.evaluate(() => history.state.mn), 1);
    await opened.evaluate(router);
    await opened.goBack();
    await opened.until(() => bench.frameRequests.some((one) => one.kind === 'link'));
    equal(await opened.evaluate(() => bench.frameRequests.find((one) => one.kind === 'link')), { kind: 'link', open: 'reLaunch', url: '/pages/index/index' });
    await opened.until(() => history.state.mn === 0);
  });

  test('a tab is chosen by tap; its page keeps its nodes', async () => {
    const opened = await start();
    await opened.evaluate(() => (bench.shell.root.innerHTML = '<b>kept</b>'));
    await opened.locator('.mn-tab').nth(1).click();
    await opened.until(() => location.pathname === '/pages/cart/cart');
    equal(await opened.evaluate(() => [...document.querySelectorAll('.mn-tab')].map((one) => one.getAttribute('aria-current'))), [null, 'page']);
    await opened.locator('.mn-tab').nth(0).click();
    await opened.until(() => location.pathname === '/pages/index/index');
    equal(await opened.evaluate(() => [bench.frame.top().root.innerHTML, depth(), document.querySelectorAll('.mn-page').length]), ['<b>kept</b>', 1, 2]);
  });

  test('pages that are not on top are hidden and inert', async () => {
    const opened = await start();
    await opened.evaluate(() => go('navigateTo', 'pages/detail/detail'));
    equal(await opened.evaluate(() => [...document.querySelectorAll('.mn-page')].map((one) => [one.inert, one.classList.contains('mn-page-hidden')])), [[true, true], [false, false]]);
  });

  test('a transition that is interrupted ends at once and leaves no animation behind', async () => {
    const opened = await start();
    const seen = await opened.evaluate(async () => {
      const first = go('navigateTo', 'pages/detail/detail');
      const second = go('navigateTo', 'pages/detail/detail');
      const third = go('navigateBack', '', 2);
      await Promise.all([first, second, third]);
      return [document.querySelectorAll('.mn-page').length, document.getAnimations().filter((one) => one.effect.target.matches('.mn-page')).length, bench.frame.top().instance];
    });
    equal(seen, [1, 0, 1]);
  });

  test('the back button is there above the bottom page only', async () => {
    const opened = await start();
    ok(!(await opened.locator('.mn-bar-back').first().isVisible()));
    await opened.evaluate(() => go('navigateTo', 'pages/detail/detail'));
    await opened.locator('.mn-page:not(.mn-page-hidden) .mn-bar-back').click();
    await opened.until(() => depth() === 1);
  });

  test('a page opened by its own address has a home button', async () => {
    const opened = await start();
    await opened.evaluate(() => go('reLaunch', 'pages/detail/detail'));
    await opened.locator('.mn-page:not(.mn-page-hidden) .mn-bar-home').click();
    await opened.until(() => top1() === 'pages/index/index');
    equal(await opened.evaluate(() => bench.frameRequests.find((one) => one.kind === 'link').open), 'switchTab');
  });

  test('a finger from the left edge goes back', async () => {
    const opened = await start();
    await opened.evaluate(() => go('navigateTo', 'pages/detail/detail'));
    await opened.swipe([6, 400], [300, 405]);
    await opened.until(() => depth() === 1);
    equal(await opened.evaluate(() => document.querySelectorAll('.mn-page').length), 1);
  });

  test('a short drag from the edge leaves the page where it is', async () => {
    const opened = await start();
    await opened.evaluate(() => go('navigateTo', 'pages/detail/detail'));
    await opened.swipe([6, 400], [70, 402], { hold: 150 });
    await opened.until(() => document.getAnimations().length === 0);
    equal(await opened.evaluate(() => [depth(), document.querySelectorAll('.mn-page')[1].style.transform, bench.frameRequests.some((one) => one.kind === 'back')]), [2, '', false]);
  });

  test('what intercepts the way back is asked instead, and the address stays', async () => {
    const opened = await start();
    await opened.evaluate(async () => {
      await go('navigateTo', 'pages/detail/detail');
      window.asked = 0;
      window.release = bench.frame.interceptBack(bench.frame.top().instance, () => asked++);
    });
    await opened.until(() => location.pathname === '/pages/detail/detail');
    await opened.goBack();
    await opened.until(() => asked === 1 && location.pathname === '/pages/detail/detail');
    equal(await opened.evaluate(() => depth()), 2);
    await opened.evaluate(() => release());
    await opened.goBack();
    await opened.until(() => depth() === 1);
  });

  test('leaving a page with a message asks first', async () => {
    const opened = await start();
    await opened.evaluate(async () => {
      await go('navigateTo', 'pages/detail/detail');
      bench.frame.page.setLeaveMessage(undefined, '还没有保存');
    });
    await opened.locator('.mn-page:not(.mn-page-hidden) .mn-bar-back').click();
    ok(await opened.getByText('还没有保存').isVisible());
    await opened.locator('.mn-dialog-button').first().click();
    equal(await opened.evaluate(() => depth()), 2);
    await opened.locator('.mn-page:not(.mn-page-hidden) .mn-bar-back').click();
    await opened.locator('.mn-dialog-primary').last().click();
    await opened.until(() => depth() === 1);
  });

  test('pulling the page down asks for a refresh and rests until it is stopped', async () => {
    const opened = await start();
    await opened.swipe([200, 200], [200, 420]);
    await opened.until(() => bench.frameRequests.some((one) => one.pullDown === 1));
    equal(await opened.evaluate(() => bench.shell.scroller.style.translate), '0px 50px');
    await opened.evaluate(() => bench.frame.page.stopPullDown(1));
    await opened.until(() => bench.shell.scroller.style.translate === '' && document.querySelector('.mn-pull').hidden);
  });

  test('settings made before a page opens are kept for it', async () => {
    const opened = await start();
    await opened.evaluate(() => {
      bench.frame.navigationBar.setTitle(2, '早到');
      bench.frame.navigationBar.setColor(2, { frontColor: '#ffffff', backgroundColor: '#112233' });
      return go('navigateTo', 'pages/detail/detail');
    });
    equal(await opened.evaluate(() => {
      const bar = document.querySelectorAll('.mn-bar')[1];
      return [bar.textContent, getComputedStyle(bar).backgroundColor, document.querySelector('.mn-capsule').dataset.front, document.title];
    }), ['早到', 'rgb(17, 34, 51)', 'white', '早到']);
  });

  test('badges and red dots are shown and told', async () => {
    const opened = await start();
    await opened.evaluate(() => {
      bench.frame.tabBar.setBadge(0, '12345');
      bench.frame.tabBar.setRedDot(1, true);
    });
    equal(await opened.evaluate(() => [...document.querySelectorAll('.mn-tab-badge')].map((one) => [one.textContent, one.hidden, one.className])), [['…', false, 'mn-tab-badge'], ['', false, 'mn-tab-badge mn-tab-dot']]);
    equal(await opened.locator('.mn-tab').nth(0).getAttribute('aria-description'), '12345');
    await opened.evaluate(() => bench.frame.tabBar.setVisible(false, false));
    equal(await opened.evaluate(() => [getComputedStyle(document.querySelector('.mn-tabs')).display, bench.shell.element.getBoundingClientRect().bottom]), ['none', 844]);
  });

  test('the menu keeps the focus inside, closes by Escape and gives the focus back', async () => {
    const opened = await start();
    await opened.locator('.mn-capsule-part').first().focus();
    await opened.keyboard.press('Enter');
    await opened.locator('.mn-menu').waitFor();
    for (let i = 0; i < 8; i++) {
      await opened.keyboard.press('Tab');
      ok(await opened.evaluate(() => !!document.activeElement.closest('.mn-menu')), `Tab ${i} left the menu`);
    }
    ok(await opened.evaluate(() => document.querySelector('.mn-pages').inert));
    await opened.keyboard.press('Escape');
    await opened.locator('.mn-menu').waitFor({ state: 'detached' });
    equal(await opened.evaluate(() => [document.activeElement.className, document.querySelector('.mn-pages').inert]), ['mn-capsule-part', false]);
  });

  test('the browser’s back closes an open sheet before it leaves the page', async () => {
    const opened = await start();
    await opened.evaluate(() => go('navigateTo', 'pages/detail/detail'));
    await opened.until(() => location.pathname === '/pages/detail/detail');
    await opened.locator('.mn-capsule-part').first().click();
    await opened.goBack();
    await opened.locator('.mn-menu').waitFor({ state: 'detached' });
    await opened.until(() => location.pathname === '/pages/detail/detail');
    equal(await opened.evaluate(() => depth()), 2);
  });

  test('the program is left by the capsule and entered again', async () => {
    const opened = await start();
    await opened.locator('.mn-capsule-part').nth(1).click();
    await opened.getByText('重新打开').click();
    equal(await opened.evaluate(() => bench.frameRequests.filter((one) => 'visible' in one)), [{ visible: false }, { visible: true }]);
  });

  test('a page that does not exist says so in the person’s language', async () => {
    const opened = await start({ context: { locale: 'en-GB' } });
    await opened.evaluate(() => bench.frame.showFailure({ kind: 'notFound', detail: 'pages/none/none' }));
    ok(await opened.getByText('Page not found').isVisible());
    ok(await opened.getByText('pages/none/none').isVisible());
  });

  test('sizes: bars, tab bar and capsule are accounted for', async () => {
    const opened = await start();
    equal(await opened.evaluate(() => {
      const { windowWidth, windowHeight, tabBarHeight, screenTop } = bench.frame.metrics();
      const other = bench.frame.metrics({ path: 'pages/detail/detail', config: { navigationStyle: 'custom' } });
      return [windowWidth, windowHeight, tabBarHeight, screenTop, other.windowHeight, bench.shell.viewport.clientHeight, bench.frame.navigationBar.capsule()];
    }), [390, 750, 50, 44, 844, 750, { left: 296, top: 6, right: 383, bottom: 38, width: 87, height: 32 }]);
  });

  test('at desktop width the program is a centred column', async () => {
    const opened = await start({ context: { viewport: { width: 1280, height: 900 }, isMobile: false, hasTouch: false } });
    const { left, width } = await opened.box('.mn-column');
    equal([left, width], [433, 414]);
    equal(await opened.evaluate(() => bench.page.rpxToPx(750)), 414);
  });

  test('a document whose view script does not come says so after a while', async () => {
    const opened = await page({ locale: 'zh-CN' });
    await opened.route('**/bench.js', (route) => route.abort());
    await opened.goto(`${origin}/bench.html`);
    const said = () => opened.evaluate(() => (({ content, opacity }) => [content, Number(opacity) > 0])(getComputedStyle(document.body, '::after')));
    const [words, shown] = await said();
    equal([/刷新.*reload/s.test(words), shown], [true, false], 'at first');
    await opened.evaluate(() => document.getAnimations().filter(({ effect }) => effect.pseudoElement === '::after').forEach((animation) => animation.finish()));
    equal((await said())[1], true, 'after the wait');
  });

  test('the title of a zoomed-in page stands between the way back and the capsule', async () => {
    const opened = await start({ context: { viewport: { width: 195, height: 422 } } });
    await opened.evaluate(() => go('navigateTo', 'pages/detail/detail'));
    const [back, title, capsule] = [await opened.box('.mn-page-top .mn-bar-back'), await opened.box('.mn-page-top .mn-bar-title'), await opened.box('.mn-capsule')];
    ok(title.width >= 40 && back.left + back.width <= title.left && title.left + title.width <= capsule.left, JSON.stringify({ back, title, capsule }));
  });

  test('with reduced motion a route has no animation', async () => {
    const opened = await start({ context: { reducedMotion: 'reduce' } });
    equal(await opened.evaluate(() => (go('navigateTo', 'pages/detail/detail'), [document.querySelectorAll('.mn-page')[0].classList.contains('mn-page-hidden'), document.getAnimations().length])), [true, 0]);
  });

  test('the page’s background fills what its content does not', async () => {
    const opened = await start();
    await opened.evaluate(() => {
      bench.shell.root.style.backgroundColor = 'rgb(1, 2, 3)';
      bench.frame.syncBackground(1);
    });
    equal(await opened.evaluate(() => getComputedStyle(bench.shell.scroller).backgroundColor), 'rgb(1, 2, 3)');
  });

  // Until `bench.late()`, or a call that asks for it.
  const early = () => start({ holdsLate: true });

  test('before the late part is here: every kind of route, at once, and the history with it', async () => {
    const opened = await early();
    const seen = await opened.evaluate(async () => {
      const out = [];
      const visit = async (...route) => {
        const done = go(...route);
        const shown = [...document.querySelectorAll('.mn-page:not(.mn-page-hidden)')];
        out.push([top1(), depth(), shown.length, shown[0] === bench.frame.top().element, shown[0].inert, document.getAnimations().length]);
        await done;
      };
      await visit('navigateTo', 'pages/detail/detail');
      await visit('redirectTo', 'pages/detail/detail');
      await visit('navigateTo', 'pages/detail/detail');
      await visit('navigateBack', '', 1);
      await visit('switchTab', 'pages/cart/cart');
      await visit('reLaunch', 'pages/detail/detail');
      return out;
    });
    const [detail, cart] = ['pages/detail/detail', 'pages/cart/cart'];
    equal(seen, [[detail, 2], [detail, 2], [detail, 3], [detail, 2], [cart, 1], [detail, 1]].map((one) => [...one, 1, true, false, 0]));
    await opened.until(() => location.pathname === '/pages/detail/detail');
    await opened.evaluate(() => go('navigateTo', 'pages/detail/detail'));
    await opened.until(() => history.state.mn === 1);
    await opened.goBack();
    await opened.until(() => depth() === 1);
    equal(await at(opened), '/pages/detail/detail?id=7 1 pages/detail/detail');
  });

  test('when the late part comes: pages that stand are pulled, drawn aside and animated', async () => {
    const opened = await early();
    await opened.evaluate(() => go('navigateTo', 'pages/detail/detail'));
    await opened.evaluate(() => bench.late());
    await opened.swipe([6, 400], [300, 405]);
    await opened.until(() => depth() === 1);
    await opened.swipe([200, 200], [200, 420]);
    await opened.until(() => bench.frameRequests.some((one) => one.pullDown === 1));
    equal(await opened.evaluate(() => (go('navigateTo', 'pages/detail/detail'), document.getAnimations().filter((one) => one.effect.target.matches('.mn-page')).length)), 2);
  });

  test('a sheet that is asked for early opens when its part comes, and not if it was closed meanwhile', async () => {
    const opened = await early();
    equal(await opened.evaluate(async () => {
      const sheet = (text) => bench.frame.overlay(Object.assign(document.createElement('p'), { textContent: text }), { modal: true, kind: 'sheet' });
      sheet('one');
      const close = sheet('two');
      sheet('three');
      close();
      const before = document.querySelectorAll('.mn-overlay').length;
      await bench.late();
      return [before, [...document.querySelectorAll('.mn-overlay p')].map((one) => one.textContent)];
    }), [0, ['one', 'three']]);
    await opened.evaluate(() => document.querySelector('.mn-capsule-part').click());
    await opened.locator('.mn-menu').waitFor();
  });

  test('what is fixed in a page stands in the page’s box, not in the window', async () => {
    const opened = await open(page, origin, '<wx-view id="f" style="position:fixed;left:0;right:0;bottom:0;height:10px"></wx-view>', { manifest });
    equal(await opened.box('#f'), { left: 0, top: 784, width: 390, height: 10 });
  });
}
