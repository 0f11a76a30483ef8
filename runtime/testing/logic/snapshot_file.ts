// Snapshot files as text. The library runs them as scripts, which a closed realm does not: runtime/build.mjs puts this in its place.
// In: the text of a `.snap` file. Out: snapshots by name. Must not: run anything.

const ENTRY = /exports\[`((?:[^`\\]|\\[^])*)`\]\s*=\s*`((?:[^`\\]|\\[^])*)`/g;

/** Within back quotes only these are written with a backslash before them. */
const unescape = (text: string): string => text.replace(/\\([`\\$])/g, '$1').replace(/\r\n?/g, '\n');

export function readSnapshots(into: Record<string, string>, text: string): void {
  for (const [, name, value] of text.matchAll(ENTRY)) into[unescape(name!)] = unescape(value!);
}
