// The program's storage for a person to look at and to change, through the program's own API. In: keys and JSON. Out: rows.
// Must not: go round `wx`: what the program replaced there is what it uses.
import type { StorageRow } from '../../shared/development';

const ROWS_MAX = 500;
const wx = () => (globalThis as any).wx;

export function readStorage(): StorageRow[] {
  const keys: string[] = wx().getStorageInfoSync().keys.slice(0, ROWS_MAX);
  return keys.map((key) => {
    const json = jsonOf(wx().getStorageSync(key));
    return { key, json, bytes: json.length };
  });
}

function jsonOf(value: unknown): string {
  try {
    return JSON.stringify(value) ?? 'null';
  } catch {
    return String(value);
  }
}

/** Answers why it cannot be, or nothing. */
export function writeStorage(key: string, json: string): string {
  try {
    wx().setStorageSync(key, JSON.parse(json));
    return '';
  } catch (error) {
    return (error as Error).message;
  }
}

/** Without a key everything goes. */
export function removeStorage(key: string | null): string {
  if (key === null) wx().clearStorageSync();
  else wx().removeStorageSync(key);
  return '';
}
