// `editor`: rich text written by the person. In: placeholder, read-only. Out: ready, focus, blur, input{html, text, delta}, statuschange{formats}.
// Commands are the methods of EditorContext. Contents are read and written as a delta (parts/delta.ts), so that nothing but trusted markup is in it.

import { ApiFailure } from '../api/host';
import type { ElementDefinition } from '../view/element';
import { deltaOf, fill, htmlOf, textOf, type Delta } from './parts/delta';
import { parse, build } from './parts/rich_nodes';

/** Formats with a command of the browser's own. */
const INLINE: Record<string, string> = { bold: 'bold', italic: 'italic', underline: 'underline', strike: 'strikeThrough' };

const definition: ElementDefinition = {
  tag: 'editor',
  shell: '<div class="wx-editor wx-editor-blank" role="textbox" aria-multiline="true"></div>',
  attributes: {
    'read-only': { type: 'boolean', default: false },
    placeholder: { type: 'string', default: '' },
    'show-img-size': { type: 'boolean', default: false },
    'show-img-toolbar': { type: 'boolean', default: false },
    'show-img-resize': { type: 'boolean', default: false },
    'enable-formats': { type: 'any' },
    enterkeyhint: { type: 'string', default: 'done' },
    'confirm-hold': { type: 'boolean', default: true },
  },
  create(host) {
    const area = host.el.querySelector<HTMLElement>('.wx-editor')!;
    let saved: Range | null = null;
    let formats = '';
    let blocks = 0;

    function look(): void {
      area.contentEditable = String(!host.get<boolean>('read-only'));
      area.dataset.placeholder = host.get<string>('placeholder');
      area.setAttribute('aria-label', host.get<string>('placeholder'));
      area.enterKeyHint = host.get<string>('enterkeyhint');
    }
    const blank = () => area.classList.toggle('wx-editor-blank', !textOf(area).trim() && !area.querySelector('img,hr,li'));
    const contents = () => ({ html: htmlOf(area), text: textOf(area), delta: deltaOf(area) });

    /** The caret within the editor; commands come when the focus may be elsewhere. */
    function restore(): void {
      const selection = getSelection()!;
      if (selection.rangeCount && area.contains(selection.anchorNode)) return;
      area.focus({ preventScroll: true });
      const range = saved ?? document.createRange();
      if (!saved) {
        range.selectNodeContents(area);
        range.collapse(false);
      }
      selection.removeAllRanges();
      selection.addRange(range);
    }
    function run(command: string, value?: string): void {
      restore();
      // Deprecated but everywhere, and the only way that the browser's own undo knows of.
      document.execCommand('styleWithCSS', false, 'true');
      document.execCommand(command, false, value);
      status();
    }
    function status(): void {
      const selection = getSelection();
      if (!selection?.rangeCount || !area.contains(selection.anchorNode)) return;
      saved = selection.getRangeAt(0).cloneRange();
      const now: Record<string, unknown> = {};
      for (const name in INLINE) if (document.queryCommandState(INLINE[name])) now[name] = name === 'bold' ? 'strong' : true;
      for (const [name, command] of [['ordered', 'insertOrderedList'], ['bullet', 'insertUnorderedList']]) if (document.queryCommandState(command)) now.list = name;
      for (const [name, command] of [['center', 'justifyCenter'], ['right', 'justifyRight']]) if (document.queryCommandState(command)) now.align = name;
      const block = (selection.anchorNode instanceof Element ? selection.anchorNode : selection.anchorNode?.parentElement)?.closest('h1,h2,h3,h4,h5,h6');
      if (block && area.contains(block)) now.header = Number(block.localName[1]);
      const text = JSON.stringify(now);
      if (text === formats) return;
      formats = text;
      host.fire('statuschange', { formats: now });
    }
    function changed(): void {
      blank();
      if (host.listens('input')) host.fire('input', contents());
    }
    function format(name: string, value: unknown): void {
      if (name in INLINE) run(INLINE[name]);
      else if (name === 'header') run('formatBlock', value && /^[1-6]$/.test(String(value)) ? `h${value}` : 'p');
      else if (name === 'list') run(value === 'ordered' ? 'insertOrderedList' : 'insertUnorderedList');
      else if (name === 'align') run(({ center: 'justifyCenter', right: 'justifyRight', justify: 'justifyFull' } as Record<string, string>)[String(value)] ?? 'justifyLeft');
      else if (name === 'indent') run(String(value).startsWith('-') ? 'outdent' : 'indent');
      else if (name === 'script') run(value === 'sup' ? 'superscript' : 'subscript');
      else if (name === 'color') run('foreColor', String(value));
      else if (name === 'backgroundColor') run('hiliteColor', String(value));
      else styleSelection(name, String(value ?? ''));
    }
    /** Formats without a command: a span with one property around the selection. */
    function styleSelection(name: string, value: string): void {
      restore();
      const range = getSelection()!.getRangeAt(0);
      if (range.collapsed || !/^(fontSize|fontFamily|lineHeight|letterSpacing|margin\w*|padding\w*|fontWeight|fontStyle|textDecoration|textIndent|wordWrap)$/.test(name)) return;
      const span = document.createElement('span');
      (span.style as any)[name] = value;
      span.append(range.extractContents());
      range.insertNode(span);
      status();
    }

    area.addEventListener('focus', () => host.fire('focus', contents()));
    area.addEventListener('blur', () => host.fire('blur', contents()));
    area.addEventListener('input', changed);
    area.addEventListener('paste', (event) => {
      event.preventDefault();
      run('insertText', event.clipboardData?.getData('text/plain') ?? '');
    });
    document.addEventListener('selectionchange', status);

    const commands: Record<string, (args: any) => unknown> = {
      getContents: contents,
      setContents(args) {
        if (args?.delta) fill(area, args.delta as Delta, (path) => host.url(path));
        else {
          const nodes = build(parse(String(args?.html ?? '')), { scoped: () => '', url: (path) => host.url(path), rpxToPx: (rpx) => host.page.rpxToPx(rpx), text: (text) => text });
          area.replaceChildren(...nodes);
        }
        saved = null;
        changed();
      },
      insertText: (args) => run('insertText', String(args?.text ?? '')),
      insertDivider: () => run('insertHorizontalRule'),
      insertImage(args) {
        restore();
        const img = document.createElement('img');
        img.src = host.url(String(args?.src ?? ''));
        img.alt = String(args?.alt ?? '');
        for (const side of ['width', 'height'] as const) if (args?.[side]) img.style[side] = String(args[side]).replace(/^\d+$/, '$&px');
        for (const key in args?.data ?? {}) img.dataset[key] = String(args.data[key]);
        const range = getSelection()!.getRangeAt(0);
        range.deleteContents();
        range.insertNode(img);
        range.collapse(false);
        changed();
      },
      insertCustomBlock() {
        const blockId = `block-${++blocks}`;
        restore();
        const portal = document.createElement('div');
        portal.className = 'wx-editor-block';
        portal.contentEditable = 'false';
        portal.dataset.block = blockId;
        getSelection()!.getRangeAt(0).insertNode(portal);
        return { blockId };
      },
      format: (args) => format(String(args?.name ?? ''), args?.value),
      removeFormat: () => run('removeFormat'),
      clear() {
        area.replaceChildren();
        saved = null;
        changed();
      },
      undo: () => run('undo'),
      redo: () => run('redo'),
      blur: () => area.blur(),
      scrollIntoView() {
        const box = saved?.getBoundingClientRect();
        (saved?.startContainer.parentElement ?? area).scrollIntoView({ block: box ? 'nearest' : 'start' });
      },
      getSelectionText: () => ({ text: saved?.toString() ?? '' }),
      getSelection: () => ({ range: saved ? { index: offsetOf(area, saved), length: saved.toString().length } : null, bounds: saved ? box(saved) : null }),
      getBounds: () => ({ bounds: saved ? box(saved) : null }),
      deleteText() {
        restore();
        document.execCommand('delete');
      },
      getHistoryState: () => ({ undo: document.queryCommandEnabled('undo'), redo: document.queryCommandEnabled('redo') }),
    };
    look();
    return {
      attached: () => host.fire('ready', {}),
      update: look,
      detached: () => document.removeEventListener('selectionchange', status),
      context: () => ({}),
      command(name, args) {
        const command = commands[name];
        if (!command) throw new ApiFailure('not supported');
        return command(args);
      },
    };
  },
};
export default definition;

function box(range: Range): object {
  const { left, top, width, height } = range.getBoundingClientRect();
  return { left, top, width, height };
}

function offsetOf(area: HTMLElement, range: Range): number {
  const before = document.createRange();
  before.selectNodeContents(area);
  before.setEnd(range.startContainer, range.startOffset);
  return before.toString().length;
}
