// View half of the UI group: toast, dialog, action sheet, fonts, the keyboard. What the frame does by itself is in frame_calls.ts and late_frame_calls.ts.
// In: calls of the logic realm. Out: overlays, and what the person answered. Must not: keep state of the program.

import { ApiFailure, type ViewApiHost } from '../host';
import { showActionSheet, showModal } from './dialogs';
import { lateFrameCalls } from './late_frame_calls';
import { createToast } from './toast';

export default function ui(host: ViewApiHost): void {
  lateFrameCalls(host);
  const toast = createToast(host);
  host.handle('ui.toast', (options) => toast.show({ ...options, kind: 'toast' }));
  host.handle('ui.loading', (options) => toast.show({ ...options, kind: 'loading', icon: 'loading', duration: 0 }));
  host.handle('ui.hideToast', ({ only }: { only?: 'toast' | 'loading' }) => toast.hide(only));
  host.handle('ui.modal', (options) => showModal(host, options));
  host.handle('ui.actionSheet', (options) => showActionSheet(host, options));
  host.handle('ui.font', loadFont(host));
  keyboard(host);
}

/** Several faces of the same family, weight and style replace one another: the last load counts. */
function loadFont(host: ViewApiHost) {
  const loaded = new Map<string, FontFace>();
  return async ({ family, source, descriptors }: { family: string; source: string; descriptors: FontFaceDescriptors }) => {
    const absolute = source.replace(/url\(\s*(['"]?)([^'")]+)\1\s*\)/i, (_all, _quote, path: string) => `url("${host.url(path)}")`);
    let face: FontFace;
    try {
      face = new FontFace(family, absolute, descriptors);
      await face.load();
    } catch (error) {
      throw new ApiFailure((error as Error).message || 'A network error occurred.', { status: 'error' });
    }
    const key = `${family}|${descriptors.weight ?? ''}|${descriptors.style ?? ''}`;
    const before = loaded.get(key);
    if (before) document.fonts.delete(before);
    loaded.set(key, face);
    document.fonts.add(face);
  };
}

type TextField = HTMLInputElement | HTMLTextAreaElement;

function focusedField(): TextField | null {
  const active = document.activeElement;
  return active instanceof HTMLInputElement || active instanceof HTMLTextAreaElement ? active : null;
}

function keyboard(host: ViewApiHost): void {
  host.handle('ui.hideKeyboard', () => {
    const field = focusedField();
    if (!field) throw new ApiFailure('input not exists');
    field.blur();
  });
  host.handle('ui.selection', () => {
    const field = focusedField();
    if (!field || field.selectionStart === null) throw new ApiFailure('no focused input');
    return { start: field.selectionStart, end: field.selectionEnd };
  });
  const viewport = window.visualViewport;
  let last = 0;
  viewport?.addEventListener('resize', () => {
    // Only a keyboard shrinks the visual viewport while a field has the focus and the page is not zoomed.
    const covered = Math.round(window.innerHeight - viewport.height * viewport.scale);
    const height = focusedField() && covered > 60 ? covered : 0;
    if (height !== last) host.emit('ui.keyboard', { height: (last = height) });
  });
  const key = (event: KeyboardEvent, down: boolean) =>
    host.emit('ui.key', { down, key: event.key, code: event.code, altKey: event.altKey, shiftKey: event.shiftKey, ctrlKey: event.ctrlKey, timeStamp: event.timeStamp });
  // Keys typed into a field are the field's, and are not told to the program.
  document.addEventListener('keydown', (event) => !focusedField() && key(event, true));
  document.addEventListener('keyup', (event) => !focusedField() && key(event, false));
}
