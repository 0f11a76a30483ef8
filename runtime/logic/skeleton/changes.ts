// The set of data paths one update wrote, as a block of the skeleton sees it.
// In: written paths. Out: which dependencies and blocks they touch. Must not: hold data.
import type { Dependency } from '../../shared/expression';
import { pathsTouch, type Path } from '../../shared/path';
import type { Reads } from './form';

export class Changes {
  /** `weak` roots may hold what they held before: a list that was set whole changes every row, rarely in content. */
  constructor(
    readonly roots: Map<string, Path[]>,
    readonly weak: ReadonlySet<string> | null = null,
  ) {}

  static of(paths: readonly Path[]): Changes {
    const roots = new Map<string, Path[]>();
    for (const path of paths) add(roots, String(path[0]), path.slice(1));
    return new Changes(roots);
  }

  /** These changes and more, for one row of a list. */
  with(entries: readonly (readonly [string, Path[]])[], weak: string | null = null): Changes {
    const roots = new Map(this.roots);
    for (const [root, paths] of entries) roots.set(root, paths);
    return new Changes(roots, weak ? new Set([...(this.weak ?? []), weak]) : this.weak);
  }

  touchesAny(reads: Reads): boolean {
    if (reads.size < this.roots.size) {
      for (const root of reads) if (this.roots.has(root)) return true;
      return false;
    }
    for (const root of this.roots.keys()) if (reads.has(root)) return true;
    return false;
  }

  touches(deps: readonly Dependency[]): boolean {
    for (const dep of deps) {
      const paths = this.roots.get(dep.root);
      if (paths && paths.some((path) => pathsTouch(path, dep.path))) return true;
    }
    return false;
  }

  /** Touched, but only by weak roots: the value may be what it was. */
  onlyWeakly(deps: readonly Dependency[]): boolean {
    if (!this.weak) return false;
    for (const dep of deps) {
      const paths = this.roots.get(dep.root);
      if (paths && !this.weak.has(dep.root) && paths.some((path) => pathsTouch(path, dep.path))) return false;
    }
    return true;
  }

  /** Paths below `dep` that changed, relative to it; null when `dep` itself or something above it changed; empty when nothing did. */
  below(dep: Dependency): Path[] | null {
    const found: Path[] = [];
    for (const path of this.roots.get(dep.root) ?? []) {
      if (!pathsTouch(path, dep.path)) continue;
      if (path.length <= dep.path.length) return null;
      found.push(path.slice(dep.path.length));
    }
    return found;
  }
}

function add(roots: Map<string, Path[]>, root: string, path: Path): void {
  const list = roots.get(root);
  if (list) list.push(path);
  else roots.set(root, [path]);
}
