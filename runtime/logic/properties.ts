// Properties of components: definitions, defaults, and the conversion of arriving values.
// In: `properties` as programs write them. Out: normalised definitions; `convert` never throws.
// Must not: know instances.
import { deepCopy } from './copy';

export type PropertyObserver = string | ((value: unknown, old: unknown, path: string[]) => void);

export interface PropertyDefinition {
  name: string;
  /** Constructors; empty means any type. The first is the type proper, the rest are `optionalTypes`. */
  types: readonly unknown[];
  value: unknown;
  observer: PropertyObserver | null;
}

const typeNames: Record<string, unknown> = { String, Number, Boolean, Object, Array };

/** `Type`, `[Types]`, `null`, or `{type, optionalTypes, value, observer}`. */
export function propertyDefinition(name: string, definition: any): PropertyDefinition {
  const long = typeof definition === 'object' && definition !== null && !Array.isArray(definition);
  const types = normaliseTypes(long ? definition.type : definition);
  // Without a type of its own anything passes, whatever optionalTypes say.
  if (long && types.length && Array.isArray(definition.optionalTypes)) {
    for (const type of definition.optionalTypes) types.push(...normaliseTypes(type));
    if (definition.optionalTypes.some((type: unknown) => type === null)) types.length = 0;
  }
  const given = long ? ('value' in definition ? definition.value : undefined) : undefined;
  const value = given === undefined ? defaultOf(types[0]) : deepCopy(given);
  const observer = long && (typeof definition.observer === 'function' || typeof definition.observer === 'string') ? definition.observer : null;
  return { name, types, value, observer };
}

function normaliseTypes(type: unknown): unknown[] {
  const list = Array.isArray(type) ? type : [type];
  const types: unknown[] = [];
  for (const one of list) {
    const found = typeof one === 'string' ? typeNames[one] : one;
    if (found === null || found === undefined) return [];
    types.push(found);
  }
  return types;
}

function defaultOf(type: unknown): unknown {
  if (type === String) return '';
  if (type === Number) return 0;
  if (type === Boolean) return false;
  if (type === Array) return [];
  return null;
}

function accepts(type: unknown, value: unknown): boolean {
  if (type === String) return typeof value === 'string';
  if (type === Number) return typeof value === 'number' && Number.isFinite(value);
  if (type === Boolean) return typeof value === 'boolean';
  if (type === Array) return Array.isArray(value);
  if (type === Object) return typeof value === 'object';
  if (type === Function) return typeof value === 'function';
  return false;
}

/** The value a property takes when `value` arrives; `warn` is told what does not fit. */
export function convert(property: PropertyDefinition, value: unknown, warn: (text: string) => void): unknown {
  const { types } = property;
  if (!types.length) return value === undefined ? deepCopy(property.value) : value;
  for (const type of types) if (accepts(type, value)) return value;
  const type = types[0];
  const reject = (wanted: string) => {
    if (value !== undefined) warn(`received type-incompatible value for property "${property.name}": expected <${wanted}> but got ${shown(value)}`);
    return deepCopy(property.value);
  };
  if (type === String) {
    if (value === null || value === undefined) return reject('String');
    if (typeof value === 'object') warn(`received type-incompatible value for property "${property.name}": expected <String> but got ${shown(value)}`);
    return String(value);
  }
  if (type === Number) {
    const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : typeof value === 'boolean' ? Number(value) : NaN;
    return Number.isFinite(number) ? number : reject('Number');
  }
  if (type === Boolean) return !!value;
  if (type === Array) return reject('Array');
  if (type === Object) return reject('Object');
  return type === Function ? deepCopy(property.value) : value;
}

function shown(value: unknown): string {
  return value === null ? 'null' : typeof value === 'object' ? (Array.isArray(value) ? 'an array' : 'an object') : `${typeof value} ${String(value)}`;
}
