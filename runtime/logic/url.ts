// Page URLs as programs write them: relative to a page, with a query.
// In: text. Out: path without a leading slash, decoded query. Must not: know which pages exist.

export interface PageUrl {
  path: string;
  query: Record<string, string>;
}

/** `base` is the path of the page (or component) a relative URL starts from. */
export function parsePageUrl(url: string, base: string): PageUrl {
  const [beforeHash] = url.split('#', 1);
  const mark = beforeHash.indexOf('?');
  const path = mark < 0 ? beforeHash : beforeHash.slice(0, mark);
  // A page of a plugin is told by its whole address.
  if (/^plugin(-private)?:\/\//.test(path)) return { path, query: {} };
  const parts = path.startsWith('/') || !base ? [] : base.split('/').slice(0, -1);
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return { path: parts.join('/').replace(/\.html$/, ''), query: mark < 0 ? {} : parseQuery(beforeHash.slice(mark + 1)) };
}

export function parseQuery(text: string): Record<string, string> {
  const query: Record<string, string> = {};
  for (const pair of text.split('&')) {
    if (!pair) continue;
    const equals = pair.indexOf('=');
    const name = decode(equals < 0 ? pair : pair.slice(0, equals));
    const value = equals < 0 ? '' : decode(pair.slice(equals + 1));
    if (name !== '__proto__') query[name] = value;
  }
  return query;
}

/** Malformed escapes stay as they are written. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
