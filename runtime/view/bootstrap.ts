// Runs inline in a launch document, before any other script: keeps the taps a person makes on a first screen that nobody answers yet.
// In: clicks. Out: `mnTaps`, which gives them back in order (hydrate.ts). Must not: differ from page to page: the page policy knows its hash.

/** Later clicks than these are not kept: whoever taps on has seen that nothing happens. */
const tapsMax = 20;
const taps: MouseEvent[] = [];

function keep(event: MouseEvent): void {
  // Links and fields answer by themselves.
  if ((event.target as Element).closest('a,input,textarea,label')) return;
  event.stopImmediatePropagation();
  event.preventDefault();
  if (taps.length < tapsMax) taps.push(event);
}

addEventListener('click', keep, true);
(globalThis as any).mnTaps = () => {
  removeEventListener('click', keep, true);
  for (const { target, clientX, clientY, detail } of taps.splice(0)) {
    target!.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, composed: true, clientX, clientY, detail }));
  }
};
