// wx.getPerformance: entries of the vendor's four kinds. In: entries the realms report on the stream `performance`, script loads of this realm.
// Out: a Performance object with observers. Must not: keep more than its buffer.

import type { LogicApiHost } from '../host';

export interface PerformanceRecord {
  entryType: string;
  name: string;
  startTime: number;
  duration: number;
  [detail: string]: unknown;
}

interface Observer {
  callback: (list: object, observer: object) => void;
  types: string[];
}

const BUFFER_ENTRIES = 30;
const TYPES = ['navigation', 'render', 'script', 'loadPackage', 'resource'];

export function createPerformance(host: LogicApiHost) {
  let buffer: PerformanceRecord[] = [];
  let size = BUFFER_ENTRIES;
  const observers = new Set<Observer>();

  const add = (entry: PerformanceRecord) => {
    buffer.push(entry);
    if (buffer.length > size) buffer = buffer.slice(-size);
    for (const observer of observers) if (observer.types.includes(entry.entryType)) observer.callback(listOf([entry]), observer);
  };
  host.listen('performance', add);

  const origin = host.native.performance.timeOrigin;
  const scripts = (): PerformanceRecord[] =>
    host.native.performance.getEntriesByType('resource').flatMap((entry) =>
      /\.js$/.test(new host.native.URL(entry.name).pathname)
        ? [{ entryType: 'loadPackage', name: 'downloadPackage', startTime: origin + entry.startTime, duration: entry.duration, packageName: entry.name, packageSize: (entry as PerformanceResourceTiming).encodedBodySize }]
        : [],
    );
  const all = () => [...scripts(), ...buffer].sort((a, b) => a.startTime - b.startTime).slice(-size);

  return {
    ...listOf(all),
    setBufferSize: (entries: number) => void (size = Math.max(0, entries)),
    createObserver(callback: Observer['callback']) {
      const observer: Observer & Record<string, unknown> = {
        callback,
        types: [],
        supportedEntryTypes: TYPES,
        observe(options: { entryTypes?: string[]; type?: string }) {
          observer.types = options.entryTypes ?? (options.type ? [options.type] : []);
          observers.add(observer);
        },
        disconnect: () => void observers.delete(observer),
      };
      return observer;
    },
    report(id: number, value: number, dimensions?: unknown): void {
      add({ entryType: 'report', name: String(id), startTime: Date.now(), duration: 0, value, dimensions });
    },
  };
}

function listOf(entries: PerformanceRecord[] | (() => PerformanceRecord[])) {
  const get = () => (typeof entries === 'function' ? entries() : entries);
  return {
    getEntries: get,
    getEntriesByType: (type: string) => get().filter((entry) => entry.entryType === type),
    getEntriesByName: (name: string, type?: string) => get().filter((entry) => entry.name === name && (type === undefined || entry.entryType === type)),
  };
}
