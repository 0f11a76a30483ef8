// The memory mirror of stored values: reads and writes are synchronous, changes go to a journal.
// In: rows of the database or of other tabs. Out: values and changed rows. Must not: know where rows are kept.

import { isNewer, type Row } from './database';
import { sizeBytes } from './value';

export const KEY_BYTES_MAX = 1024 * 1024;
export const TOTAL_BYTES_MAX = 10 * 1024 * 1024;

export type Refusal = 'entry' | 'total';

export function createMirror(writer: string, changed: (row: Row) => void, now: () => number = Date.now) {
  const rows = new Map<string, Row & { bytes: number }>();
  let total = 0;
  let last = 0;

  const put = (row: Row): void => {
    total -= rows.get(row.key)?.bytes ?? 0;
    const bytes = row.text === null ? 0 : sizeBytes(row.key) + sizeBytes(row.text) - 1;
    rows.set(row.key, { ...row, bytes });
    total += bytes;
    if (row.version > last) last = row.version;
  };
  const write = (key: string, text: string | null): void => {
    const row = { key, text, version: (last = Math.max(now() * 1000, last + 1)), writer };
    // Set again goes last, so that keys() lists in the order of writing, as the vendor does.
    if (rows.has(key) && rows.get(key)!.text === null) rows.delete(key);
    put(row);
    changed(row);
  };
  return {
    /** Takes over a row of the database or another tab, unless what is here is newer. */
    receive(row: Row): void {
      const here = rows.get(row.key);
      if (!here || isNewer(row, here)) put(row);
    },
    get: (key: string): string | null => rows.get(key)?.text ?? null,
    set(key: string, text: string): Refusal | undefined {
      const bytes = sizeBytes(text);
      if (bytes > KEY_BYTES_MAX) return 'entry';
      if (total - (rows.get(key)?.bytes ?? 0) + sizeBytes(key) + bytes - 1 > TOTAL_BYTES_MAX) return 'total';
      write(key, text);
      return undefined;
    },
    remove(key: string): void {
      if (rows.get(key)?.text != null) write(key, null);
    },
    keys: (): string[] => [...rows.values()].filter((row) => row.text !== null).map((row) => row.key),
    bytes: () => total,
  };
}

export type Mirror = ReturnType<typeof createMirror>;
