// input, textarea, checkbox, radio, switch, slider, label, form.
import { entries, files, open } from './bench.mjs';

export { entries, files };
export const kind = 'browser';

export default function ({ test, equal, ok, page, origin }) {
  const show = (markup, options) => open(page, origin, markup, options);

  test('input: types, tells value and cursor, stops at maxlength', async () => {
    const p = await show('<wx-input id="i" maxlength="3" placeholder="名字"></wx-input>');
    ok(await p.getByText('名字').isVisible());
    await p.locator('#i input').pressSequentially('abcd');
    equal((await p.details('input')).map((one) => [one.value, one.cursor]), [['a', 1], ['ab', 2], ['abc', 3]]);
    ok(!(await p.locator('#i .wx-placeholder').isVisible()));
  });

  test('input: the handler’s return value replaces the content', async () => {
    const p = await show('<wx-input id="i"></wx-input>');
    await p.evaluate(() => (bench.answers['event:input'] = ({ value }) => (value.length > 2 ? { value: 'XY', cursor: 1 } : value.toUpperCase())));
    await p.locator('#i input').pressSequentially('ab');
    await p.until(() => document.querySelector('#i input').value === 'AB');
    await p.locator('#i input').press('c');
    await p.until(() => document.querySelector('#i input').value === 'XY');
    equal(await p.evaluate(() => document.querySelector('#i input').selectionStart), 1);
  });

  test('input: while an IME composes nothing is told and nothing is overwritten', async () => {
    const p = await show('<wx-input id="i" value=""></wx-input>');
    await p.locator('#i input').focus();
    const client = await p.context().newCDPSession(p);
    await client.send('Input.imeSetComposition', { text: 'ni', selectionStart: 2, selectionEnd: 2 });
    await client.send('Input.imeSetComposition', { text: 'nih', selectionStart: 3, selectionEnd: 3 });
    await p.set('#i', 'value', 'program');
    equal(await p.evaluate(() => [document.querySelector('#i input').value, bench.events('input').length]), ['nih', 0]);
    ok(!(await p.locator('#i .wx-placeholder').isVisible()));
    await client.send('Input.insertText', { text: '你好' });
    await p.until(() => bench.events('keyboardcompositionend').length === 1);
    equal(await p.evaluate(() => document.querySelector('#i input').value), 'program');
  });

  test('input: composed text is told once, when it is complete', async () => {
    const p = await show('<wx-input id="i"></wx-input>');
    await p.locator('#i input').focus();
    const client = await p.context().newCDPSession(p);
    await client.send('Input.imeSetComposition', { text: 'hao', selectionStart: 3, selectionEnd: 3 });
    await client.send('Input.insertText', { text: '好' });
    await p.until(() => bench.events('input').length > 0);
    equal((await p.details('input')).map((one) => one.value), ['好']);
  });

  test('input: value from the program, cut to maxlength; focus and blur; change after an edit', async () => {
    const p = await show('<wx-input id="i" maxlength="4" focus value="123456"></wx-input>');
    equal(await p.evaluate(() => [document.activeElement.className, document.querySelector('#i input').value]), ['wx-input-input', '1234']);
    await p.locator('#i input').press('Backspace');
    await p.set('#i', 'focus', false);
    equal((await p.events()).filter((one) => /focus|blur|change/.test(one.type) && !one.type.startsWith('model')).map((one) => [one.type, one.detail.value]), [['focus', '1234'], ['blur', '123'], ['change', '123']]);
  });

  test('input: Enter confirms and closes the keyboard unless confirm-hold', async () => {
    const p = await show('<wx-input id="i" value="q"></wx-input><wx-input id="h" value="r" confirm-hold></wx-input>');
    await p.locator('#i input').press('Enter');
    await p.locator('#h input').press('Enter');
    equal((await p.details('confirm')).map((one) => one.value), ['q', 'r']);
    equal(await p.evaluate(() => document.activeElement.closest('wx-input').id), 'h');
  });

  test('input: number and digit keep only what they allow', async () => {
    const p = await show('<wx-input id="n" type="number"></wx-input><wx-input id="d" type="digit"></wx-input><wx-input id="c" type="idcard"></wx-input><wx-input id="p" password value="x"></wx-input>');
    await p.locator('#n input').pressSequentially('1a2.');
    await p.locator('#d input').pressSequentially('1.2.3x');
    await p.locator('#c input').pressSequentially('11x-');
    equal(await p.evaluate(() => ['#n', '#d', '#c', '#p'].map((one) => { const input = document.querySelector(`${one} input`); return [input.value, input.inputMode, input.type]; })), [['12', 'numeric', 'text'], ['1.23', 'decimal', 'text'], ['11x', 'text', 'text'], ['x', 'text', 'password']]);
  });

  test('input: selection and cursor are set on focus', async () => {
    const p = await show('<wx-input id="i" value="abcdef" selection-start="1" selection-end="3"></wx-input><wx-input id="c" value="abcdef" cursor="2"></wx-input>');
    await p.set('#i', 'focus', true);
    equal(await p.evaluate(() => [document.activeElement.selectionStart, document.activeElement.selectionEnd]), [1, 3]);
    await p.set('#c', 'focus', true);
    equal(await p.evaluate(() => document.activeElement.selectionStart), 2);
  });

  test('textarea: grows with its lines and tells them', async () => {
    const p = await show('<wx-textarea id="t" auto-height style="line-height:20px;width:200px"></wx-textarea>');
    equal((await p.box('#t')).height, 20);
    await p.locator('#t textarea').pressSequentially('a\nb');
    equal((await p.box('#t')).height, 40);
    equal((await p.details('linechange')).map((one) => [one.lineCount, one.height, one.lineHeight]), [[1, 20, 20], [2, 40, 20]]);
  });

  test('textarea: 300 by 150; Enter is a new line unless confirm-type says otherwise', async () => {
    const p = await show('<wx-textarea id="t"></wx-textarea><wx-textarea id="s" confirm-type="send"></wx-textarea>');
    const { width, height } = await p.box('#t');
    equal([width, height], [300, 150]);
    await p.locator('#t textarea').pressSequentially('a\nb');
    await p.locator('#s textarea').pressSequentially('c');
    await p.locator('#s textarea').press('Enter');
    equal(await p.evaluate(() => [document.querySelector('#t textarea').value, bench.events('confirm').map((one) => [one.id, one.detail.value])]), ['a\nb', [['s', 'c']]]);
  });

  test('checkbox-group: values in document order, disabled boxes stay', async () => {
    const p = await show('<wx-checkbox-group id="g"><wx-checkbox id="a" value="a">A</wx-checkbox><wx-checkbox id="b" value="b" checked>B</wx-checkbox><wx-checkbox id="c" value="c" disabled>C</wx-checkbox></wx-checkbox-group>');
    await p.locator('#a').click();
    await p.locator('#c').click({ force: true });
    await p.locator('#b').click();
    equal(await p.details('change'), [{ value: ['a', 'b'] }, { value: ['a'] }]);
    equal(await p.evaluate(() => [...document.querySelectorAll('.wx-checkbox-input')].map((one) => one.className)), ['wx-checkbox-input wx-checkbox-input-checked', 'wx-checkbox-input', 'wx-checkbox-input wx-checkbox-input-disabled']);
  });

  test('radio-group: one at a time; a second tap on it is no change; arrow keys move', async () => {
    const p = await show('<wx-radio-group id="g"><wx-radio id="a" value="a" checked>A</wx-radio><wx-radio id="b" value="b">B</wx-radio></wx-radio-group>');
    await p.locator('#b').click();
    await p.locator('#b').click();
    equal(await p.details('change'), [{ value: 'b' }]);
    await p.locator('#b').press('ArrowDown');
    equal(await p.details('change'), [{ value: 'b' }, { value: 'a' }]);
    equal(await p.evaluate(() => ['#a', '#b'].map((one) => document.querySelector(one).getAttribute('aria-checked'))), ['true', 'false']);
    await p.set('#b', 'checked', true);
    equal(await p.evaluate(() => ['#a', '#b'].map((one) => document.querySelector(one).getAttribute('aria-checked'))), ['false', 'true']);
  });

  test('switch: tap, keyboard, colour, checkbox look', async () => {
    const p = await show('<wx-switch id="s" color="rgb(9, 8, 7)"></wx-switch><wx-switch id="c" type="checkbox" checked></wx-switch>');
    await p.locator('#s').click();
    await p.locator('#s').press(' ');
    await p.locator('#s').press('Enter');
    equal(await p.details('change'), [{ value: true }, { value: false }, { value: true }]);
    equal(await p.evaluate(() => document.querySelector('#s .wx-switch-input').style.backgroundColor), 'rgb(9, 8, 7)');
    ok(await p.locator('#c .wx-checkbox-input-checked').isVisible());
    ok(!(await p.locator('#c .wx-switch-input').isVisible()));
  });

  test('slider: a drag tells changing, its end change; steps and limits hold', async () => {
    const p = await show('<wx-view style="width:236px"><wx-slider id="s" min="0" max="10" step="0.5" value="5"></wx-slider></wx-view>');
    const line = await p.box('.wx-slider-handle-wrapper');
    equal(line.width, 200);
    const y = line.top + 1;
    await p.swipe([line.left + 100, y], [line.left + 151, y]);
    const changing = await p.details('changing');
    ok(changing.length > 1 && changing.every((one) => one.value % 0.5 === 0), JSON.stringify(changing));
    equal(await p.details('change'), [{ value: 7.5 }]);
    await p.locator('#s').press('ArrowRight');
    await p.locator('#s').press('End');
    equal(await p.details('change'), [{ value: 7.5 }, { value: 8 }, { value: 10 }]);
    equal(await p.locator('#s').getAttribute('aria-valuenow'), '10');
  });

  test('slider: thirds do not show binary noise', async () => {
    const p = await show('<wx-slider id="s" min="0" max="1" step="0.1" value="0.2"></wx-slider>');
    await p.locator('#s').press('ArrowRight');
    equal(await p.details('change'), [{ value: 0.3 }]);
  });

  test('label: the first control inside, or the one it names', async () => {
    const p = await show('<wx-label id="l"><wx-text>text</wx-text><wx-switch id="s"></wx-switch><wx-switch id="t"></wx-switch></wx-label><wx-label id="f" for="c">for</wx-label><wx-checkbox id="c" value="c"></wx-checkbox><wx-label id="i"><wx-view>field</wx-view><wx-input></wx-input></wx-label>');
    await p.getByText('text', { exact: true }).click();
    await p.locator('#f').click();
    await p.locator('#s').click();
    equal((await p.events('change')).map((one) => [one.id, one.detail.value]), [['s', true], ['s', false]]);
    equal(await p.locator('#c').getAttribute('aria-checked'), 'true');
    await p.getByText('field').click();
    equal(await p.evaluate(() => document.activeElement.className), 'wx-input-input');
  });

  const form = `<wx-form id="form"><wx-input name="text" value="t"></wx-input><wx-input value="no name"></wx-input><wx-textarea name="area" value="a"></wx-textarea>
    <wx-switch name="on" checked></wx-switch><wx-slider name="level" value="30"></wx-slider><wx-checkbox-group name="many"><wx-checkbox value="x" checked></wx-checkbox><wx-checkbox value="y"></wx-checkbox></wx-checkbox-group>
    <wx-radio-group name="one"><wx-radio value="r"></wx-radio><wx-radio id="q" value="q"></wx-radio></wx-radio-group><wx-picker name="pick" mode="time" value="08:30"><wx-view>p</wx-view></wx-picker>
    <wx-button id="go" form-type="submit">go</wx-button><wx-button id="reset" form-type="reset">reset</wx-button></wx-form>`;

  test('form: submit collects the named controls', async () => {
    const p = await show(form);
    await p.locator('#q').click();
    await p.locator('#form input').first().fill('typed');
    await p.locator('#go').click();
    const [detail] = await p.details('submit');
    equal(detail.value, { text: 'typed', area: 'a', on: true, level: 30, many: ['x'], one: 'q', pick: '08:30' });
    equal([detail.target.id, detail.components], ['go', []]);
  });

  test('form: reset brings the first values back', async () => {
    const p = await show(form);
    await p.locator('#q').click();
    await p.locator('wx-switch').click();
    await p.locator('#form input').first().fill('typed');
    await p.locator('#reset').click();
    await p.locator('#go').click();
    equal((await p.details('submit'))[0].value, { text: 't', area: 'a', on: true, level: 30, many: ['x'], one: '', pick: '08:30' });
    equal((await p.events('reset')).length, 1);
  });

  test('with forced colours a button has an edge, and nothing lies over a picker’s rows', async () => {
    const p = await show('<wx-button id="b" style="border-radius:20px">a</wx-button><wx-picker-view><wx-picker-view-column><wx-view>1</wx-view></wx-picker-view-column></wx-picker-view>', { context: { forcedColors: 'active' } });
    await p.locator('.wx-picker-mask').waitFor({ state: 'attached' });
    equal(await p.evaluate(() => [getComputedStyle(document.querySelector('#b')).outlineStyle, getComputedStyle(document.querySelector('.wx-picker-mask')).backgroundImage]), ['solid', 'none']);
  });

  test('the vendor’s class names and a glyph of our own draw the marks', async () => {
    const p = await show('<wx-checkbox checked></wx-checkbox><wx-radio checked></wx-radio>');
    await p.evaluate(() => document.fonts.ready);
    equal(await p.evaluate(() => [...document.querySelectorAll('.wx-checkbox-input-checked,.wx-radio-input-checked')].map((one) => getComputedStyle(one, '::before').fontFamily)), ['wx-icons', 'wx-icons']);
    ok(await p.evaluate(() => document.fonts.check('22px wx-icons')));
  });
}
