// canvas, video, audio, camera, map, editor, web-view; and that every element is here.
import fs from 'node:fs';
import { entries, files, open } from './bench.mjs';

export { entries };
export const kind = 'browser';
const folder = new URL('../../elements/', import.meta.url);

const inner = `<!doctype html><script>onmessage = (event) => { document.title = JSON.stringify(event.data); };
var say = (name, args) => parent.postMessage({ miniProgram: name, args, call: 1 }, '*');
say('getEnv'); say('postMessage', { data: { a: 1 } }); say('postMessage', { data: 2 });</script>`;
const allFiles = { ...files, '/inner.html': inner };
export { allFiles as files };

/** The list, and what the vendor's documentation has beside it. */
const TAGS = ('view text image button input textarea scroll-view swiper swiper-item navigator canvas label video audio picker picker-view picker-view-column icon form switch radio radio-group ' +
  'checkbox checkbox-group slider progress rich-text cover-view cover-image web-view movable-area movable-view root-portal page-meta map ad official-account open-data live-player navigation-bar ' +
  'match-media page-container share-element sticky-section sticky-header list-view grid-view editor camera ad-custom live-pusher channel-video channel-live').split(' ');

export default function ({ test, equal, ok, page, origin }) {
  const show = (markup, options) => open(page, origin, markup, options);

  test('every element has its file, and the tests know every file', async () => {
    const names = fs.readdirSync(folder).filter((name) => name.endsWith('.ts')).map((name) => name.slice(0, -3)).sort();
    equal(TAGS.filter((tag) => !names.includes(tag)), []);
    const p = await show('');
    equal(await p.evaluate(() => bench.tags), names);
  });

  test('every element can be made, changed and taken away without an attribute', async () => {
    const p = await show('');
    const failures = await p.evaluate(() => {
      const found = [];
      addEventListener('error', (event) => found.push(event.message));
      for (const tag of bench.tags) {
        try {
          bench.mount(`<wx-${tag} id="x">text</wx-${tag}>`);
          const host = bench.host('#x');
          for (const name in host.definition.attributes ?? {}) for (const value of [undefined, null, '', 'x', -1, 1e9, NaN, true, {}, [], [null, {}]]) host.set(name, value);
        } catch (error) {
          found.push(`${tag}: ${error.stack}`);
        }
      }
      bench.mount('');
      return found;
    });
    equal(failures, []);
    equal(p.errors, []);
  });

  test('canvas: handed over once; touches in it are told by the view', async () => {
    const p = await show('<wx-canvas id="c" type="2d" style="width:100px;height:60px"></wx-canvas><wx-canvas id="old" canvas-id="k"></wx-canvas>');
    equal(await p.evaluate(() => {
      const { behaviour } = bench.host('#c');
      const first = behaviour.context();
      return [first.type, first.canvas instanceof OffscreenCanvas, first.canvas.width, behaviour.context().canvas === undefined, bench.host('#old').behaviour.context()];
    }), ['2d', true, 300, true, { type: '' }]);
    const { width, height } = await p.box('#old');
    equal([width, height], [300, 150]);
  });

  test('video: a source that cannot be played tells error; commands answer', async () => {
    const p = await show('<wx-video id="v" src="/missing.mp4" controls="false"></wx-video>');
    await p.until(() => bench.events('error').length === 1);
    equal(await p.details('error'), [{ errMsg: 'MEDIA_ERR_SRC_NOT_SUPPORTED' }]);
    await p.command('#v', 'playbackRate', { rate: 2 });
    await p.command('#v', 'seek', { position: 3 });
    await p.command('#v', 'sendDanmu', { text: '弹幕', color: '#ff0000' });
    equal(await p.evaluate(() => [document.querySelector('video').playbackRate, document.querySelector('.wx-video-danmu').textContent]), [2, '弹幕']);
    equal(await p.evaluate(() => { try { bench.host('#v').behaviour.command('nothing'); } catch (error) { return [error.name, error.reason]; } }), ['ApiFailure', 'not supported']);
  });

  test('camera: what the browser refuses is an error event and a sentence', async () => {
    const p = await show('');
    await p.evaluate(() => {
      bench.answers.permission = ({ scope }) => ({ granted: scope === 'scope.camera' });
      bench.mount('<wx-camera id="c"></wx-camera>');
    });
    await p.until(() => bench.events('error').length === 1);
    ok(/^insertCamera:fail (?!Cannot)/.test((await p.details('error'))[0].errMsg));
    ok(await p.locator('.wx-camera-note').isVisible());
  });

  const map = '<wx-map id="m" latitude="39.9" longitude="116.4" scale="14" style="width:300px;height:300px"></wx-map>';

  test('map: a tap and a marker tell where; a drag moves the region', async () => {
    const p = await show(map);
    await p.set('#m', 'markers', [{ id: 7, latitude: 39.9, longitude: 116.4, title: '<b>t</b>' }]);
    await p.until(() => document.querySelector('.wx-map-mark')?.style.transform);
    await p.mouse.click(40, 100);
    const [{ latitude, longitude }] = await p.details('tap');
    ok(latitude > 39.9 && latitude < 39.92 && longitude < 116.4 && longitude > 116.38, `${latitude} ${longitude}`);
    await p.locator('.wx-map-mark').click();
    equal(await p.details('markertap'), [{ markerId: 7 }]);
    equal(await p.evaluate(() => document.querySelector('.wx-map-callout').textContent), '<b>t</b>');
    await p.swipe([200, 250], [100, 200]);
    await p.until(() => bench.events('regionchange').length === 2);
    const [begin, end] = await p.details('regionchange');
    equal([begin.type, begin.causedBy, end.type, end.causedBy], ['begin', 'gesture', 'end', 'drag']);
    ok(end.centerLocation.longitude > 116.4 && end.centerLocation.latitude < 39.9);
  });

  test('map: screen and place are each other’s inverse; includePoints shows all', async () => {
    const p = await show(map);
    await p.until(() => bench.events('updated').length === 1);
    const there = await p.command('#m', 'toScreenLocation', { latitude: 39.91, longitude: 116.39 });
    const back = await p.command('#m', 'fromScreenLocation', there);
    ok(Math.abs(back.latitude - 39.91) < 1e-9 && Math.abs(back.longitude - 116.39) < 1e-9, JSON.stringify(back));
    await p.command('#m', 'includePoints', { points: [{ latitude: 31.2, longitude: 121.5 }, { latitude: 39.9, longitude: 116.4 }], padding: [20, 20, 20, 20] });
    await p.until(() => bench.events('regionchange').length === 2);
    const { southwest, northeast } = await p.command('#m', 'getRegion');
    ok(southwest.latitude < 31.2 && northeast.latitude > 39.9 && southwest.longitude < 116.4 && northeast.longitude > 121.5, JSON.stringify([southwest, northeast]));
  });

  test('editor: contents as html, text and delta, there and back', async () => {
    const p = await show('<wx-editor id="e" placeholder="写点什么"></wx-editor>');
    equal((await p.events('ready')).length, 1);
    const delta = { ops: [{ insert: '题' }, { insert: '\n', attributes: { header: 2 } }, { insert: '粗', attributes: { bold: true } }, { insert: '体\n一' }, { insert: '\n', attributes: { list: 'bullet' } }] };
    await p.command('#e', 'setContents', { delta });
    const contents = await p.command('#e', 'getContents');
    equal(contents, { html: '<h2>题</h2><p><strong>粗</strong>体</p><ul><li>一</li></ul>', text: '题\n粗体\n一\n', delta });
  });

  test('editor: html is cleaned; typing and formats are told', async () => {
    const p = await show('<wx-editor id="e"></wx-editor>');
    await p.evaluate(() => (window.alarm = 0));
    await p.command('#e', 'setContents', { html: '<p onclick="alarm++">a<img src="/missing.png" onerror="alarm++"><script>alarm++</script></p>' });
    await p.command('#e', 'clear');
    await p.locator('.wx-editor').click();
    await p.keyboard.type('hi you');
    await p.keyboard.press('ControlOrMeta+a');
    await p.command('#e', 'format', { name: 'bold' });
    equal((await p.details('input')).at(-1).delta, { ops: [{ insert: 'hi you', attributes: { bold: true } }, { insert: '\n' }] });
    equal((await p.details('statuschange')).at(-1), { formats: { bold: 'strong' } });
    equal(await p.evaluate(() => alarm), 0);
  });

  test('web-view: sandboxed, heard, and its messages come on the way out', async () => {
    const p = await show('<wx-web-view id="w" src="/inner.html"></wx-web-view>');
    await p.until(() => document.querySelector('iframe').contentDocument?.title);
    equal(await p.evaluate(() => JSON.parse(document.querySelector('iframe').contentDocument.title)), { miniProgram: 'getEnv', call: 1, result: { miniprogram: true } });
    equal((await p.events('message')).length, 0);
    await p.evaluate(() => document.querySelector('iframe').contentWindow.say('navigateTo', { url: '/pages/a/a' }));
    await p.until(() => bench.navigations.length === 1);
    equal([await p.details('message'), await p.evaluate(() => bench.navigations)], [[{ data: [{ a: 1 }, 2] }], [{ kind: 'navigateTo', url: '/pages/a/a', delta: 1 }]]);
    ok(!/allow-top-navigation/.test(await p.locator('iframe').getAttribute('sandbox')));
    await p.set('#w', 'src', 'javascript:alert(1)');
    equal((await p.details('error'))[0].url, 'javascript:alert(1)');
  });
}
