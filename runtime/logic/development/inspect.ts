// What pages and components hold, for a person to look at and to change. In: numbers of instances, paths and JSON.
// Out: values cut to what can be shown; writes as `setData`. Must not: call anything of a program but by those writes.
import type { InstanceRow, Shown } from '../../shared/development';
import { applyWrites, instanceByNumber, type Instance } from '../instance';
import { walk } from '../skeleton/tree';
import { currentPage, dangling, stack } from '../stack';
import { flush } from '../update_queue';

const ENTRIES_MAX = 200;
const TEXT_MAX = 2000;
const ROWS_MAX = 2000;

export function readInstances(): InstanceRow[] {
  const rows: InstanceRow[] = [];
  const add = (instance: Instance, depth: number) => {
    if (rows.length >= ROWS_MAX) return;
    const { number, definition, host, object } = instance;
    const isPage = instance.page === instance;
    rows.push({ instance: number, path: definition.path, id: host?.id ?? '', depth, isPage, query: isPage ? { ...object.options } : {}, onTop: instance === currentPage() });
    for (const beside of instance.beside) add(beside, depth + 1);
    if (instance.root) walk(instance.root, ({ instance: inner }) => void (inner && add(inner, depth + 1)));
  };
  for (const page of [...dangling.values(), ...stack]) add(page, 0);
  return rows;
}

/** `open`: JSON of the paths whose insides are looked at; what is closed tells its size. */
export function readData(number: number, open: readonly string[]): Shown | null {
  const instance = instanceByNumber(number);
  return instance ? shown(instance.data, [], new Set(open)) : null;
}

/** Answers why it cannot be, or nothing. */
export function writeData(number: number, path: (string | number)[], json: string): string {
  const instance = instanceByNumber(number);
  if (!instance) return 'gone';
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (error) {
    return (error as Error).message;
  }
  applyWrites(instance, [[path, value]], false);
  flush();
  return '';
}

function shown(value: unknown, path: (string | number)[], open: ReadonlySet<string>): Shown {
  if (value === null || typeof value === 'boolean') return { kind: 'plain', value };
  if (typeof value === 'number') return Number.isFinite(value) && !Object.is(value, -0) ? { kind: 'plain', value } : { kind: 'other', text: Object.is(value, -0) ? '-0' : String(value) };
  if (typeof value === 'string') return value.length > TEXT_MAX ? { kind: 'other', text: `${JSON.stringify(value.slice(0, TEXT_MAX))}… (${value.length})` } : { kind: 'plain', value };
  if (typeof value !== 'object') return { kind: 'other', text: typeof value === 'function' ? 'function' : String(value) };
  const isArray = Array.isArray(value);
  if (!isArray && Object.prototype.toString.call(value) !== '[object Object]') return { kind: 'other', text: String(value) };
  const keys = Object.keys(value);
  const isOpen = !path.length || open.has(JSON.stringify(path));
  const entries = isOpen ? keys.slice(0, ENTRIES_MAX).map((key): [string, Shown] => [key, shown((value as Record<string, unknown>)[key], [...path, isArray ? Number(key) : key], open)]) : [];
  return { kind: isArray ? 'array' : 'object', size: keys.length, entries };
}
