// The client's chainable database over the stand-in's memory. In: conditions and documents. Out: results in the documented shape.
// Must not: answer when the platform is not there (`ready` throws).

import { ApiFailure, type LogicApiHost } from '../host';
import { settle } from '../method';
import { compare, createCommand, matches, Operator, same, valueAt } from './command';
import { cloned, type Document, type Memory } from './memory';

const LIMIT_MAX = 20;
const OPENID = 'development-openid';
const INVALID = -501007;

interface Shape {
  condition?: unknown;
  order: [string, 'asc' | 'desc'][];
  skip: number;
  limit: number;
  field?: Record<string, unknown>;
}

class ServerDate {
  constructor(readonly offset: number) {}
}

export function createDatabase(host: LogicApiHost, memory: Memory, ready: (call: string) => void, { throwOnNotFound = true }: { throwOnNotFound?: boolean }) {
  const watchers = new Set<() => void>();
  const changed = () => queueMicrotask(() => watchers.forEach((tell) => tell()));
  const run = (name: string, options: any, work: () => unknown) => settle(name, options, () => (ready('database'), work()));
  const invalid = (text: string) => new ApiFailure(`errCode: ${INVALID} | errMsg: ${text}`, { errCode: INVALID });
  const checkedData = (options: any): Document => {
    if (options?.data === null || typeof options?.data !== 'object') throw invalid('parameter.data should be object instead of ' + typeof options?.data);
    if ('_openid' in options.data) throw invalid('Invalid Key Name (_openid)');
    return options.data;
  };

  const select = (name: string, shape: Shape): Document[] => {
    let rows = [...memory.collection(name).values()].filter((row) => shape.condition === undefined || matches(row, shape.condition));
    for (const [path, direction] of [...shape.order].reverse()) rows = rows.sort((a, b) => (compare(valueAt(a, path), valueAt(b, path)) || 0) * (direction === 'desc' ? -1 : 1));
    return rows.slice(shape.skip, shape.skip + shape.limit).map((row) => projected(row, shape.field));
  };
  const update = (row: Document, data: Document): void => {
    for (const [path, value] of Object.entries(data)) applyUpdate(row, path, value);
  };

  const query = (name: string, shape: Shape) => ({
    where: (condition: unknown) => {
      if (condition === null || typeof condition !== 'object') throw new Error('parameter.condition should be object');
      return query(name, { ...shape, condition });
    },
    orderBy: (path: string, direction: 'asc' | 'desc') => {
      if (direction !== 'asc' && direction !== 'desc') throw new Error('orderBy order should be "asc" or "desc"');
      return query(name, { ...shape, order: [...shape.order, [path, direction]] });
    },
    skip: (skip: number) => query(name, { ...shape, skip }),
    limit: (limit: number) => query(name, { ...shape, limit: Math.min(limit, LIMIT_MAX) }),
    field: (field: Record<string, unknown>) => query(name, { ...shape, field }),
    get: (options?: any) => run('collection.get', options, () => ({ data: select(name, shape) })),
    count: (options?: any) => run('collection.count', options, () => ({ total: select(name, { ...shape, skip: 0, limit: Infinity }).length })),
    update: (options: any) =>
      run('collection.update', options, () => {
        const data = checkedData(options);
        const found = [...memory.collection(name).values()].filter((row) => shape.condition === undefined || matches(row, shape.condition));
        for (const row of found) update(row, data);
        changed();
        return { stats: { updated: found.length } };
      }),
    remove: (options?: any) =>
      run('collection.remove', options, () => {
        const rows = memory.collection(name);
        const found = [...rows].filter(([, row]) => shape.condition === undefined || matches(row, shape.condition));
        for (const [id] of found) rows.delete(id);
        changed();
        return { stats: { removed: found.length } };
      }),
    watch: (listeners: Watch) => watch(() => select(name, { ...shape, limit: 5000 }), listeners),
  });

  const doc = (name: string, id: string | number) => {
    const key = String(id);
    const rows = () => memory.collection(name);
    return {
      get: (options?: any) =>
        run('document.get', options, () => {
          const row = rows().get(key);
          if (!row && throwOnNotFound) throw new ApiFailure(`cannot find document with _id ${key}, please make sure that the document exists and you have the corresponding access permission`, { errCode: -1 });
          return { data: row ? cloned(row) : null };
        }),
      set: (options: any) =>
        run('document.set', options, () => {
          const created = !rows().has(key);
          rows().set(key, { ...resolved(checkedData(options)), _id: id, _openid: OPENID });
          changed();
          return { _id: id, stats: { created: created ? 1 : 0, updated: created ? 0 : 1 } };
        }),
      update: (options: any) =>
        run('document.update', options, () => {
          const row = rows().get(key);
          const data = checkedData(options);
          if (row) update(row, data);
          changed();
          return { stats: { updated: row ? 1 : 0 } };
        }),
      remove: (options?: any) =>
        run('document.remove', options, () => {
          const removed = rows().delete(key);
          changed();
          return { stats: { removed: removed ? 1 : 0 } };
        }),
      watch: (listeners: Watch) => watch(() => [rows().get(key)].filter((row) => row !== undefined).map(cloned), listeners),
      field: (field: Record<string, unknown>) => ({ get: (options?: any) => run('document.get', options, () => ({ data: projected(rows().get(key) ?? {}, field) })) }),
    };
  };

  function watch(read: () => Document[], { onChange, onError }: Watch) {
    let before = new Map<unknown, string>();
    let number = 0;
    const tell = () => {
      try {
        const docs = read();
        const now = new Map(docs.map((row) => [row['_id'], JSON.stringify(row)]));
        const docChanges: object[] = [];
        for (const row of docs) {
          const old = before.get(row['_id']);
          if (old === undefined) docChanges.push({ id: docChanges.length, docId: row['_id'], doc: row, dataType: number ? 'add' : 'init', queueType: number ? 'enqueue' : 'init' });
          else if (old !== now.get(row['_id'])) docChanges.push({ id: docChanges.length, docId: row['_id'], doc: row, dataType: 'update', queueType: 'update' });
        }
        for (const [docId, old] of before) if (!now.has(docId)) docChanges.push({ id: docChanges.length, docId, doc: JSON.parse(old), dataType: 'remove', queueType: 'dequeue' });
        if (number && docChanges.length === 0) return;
        before = now;
        onChange?.({ id: number, ...(number ? {} : { type: 'init' }), docs, docChanges });
        number++;
      } catch (error) {
        onError?.(error);
      }
    };
    queueMicrotask(() => {
      try {
        ready('database');
        watchers.add(tell);
        tell();
      } catch (error) {
        onError?.({ errMsg: `watch:fail ${(error as ApiFailure).reason ?? error}`, errCode: (error as ApiFailure).extra?.errCode });
      }
    });
    return { close: async () => void watchers.delete(tell) };
  }

  const geo = (type: string) => class { readonly type = type; readonly coordinates: unknown; constructor(...points: any[]) { this.coordinates = points.length === 1 ? points[0] : points; } };
  const Geo = Object.fromEntries(['Point', 'LineString', 'Polygon', 'MultiPoint', 'MultiLineString', 'MultiPolygon'].map((type) => [type, make(geo(type))]));
  return {
    command: createCommand(),
    Geo,
    RegExp: make(class extends RegExp { constructor({ regexp, options }: { regexp: string; options?: string }) { super(regexp, (options ?? '').replace(/[^ims]/g, '')); } }),
    serverDate: ({ offset = 0 }: { offset?: number } = {}) => new ServerDate(offset),
    collection: (name: string) => ({
      ...query(name, { order: [], skip: 0, limit: LIMIT_MAX }),
      doc: (id: string | number) => doc(name, id),
      add: (options: any) =>
        run('collection.add', options, () => {
          const data = checkedData(options);
          const _id = data['_id'] ?? memory.newId();
          if (memory.collection(name).has(String(_id))) throw new ApiFailure(`errCode: -502001 | errMsg: duplicate key _id ${_id}`, { errCode: -502001 });
          memory.collection(name).set(String(_id), { ...resolved(data), _id, _openid: OPENID });
          changed();
          return { _id };
        }),
      aggregate: () => aggregate(() => [...memory.collection(name).values()].map(cloned), run),
    }),
  };
}

