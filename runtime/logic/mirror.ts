// What the view has of an instance's keyed lists: new values are told as differences to it.
// In: copies for the view, by path. Out: ops `set`, `column` and `list`; the mirror brought up to them.
// Must not: change an object it holds. Mirrors, values waiting to be sent and ops share their parts.
import { OP_COLUMN, OP_LIST, OP_SET, type Key, type Op } from '../shared/bridge';
import { getPath, setPath, type Path } from '../shared/path';
import type { Instance } from './instance';
import { diffValue, type ListPattern } from './list_diff';

/** The list pattern that holds at a path of data; null where no keyed list is at or below it. */
export function patternAt(instance: Instance, path: Path): ListPattern | null {
  let at: ListPattern | null = instance.mirror ? instance.form!.lists : null;
  for (const key of path) {
    if (!at) return null;
    at = typeof key === 'number' || (at.item && /^\d+$/.test(key)) ? at.item : (at.fields?.get(key) ?? null);
  }
  return at;
}

/** What the view has, or will have with what was drained, at a path of a keyed list. */
export function mirrored(instance: Instance, path: Path): unknown {
  return instance.mirror ? getPath(instance.mirror, path) : undefined;
}

/** Tells one written value. `own` holds the containers copied for this patch: only those may be written to. */
export function tell(instance: Instance, path: Path, value: unknown, ops: Op[], own: Set<unknown>): void {
  const { mirror, number } = instance;
  if (!mirror || !instance.form!.lists!.fields!.has(String(path[0]))) return set(ops, number, path, value);
  const pattern = patternAt(instance, path);
  if (!pattern) set(ops, number, path, value);
  else {
    diffValue(path as Key[], getPath(mirror, path), value, pattern, {
      set: (at, part) => set(ops, number, at, part),
      list: (at, runs, items) => ops.push([OP_LIST, number, at, runs, items]),
    });
  }
  let container: any = mirror;
  for (let i = 0; i < path.length - 1; i++) {
    const key = path[i];
    let next: any = Object.prototype.hasOwnProperty.call(container, key) ? container[key] : undefined;
    if (typeof next !== 'object' || next === null) break;
    if (!own.has(next)) own.add((container[key] = next = Array.isArray(next) ? next.slice() : { ...next }));
    container = next;
  }
  setPath(mirror, path, value);
}

/** One `set`; those of one field in several items of a list become one `column`. */
function set(ops: Op[], instance: number, path: Path, value: unknown): void {
  const last = ops[ops.length - 1];
  if (last && last[1] === instance) {
    if (last[0] === OP_SET) {
      const at = indexThatDiffers(last[2], path);
      if (at > 0) {
        ops[ops.length - 1] = [OP_COLUMN, instance, path.slice(0, at), path.slice(at + 1), [last[2][at] as number, path[at] as number], [last[3], value]];
        return;
      }
    } else if (last[0] === OP_COLUMN && isInColumn(last[2], last[3], path)) {
      last[4].push(path[last[2].length] as number);
      last[5].push(value);
      return;
    }
  }
  ops.push([OP_SET, instance, path as Key[], value]);
}

/** Where two paths lead to the same field of two items of one list: the position of the index; else -1. */
function indexThatDiffers(a: Path, b: Path): number {
  if (a.length !== b.length) return -1;
  let at = -1;
  for (let i = 0; i < a.length; i++) {
    if (a[i] === b[i]) continue;
    if (at >= 0 || typeof a[i] !== 'number' || typeof b[i] !== 'number') return -1;
    at = i;
  }
  return at;
}

function isInColumn(list: Path, field: Path, path: Path): boolean {
  const at = list.length;
  if (path.length !== at + 1 + field.length || typeof path[at] !== 'number') return false;
  for (let i = 0; i < at; i++) if (path[i] !== list[i]) return false;
  for (let i = 0; i < field.length; i++) if (path[at + 1 + i] !== field[i]) return false;
  return true;
}
