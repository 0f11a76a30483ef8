// The part of Node's `path` that tests name files with. Paths begin at the program's root, which is `/`.
// In: paths. Out: paths. Must not: know which files there are.

function normalize(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..' && parts.length && parts[parts.length - 1] !== '..') parts.pop();
    else if (part && part !== '.') parts.push(part);
  }
  const joined = parts.join('/');
  return path.startsWith('/') ? `/${joined.replace(/^(\.\.\/)+/, '')}` : joined || '.';
}

function resolve(...paths: string[]): string {
  let whole = '';
  for (const path of paths) whole = path.startsWith('/') ? path : `${whole}/${path}`;
  return normalize(whole.startsWith('/') ? whole : `/${whole}`);
}

function dirname(path: string): string {
  const at = path.lastIndexOf('/');
  return at < 0 ? '.' : path.slice(0, at) || '/';
}

function basename(path: string, ending = ''): string {
  const name = path.replace(/\/+$/, '').replace(/^.*\//, '');
  return ending && name.endsWith(ending) && name !== ending ? name.slice(0, -ending.length) : name;
}

function extname(path: string): string {
  return /[^/.](\.[^/.]*)$/.exec(path)?.[1] ?? '';
}

function relative(from: string, to: string): string {
  const [here, there] = [from, to].map((path) => resolve(path).split('/').filter(Boolean));
  let same = 0;
  while (same < here!.length && same < there!.length && here![same] === there![same]) same++;
  return [...here!.slice(same).map(() => '..'), ...there!.slice(same)].join('/');
}

export const path = {
  sep: '/', delimiter: ':', normalize, resolve, dirname, basename, extname, relative,
  join: (...paths: string[]) => normalize(paths.filter(Boolean).join('/') || '.'),
  isAbsolute: (path: string) => path.startsWith('/'),
};
