// view, text, image, button, navigator, icon, progress, rich-text, boxes of the vendor's services.
import { entries, files, open, picture } from './bench.mjs';

export { entries, files };
export const kind = 'browser';

export default function ({ test, equal, ok, page, origin }) {
  const show = (markup, options) => open(page, origin, markup, options);

  test('text keeps line breaks and nests', async () => {
    const p = await show('<wx-text id="t">a\nb  c<wx-text>d</wx-text></wx-text>');
    const { height } = await p.box('#t');
    ok(height > 40, `two lines, got ${height}px`);
    equal(await p.locator('#t').innerText(), 'a\nb cd');
  });

  test('text decodes entities and widens spaces, again after each change', async () => {
    const p = await show('<wx-text id="t" decode space="nbsp">&amp;lt;a b&amp;gt; &amp;amp;nbsp;</wx-text>');
    equal(await p.locator('#t').evaluate((el) => el.textContent), '<a\u00a0b>\u00a0&nbsp;');
    await p.evaluate(() => (document.querySelector('#t').firstChild.data = 'x &apos;y&apos;'));
    equal(await p.locator('#t').evaluate((el) => el.textContent), 'x\u00a0\'y\'');
  });

  test('text can be selected only where it says so', async () => {
    const p = await show('<wx-text id="a">a</wx-text><wx-text id="b" user-select>b</wx-text>');
    equal(await p.evaluate(() => ['#a', '#b'].map((one) => getComputedStyle(document.querySelector(one)).userSelect)), ['none', 'text']);
    equal(await p.evaluate(() => getComputedStyle(document.querySelector('#b')).display), 'inline-block');
  });

  test('image: 320 by 240, and every mode fits the picture as documented', async () => {
    const modes = ['scaleToFill', 'aspectFit', 'aspectFill', 'top', 'bottom', 'center', 'left', 'right', 'top left', 'top right', 'bottom left', 'bottom right'];
    const p = await show(`<wx-image id="plain" src="${picture(100, 50)}"></wx-image>${modes.map((mode) => `<wx-image mode="${mode}" src="${picture(100, 50)}" style="width:60px;height:60px"></wx-image>`).join('')}`);
    await p.until(() => bench.events('load').length === 13);
    equal((await p.details('load'))[0], { width: 100, height: 50 });
    const { width, height } = await p.box('#plain');
    equal([width, height], [320, 240]);
    equal(await p.evaluate(() => [...document.querySelectorAll('wx-image[mode] img')].map((img) => `${getComputedStyle(img).objectFit} ${img.style.objectPosition}`.trim())), [
      'fill', 'contain', 'cover', 'none center top', 'none center bottom', 'none center center', 'none left center', 'none right center', 'none left top', 'none right top', 'none left bottom', 'none right bottom',
    ]);
  });

  test('image: widthFix and heightFix keep the ratio, also stretched in a row and after a resize', async () => {
    const p = await show(`<wx-view id="row" style="display:flex;width:300px"><wx-image id="w" mode="widthFix" src="${picture(200, 100)}" style="width:50%"></wx-image><wx-view style="height:200px"></wx-view></wx-view><wx-image id="h" mode="heightFix" src="${picture(200, 100)}" style="height:40px"></wx-image>`);
    await p.until(() => bench.events('load').length === 2);
    const size = async (one) => { const { width, height } = await p.box(one); return [width, height]; };
    equal([await size('#w'), await size('#h')], [[150, 75], [80, 40]]);
    await p.evaluate(() => (document.querySelector('#row').style.width = '200px'));
    equal(await size('#w'), [100, 50]);
  });

  test('image: a missing picture tells error', async () => {
    const p = await show('<wx-image id="i" src="/missing.png"></wx-image>');
    await p.until(() => bench.events('error').length === 1);
    equal(await p.details('error'), [{ errMsg: 'GET /missing.png 404 (Not Found)' }]);
  });

  test('image: lazy-load waits until it is within three screens', async () => {
    const p = await show(`<wx-view style="height:9000px"></wx-view><wx-image id="i" lazy-load src="${picture(2, 1)}"></wx-image>`);
    equal(await p.evaluate(() => document.querySelector('#i img').hasAttribute('src')), false);
    await p.evaluate(() => (bench.shell.scroller.scrollTop = 7000));
    await p.until(() => bench.events('load').length === 1);
  });

  test('button: classic and v2 sizes', async () => {
    const markup = '<wx-button id="a">x</wx-button><wx-button id="m" size="mini">x</wx-button><wx-button id="p" type="primary">x</wx-button>';
    const looks = (p) => p.evaluate(() => ['#a', '#m', '#p'].map((one) => { const s = getComputedStyle(document.querySelector(one)); return [s.display, s.width, s.fontSize, s.backgroundColor, s.color]; }));
    const classic = await looks(await show(markup));
    equal(classic.map((one) => one.slice(0, 1).concat(one.slice(2))), [['block', '18px', 'rgb(248, 248, 248)', 'rgb(0, 0, 0)'], ['inline-block', '13px', 'rgb(248, 248, 248)', 'rgb(0, 0, 0)'], ['block', '18px', 'rgb(26, 173, 25)', 'rgb(255, 255, 255)']]);
    equal(classic[0][1], '390px');
    const v2 = await looks(await show(markup, { query: '?style=v2' }));
    equal(v2.map((one) => [one[1], one[2], one[3], one[4]]).filter((_, index) => index !== 1), [['184px', '17px', 'rgba(0, 0, 0, 0.05)', 'rgb(6, 174, 86)'], ['184px', '17px', 'rgb(7, 193, 96)', 'rgb(255, 255, 255)']]);
  });

  test('button: a class of the program wins over the default look', async () => {
    const p = await show('<style>.mine{background-color:rgb(1, 2, 3);border-radius:20px}</style><wx-button id="a" class="mine">x</wx-button>');
    equal(await p.evaluate(() => { const s = getComputedStyle(document.querySelector('#a')); return [s.backgroundColor, s.borderRadius]; }), ['rgb(1, 2, 3)', '20px']);
  });

  test('button: open-type asks the page and fires the answer', async () => {
    const p = await show('<wx-button id="b" open-type="getPhoneNumber|agreePrivacyAuthorization" data-x="1">x</wx-button>');
    await p.evaluate(() => (bench.answers.openType = ({ type }) => ({ errMsg: `${type}:ok`, code: 'c' })));
    await p.locator('#b').click();
    await p.until(() => bench.events().length === 2);
    equal(await p.events(), [
      { type: 'getphonenumber', id: 'b', detail: { errMsg: 'getPhoneNumber:ok', code: 'c' } },
      { type: 'agreeprivacyauthorization', id: 'b', detail: { errMsg: 'agreePrivacyAuthorization:ok', code: 'c' } },
    ]);
    equal(await p.evaluate(() => bench.calls[0].args.target), { id: 'b', dataset: { x: '1' } });
  });

  test('button: a refused capability is an answer too', async () => {
    const p = await show('<wx-button id="b" open-type="getUserInfo">x</wx-button>');
    await p.evaluate(() => (bench.answers.openType = () => { throw new Error('auth deny'); }));
    await p.locator('#b').click();
    await p.until(() => bench.events().length === 1);
    equal(await p.details('getuserinfo'), [{ errMsg: 'getUserInfo:fail auth deny' }]);
  });

  test('button: disabled does nothing and says so', async () => {
    const p = await show('<wx-button id="b" open-type="share" disabled>x</wx-button>');
    await p.locator('#b').click({ force: true });
    equal(await p.evaluate(() => [bench.calls.length, document.querySelector('#b').getAttribute('aria-disabled'), document.querySelector('#b').tabIndex]), [0, 'true', -1]);
    await p.set('#b', 'disabled', false);
    await p.locator('#b').focus();
    await p.keyboard.press('Enter');
    equal(await p.evaluate(() => bench.calls.map((one) => one.args.type)), ['share']);
  });

  test('navigator: each open-type', async () => {
    const types = ['navigate', 'redirect', 'switchTab', 'reLaunch', 'navigateBack'];
    const p = await show(types.map((type) => `<wx-navigator open-type="${type}" url="/pages/a/a?x=1" delta="2">${type}</wx-navigator>`).join('') + '<wx-navigator>none</wx-navigator>');
    for (const type of types) await p.getByText(type, { exact: true }).click();
    await p.getByText('none').click();
    equal(await p.evaluate(() => bench.navigations), [
      { kind: 'navigateTo', url: '/pages/a/a?x=1' }, { kind: 'redirectTo', url: '/pages/a/a?x=1' }, { kind: 'switchTab', url: '/pages/a/a?x=1' }, { kind: 'reLaunch', url: '/pages/a/a?x=1' }, { kind: 'navigateBack', delta: 2 },
    ]);
  });

  test('navigator: a button inside keeps the tap to itself', async () => {
    const p = await show('<wx-navigator url="/a"><wx-button id="b">x</wx-button></wx-navigator>');
    await p.locator('#b').click();
    equal(await p.evaluate(() => bench.navigations.length), 0);
  });

  test('navigator: another program is asked for and answered', async () => {
    const p = await show('<wx-navigator id="n" target="miniProgram" app-id="wx1" path="p">x</wx-navigator>');
    await p.evaluate(() => (bench.answers.openType = () => { throw new Error('not supported'); }));
    await p.locator('#n').click();
    await p.until(() => bench.events().length === 2);
    equal((await p.events()).map((one) => [one.type, one.detail.errMsg]), [['fail', 'navigateToMiniProgram:fail not supported'], ['complete', 'navigateToMiniProgram:fail not supported']]);
  });

  test('icon: size and colour', async () => {
    const p = await show('<wx-icon id="i" type="success" size="40" color="rgb(1, 2, 3)"></wx-icon>');
    equal(await p.evaluate(() => { const s = getComputedStyle(document.querySelector('#i .wx-icon')); return [s.width, s.height, s.backgroundColor, s.maskImage.startsWith('url(')]; }), ['40px', '40px', 'rgb(1, 2, 3)', true]);
  });

  test('progress: active runs to its end and says so', async () => {
    const p = await show('<wx-progress id="p" percent="20" active duration="1" show-info></wx-progress>');
    await p.until(() => bench.events('activeend').length === 1);
    equal(await p.details('activeend'), [{ curPercent: 20 }]);
    equal(await p.locator('#p').getAttribute('aria-valuenow'), '20');
    equal(await p.locator('.wx-progress-info').innerText(), '20%');
  });

  test('rich-text: trusted markup comes through, the rest goes with all that is in it', async () => {
    const p = await show('<wx-rich-text id="r"></wx-rich-text>');
    await p.evaluate(() => (window.alarm = 0));
    await p.set('#r', 'nodes', '<div class="c" id="x" onclick="alarm++" style="color:red"><b>b</b><script>alarm++</script><img src="/missing.png" onerror="alarm++"><a href="javascript:alarm++">l</a><iframe src="/"></iframe><svg onload="alarm++"><text>gone</text></svg><form><b>gone</b></form>&amp;lt;</div>');
    equal(await p.evaluate(() => document.querySelector('.wx-rich-text').innerHTML), '<div class="c" style="color: red;"><b>b</b><img src="/missing.png" loading="lazy"><a>l</a>&amp;lt;</div>');
    equal(await p.evaluate(() => alarm), 0);
  });

  test('rich-text: node objects, names in any case, entities in text', async () => {
    const p = await show('<wx-rich-text id="r"></wx-rich-text>');
    await p.set('#r', 'nodes', [{ name: 'DIV', attrs: { class: 'k', onclick: 'x', style: 'width:75rpx' }, children: [{ type: 'text', text: 'a&nbsp;&lt;' }, { name: 'style', children: [{ type: 'text', text: 'no' }] }] }, null, { type: 'text', text: 'z' }]);
    equal(await p.evaluate(() => document.querySelector('.wx-rich-text').innerHTML), '<div class="k" style="width: 39px;">a&nbsp;&lt;</div>z');
  });

  test('services of the vendor’s own say so in their documented way', async () => {
    const p = await show('<wx-ad id="ad"></wx-ad><wx-official-account id="oa"></wx-official-account><wx-live-player id="lp"></wx-live-player><wx-open-data id="od" type="userNickName" lang="zh_CN"></wx-open-data><wx-open-data id="bad" type="nothing"></wx-open-data>');
    equal((await p.events()).map((one) => [one.id, one.type]), [['ad', 'error'], ['oa', 'error'], ['lp', 'statechange'], ['bad', 'error']]);
    equal((await p.box('#ad')).height, 0);
    ok(await p.getByText('直播（此平台不提供）').isVisible());
    equal(await p.locator('#od').innerText(), '微信用户');
  });

  test('hidden hides whatever a class says', async () => {
    const p = await show('<style>.f{display:flex}</style><wx-view id="v" class="f" hidden>x</wx-view>');
    equal(await p.evaluate(() => getComputedStyle(document.querySelector('#v')).display), 'none');
  });
}
