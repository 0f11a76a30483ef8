// Runs inline in a launch document behind its first screen, before any other script: keeps the taps a person makes while nobody answers them,
// starts the Worker, which opens the program beside the view as it loads, and lets pictures come after the scripts. In: clicks, the manifest. Out: `mnTaps`, which gives the taps back in order, `mnManifest` and `mnWorker`.
// Must not: differ from page to page: the page policy knows its hash.

/** Later clicks than these are not kept: whoever taps on has seen that nothing happens. */
const tapsMax = 20;
/** A program that takes longer to begin, once its scripts are there, is looked at meanwhile. */
const picturesWaitMs = 500;
const taps: MouseEvent[] = [];

function keep(event: MouseEvent): void {
  // Links and fields answer by themselves.
  if ((event.target as Element).closest('a,input,textarea,label')) return;
  event.stopImmediatePropagation();
  event.preventDefault();
  if (taps.length < tapsMax) taps.push(event);
}

addEventListener('click', keep, true);
/** Gives the taps back. Where there were some their answer goes before the pictures, which may come from the cache all at once: then it returns what shows them. */
(globalThis as any).mnTaps = () => {
  removeEventListener('click', keep, true);
  for (const { target, clientX, clientY, detail } of taps) {
    target!.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, composed: true, clientX, clientY, detail }));
  }
  return taps.length ? showPictures : showPictures();
};
/** Pictures that wait for the page to answer taps (crates/prerender, images.rs): read before, they would hold that up. */
function showPictures(): void {
  for (const picture of document.querySelectorAll('.wx-image-img[loading]')) {
    picture.removeAttribute('loading');
    picture.removeAttribute('hidden');
  }
}

// By then the deferred scripts have run. Where the view is not among them, nobody will answer.
addEventListener('DOMContentLoaded', () => setTimeout(showPictures, (globalThis as any).mn ? picturesWaitMs : 0));
const { base: path, page } = document.documentElement.dataset;
const base = new URL(path!, location.href).href;
const manifest = JSON.parse(document.getElementById('minnow-manifest')!.textContent!);
const scripts = [...(manifest.appLogic ?? []), ...(manifest.pages[page!].logic ?? [])];
// What the Worker begins with is its name: a message would wait until this thread, which has the page to draw, hears that the Worker's script has run.
// On a development server the view says first where the console goes.
const worker = new Worker(base + manifest.runtime.logic, manifest.dev ? {} : { name: JSON.stringify({ t: 'prepare', manifest, base, scripts }) });
// Nobody hears yet that it did not load.
worker.onerror = (event) => ((globalThis as any).mnWorkerFault = event);
(globalThis as any).mnWorker = worker;
(globalThis as any).mnManifest = manifest;

// The first screen is drawn in light colours; programs that know both say so.
const scheme = document.querySelector<HTMLMetaElement>('meta[name=color-scheme]');
const frame = document.querySelector<HTMLElement>('.mn-frame');
if (frame && scheme?.content !== 'light' && matchMedia('(prefers-color-scheme:dark)').matches) frame.dataset.theme = 'dark';
