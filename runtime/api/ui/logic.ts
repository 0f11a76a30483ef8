// UI APIs: dialogs, scrolling, fonts, keyboard, window.
// In: options of the program. Out: calls of the view. Must not: draw; the view half and the frame do.

import { currentPage } from '../current_page';
import { ApiFailure, type LogicApiHost } from '../host';

const BUTTON_TEXT_MAX = 4;
const ACTIONS_MAX = 6;

export default function ui(host: LogicApiHost): void {
  dialogs(host);
  scrolling(host);
  fonts(host);
  keyboard(host);
  windowMembers(host);
}

function dialogs(host: LogicApiHost): void {
  const spec = {
    title: 'string?', content: 'string?', showCancel: 'boolean?', cancelText: 'string?', cancelColor: 'string?', confirmText: 'string?',
    confirmColor: 'string?', editable: 'boolean?', placeholderText: 'string?',
  } as const;
  host.asynchronous('showModal', spec, async (options) => {
    for (const name of ['confirmText', 'cancelText'] as const) {
      if (widthOf(options[name] ?? '') > BUTTON_TEXT_MAX) throw new ApiFailure(`${name} length should not larger than 4 Chinese characters`);
    }
    const { title, content, showCancel, cancelText, cancelColor, confirmText, confirmColor, editable, placeholderText } = options;
    const answer = await host.view('ui.modal', { title, content, showCancel, cancelText, cancelColor, confirmText, confirmColor, editable, placeholderText });
    const result = { confirm: answer.confirm, cancel: answer.cancel };
    return options.editable ? { ...result, content: answer.confirm ? answer.content : '' } : result;
  });
  host.asynchronous('showActionSheet', { itemList: 'array', itemColor: 'string?', alertText: 'string?' }, async (options) => {
    const { itemList, itemColor, alertText } = options;
    if (itemList.length === 0) throw new ApiFailure('parameter error: itemList should have at least one item');
    if (itemList.length > ACTIONS_MAX) throw new ApiFailure('parameter error: itemList should not be large than 6');
    itemList.forEach((item: unknown, index: number) => {
      if (typeof item !== 'string') throw new ApiFailure(`parameter error: parameter.itemList[${index}] should be String instead of ${typeName(item)};`);
    });
    const tapIndex = await host.view('ui.actionSheet', { itemList, itemColor, alertText });
    if (tapIndex === null) throw new ApiFailure('cancel');
    return { tapIndex };
  });
  host.asynchronous('enableAlertBeforeUnload', { message: 'string' }, ({ message }) => host.view('ui.leaveMessage', { page: currentPage(host), message }));
  host.asynchronous('disableAlertBeforeUnload', {}, () => host.view('ui.leaveMessage', { page: currentPage(host), message: null }));
}

function scrolling(host: LogicApiHost): void {
  host.asynchronous('pageScrollTo', { scrollTop: 'number?', selector: 'string?', offsetTop: 'number?', duration: 'number?' }, (options) => {
    if (options.scrollTop === undefined && options.selector === undefined) throw new ApiFailure('parameter error: scrollTop or selector should be given');
    const instance = currentPage(host);
    const { scrollTop, selector, offsetTop } = options;
    // Rows set in the same turn must be laid out before their place can be scrolled to.
    return new Promise((resolve, reject) =>
      host.runtime.afterUpdate(() =>
        host.view('ui.scroll', { page: instance, options: { scrollTop, selector, offsetTop, durationMs: options.duration ?? 300, instance } }).then(() => resolve(undefined), reject),
      ),
    );
  });
}

function fonts(host: LogicApiHost): void {
  host.asynchronous('loadFontFace', { family: 'string', source: 'string', desc: 'object?', global: 'boolean?', scopes: 'array?' }, async (options) => {
    await host.view('ui.font', { family: options.family, source: options.source, descriptors: options.desc ?? {} });
    // Canvases draw in this realm and need the face here too; a face the view could load may still fail here without harm.
    const { FontFace, fonts } = host.native;
    if (FontFace && fonts) {
      const face = new FontFace(options.family, absoluteSource(host, options.source), options.desc);
      fonts.add(face);
      await face.load().catch(() => fonts.delete(face));
    }
    return { status: 'loaded' };
  });
  host.unsupported(['loadBuiltInFontFace']);
}

/** `url("/a.ttf")` with the program's path made absolute. */
function absoluteSource(host: LogicApiHost, source: string): string {
  return source.replace(/url\(\s*(['"]?)(\/?(?![a-z][\w+.-]*:)[^'")]+)\1\s*\)/i, (_all, _quote, path: string) => `url("${new host.native.URL(path.replace(/^\//, ''), host.system.base).href}")`);
}

function keyboard(host: LogicApiHost): void {
  host.asynchronous('hideKeyboard', {}, () => host.view('ui.hideKeyboard'));
  host.asynchronous('getSelectedTextRange', {}, () => host.view('ui.selection'));
  const height = host.event('onKeyboardHeightChange', 'offKeyboardHeightChange');
  host.listen('ui.keyboard', (value: { height: number }) => height(value));
  const down = host.event('onKeyDown', 'offKeyDown');
  const up = host.event('onKeyUp', 'offKeyUp');
  host.listen('ui.key', ({ down: pressed, ...key }: { down: boolean }) => (pressed ? down : up)(key));
}

function windowMembers(host: LogicApiHost): void {
  host.synchronous('getMenuButtonBoundingClientRect', () => ({ ...host.system.capsule }));
  const moved = host.event('onMenuButtonBoundingClientRectWeightChange', 'offMenuButtonBoundingClientRectWeightChange');
  const resized = host.event('onWindowResize', 'offWindowResize');
  let width = host.system.windowWidth;
  let left = host.system.capsule?.left;
  host.listen('system', () => {
    const { windowWidth, windowHeight, screenWidth, screenHeight, capsule, deviceOrientation } = host.system;
    // The height also changes with every bar that comes and goes; only the window's own change counts.
    if (windowWidth !== width) {
      width = windowWidth;
      resized({ size: { windowWidth, windowHeight, screenWidth, screenHeight }, deviceOrientation });
    }
    if (capsule && capsule.left !== left) {
      left = capsule.left;
      moved({ ...capsule });
    }
  });
  // The window belongs to the browser.
  host.unsupported(['setWindowSize']);
}

/** Length in CJK characters: two narrow ones count as one. */
function widthOf(text: string): number {
  let width = 0;
  for (const character of text) width += character.codePointAt(0)! > 0xff ? 1 : 0.5;
  return width;
}

export function typeName(value: unknown): string {
  return value === null ? 'Null' : Object.prototype.toString.call(value).slice(8, -1);
}
