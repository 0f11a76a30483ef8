// Where a person is in the host app, as the address says: `#/`, `#/search?q=…`, `#/scan`, `#/me`, `#/inbox`, `#/privacy`,
// `#/p/<program>/<page>?<query>`, and `#/card/…` for the same without opening it.
// In: the hash. Out: a Route, and the hash of one. Must not: take anything for a program's id that could be another host name.

export type Route =
  | { name: 'home' }
  | { name: 'search'; question: string }
  | { name: 'scan' }
  | { name: 'me' }
  | { name: 'inbox' }
  | { name: 'privacy' }
  | { name: 'program' | 'card'; id: string; /** Page and query, without a slash at the beginning. */ at: string };

/** As the registry allows them: each is a label of a host name. */
const ID = /^[a-z][a-z0-9-]{1,38}[a-z0-9]$/;

export function routeOf(hash: string): Route {
  const address = hash.replace(/^#/, '');
  const [path, query = ''] = split(address, '?');
  if (path === '/search') return { name: 'search', question: new URLSearchParams(query).get('q') ?? '' };
  if (path === '/scan') return { name: 'scan' };
  if (path === '/me') return { name: 'me' };
  if (path === '/inbox') return { name: 'inbox' };
  if (path === '/privacy') return { name: 'privacy' };
  const [, kind, id, page = ''] = /^\/(p|card)\/([^/]+)(?:\/(.*))?$/.exec(path) ?? [];
  if (id && ID.test(id)) return { name: kind === 'card' ? 'card' : 'program', id, at: query ? `${page}?${query}` : page };
  return { name: 'home' };
}

export function hashOf(route: Route): string {
  if (route.name === 'home') return '#/';
  if (route.name === 'scan') return '#/scan';
  if (route.name === 'me') return '#/me';
  if (route.name === 'inbox') return '#/inbox';
  if (route.name === 'privacy') return '#/privacy';
  if (route.name === 'search') return route.question ? `#/search?${new URLSearchParams({ q: route.question })}` : '#/search';
  return `#/${route.name === 'card' ? 'card' : 'p'}/${route.id}/${route.at}`;
}

/** The program that an address names, where it is one of this platform's; `null` for all other addresses. */
export function programOf(text: string, platform: { protocol: string; host: string }): Route | null {
  let url;
  try {
    url = new URL(text.trim());
  } catch {
    return null;
  }
  if (url.protocol !== platform.protocol || url.username || url.password) return null;
  if (url.host === platform.host) {
    const [, id, page = ''] = /^\/miniapp\/([^/;]+)(?:;[^/]*)?\/?(.*)$/.exec(url.pathname) ?? [];
    if (id && ID.test(id.toLowerCase())) return { name: 'program', id: id.toLowerCase(), at: page + url.search };
    return routeOf(url.hash).name === 'program' ? routeOf(url.hash) : null;
  }
  const id = url.host.endsWith(`.${platform.host}`) ? url.host.slice(0, -platform.host.length - 1) : '';
  return ID.test(id) ? { name: 'program', id, at: url.pathname.slice(1) + url.search } : null;
}

function split(text: string, mark: string): [string, string?] {
  const at = text.indexOf(mark);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

/** A place in a program with how somebody comes there, in place of how they came before; the platform counts by it, and the program never sees it. */
export function cameBy(at: string, way: 'search' | 'share'): string {
  const place = placeOf(at);
  return `${place}${place.includes('?') ? '&' : '?'}mn_by=${way}`;
}

/** The place alone. */
export const placeOf = (at: string): string => at.replace(/[?&]mn_by=[^&]*/, (found, place: number) => (found.startsWith('?') && at[place + found.length] === '&' ? '?' : '')).replace('?&', '?');