interface Watch {
  onChange?: (snapshot: object) => void;
  onError?: (error: unknown) => void;
}

/** Callable with and without `new`, as the client's own types are. */
function make(Type: any): unknown {
  return new Proxy(Type, { apply: (target, _self, args) => new target(...args) });
}

function resolved<T>(value: T): T {
  if (value instanceof ServerDate) return new Date(Date.now() + value.offset) as T;
  if (value instanceof Operator && value.name === 'set') return resolved(value.values[0]) as T;
  if (Array.isArray(value)) return value.map(resolved) as T;
  if (value === null || typeof value !== 'object' || value instanceof Date) return cloned(value);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, resolved(item)])) as T;
}

function projected(row: Document, field: Record<string, unknown> | undefined): Document {
  if (!field) return cloned(row);
  const named = Object.entries(field);
  const including = named.some(([, value]) => value === true || value === 1);
  const out: Document = {};
  for (const [key, value] of Object.entries(row)) {
    const wish = field[key];
    if (including ? wish || (key === '_id' && wish === undefined) : wish !== false && wish !== 0) out[key] = cloned(value);
  }
  return out;
}

function applyUpdate(row: Document, path: string, value: unknown): void {
  const parts = path.split('.');
  const key = parts.pop()!;
  let at: any = row;
  for (const part of parts) {
    if (part === '__proto__' || part === 'constructor') return;
    at = at[part] !== null && typeof at[part] === 'object' ? at[part] : (at[part] = {});
  }
  if (key === '__proto__') return;
  if (!(value instanceof Operator)) {
    // A plain object changes the fields it names, everything else replaces.
    if (isObject(value) && isObject(at[key])) for (const [name, item] of Object.entries(value)) applyUpdate(at[key], name, item);
    else at[key] = resolved(value);
    return;
  }
  at[key] = updated(at[key], value);
  if (value.name === 'remove') delete at[key];
  else if (value.name === 'rename') {
    row[String(value.values[0])] = at[key];
    delete at[key];
  }
}

