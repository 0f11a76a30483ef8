// View side of the base group: leaving and restarting, preloading, addresses of files, commands to elements.
// In: calls of the logic realm. Out: effects on the document. Must not: know what an element's command does.

import { ApiFailure, type NodeReference, type ViewApiHost } from '../host';

export default function base(host: ViewApiHost): void {
  // Streams that elements feed (camera frames); the topics are fixed, so that no element can speak for another part.
  host.handle('element.emit', ({ topic, value }) => void (topic === 'camera.frame' && host.emit(topic, value)));
  host.handle('base.exit', () => host.frame.exit());
  host.handle('base.restart', ({ path }: { path: string }) => {
    // Always below the program's own root: `./` keeps a path that looks like an address a path.
    location.replace(new URL(`./${path.replace(/^[\\/]+/, '')}`, host.base).href);
  });
  host.handle('base.preload', ({ data }: { data: { type: string; src: string }[] }) => {
    for (const { type, src } of data) {
      if (type !== 'image' || typeof src !== 'string') continue;
      new Image().src = host.url(src);
    }
  });
  host.handle('element.command', async ({ name, args, ...reference }: NodeReference & { name: string; args?: unknown }) => {
    const element = host.resolve(reference);
    if (!element) throw new ApiFailure(`can not find ${reference.selector ?? 'the node'}`);
    const behaviour = host.hostOf(element)?.behaviour;
    if (!behaviour?.command) throw new ApiFailure('not supported', { errno: 100 });
    return await behaviour.command(name, args);
  });
  for (const topic of ['openType', 'permission']) ask(host, topic);
  host.listen('file.url', ({ path, address }: { path: string; address: string | null }) => host.mapUrl(path, address));
}

/** What elements ask the logic realm, where the page's handlers, the files and the permissions are: a button's open-type, a scope. */
function ask(host: ViewApiHost, topic: string): void {
  const waiting = new Map<number, (answer: object) => void>();
  let last = 0;
  host.handle(topic, (request: object) => new Promise((resolve) => {
    waiting.set(++last, resolve);
    host.emit(topic, { ...request, id: last });
  }));
  host.listen(topic, ({ id, answer }: { id: number; answer: object }) => {
    waiting.get(id)?.(answer);
    waiting.delete(id);
  });
}
