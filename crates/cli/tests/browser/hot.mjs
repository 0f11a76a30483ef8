// Changes of a running program under `minnow dev`: what stays and what is drawn anew, in a real browser: node crates/cli/tests/browser/hot.mjs
// In: MINNOW (the binary), CHROMIUM. Out: one line a failure, closing line `N passed, N failed`. Must not: sleep, or need the network.

import { equal, run, stage } from './stage.mjs';

const list = (extra = '') => `<wxs module="f" src="./f.wxs"/>
<view class="title">{{title}}${extra}</view><view class="wxs">{{f.shout(title)}}</view>
<input class="typed" placeholder="type"/>
<view wx:for="{{rows}}" wx:key="id"><counter id="c{{item.id}}" label="{{item.name}}"/></view>
<view wx:if="{{more}}" class="more"><counter label="more"/></view>
<view class="tall"></view><view class="go" bindtap="go">go</view>`;
const counter = (extra = '') => `<view class="counter" bindtap="add">${extra}{{label}}:{{n}}</view>`;
const watch = (text) => `<view class="count">{{count}}</view><view style="height:1000px"></view><view class="below">${text}</view>`;
const program = stage({
  'app.json': JSON.stringify({ pages: ['pages/list/list', 'pages/detail/detail', 'pages/watch/watch'], window: { navigationBarTitleText: 'Hot' } }),
  'app.js': 'App({ launched: Date.now() })',
  'app.wxss': '.title { color: rgb(1, 2, 3) }',
  'pages/list/list.json': JSON.stringify({ usingComponents: { counter: '/counter/counter', note: '/note/note' } }),
  'pages/list/list.wxml': list(),
  'pages/list/list.wxss': '.tall { height: 1500px } .wxs { color: rgb(4, 5, 6) }',
  'pages/list/f.wxs': 'module.exports = { shout: function (text) { return text + "!" } }',
  'pages/list/list.js': `Page({
  data: { title: 'first', rows: [{ id: 1, name: 'one' }, { id: 2, name: 'two' }], more: true, spare: 'spare' },
  onLoad() { console.info('onLoad list') },
  go() { this.setData({ title: 'changed' }); wx.navigateTo({ url: '/pages/detail/detail?id=7&name=a b' }) },
})`,
  'pages/detail/detail.json': '{}',
  'pages/detail/detail.wxml': '<view class="detail">{{id}} {{name}}</view>',
  'pages/detail/detail.js': `Page({ data: { id: '', name: '', note: 'a note', at: 0 }, onLoad(query) { console.info('onLoad detail'); this.setData({ ...query, at: this.data.at + 1 }) } })`,
  'pages/watch/watch.json': '{}',
  'pages/watch/watch.wxml': watch('below'),
  'pages/watch/watch.js': "Page({ data: { count: 0 }, onReady() { wx.createIntersectionObserver().relativeToViewport().observe('.below', () => this.setData({ count: this.data.count + 1 })) } })",
  'counter/counter.json': '{ "component": true }',
  'counter/counter.wxml': counter(),
  'counter/counter.js': `Component({ properties: { label: { type: String, value: 'none' } }, data: { n: 0 },
  lifetimes: { attached() { console.info('attached ' + this.data.label) }, detached() { console.info('detached ' + this.data.label) }, ready() { console.info('ready ' + this.data.label) } },
  methods: { add() { this.setData({ n: this.data.n + 1, label: this.data.n ? this.data.label.toUpperCase() : this.data.label }) } } })`,
  'note/note.json': '{ "component": true }',
  'note/note.wxml': '<view class="note">{{text}}</view>',
  'note/note.wxss': '.note { color: rgb(3, 3, 3) }',
  'note/note.js': `Component({ properties: { text: String }, lifetimes: { attached() { console.info('attached note') }, ready() { console.info('ready note') } } })`,
});
// Classes of a component end in its scope.
const COUNTER = '[class^="counter_"]';
const NOTE = '[class^="note_"]';
const address = await program.serve();
const visit = await program.browse();
const said = [];
visit.on('console', (message) => message.type() === 'info' && said.push(message.text()));
/** Counted by a mark on the document: it is gone when the page was loaded again. */
const mark = () => visit.evaluate(() => void (window.sameDocument = true));
const isMarked = () => visit.evaluate(() => window.sameDocument === true);
const texts = (selector) => visit.locator(selector).allTextContents();
const top = (selector) => visit.locator(`.mn-page-top ${selector}`);
const colour = (selector) => visit.locator(selector).first().evaluate((node) => getComputedStyle(node).color);
const until = (selector, property, value) =>
  visit.waitForFunction(([selector, property, value]) => getComputedStyle(document.querySelector(selector))[property] === value, [selector, property, value]);
