// What the view has of an instance's keyed lists, kept so that new values can be told as differences to it (differences.ts).
// In: what the view is told, by path. Out: the mirror brought up to it.
// Must not: change an object it holds. Mirrors, values waiting to be sent and ops share their parts.
import { OP_SET, type Key, type Op } from '../shared/bridge';
import { setPath, type Path } from '../shared/path';
import { isObject } from './copy';
import type { Instance } from './instance';

/** Tells one written value as it is. */
export function tellWhole(instance: Instance, path: Path, value: unknown, ops: Op[], own: Set<unknown>): void {
  ops.push([OP_SET, instance.number, path as Key[], value]);
  keep(instance, path, value, own);
}

export function isMirrored({ mirror, form }: Instance, path: Path): boolean {
  return mirror !== null && form!.lists!.fields!.has(String(path[0]));
}

/** The view is told of a value. `own` holds the containers copied for this patch: only those may be written to. */
export function keep(instance: Instance, path: Path, value: unknown, own: Set<unknown>): void {
  if (!isMirrored(instance, path)) return;
  const { mirror } = instance;
  let container: any = mirror;
  for (let i = 0; i < path.length - 1; i++) {
    const key = path[i];
    let next: any = Object.prototype.hasOwnProperty.call(container, key) ? container[key] : undefined;
    if (!isObject(next)) break;
    if (!own.has(next)) own.add((container[key] = next = Array.isArray(next) ? next.slice() : { ...next }));
    container = next;
  }
  setPath(mirror!, path, value);
}
