// What only a visit to a development server has: stacks in terms of source files, and the program's console told to the terminal and the panel.
// In: the console of the realm. Out: the service `development`, the stream `console`. Must not: change what the browser's own console shows.

import type { LogicApiHost } from '../host';
import { inspectAll } from './inspect';
import { createStackMap } from './stack_map';

const LEVELS = ['debug', 'log', 'info', 'warn', 'error'] as const;

export default function development(host: LogicApiHost): void {
  let maps: Record<string, true> | undefined;
  // A program can write any address into a stack or a line.
  const mapped = createStackMap((url) => ((maps ??= mapsOf(host))[url] ? host.native.fetch(url) : Promise.reject(new Error(url))));
  // One after the other, so that an error is not told before what was logged before it.
  let last: Promise<unknown> = Promise.resolve();
  const mapStack = (stack: string): Promise<string> => {
    const done = last.then(() => mapped(stack));
    last = done.catch(() => undefined);
    return done;
  };
  host.provide('development', { mapStack });
  if (host.system.server?.development) tellConsole(host, mapStack);
}

/** Absolute addresses of the maps of the program's own scripts. Without a prototype: no program adds to it. */
function mapsOf(host: LogicApiHost): Record<string, true> {
  const { system } = host;
  const manifest = host.wholeManifest();
  const maps: Record<string, true> = Object.create(null);
  const holders: { logic?: string[] }[] = [{ logic: manifest.appLogic }, ...Object.values<any>(manifest.pages), ...Object.values<any>(manifest.mounts ?? {}), ...(manifest.packages ?? []), ...Object.values<any>(manifest.modules ?? {}).map((logic) => ({ logic }))];
  for (const { logic } of holders) for (const url of logic ?? []) maps[`${system.base}${url}.map`] = true;
  return maps;
}

function tellConsole(host: LogicApiHost, mapStack: (stack: string) => Promise<string>): void {
  for (const level of LEVELS) {
    const native = console[level].bind(console);
    console[level] = (...values: unknown[]) => {
      native(...values);
      // Read now: the values may change, and the program may go to another page.
      const text = inspectAll(values);
      const page: string = host.runtime.currentPage()?.route ?? '';
      const stack = new Error().stack ?? '';
      void mapStack(`${stack}\0${text}`)
        .then((mapped) => {
          const [frames, told] = mapped.split('\0', 2);
          host.emit('console', { level, text: told, page, place: placeOf(frames!) });
        })
        .catch(() => undefined);
    };
  }
}

/** The innermost frame that has a source: `file:line:column`; empty when the runtime itself wrote the line. */
function placeOf(frames: string): string {
  for (const line of frames.split('\n')) {
    const found = /(?:^|[\s(@])([^\s()@:]+\.(?:js|ts|mjs)):(\d+):(\d+)\)?$/.exec(line);
    if (found) return `${found[1]}:${found[2]}:${found[3]}`;
  }
  return '';
}