const scroller = () => visit.locator('.mn-page-top .mn-scroller');

const tests = {
  'a changed style applies without touching data, components, typed text, focus and scroll position': async () => {
    await visit.goto(address);
    await visit.locator(COUNTER).first().click();
    await visit.locator('input').fill('typed');
    await scroller().evaluate((node) => (node.scrollTop = 40));
    await mark();
    await visit.evaluate(() => (window.input = document.querySelector('input')));
    program.write('pages/list/list.wxss', '.tall { height: 1500px } .wxs { color: rgb(7, 8, 9) }');
    await until('.wxs', 'color', 'rgb(7, 8, 9)');
    program.write('app.wxss', '.title { color: rgb(9, 9, 9) }');
    await until('.title', 'color', 'rgb(9, 9, 9)');
    equal(await texts(COUNTER), ['one:1', 'two:0', 'more:0'], 'components');
    equal(await visit.evaluate(() => [window.input.isConnected, window.input.value, document.activeElement === window.input]), [true, 'typed', true], 'the field');
    equal(await scroller().evaluate((node) => node.scrollTop), 40, 'scroll position');
    equal(await isMarked(), true, 'the same document');
  },
  'a style that is taken back is the old one again, and sheets stand in their order': async () => {
    program.write('pages/list/list.wxss', '.tall { height: 1500px } .wxs { color: rgb(4, 5, 6) } .title { color: rgb(11, 11, 11) }');
    await until('.title', 'color', 'rgb(11, 11, 11)');
    program.write('pages/list/list.wxss', '.tall { height: 1500px } .wxs { color: rgb(7, 8, 9) }');
    await until('.title', 'color', 'rgb(9, 9, 9)');
    equal(await colour('.wxs'), 'rgb(7, 8, 9)', 'the old sheet');
    equal(await isMarked(), true, 'the same document');
  },
  'a changed template is drawn around the data of the page and of its components': async () => {
    said.length = 0;
    program.write('pages/list/list.wxml', list(' {{spare}}'));
    await top('.title').filter({ hasText: 'first spare' }).waitFor();
    equal(await texts(COUNTER), ['one:1', 'two:0', 'more:0'], 'components');
    equal(await visit.locator('input').inputValue(), 'typed', 'typed text');
    equal(await scroller().evaluate((node) => node.scrollTop), 40, 'scroll position');
    equal(said, [], 'no life cycle runs');
    equal(await isMarked(), true, 'the same document');
    await visit.locator(COUNTER).first().click();
    await visit.locator(COUNTER).filter({ hasText: 'ONE:2' }).waitFor();
  },
  'a changed template of a component keeps what the component holds': async () => {
    program.write('counter/counter.wxml', counter('* '));
    await visit.locator(COUNTER).filter({ hasText: '* ONE:2' }).waitFor();
    equal(await texts(COUNTER), ['* ONE:2', '* two:0', '* more:0'], 'components');
  },
  'components that a template gains and loses live and end as always': async () => {
    said.length = 0;
    program.write('pages/list/list.wxml', `${list(' {{spare}}').replace('<counter label="more"/>', '')}<note text="{{title}}"/>`);
    await visit.locator(NOTE).waitFor();
    equal(await texts(NOTE), ['first'], 'its property');
    equal(await colour(NOTE), 'rgb(3, 3, 3)', 'its style');
    equal(said.sort(), ['attached note', 'detached more', 'ready note'], 'life cycles');
    equal(await texts(COUNTER), ['* ONE:2', '* two:0'], 'the others');
  },
  'what a component made of its own property stays while its user gives the same': async () => {
    await visit.locator(COUNTER).nth(1).dblclick();
    await visit.locator(COUNTER).filter({ hasText: '* TWO:' }).waitFor();
    program.write('pages/list/list.wxml', list(' still'));
    await top('.title').filter({ hasText: 'first still' }).waitFor();
    equal((await texts(COUNTER))[1].startsWith('* TWO:'), true, 'its own label');
    program.write('pages/list/list.wxml', list(' still').replace('{{item.name}}', 'new'));
    await visit.locator(COUNTER).filter({ hasText: '* new:2' }).first().waitFor();
  },
  'a property that is not given any more has its default again': async () => {
    program.write('pages/list/list.wxml', list().replace(' label="{{item.name}}"', ''));
    await visit.locator(COUNTER).filter({ hasText: '* none:2' }).first().waitFor();
    program.write('pages/list/list.wxml', list());
    await visit.locator(COUNTER).filter({ hasText: '* one:2' }).waitFor();
  },
  'changed WXS draws anew': async () => {
    program.write('pages/list/f.wxs', 'module.exports = { shout: function (text) { return text + "?" } }');
    await top('.wxs').filter({ hasText: 'first?' }).waitFor();
    equal(await isMarked(), true, 'the same document');
  },
  'a page without components, and the page below it, take changes where they are': async () => {
    await visit.locator('.go').click();
    await top('.detail').filter({ hasText: '7 a b' }).waitFor();
    // A field the view did not read before, and an element it did not use.
    program.write('pages/detail/detail.wxml', '<view class="detail">{{id}} {{name}} {{note}}</view><switch checked/>');
    await top('.detail').filter({ hasText: '7 a b a note' }).waitFor();
    await top('wx-switch').waitFor();
    program.write('pages/list/list.wxml', list(', below'));
    await visit.locator('.title').filter({ hasText: 'changed, below' }).waitFor({ state: 'attached' });
    equal(await isMarked(), true, 'the same document');
  },
  'a fault in a template shows over the page, which goes on with the old one': async () => {
    program.write('pages/detail/detail.wxml', '<view class="detail">{{id +}}</view>');
    await visit.locator('minnow-overlay').waitFor({ state: 'attached' });
    equal(await top('.detail').textContent(), '7 a b a note', 'the page below');
    program.write('pages/detail/detail.wxml', '<view class="detail">{{id}} mended</view>');
    await top('.detail').filter({ hasText: '7 mended' }).waitFor();
    await visit.locator('minnow-overlay').waitFor({ state: 'detached' });
    equal(await isMarked(), true, 'the same document');
  },
  'an observer goes on observing what is drawn in place of what it observed': async () => {
    await visit.goto(`${address}pages/watch/watch`);
    await top('.below').waitFor({ state: 'attached' });
    await scroller().evaluate((node) => (node.scrollTop = 900));
    await top('.count').filter({ hasText: '1' }).waitFor({ state: 'attached' });
    await mark();
    program.write('pages/watch/watch.wxml', watch('watched'));
    await top('.below').filter({ hasText: 'watched' }).waitFor({ state: 'attached' });
    const before = Number(await top('.count').textContent());
    await scroller().evaluate((node) => (node.scrollTop = 0));
    await visit.waitForFunction((before) => Number(document.querySelector('.mn-page-top .count').textContent) > before, before);
    equal(await isMarked(), true, 'the same document');
  },
  'a page whose canvas the program holds is loaded again': async () => {
    program.write('pages/watch/watch.wxml', '<canvas type="2d" id="c"></canvas><view class="count">with canvas</view>');
    await top('wx-canvas').waitFor();
    await mark();
    program.write('pages/watch/watch.wxml', '<canvas type="2d" id="c"></canvas><view class="count">loaded again</view>');
    await top('.count').filter({ hasText: 'loaded again' }).waitFor();
    equal(await isMarked(), false, 'another document');
    await visit.goto(address);
    await visit.locator('.go').click();
    await top('.detail').filter({ hasText: '7 mended' }).waitFor();
  },
  'a changed script loads the page again, at the same page, query and stack': async () => {
    program.write('pages/detail/detail.js', `Page({ data: { id: '' }, onLoad(query) { this.setData({ id: query.id + '/' + query.name + ' again' }) } })`);
    await top('.detail').filter({ hasText: '7/a b again mended' }).waitFor();
    equal(await isMarked(), false, 'another document');
    equal(new URL(visit.url()).pathname, '/pages/detail/detail', 'address');
    await top('.mn-bar-back').click();
    await top('.title').filter({ hasText: 'first, below' }).waitFor();
    await visit.locator('.detail').waitFor({ state: 'detached' });
  },
};

await run(tests, visit, program.close);
