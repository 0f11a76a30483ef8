// Runs inline in a launch document behind its first screen, before any other script: keeps the taps a person makes while nobody answers them,
// starts the Worker, which opens the program beside the view as it loads, and lets pictures come after the scripts. In: clicks, the manifest. Out: `mnTaps`, which gives the taps back in order, `mnManifest` and `mnWorker`.
// Must not: differ from page to page: the page policy knows its hash.

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
// By now the deferred scripts, which answer taps, have run or failed: the pictures that wait for them (crates/prerender, images.rs) may come.
addEventListener('DOMContentLoaded', () => {
  for (const picture of document.querySelectorAll('.wx-image-img[loading]')) {
    picture.removeAttribute('loading');
    picture.removeAttribute('hidden');
  }
});
const { base: path, page } = document.documentElement.dataset;
const base = new URL(path!, location.href).href;
const manifest = JSON.parse(document.getElementById('minnow-manifest')!.textContent!);
const worker = new Worker(base + manifest.runtime.logic);
// On a development server the view says first where the console goes.
if (!manifest.dev) worker.postMessage({ t: 'prepare', manifest, base, scripts: [...(manifest.appLogic ?? []), ...(manifest.pages[page!].logic ?? [])] });
// Nobody hears yet that it did not load.
worker.onerror = (event) => ((globalThis as any).mnWorkerFault = event);
(globalThis as any).mnWorker = worker;
(globalThis as any).mnManifest = manifest;

// The first screen is drawn in light colours; programs that know both say so.
const scheme = document.querySelector<HTMLMetaElement>('meta[name=color-scheme]');
const frame = document.querySelector<HTMLElement>('.mn-frame');
if (frame && scheme?.content !== 'light' && matchMedia('(prefers-color-scheme:dark)').matches) frame.dataset.theme = 'dark';
