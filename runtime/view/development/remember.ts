// What a person did to a page that is in no data: scroll positions, typed text, the focus.
// In: a page before it is drawn again. Out: a function that brings it back. Must not: bring text into a field whose value the template changed.
import type { Page } from '../pages';

interface Memory {
  key: string;
  scroll: [left: number, top: number];
  /** What was typed, and what the template said. */
  text?: string;
  given?: string | null;
  selection?: [number | null, number | null];
}

const isField = (el: Element): el is HTMLInputElement | HTMLTextAreaElement => el.localName === 'input' || el.localName === 'textarea';
const givenOf = (el: Element) => el.parentElement?.closest('wx-input,wx-textarea')?.getAttribute('value') ?? null;

/** Elements by id, or as the n-th of m of their kind: where the number of them changed nobody can tell which is which. */
function keyed(root: HTMLElement): Map<string, Element> {
  const kinds = new Map<string, Element[]>();
  for (const el of root.querySelectorAll('*')) {
    const kind = el.id ? `#${el.id}` : el.localName;
    const list = kinds.get(kind);
    if (list) list.push(el);
    else kinds.set(kind, [el]);
  }
  const found = new Map<string, Element>();
  for (const [kind, list] of kinds) list.forEach((el, n) => found.set(`${kind} ${n}/${list.length}`, el));
  return found;
}

export function remember({ root, scroller }: Page): () => void {
  const memories: Memory[] = [];
  const { scrollTop } = scroller;
  const focused = root.contains(document.activeElement) ? document.activeElement : null;
  let focus: string | null = null;
  for (const [key, el] of keyed(root)) {
    const scroll: [number, number] = [el.scrollLeft, el.scrollTop];
    if (el === focused) focus = key;
    if (isField(el)) memories.push({ key, scroll, text: el.value, given: givenOf(el), selection: selectionOf(el) });
    else if (scroll[0] || scroll[1]) memories.push({ key, scroll });
  }
  return () => {
    const now = keyed(root);
    for (const { key, scroll, text, given, selection } of memories) {
      const el = now.get(key);
      if (!el) continue;
      if (text !== undefined && isField(el) && givenOf(el) === given) {
        el.value = text;
        if (key === focus) el.focus({ preventScroll: true });
        if (key === focus && selection?.[0] != null) el.setSelectionRange(selection[0], selection[1]);
      }
      el.scrollLeft = scroll[0];
      el.scrollTop = scroll[1];
    }
    scroller.scrollTop = scrollTop;
  };
}

/** Fields of some types have none. */
function selectionOf(el: HTMLInputElement | HTMLTextAreaElement): [number | null, number | null] {
  try {
    return [el.selectionStart, el.selectionEnd];
  } catch {
    return [null, null];
  }
}
