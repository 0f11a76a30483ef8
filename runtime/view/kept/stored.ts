// What a browser keeps of a page's rendering: form, place and size. In: nothing. Out: names. Must not: touch storage.
import type { BlockRecord } from '../hydrate';

/** HTML of the page's content, of content that no slot shows, and the record of the page's tree, whose numbers begin with the first node of `html`. */
export type StoredScreen = [version: string, isDark: boolean, html: string, held: string, tree: BlockRecord];

/** Characters of the stored text: a browser gives an origin about five million, and reads them before the page is seen. */
export const STORED_LENGTH_MAX = 256 * 1024;

/** Of all kept screens in an origin together: what else lies there must find room, too. */
export const ALL_LENGTH_MAX = 1024 * 1024;

export const KEY_PREFIX = 'minnow-screen ';

/** Each page of each program in an origin has its own. */
export function keyOf(path: string): string {
  return `${KEY_PREFIX}${document.documentElement.dataset.base}${path}`;
}

/** Whether a program that knows both colour schemes is drawn for the dark one. */
export function isDark(): boolean {
  return document.querySelector<HTMLMetaElement>('meta[name=color-scheme]')?.content !== 'light' && matchMedia('(prefers-color-scheme:dark)').matches;
}
