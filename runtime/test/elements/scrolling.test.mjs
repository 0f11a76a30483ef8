// scroll-view, swiper, movable-view, picker, picker-view, page-container, root-portal and the layout elements.
import { entries, files, open } from './bench.mjs';

export { entries, files };
export const kind = 'browser';

const rows = (count, height) => Array.from({ length: count }, (_, index) => `<wx-view id="r${index}" style="height:${height}px">${index}</wx-view>`).join('');
const slides = (count) => Array.from({ length: count }, (_, index) => `<wx-swiper-item item-id="s${index}">${index}</wx-swiper-item>`).join('');

export default function ({ test, equal, ok, page, origin }) {
  const show = (markup, options) => open(page, origin, markup, options);
  const scroller = (p) => p.evaluate(() => document.querySelector('.wx-scroll-view').scrollTop);

  test('scroll-view: tells scroll and both edges', async () => {
    const p = await show(`<wx-scroll-view scroll-y style="height:200px">${rows(20, 50)}</wx-scroll-view>`);
    await p.evaluate(() => document.querySelector('.wx-scroll-view').scrollTo(0, 790));
    await p.until(() => bench.events('scrolltolower').length === 1);
    const [detail] = await p.details('scroll');
    equal([detail.scrollTop, detail.scrollHeight, detail.deltaY], [790, 1000, -790]);
    await p.evaluate(() => document.querySelector('.wx-scroll-view').scrollTo(0, 10));
    await p.until(() => bench.events('scrolltoupper').length === 1);
    equal([await p.details('scrolltolower'), await p.details('scrolltoupper')], [[{ direction: 'bottom' }], [{ direction: 'top' }]]);
  });

  test('scroll-view: positions from the program, before and after it is shown', async () => {
    const p = await show(`<wx-scroll-view id="s" scroll-y scroll-top="120" style="height:200px">${rows(20, 50)}</wx-scroll-view>`);
    equal(await scroller(p), 120);
    await p.set('#s', 'scroll-top', '100rpx');
    equal(await scroller(p), 52);
    await p.set('#s', 'scroll-into-view', 'r10');
    equal(await scroller(p), 500);
    await p.set('#s', 'scroll-into-view', 'nowhere');
    equal(await scroller(p), 500);
    await p.command('#s', 'scrollTo', { top: 5 });
    equal(await scroller(p), 5);
    await p.command('#s', 'scrollIntoView', { selector: '#r4', offset: 3 });
    equal(await scroller(p), 203);
  });

  test('scroll-view: a height in per cent reaches its children; enable-flex reaches the content', async () => {
    const p = await show('<wx-scroll-view scroll-y style="height:200px"><wx-view id="full" style="height:100%"></wx-view></wx-scroll-view><wx-scroll-view scroll-x enable-flex style="display:flex;height:50px"><wx-view id="a" style="width:300px;flex-shrink:0"></wx-view><wx-view id="b" style="width:300px;flex-shrink:0"></wx-view></wx-scroll-view>');
    equal((await p.box('#full')).height, 200);
    equal([(await p.box('#a')).top === (await p.box('#b')).top, (await p.box('#b')).left], [true, 300]);
  });

  test('scroll-view: max-height limits what scrolls', async () => {
    const p = await show(`<wx-scroll-view scroll-y style="max-height:120px">${rows(10, 50)}</wx-scroll-view>`);
    equal(await p.evaluate(() => { const main = document.querySelector('.wx-scroll-view'); return [main.clientHeight, main.scrollHeight]; }), [120, 500]);
  });

  test('scroll-view: the refresher is pulled, rests, and goes when the program says so', async () => {
    const p = await show(`<wx-scroll-view id="s" scroll-y refresher-enabled style="height:300px">${rows(10, 50)}</wx-scroll-view>`);
    await p.swipe([200, 100], [200, 130], { hold: 100 });
    await p.until(() => bench.events('refresherabort').length === 1);
    await p.swipe([200, 100], [200, 330]);
    await p.until(() => bench.events('refresherrefresh').length === 1);
    ok((await p.events('refresherpulling')).length > 1);
    await p.set('#s', 'refresher-triggered', true);
    await p.set('#s', 'refresher-triggered', false);
    equal((await p.events()).filter((one) => /refresher(refresh|restore)/.test(one.type)).map((one) => one.type), ['refresherrefresh', 'refresherrestore']);
    equal(await p.evaluate(() => bench.frameRequests.length), await p.evaluate(() => bench.frameRequests.filter((one) => 'routeDone' in one).length), 'the page itself was not pulled');
  });

  test('swiper: a finger moves on; a small move springs back; ends hold', async () => {
    const p = await show(`<wx-swiper id="s" indicator-dots duration="50">${slides(3)}</wx-swiper>`);
    await p.swipe([370, 100], [40, 105]);
    await p.until(() => bench.events('animationfinish').length === 1);
    equal(await p.details('change'), [{ current: 1, currentItemId: 's1', source: 'touch' }]);
    await p.swipe([300, 100], [280, 100], { hold: 120 });
    await p.until(() => bench.events('animationfinish').length === 2);
    equal((await p.details('change')).length, 1);
    await p.set('#s', 'current', 2);
    await p.until(() => bench.events('animationfinish').length === 3);
    equal((await p.details('change'))[1], { current: 2, currentItemId: 's2', source: '' });
    await p.swipe([370, 100], [20, 100]);
    await p.until(() => bench.events('animationfinish').length === 4);
    equal(await p.evaluate(() => [bench.events('change').length, [...document.querySelectorAll('.wx-swiper-dot')].map((one) => one.className.includes('active')), [...document.querySelectorAll('wx-swiper-item')].map((one) => one.getAttribute('aria-hidden'))]), [2, [false, false, true], ['true', 'true', null]]);
  });

  test('swiper: a vertical drag over a horizontal one scrolls the page, not the swiper', async () => {
    const p = await show(`<wx-swiper id="s">${slides(3)}</wx-swiper><wx-view style="height:3000px"></wx-view>`);
    await p.swipe([200, 140], [205, 60]);
    equal((await p.events()).filter((one) => one.type !== 'model:current'), []);
  });

  test('swiper: circular goes round both ways, also by program the short way', async () => {
    const p = await show(`<wx-swiper id="s" circular duration="30">${slides(4)}</wx-swiper>`);
    await p.swipe([20, 100], [370, 100]);
    await p.until(() => bench.events('animationfinish').length === 1);
    equal((await p.details('change'))[0].current, 3);
    await p.swipe([370, 100], [20, 100]);
    await p.until(() => bench.events('animationfinish').length === 2);
    equal((await p.details('change'))[1].current, 0);
    await p.set('#s', 'current', 3);
    await p.until(() => bench.events('animationfinish').length === 3);
    equal((await p.box('wx-swiper-item:nth-of-type(4)')).left, 0);
  });

  test('swiper: autoplay walks and returns to the start', async () => {
    const p = await show(`<wx-swiper id="s" autoplay interval="20" duration="10">${slides(2)}</wx-swiper>`);
    await p.until(() => bench.events('change').length >= 3);
    equal((await p.details('change')).slice(0, 3).map((one) => [one.current, one.source]), [[1, 'autoplay'], [0, 'autoplay'], [1, 'autoplay']]);
  });

  test('swiper: several at once, margins, vertical, items that come later', async () => {
    const p = await show(`<wx-swiper id="m" display-multiple-items="2" previous-margin="20px" next-margin="30px">${slides(4)}</wx-swiper><wx-swiper id="v" vertical current="1">${slides(3)}</wx-swiper><wx-swiper id="l" current="1"></wx-swiper>`);
    const of = async (id) => { const { left, width } = await p.box(`#${id} wx-swiper-item`); return [left, width]; };
    equal(await of('m'), [20, 170]);
    equal((await p.box('#v wx-swiper-item:nth-of-type(2)')).top, (await p.box('#v')).top);
    await p.evaluate((text) => bench.add(document.querySelector('#l .wx-swiper-slide-frame'), text), slides(3));
    equal((await p.box('#l wx-swiper-item:nth-of-type(2)')).left, 0);
  });

  test('swiper: arrow keys', async () => {
    const p = await show(`<wx-swiper id="s" duration="0">${slides(3)}</wx-swiper>`);
    await p.locator('#s').focus();
    await p.keyboard.press('ArrowRight');
    equal((await p.details('change')).map((one) => one.current), [1]);
  });

  const area = (attributes) => `<wx-movable-area style="width:200px;height:200px"><wx-movable-view id="m" style="width:50px;height:50px" ${attributes}></wx-movable-view></wx-movable-area>`;
  const place = (p) => p.evaluate(() => { const host = bench.host('#m').behaviour; return [Math.round(host.property('x')), Math.round(host.property('y'))]; });

  test('movable-view: drags within its area; direction and disabled limit it', async () => {
    const p = await show(area('direction="all"'));
    await p.swipe([20, 64], [60, 104]);
    const [x, y] = await place(p);
    ok(x > 25 && x < 45 && y > 25 && y < 45, `${x}, ${y}`);
    await p.swipe([x + 10, y + 54], [390, 800]);
    equal(await place(p), [150, 150]);
    const moved = await p.details('change');
    equal(moved[moved.length - 1], { x: 150, y: 150, source: 'touch' });
    const q = await show(area('direction="horizontal" disabled'));
    await q.swipe([20, 64], [120, 164]);
    equal(await place(q), [0, 0]);
  });

  test('movable-view: x and y of the program, kept inside, and scale', async () => {
    const p = await show(area('direction="all" x="500" y="30" scale scale-value="2"'));
    equal(await place(p), [125, 30]);
    await p.set('#m', 'animation', false);
    await p.set('#m', 'x', 40);
    equal(await place(p), [40, 30]);
    await p.set('#m', 'scale-value', 99);
    equal((await p.details('scale')).at(-1).scale, 10);
  });

  test('picker: selector by keyboard, cancel by Escape', async () => {
    const p = await show('<wx-picker id="p" range-key="n"><wx-view>open</wx-view></wx-picker>');
    await p.set('#p', 'range', [{ n: 'a' }, { n: 'b' }, { n: 'c' }]);
    await p.getByText('open').click();
    equal(await p.evaluate(() => [...document.querySelectorAll('.wx-picker-rows>div')].map((one) => one.textContent)), ['a', 'b', 'c']);
    await p.locator('.wx-picker-wheel').press('End');
    await p.until(() => document.querySelector('.wx-picker-wheel').getAttribute('aria-valuetext') === 'c');
    await p.locator('.wx-picker-done').click();
    equal(await p.details('change'), [{ value: 2 }]);
    await p.locator('.wx-picker-sheet').waitFor({ state: 'detached' });
    await p.getByText('open').click();
    await p.keyboard.press('Escape');
    equal((await p.events('cancel')).length, 1);
  });

  test('picker: date keeps to its limits and the lengths of months', async () => {
    const p = await show('<wx-picker id="p" mode="date" value="2024-02-29" start="2020-06-15" end="2025-03-10"><wx-view>open</wx-view></wx-picker>');
    await p.getByText('open').click();
    const last = (column) => p.evaluate((at) => [...document.querySelectorAll('.wx-picker-rows')][at].lastChild.textContent, column);
    equal([await last(0), await last(1), await last(2)], ['2025年', '12月', '29日']);
    await p.locator('.wx-picker-wheel').first().press('End');
    await p.until(() => document.querySelectorAll('.wx-picker-rows')[1].lastChild.textContent === '03月');
    equal(await last(2), '28日');
    await p.locator('.wx-picker-done').click();
    equal(await p.details('change'), [{ value: '2025-02-28' }]);
  });

  test('picker: fields, time and region', async () => {
    const p = await show('<wx-picker id="y" mode="date" fields="month" value="2024-05"><wx-view>month</wx-view></wx-picker><wx-picker id="t" mode="time" value="09:07" end="10:30"><wx-view>time</wx-view></wx-picker><wx-picker id="r" mode="region" custom-item="全部"><wx-view>region</wx-view></wx-picker>');
    await p.set('#r', 'value', ['广东省', '深圳市', '南山区']);
    for (const name of ['month', 'time', 'region']) {
      await p.getByText(name, { exact: true }).click();
      await p.locator('.wx-picker-done').click();
      await p.locator('.wx-picker-sheet').waitFor({ state: 'detached' });
    }
    equal(await p.details('change'), [{ value: '2024-05' }, { value: '09:07' }, { value: ['广东省', '深圳市', '南山区'], code: ['440000', '440300', '440305'], postcode: '' }]);
  });

  test('picker: a column of multiSelector answers the move of another', async () => {
    const p = await show('<wx-picker id="p" mode="multiSelector"><wx-view>open</wx-view></wx-picker>');
    await p.set('#p', 'range', [['x', 'y'], ['x1', 'x2']]);
    await p.set('#p', 'value', [0, 1]);
    await p.getByText('open').click();
    await p.locator('.wx-picker-wheel').first().press('ArrowDown');
    await p.until(() => bench.events('columnchange').length === 1);
    equal(await p.details('columnchange'), [{ column: 0, value: 1 }]);
    await p.set('#p', 'range', [['x', 'y'], ['y1']]);
    await p.locator('.wx-picker-done').click();
    equal(await p.details('change'), [{ value: [1, 0] }]);
  });

  const column = (texts) => `<wx-picker-view-column>${texts.map((one) => `<wx-view>${one}</wx-view>`).join('')}</wx-picker-view-column>`;

  test('picker-view: value, keys, indicator height; rows that come later keep the value', async () => {
    const p = await show(`<wx-picker-view id="v" indicator-style="height:50px">${column(['a', 'b', 'c'])}${column([])}</wx-picker-view>`);
    await p.set('#v', 'value', [1, 2]);
    await p.evaluate(() => bench.add(document.querySelectorAll('.wx-picker-content')[1], '<wx-view>1</wx-view><wx-view>2</wx-view><wx-view id="third">3</wx-view>'));
    await p.until(() => document.querySelectorAll('wx-picker-view-column')[1].getAttribute('aria-valuetext') === '3');
    const view = await p.box('#v');
    equal(await p.box('#third'), { left: 195, top: view.top + 75, width: 195, height: 50 });
    await p.locator('wx-picker-view-column').first().press('ArrowDown');
    await p.until(() => bench.events('pickend').length === 1);
    equal((await p.events()).filter((one) => !one.type.startsWith('model')).map((one) => [one.type, one.detail.value]), [['pickstart', undefined], ['change', [2, 2]], ['pickend', undefined]]);
  });

  test('page-container: enters and leaves in order, and the way back closes it', async () => {
    const p = await show('<wx-page-container id="c" duration="20"><wx-view>content</wx-view></wx-page-container>');
    await p.set('#c', 'show', true);
    await p.until(() => bench.events('afterenter').length === 1);
    ok(await p.getByText('content').isVisible());
    await p.evaluate(() => history.pushState({ mn: 1 }, ''));
    await p.evaluate(() => document.querySelector('.wx-container-overlay').click());
    await p.set('#c', 'show', false);
    await p.until(() => bench.events('afterleave').length === 1);
    equal((await p.events()).map((one) => one.type), ['beforeenter', 'enter', 'afterenter', 'clickoverlay', 'beforeleave', 'leave', 'afterleave']);
    ok(!(await p.getByText('content').isVisible()));
  });

  test('root-portal: content leaves a transformed parent and comes back', async () => {
    const p = await show('<wx-view style="transform:translateX(50px)"><wx-root-portal id="r"><wx-view id="f" style="position:fixed;left:0;top:0">x</wx-view></wx-root-portal></wx-view>');
    equal((await p.box('#f')).left, 0);
    await p.set('#r', 'enable', false);
    equal((await p.box('#f')).left, 50);
    await p.evaluate(() => bench.remove('#r'));
    equal(await p.evaluate(() => !!document.querySelector('#f')), false);
  });

  test('match-media follows the page’s width', async () => {
    const p = await show('<wx-match-media min-width="600"><wx-view id="w">wide</wx-view></wx-match-media><wx-match-media max-width="599"><wx-view id="n">narrow</wx-view></wx-match-media>');
    equal([await p.locator('#w').isVisible(), await p.locator('#n').isVisible()], [false, true]);
  });

  test('page-meta and navigation-bar set the page', async () => {
    const p = await show('<wx-page-meta id="m" page-style="background-color:rgb(1,2,3);padding-top:10rpx" page-font-size="20px"><wx-navigation-bar id="n" title="标题" front-color="#ffffff" background-color="#123456"></wx-navigation-bar></wx-page-meta><wx-view style="height:3000px"></wx-view>');
    equal(await p.evaluate(() => { const s = getComputedStyle(bench.shell.root); const bar = document.querySelector('.mn-bar'); return [s.backgroundColor, s.paddingTop, s.fontSize, bar.textContent, getComputedStyle(bar).backgroundColor]; }), ['rgb(1, 2, 3)', '5.2px', '20px', '标题', 'rgb(18, 52, 86)']);
    await p.set('#m', 'scroll-duration', 0);
    await p.set('#m', 'scroll-top', 400);
    await p.until(() => bench.events('scrolldone').length === 1);
    equal(await p.evaluate(() => bench.shell.scroller.scrollTop), 400);
  });

  test('grid-view and sticky-header lay out', async () => {
    const p = await show(`<wx-grid-view cross-axis-count="3" cross-axis-gap="15"><wx-view id="a">a</wx-view><wx-view id="b">b</wx-view></wx-grid-view><wx-sticky-section><wx-sticky-header id="h">h</wx-sticky-header>${rows(60, 50)}</wx-sticky-section>`);
    equal([(await p.box('#a')).width, (await p.box('#b')).left], [120, 135]);
    await p.evaluate(() => (bench.shell.scroller.scrollTop = 500));
    await p.until(() => bench.events('stickontopchange').length === 1);
    equal([(await p.box('#h')).top, await p.details('stickontopchange')], [44, [{ isStickOnTop: true }]]);
  });
}
