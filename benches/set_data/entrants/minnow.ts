// The page half of the minnow entrant: the view realm without a frame, drawing one page into the harness's root.
// In: the package's form of the page (mn.t), messages of the Worker. Out: `mount`. Must not: do anything the product's view does not.
import { applyOps, setPageTest } from '../../../runtime/view/receive';
import { components } from '../../../runtime/view/components';
import { late } from '../../../runtime/view/late';
import { addPage, Page } from '../../../runtime/view/pages';
import { connect, post } from '../../../runtime/view/port';
import { mn } from '../../../runtime/view/registry';
import { settle } from '../../../runtime/view/batch';
import { listen } from '../../../runtime/view/taps';

declare const MINNOW: { worker: string; scripts: string[]; view: string[]; manifest: any };

(globalThis as any).mn = mn;

function script(src: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const node = document.createElement('script');
    node.src = src;
    node.onload = resolve;
    node.onerror = reject;
    document.head.append(node);
  });
}

export async function mount(root: HTMLElement) {
  const { worker: workerUrl, scripts, view, manifest } = (globalThis as any).MINNOW as typeof MINNOW;
  for (const url of view) await script(url);
  setPageTest((path) => path in manifest.pages);
  const worker = new Worker(workerUrl);
  connect((message, transfer) => worker.postMessage(message, transfer ?? []));
  listen(root);
  let page = 0;
  let done: () => void = () => undefined;
  let answered: (call: number) => void = () => undefined;
  let last = 0;
  const drawn = new Promise<void>((resolve) => (done = resolve));
  worker.onmessage = ({ data }) => {
    if (data.t === 'patch') {
      applyOps(data.ops);
      if (data.seq) post({ t: 'applied', seq: data.seq });
      done();
    } else if (data.t === 'open') {
      page = data.page;
      applyOps(data.ops);
      const component = components.get(page)!;
      const element = document.createElement('wx-page');
      root.append(element);
      addPage(new Page(component, { root: element, scroller: root, viewport: root }, {} as any, {}, { call: async () => undefined, load: async () => undefined }));
      const node = component.draw();
      if (node) element.append(node);
      settle();
      post({ t: 'applied', seq: data.seq });
      post({ t: 'page', page, kind: 'ready' });
      done();
    } else if (data.t === 'return') answered(data.call);
    else if (data.t === 'log') console.log(data.level, data.text);
    else if (data.t === 'call') post({ t: 'return', call: data.call, ok: true });
  };
  post({ t: 'boot', scripts, manifest, system: { base: new URL('/', location.href).href }, launch: { path: manifest.entry, query: {}, scene: 1001 } });
  await drawn;
  // As the view does once the first page stands; what follows waits its turn.
  await late();
  post({ t: 'emit', topic: 'lateAhead', value: null });
  const call = (handler: string) => (arg: unknown) =>
    new Promise<void>((resolve) => {
      done = resolve;
      // Clearing an empty list changes nothing and so sends no patch: its answer tells that it ran.
      const number = ++last;
      answered = (of) => of === number && resolve();
      const call = handler === 'clear' ? { call: number } : {};
      post({ t: 'event', instance: page, handler, event: { type: 'bench', timeStamp: 0, target: {}, currentTarget: {}, detail: arg }, ...call });
    });
  const app: Record<string, unknown> = { async: true };
  for (const name of ['run', 'add', 'update', 'clear', 'swap', 'select', 'remove']) app[name] = call(name);
  return app;
}
