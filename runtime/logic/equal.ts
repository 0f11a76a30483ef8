// Whether two pieces of data say the same. In: values. Out: a boolean. Must not: call code of the program.
import { depthMax, isObject, isRecord } from './copy';

export function deepEqual(a: any, b: any, depth = 0): boolean {
  if (a === b) return true;
  if (!isObject(a) || !isObject(b)) return a !== a && b !== b;
  if (depth > depthMax) return false;
  if (Array.isArray(a)) {
    if (!Array.isArray(b) || a.length !== b.length) return false;
    for (let i = 0; i < a.length; i++) if (!deepEqual(a[i], b[i], depth + 1)) return false;
    return true;
  }
  if (Array.isArray(b)) return false;
  const prototype = Object.getPrototypeOf(a);
  if (prototype !== Object.getPrototypeOf(b)) return false;
  if (prototype !== Object.prototype && prototype !== null && !isRecord(a)) return false;
  let count = 0;
  for (const key in a) {
    count++;
    const other = b[key];
    if (!deepEqual(a[key], other, depth + 1)) return false;
    if (other === undefined && !(key in b)) return false;
  }
  for (const _ in b) count--;
  return count === 0;
}
