// What a release says of itself, and how a worker brings its files.
// In: the release, a cache. Out: the cache with the release's files. Must not: take a file of another version for one of this.

export interface Release {
  version: string;
  /** Pages whose documents are brought ahead; '' is the start page. */
  pages: string[];
  /** Files named by their content that are brought ahead. */
  files: string[];
  /** Versions that were taken back: pages of theirs are to end. */
  withdrawn: string[];
  /** Address of what is shown where there is neither a network nor the page. */
  offline: string;
}

/** Of every answer with a file of a package: the version it is of. */
export const VERSION_HEADER = 'x-minnow-version';
/** Browsers that do not say what a request is for (`Sec-Fetch-Mode`) would have it counted as a visit. */
export const AHEAD = { purpose: 'prefetch' };
/** Beside what the page itself loads meanwhile. */
const FETCHES_AT_ONCE = 4;

/** The address of a page's document as it is kept, for whatever form of it was asked; null for what is no page brought ahead. */
export function pageOf({ pages }: Release, path: string): string | null {
  const page = decodeURI(path).replace(/^\/+|\/+$/g, '').replace(/\.html$/, '');
  return pages.includes(page) ? `/${page}` : null;
}

/** @throws when a file does not come, or is of another version: then a release came between, and its own worker comes next. */
export async function fill({ version, pages, files, offline }: Release, cache: Cache): Promise<void> {
  const paths = [...files.map((file) => `/${file}`), ...pages.map((page) => `/${page}`), offline];
  const documents = new Set(pages.map((page) => `/${page}`));
  const next = async (): Promise<void> => {
    for (let path = paths.shift(); path !== undefined; path = paths.shift()) {
      if (await cache.match(path)) continue;
      // A name of content: what another version kept under it is the same.
      const known = path.startsWith('/a/') ? await caches.match(path) : undefined;
      const answer = known ?? (await fetch(path, { credentials: 'same-origin', ...(documents.has(path) && { cache: 'no-cache', headers: AHEAD }) }));
      if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
      if (documents.has(path) && answer.headers.get(VERSION_HEADER) !== version) throw new Error(`${path} is of another version`);
      await cache.put(path, answer);
    }
  };
  await Promise.all(Array.from({ length: FETCHES_AT_ONCE }, next));
}
