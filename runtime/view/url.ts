// Program paths to URLs. In: `/images/a.png`, relative paths, wxfile://, http, data. Out: what the browser can load.
// Must not: give an address that runs: of those with a scheme only what is fetched, or is bytes itself, comes through.

let base = '/';
let forms = new Map<string, string>();
/** Addresses of files the program made (`wxfile://…`, `http://tmp/…`). */
const mapped = new Map<string, string>();

/** Where the package's files are, with `/` at its end, and the smaller forms of its pictures. */
export function setBase(url: string, images?: Record<string, string>): void {
  base = url;
  forms = new Map(Object.entries(images ?? {}));
}

export function packageBase(): string {
  return base;
}

export function mapUrl(path: string, address: string | null): void {
  if (address === null) mapped.delete(path);
  else mapped.set(path, address);
}

/** `from` is the file (without extension) a relative path is relative to. */
export function resolveUrl(path: string, from = ''): string {
  path = String(path ?? '').trim();
  if (!path) return '';
  const address = mapped.get(path);
  if (address !== undefined) return address;
  if (path.startsWith('//')) return `${location.protocol}${path}`;
  if (/^[a-z][a-z\d+.-]*:/i.test(path)) return /^(?:https?|blob|wxfile):|^data:(?!text|\w+\/xml|\w+\/xhtml)/i.test(path) ? path : '';
  const parts = path.startsWith('/') ? [] : from.split('/').slice(0, -1);
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part && part !== '.') parts.push(part);
  }
  const file = parts.join('/');
  return base + (forms.get(file) ?? file);
}
