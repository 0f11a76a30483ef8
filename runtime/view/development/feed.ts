// The last records of one kind, for whoever looks later. In: records. Out: a list that forgets the oldest. Must not: grow without bound.
import type { Feed } from './types';

const RECORDS_MAX = 500;

export interface OpenFeed<T> extends Feed<T> {
  /** `replaces`: the record it takes the place of. */
  add(item: T, replaces?: (other: T) => boolean): void;
}

export function createFeed<T>(): OpenFeed<T> {
  const items: T[] = [];
  const listeners = new Set<() => void>();
  const tell = () => {
    for (const listener of [...listeners]) listener();
  };
  return {
    items,
    add(item, replaces) {
      const at = replaces ? items.findLastIndex(replaces) : -1;
      if (at >= 0) items[at] = item;
      else if (items.push(item) > RECORDS_MAX) items.shift();
      tell();
    },
    clear() {
      items.length = 0;
      tell();
    },
    follow(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
