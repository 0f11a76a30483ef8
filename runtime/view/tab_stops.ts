// What Tab reaches beyond what elements make focusable by themselves: marked before the focus moves, and not earlier, so that who never presses Tab pays nothing.
// In: Tab, from the first one on; so it can't wait for gestures.ts. Out: `tabindex`. Must not: move the focus.

/** What a person can tap but no element made focusable: roles of controls, and nodes with a tap handler. */
const TAPPABLE = ['[role=button]', '[role=link]', '[role=checkbox]', '[role=radio]', '[role=switch]', '[role=tab]', '[role=option]', '[role=menuitem]', '[bindtap]', '[catchtap]']
  .map((part) => `wx-page ${part}:not([tabindex],[bindtap=""],[catchtap=""],[catchtap=true])`)
  .join();

/** What scrolls and has nothing in it that the focus could go to. */
const SCROLLING = '.mn-page-top :is(.mn-scroller,.wx-scroll-view):not(:has([tabindex="0"],input,textarea))';

/** The first Tab comes to the document, where nothing has the focus yet. */
export function markTabStops(document: Document): void {
  const mark = ({ key }: KeyboardEvent) => {
    if (key !== 'Tab') return;
    for (const part of [TAPPABLE, SCROLLING]) for (const el of document.querySelectorAll<HTMLElement>(part)) el.tabIndex = 0;
  };
  document.addEventListener('keydown', mark, true);
}
