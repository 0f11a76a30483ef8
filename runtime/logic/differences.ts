// New values told as differences to what the view has: operations on keyed lists, one field of many items at once.
// In: copies for the view, by path. Out: ops `set`, `column` and `list`; values copied no more than they differ.
// Must not: change an object that the mirror holds; be needed for a page to be right: without it, values are told whole.
import { OP_COLUMN, OP_LIST, OP_SET, type Key, type Op } from '../shared/bridge';
import { getPath, type Path } from '../shared/path';
import { viewCopyAgain } from './copy_again';
import type { Instance } from './instance';
import { diffValue } from './list_diff';
import type { ListPattern } from './list_pattern';
import { isMirrored, keep } from './mirror';

/** The list pattern that holds at a path of data; null where no keyed list is at or below it. */
function patternAt(instance: Instance, path: Path): ListPattern | null {
  let at: ListPattern | null = instance.mirror ? instance.form!.lists : null;
  for (const key of path) {
    if (!at) return null;
    at = typeof key === 'number' || (at.item && /^\d+$/.test(key)) ? at.item : (at.fields?.get(key) ?? null);
  }
  return at;
}

/** The copy for the view of a value at a path; what says the same as before is what the mirror has there. */
export function copyAgain(instance: Instance, path: Path, value: unknown): unknown {
  const pattern = patternAt(instance, path);
  return viewCopyAgain(value, pattern ? getPath(instance.mirror!, path) : undefined, pattern);
}

/** Tells one written value. `own`: see `keep`. */
export function tell(instance: Instance, path: Path, value: unknown, ops: Op[], own: Set<unknown>): void {
  const { mirror, number } = instance;
  const pattern = isMirrored(instance, path) ? patternAt(instance, path) : null;
  if (!pattern) set(ops, number, path, value);
  else {
    diffValue(path as Key[], getPath(mirror!, path), value, pattern, {
      set: (at, part) => set(ops, number, at, part),
      list: (at, runs, items) => ops.push([OP_LIST, number, at, runs, items]),
    });
  }
  keep(instance, path, value, own);
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
