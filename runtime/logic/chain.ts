// The chain form of glass-easel: `Component().property(…).data(…).init(…).register()`, and `Behavior()` likewise.
// In: calls of the chain. Out: the options object that `Component(options)` would have been given. Must not: know what the fields mean
// (compose.ts does), but for `init`, which runs once for each instance and may add to it alone.
import { Behavior, INITS, type Init } from './behavior';
import { guarded } from './errors';
import type { Instance } from './instance';
import { compileObserver } from './observers';

type Run = (...args: any[]) => unknown;
type Group = 'observers' | 'lifetimes' | 'pageLifetimes' | 'relations';

/** `register` gets the collected options. */
export function createChain<T>(register: (options: Record<string, any>) => T) {
  const behaviors: unknown[] = [];
  const parts: (object | (() => object))[] = [];
  const inits: Init[] = [];
  const options: Record<string, any> = {
    options: {}, externalClasses: [], properties: {}, methods: {}, observers: {}, lifetimes: {}, pageLifetimes: {}, relations: {}, behaviors, [INITS]: inits,
    data: () => Object.assign({}, ...parts.map((part) => (typeof part === 'function' ? part() : part))),
  };
  /** One name may be given several times; all run, in order: the earlier ones become behaviors. */
  const add = (group: Group, name: string, value: unknown) => {
    if (name in options[group]) behaviors.push(new Behavior({ [group]: { [name]: options[group][name] } }));
    options[group][name] = value;
    return chain;
  };
  const ignored = () => chain;
  const chain = {
    options: (given: object) => (Object.assign(options.options, given), chain),
    externalClasses: (list: string[]) => (options.externalClasses.push(...list), chain),
    behavior: (behavior: unknown) => (behaviors.push(behavior), chain),
    data: (part: object | (() => object)) => (parts.push(part), chain),
    staticData: (part: object) => (parts.push(part), chain),
    property: (name: string, given: any) => ((options.properties[name] = propertyOf(given)), chain),
    methods: (given: object) => (Object.assign(options.methods, given), chain),
    observer: (paths: string | string[], run: Run) => add('observers', String(paths), run),
    lifetime: (name: string, run: Run) => add('lifetimes', name, run),
    pageLifetime: (name: string, run: Run) => add('pageLifetimes', name, run),
    relation: (name: string, given: object) => add('relations', name, given),
    definition: (given: Record<string, any>) => (behaviors.push(new Behavior(given)), chain),
    init: (run: Init) => (inits.push(run), chain),
    // What these say stands in the component's JSON and template here.
    template: ignored, usingComponents: ignored, placeholders: ignored, generics: ignored, implement: ignored, extraThisFieldsType: ignored, methodCallerInit: ignored,
    register: () => register(options),
  };
  return chain;
}

/** `default` is a function that makes the value. */
function propertyOf(given: any): unknown {
  return typeof given?.default === 'function' && !('value' in given) ? { ...given, value: given.default() } : given;
}

/** Runs the `init` functions for a new instance: what they add is its own, the functions they return become members. */
export function initialise(instance: Instance): void {
  const { definition, object } = instance;
  const own = Object.create(definition);
  own.observers = [...definition.observers];
  own.relations = [...definition.relations];
  own.lifetimes = new Map([...definition.lifetimes].map(([name, list]) => [name, [...list]]));
  own.pageLifetimes = new Map([...definition.pageLifetimes].map(([name, list]) => [name, [...list]]));
  (instance as { definition: unknown }).definition = own;
  const listener = (map: Map<string, Run[]>) => (name: string, run: Run) => void map.set(name, [...(map.get(name) ?? []), run]);
  const context = {
    self: object,
    get data() {
      return object.data;
    },
    setData: (patch: object, done?: unknown) => object.setData(patch, done),
    observer: (paths: string | string[], run: Run) => void own.observers.push(compileObserver(String(paths), run)),
    lifetime: listener(own.lifetimes),
    pageLifetime: listener(own.pageLifetimes),
    relation: (given: any) => void own.relations.push({ ...given, key: String(given?.target ?? '') }),
    method: (run: Run) => run,
    listener: (run: Run) => run,
    implement: () => {},
  };
  for (const init of definition.inits) {
    const members: any = guarded(init, object, [context], `${definition.path} init`);
    for (const name in members) Object.defineProperty(object, name, { value: members[name], writable: true, enumerable: true, configurable: true });
  }
}
