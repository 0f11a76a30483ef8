// `observers` of components: which ones a write touches.
// In: observer keys as programs write them. Out: compiled observers; `touched` for a written path.
// Must not: call them (instance.ts does).
import { getPath, parsePath, pathsTouch, type Path } from '../shared/path';

export type ObserverFunction = string | ((...values: unknown[]) => void);

interface Watched {
  path: Path;
  /** `a.**`: writes below `a` count too. */
  below: boolean;
}

export interface Observer {
  key: string;
  watched: readonly Watched[];
  run: ObserverFunction;
}

export function compileObserver(key: string, run: ObserverFunction): Observer {
  const watched: Watched[] = [];
  for (const part of key.split(',')) {
    const text = part.trim();
    if (text === '**') watched.push({ path: [], below: true });
    else if (text.endsWith('.**')) watched.push({ path: parsePath(text.slice(0, -3)), below: true });
    else if (text) watched.push({ path: parsePath(text), below: false });
  }
  return { key, watched, run };
}

/** Whether a write at `path` fires the observer: at the field or above it; below it only with `**`. */
export function touches(observer: Observer, path: Path): boolean {
  for (const { path: field, below } of observer.watched) {
    if ((below || path.length <= field.length) && pathsTouch(field, path)) return true;
  }
  return false;
}

/** Current values of the watched fields, in order; `**` alone is the whole data. */
export function observedValues(observer: Observer, data: object): unknown[] {
  return observer.watched.map(({ path }) => getPath(data, path));
}