function isObject(value: unknown): value is Document {
  return value !== null && typeof value === 'object' && !Array.isArray(value) && !(value instanceof Date) && !(value instanceof Operator) && !(value instanceof ServerDate);
}

function updated(old: any, { name, values }: Operator): unknown {
  const [value] = values as any[];
  const list = Array.isArray(old) ? old : [];
  const items = Array.isArray(value) ? value : values;
  switch (name) {
    case 'set':
      return resolved(value);
    case 'inc':
      return (Number(old) || 0) + value;
    case 'mul':
      return (Number(old) || 0) * value;
    case 'min':
      return old === undefined || compare(value, old) < 0 ? value : old;
    case 'max':
      return old === undefined || compare(value, old) > 0 ? value : old;
    case 'push': {
      const { each, position, sort, slice } = isObject(value) && 'each' in value ? (value as any) : { each: items, position: undefined, sort: undefined, slice: undefined };
      const out = [...list];
      out.splice(position ?? out.length, 0, ...cloned(each));
      if (typeof sort === 'number') out.sort((a, b) => compare(a, b) * sort);
      else if (sort) for (const [path, direction] of Object.entries(sort)) out.sort((a, b) => compare(valueAt(a, path), valueAt(b, path)) * Number(direction));
      return slice === undefined ? out : slice < 0 ? out.slice(slice) : out.slice(0, slice);
    }
    case 'unshift':
      return [...cloned(items), ...list];
    case 'pop':
      return list.slice(0, -1);
    case 'shift':
      return list.slice(1);
    case 'addToSet': {
      const wanted = isObject(value) && 'each' in value ? (value as any).each : [value];
      return [...list, ...wanted.filter((item: unknown) => !list.some((own) => same(own, item)))];
    }
    case 'pull':
      return list.filter((item) => !(isObject(item) && isObject(value) ? matches(item, value) : matches({ item }, { item: value })));
    case 'pullAll':
      return list.filter((item) => !items.some((gone: unknown) => same(gone, item)));
    case 'bit':
      return Object.entries(value as Record<string, number>).reduce((bits, [kind, operand]) => (kind === 'and' ? bits & operand : kind === 'or' ? bits | operand : bits ^ operand), Number(old) || 0);
    default:
      return old;
  }
}

/** The stages that need no expression language; others say that the stand-in does not have them. */
function aggregate(read: () => Document[], run: (name: string, options: any, work: () => unknown) => unknown) {
  const stages: ((rows: Document[]) => Document[])[] = [];
  const pipeline: Record<string, (...args: any[]) => unknown> = {
    match: (condition) => (stages.push((rows) => rows.filter((row) => matches(row, condition))), pipeline),
    sort: (order: Record<string, number>) => (stages.push((rows) => Object.entries(order).reverse().reduce((sorted, [path, direction]) => [...sorted].sort((a, b) => (compare(valueAt(a, path), valueAt(b, path)) || 0) * direction), rows)), pipeline),
    skip: (count: number) => (stages.push((rows) => rows.slice(count)), pipeline),
    limit: (count: number) => (stages.push((rows) => rows.slice(0, count)), pipeline),
    count: (name: string) => (stages.push((rows) => [{ [name]: rows.length }]), pipeline),
    sample: ({ size }: { size: number }) => (stages.push((rows) => [...rows].sort(() => Math.random() - 0.5).slice(0, size)), pipeline),
    unwind: (path: any) => {
      const key = String(path?.path ?? path).replace(/^\$/, '');
      stages.push((rows) => rows.flatMap((row) => (Array.isArray(row[key]) ? row[key].map((item: unknown) => ({ ...row, [key]: item })) : [row])));
      return pipeline;
    },
    end: (options?: any) => run('aggregate.end', options, () => ({ list: stages.reduce((rows, stage) => stage(rows), read()) })),
  };
  for (const name of 'group project addFields lookup replaceRoot bucket bucketAuto geoNear sortByCount'.split(' ')) {
    pipeline[name] = () => {
      stages.push(() => {
        throw new ApiFailure(`the development stand-in has no aggregate stage ${name}`, { errCode: INVALID });
      });
      return pipeline;
    };
  }
  return pipeline;
}
