// db.command: query and update operators. In: values. Out: operator objects the database evaluates. Must not: hold data.

export class Operator {
  constructor(
    readonly kind: 'query' | 'update',
    readonly name: string,
    readonly values: unknown[],
    readonly next: Operator[] = [],
  ) {}
}

const QUERY = 'eq neq gt gte lt lte in nin exists mod all elemMatch size not'.split(' ');
const LOGIC = ['and', 'or', 'nor'];
const UPDATE = 'set remove inc mul min max rename push pop shift unshift addToSet pull pullAll bit'.split(' ');
const GEO = ['geoNear', 'geoWithin', 'geoIntersects'];

type Chain = Operator & Record<string, (...values: any[]) => Operator>;

function query(name: string, values: unknown[]): Operator {
  const operator = new Operator('query', name, values) as Chain;
  // Operators join: `_.gt(1).and(_.lt(9))`, `_.gt(1).lt(9)`.
  for (const logic of LOGIC) Object.defineProperty(operator, logic, { value: (...others: unknown[]) => query(logic, [operator, ...others.flat()]) });
  for (const next of QUERY) Object.defineProperty(operator, next, { value: (...others: unknown[]) => query('and', [operator, query(next, others)]) });
  return operator;
}

export function createCommand(): Record<string, unknown> {
  const command: Record<string, unknown> = {};
  for (const name of [...QUERY, ...GEO]) command[name] = (...values: unknown[]) => query(name, values);
  for (const name of LOGIC) command[name] = (...values: unknown[]) => query(name, values.flat());
  for (const name of UPDATE) command[name] = (...values: unknown[]) => new Operator('update', name, values);
  command['expr'] = (value: unknown) => query('expr', [value]);
  command['aggregate'] = new Proxy({}, { get: (_target, key) => (...values: unknown[]) => ({ [`$${String(key)}`]: values.length > 1 ? values : values[0] }) });
  command['project'] = { slice: (...values: unknown[]) => new Operator('query', 'slice', values) };
  return command;
}

export function valueAt(document: any, path: string): unknown {
  let value = document;
  for (const part of path.split('.')) {
    if (value === null || typeof value !== 'object') return undefined;
    value = value[part];
  }
  return value;
}

export function matches(document: any, condition: any): boolean {
  if (condition instanceof Operator) return holds(document, condition, document);
  return Object.entries(condition ?? {}).every(([path, wanted]) => test(valueAt(document, path), wanted));
}

function test(value: unknown, wanted: unknown): boolean {
  if (wanted instanceof Operator) return holds(value, wanted, value);
  if (wanted instanceof RegExp) return typeof value === 'string' && wanted.test(value);
  if (isPlain(wanted)) return isPlain(value) && Object.entries(wanted).every(([key, item]) => test(valueAt(value, key), item));
  // A condition on a list field holds when any item has the value.
  return same(value, wanted) || (Array.isArray(value) && !Array.isArray(wanted) && value.some((item) => same(item, wanted)));
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object' && !Array.isArray(value) && !(value instanceof Date) && !(value instanceof Operator) && !(value instanceof RegExp);
}

export function same(a: unknown, b: unknown): boolean {
  if (a instanceof Date && b instanceof Date) return a.getTime() === b.getTime();
  return Object.is(a, b) || (typeof a === 'object' && typeof b === 'object' && JSON.stringify(a) === JSON.stringify(b));
}

function holds(value: any, { name, values }: Operator, whole: unknown): boolean {
  const [first, second] = values as any[];
  const list = (Array.isArray(first) ? first : values) as unknown[];
  switch (name) {
    case 'eq':
      return test(value, first);
    case 'neq':
      return !test(value, first);
    case 'gt':
      return compare(value, first) > 0;
    case 'gte':
      return compare(value, first) >= 0;
    case 'lt':
      return compare(value, first) < 0;
    case 'lte':
      return compare(value, first) <= 0;
    case 'in':
      return list.some((item) => test(value, item));
    case 'nin':
      return !list.some((item) => test(value, item));
    case 'exists':
      return (value !== undefined) === Boolean(first);
    case 'mod':
      return typeof value === 'number' && value % first === (second ?? 0);
    case 'all':
      return Array.isArray(value) && list.every((item) => value.some((own) => test(own, item)));
    case 'elemMatch':
      return Array.isArray(value) && value.some((item) => (first instanceof Operator ? holds(item, first, item) : isPlain(item) ? matches(item, first) : test(item, first)));
    case 'size':
      return Array.isArray(value) && value.length === first;
    case 'not':
      return !test(value, first);
    case 'and':
      return list.every((item) => (item instanceof Operator ? holds(value, item, whole) : matches(whole, item)));
    case 'or':
      return list.some((item) => (item instanceof Operator ? holds(value, item, whole) : matches(whole, item)));
    case 'nor':
      return !list.some((item) => (item instanceof Operator ? holds(value, item, whole) : matches(whole, item)));
    default:
      throw new Error(`the development stand-in does not know ${name}`);
  }
}

/** NaN when the two have no order. */
export function compare(a: any, b: any): number {
  const left = a instanceof Date ? a.getTime() : a;
  const right = b instanceof Date ? b.getTime() : b;
  if (typeof left !== typeof right) return NaN;
  return left < right ? -1 : left > right ? 1 : left === right ? 0 : NaN;
}
