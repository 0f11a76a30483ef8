// `observers` of components: which ones a write touches, and running them.
// In: observer keys as programs write them, writes. Out: calls of the observers. Must not: write data.
import { getPath, parsePath, pathsTouch, type Path } from '../shared/path';
import { reportError } from './errors';
import { callMember, roundsMax, type Instance } from './instance';

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
function touches(observer: Observer, path: Path): boolean {
  for (const { path: field, below } of observer.watched) {
    if ((below || path.length <= field.length) && pathsTouch(field, path)) return true;
  }
  return false;
}

/** Current values of the watched fields, in order; `**` alone is the whole data. */
function observedValues(observer: Observer, data: object): unknown[] {
  return observer.watched.map(({ path }) => getPath(data, path));
}

/** Those that a write at `path` concerns are flagged. */
export function flagObservers(observers: readonly Observer[], flagged: Set<Observer>, path: Path): void {
  for (const observer of observers) if (touches(observer, path)) flagged.add(observer);
}

/** Runs flagged observers, and those that they set off. */
export function runObservers(instance: Instance, flagged: Set<Observer>): void {
  for (let round = 0; flagged.size; round++) {
    if (round === roundsMax) {
      const keys = [...flagged].map(({ key }) => `"${key}"`).join(', ');
      reportError(new Error(`observers ${keys} set each other off without end`), instance.where);
      flagged.clear();
      return;
    }
    for (const observer of instance.definition.observers) {
      if (!flagged.delete(observer)) continue;
      callMember(instance, observer.run, observedValues(observer, instance.data), `observer "${observer.key}"`);
    }
  }
}
