// Definitions of pages and components: what `Page()` and `Component()` are given, in one shape. What is composed of more is a part's (compose.ts).
// In: options objects. Out: Definition. Must not: create instances or run life cycles.
import type { ComponentShape } from '../shared/bridge';
import type { Behavior, Init } from './behavior';
import { deepCopy, isObject } from './copy';
import { describe } from './errors';
import type { Observer } from './observers';
import { part } from './parts';
import type { PropertyDefinition } from './properties';

export type DefinitionKind = 'page' | 'component';
type Callback = string | ((...args: any[]) => unknown);

export interface RelationDefinition {
  key: string;
  type: 'parent' | 'child' | 'ancestor' | 'descendant';
  target: unknown;
  linked?: Callback;
  linkChanged?: Callback;
  unlinked?: Callback;
}

export interface Definition {
  path: string;
  kind: DefinitionKind;
  number: number;
  properties: Map<string, PropertyDefinition>;
  /** Initial data, property defaults included; copied for each instance. */
  data: Record<string, any>;
  methods: Record<string, any>;
  /** Members of `Page()` options that each instance gets a copy of; null for components. */
  own: Record<string, any> | null;
  lifetimes: Map<string, Callback[]>;
  pageLifetimes: Map<string, Callback[]>;
  observers: Observer[];
  relations: RelationDefinition[];
  externalClasses: string[];
  options: Record<string, any>;
  pureData: RegExp | null;
  behaviors: Set<Behavior | string>;
  exportValue: Callback | null;
  /** `init` functions of the chain form; run for each instance. */
  inits: Init[];
  /** Prototype of the objects programs see; made by object.ts. */
  prototype: object | null;
}

/** Life cycles that may stand at the top level of `Component()`. */
const lifetimeNames = 'created attached ready moved detached error'.split(' ');
/** Members of `Page()` options that say what the page is, not what it has. */
const pageKeys = new Set('data behaviors observers properties lifetimes pageLifetimes relations externalClasses export options'.split(' '));

let lastNumber = 0;

export function defineComponent(path: string, kind: DefinitionKind, given: unknown): Definition {
  const options = isObject(given) ? given : {};
  const definition: Definition = {
    path,
    kind,
    number: ++lastNumber,
    properties: new Map(),
    data: {},
    methods: {},
    own: null,
    lifetimes: new Map(),
    pageLifetimes: new Map(),
    observers: [],
    relations: [],
    externalClasses: [],
    options: isObject(options.options) ? options.options : {},
    pureData: null,
    behaviors: new Set(),
    exportValue: null,
    inits: [],
    prototype: null,
  };
  if (isComposed(options)) part('composition').compose(definition, options);
  else mergeMembers(definition, options);
  if (kind === 'page') adoptPageMembers(definition, options);
  const pattern = definition.options.pureDataPattern;
  definition.pureData = pattern instanceof RegExp ? pattern : null;
  for (const property of definition.properties.values()) definition.data[property.name] = property.value;
  return definition;
}

/** Whether there is more to it than data and functions. */
function isComposed({ behaviors, properties, observers, relations }: Record<string, any>): boolean {
  return Boolean(behaviors || properties || observers || relations);
}

/** Data and functions; what comes later wins. Of a behavior too: `ofPage` where these are the options of `Page()` itself. */
export function mergeMembers(definition: Definition, options: Record<string, any>, ofPage = definition.kind === 'page'): void {
  mergeData(definition, options);
  Object.assign(definition.methods, options.methods);
  for (const name of lifetimeNames) {
    // `lifetimes` wins over the same name at the top level; in `Page()` these names are ordinary members.
    const run = options.lifetimes?.[name] ?? (ofPage ? undefined : options[name]);
    addCallback(definition.lifetimes, name, run);
  }
  for (const name in options.pageLifetimes) addCallback(definition.pageLifetimes, name, options.pageLifetimes[name]);
  if (Array.isArray(options.externalClasses)) {
    for (const name of options.externalClasses) if (!definition.externalClasses.includes(name)) definition.externalClasses.push(name);
  }
  if (options.export) definition.exportValue = options.export;
}

function mergeData(definition: Definition, options: Record<string, any>): void {
  const data = typeof options.data === 'function' ? safely(options.data) : options.data;
  for (const key in data) {
    const old = definition.data[key];
    const value = data[key];
    definition.data[key] = plain(old) && plain(value) ? { ...old, ...deepCopy(value) } : deepCopy(value);
  }
}

function plain(value: unknown): value is Record<string, any> {
  return isObject(value) && !Array.isArray(value);
}

function safely(run: () => any): any {
  try {
    return run();
  } catch (error) {
    console.error(`data: ${describe(error)}`);
    return undefined;
  }
}

function addCallback(map: Map<string, Callback[]>, name: string, run: unknown): void {
  if (typeof run !== 'function' && typeof run !== 'string') return;
  const list = map.get(name);
  if (list) list.push(run as Callback);
  else map.set(name, [run as Callback]);
}

function adoptPageMembers(definition: Definition, options: Record<string, any>): void {
  definition.own = {};
  // `options` of a page is data of the definition when it holds component options, and the query on instances.
  for (const key in options) if (!pageKeys.has(key)) definition.own[key] = options[key];
}

/** What the view must know before the first instance. */
export function shapeOf(definition: Definition, entry: { scope?: string; styleIsolation?: string } | undefined): ComponentShape {
  const { options } = definition;
  const shape: ComponentShape = { path: definition.path, scope: entry?.scope ?? '' };
  const isolation = options.styleIsolation ?? entry?.styleIsolation ?? (options.addGlobalClass ? 'apply-shared' : undefined);
  if (isolation) shape.isolation = isolation;
  if (options.virtualHost) shape.virtualHost = true;
  if (options.multipleSlots) shape.multipleSlots = true;
  if (options.dynamicSlots) shape.dynamicSlots = true;
  if (definition.externalClasses.length) shape.externalClasses = definition.externalClasses;
  return shape;
}
