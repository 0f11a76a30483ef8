// Which paths of data hold lists that the view draws with keys.
// In: paths as the compiler writes them. Out: patterns. Must not: know data.

/** Keyed lists by path: at a list, `key` is set and `item` describes its items. */
export interface ListPattern {
  key: string | null;
  item: ListPattern | null;
  fields: Map<string, ListPattern> | null;
}

/** Parses paths of keyed lists: `rows:id`, `rows.*.children:*`. */
export function parsePatterns(lists: readonly string[] | undefined): ListPattern | null {
  if (!lists || !lists.length) return null;
  const root: ListPattern = { key: null, item: null, fields: null };
  for (const text of lists) {
    const colon = text.lastIndexOf(':');
    let at = root;
    for (const key of text.slice(0, colon).split('.')) {
      if (key === '*') at = at.item ??= { key: null, item: null, fields: null };
      else {
        at.fields ??= new Map();
        let next = at.fields.get(key);
        if (!next) at.fields.set(key, (next = { key: null, item: null, fields: null }));
        at = next;
      }
    }
    at.key ??= text.slice(colon + 1);
  }
  return root;
}
