// Instances of components and pages: their data, the life cycles in documented order, and what a write sets off.
// In: definitions, writes. Out: instances with their tree. Must not: touch the view (update_queue.ts does).
import type { Frame } from '../shared/expression';
import { getPath, parsePath, setOwn, setPath, type Path } from '../shared/path';
import { INSTANCE, copyMember, deepCopy, isObject } from './copy';
import type { Definition } from './definition';
import { guarded, reportError } from './errors';
import { emptyForm, formOf, type Form } from './forms';
import { prototypeOf } from './object';
import type { Observer } from './observers';
import { componentEntry, program } from './program';
import { part, partHere } from './parts';
import type { CompiledForm } from './skeleton/form';
import { Fragment, type Context, type ElementNode } from './skeleton/tree';
import { beginGroup, endGroup, whenApplied } from './update_queue';

export type Write = [Path, unknown];

interface Running {
  written: Path[];
  flagged: Set<Observer>;
  changed: { name: string; value: unknown; old: unknown; path: string[] }[];
}

/** Rounds of updates setting each other off before it is called a loop. */
export const roundsMax = 200;

let lastInstance = 0;
const living = new Map<number, Instance>();

export class Instance {
  readonly number = ++lastInstance;
  data: Record<string, any>;
  readonly object: any;
  root: Fragment | null = null;
  form: Form | null;
  page: Instance;
  attached = false;
  detached = false;
  isReady = false;
  /** The view knows it. */
  sent = false;
  external: Record<string, string> | null = null;
  /** What the view has of keyed lists (update_queue.ts). */
  mirror: Record<string, any> | null = null;
  running: Running | null = null;
  /** Its tree is being built or updated: writes meanwhile wait. */
  rendering = false;
  waiting: Path[] = [];
  /** `value` of a form field when it was attached: what a reset goes back to. */
  initialValue: unknown;
  /** Instances on the page but not in its template: the custom tab bar. */
  beside: Instance[] = [];
  readonly pureData: RegExp | null;

  constructor(
    readonly definition: Definition,
    readonly owner: Instance | null,
    page: Instance | null,
    readonly host: ElementNode | null,
    readonly generics: Record<string, string> | null,
  ) {
    this.page = page ?? this;
    this.data = deepCopy(definition.data);
    this.form = formOf(definition.path, !!definition.options.dynamicSlots);
    const pattern = componentEntry(definition.path)?.pureDataPattern;
    this.pureData = definition.pureData ?? (pattern ? new RegExp(pattern) : null);
    this.object = Object.create(prototypeOf(definition));
    Object.defineProperty(this.object, INSTANCE, { value: this });
    for (const key in definition.own) setOwn(this.object, key, copyMember(definition.own[key]));
    living.set(this.number, this);
  }

  /** Whether a field stays out of templates and of the view. */
  isPure(field: string): boolean {
    return this.pureData !== null && this.pureData.test(field);
  }

  get where(): string {
    return this.definition.path;
  }
}

export function instanceOf(object: any): Instance | undefined {
  return isObject(object) ? (object as any)[INSTANCE] : undefined;
}

export function instanceByNumber(number: number): Instance | undefined {
  return living.get(number);
}

export function forgetInstance({ number }: Instance): void {
  living.delete(number);
}

/** Builds an instance with its tree; `created` of inner components runs before its own. */
export function createInstance(
  definition: Definition, owner: Instance | null, page: Instance | null, host: ElementNode | null, generics: Record<string, string> | null,
): Instance {
  const instance = new Instance(definition, owner, page, host, generics);
  if (host) host.instance = instance;
  if (definition.inits.length && !program.prerendering) part('composition').initialise(instance);
  buildTree(instance);
  runLifetime(instance, 'created');
  renderWaiting(instance);
  return instance;
}

/** Builds an instance's tree of its template. */
export function buildTree(instance: Instance): void {
  const form = instance.form ?? emptyForm;
  // Only the skeleton reads more of a form than any has, and only of those it made.
  const context: Context = { owner: instance, form: form as CompiledForm, d: instance.pureData && form.main.nodes.length ? part('skeleton').templateData(instance) : instance.data, w: form.w, template: false };
  instance.root = new Fragment(null, context, null as Frame | null, null);
  instance.rendering = true;
  try {
    if (form.main.nodes.length) part('skeleton').build(form.main, instance.root, context, null);
  } finally {
    instance.rendering = false;
  }
}

/** Calls life cycle functions; each is guarded alone. Method names are looked up on the object. */
export function runLifetime(instance: Instance, name: string, args: unknown[] = []): void {
  for (const run of instance.definition.lifetimes.get(name) ?? []) callMember(instance, run, args, name);
}

export function runPageLifetime(instance: Instance, name: string, args: unknown[] = []): void {
  for (const run of instance.definition.pageLifetimes.get(name) ?? []) callMember(instance, run, args, name);
}

/** Calls a function or a method by name; an exception goes to the `error` lifetime and to the program's error listeners. */
export function callMember(instance: Instance, run: unknown, args: readonly unknown[], where: string): unknown {
  if (program.prerendering) return undefined;
  const found = typeof run === 'string' ? instance.object[run] : run;
  if (typeof found !== 'function') return undefined;
  try {
    return found.apply(instance.object, args);
  } catch (error) {
    if (where !== 'error') runLifetime(instance, 'error', [error]);
    reportError(error, `${instance.where} ${where}`);
    return undefined;
  }
}

export function hasRelations(instance: Instance): boolean {
  return instance.definition.relations.length > 0;
}

export function attachInstance(instance: Instance): void {
  if (instance.attached || instance.detached) return;
  instance.attached = true;
  if (instance.definition.behaviors.has('wx://form-field')) instance.initialValue = deepCopy(instance.data.value);
  runLifetime(instance, 'attached');
  if (hasRelations(instance)) part('composition').relationsAttached(instance);
  if (instance.root && !instance.detached) partHere('skeleton')?.attachTree(instance.root);
}

/** `setData` as programs call it: bad keys are reported and skipped. */
export function setData(instance: Instance, patch: unknown, done?: unknown): void {
  if (!isObject(patch)) {
    if (patch !== undefined) reportError(new TypeError(`setData accepts an object, got ${patch === null ? 'null' : typeof patch}`), instance.where);
  } else {
    const writes: Write[] = [];
    for (const key of Object.keys(patch)) {
      try {
        writes.push([parsePath(key), (patch as any)[key]]);
      } catch (error) {
        reportError(error, instance.where);
      }
    }
    applyWrites(instance, writes, false);
  }
  if (typeof done === 'function') whenApplied(() => guarded(done, instance.object, [], `${instance.where} setData callback`));
}

/**
 * Writes data, runs observers, updates the tree, then property observers: the documented order of one update.
 * What the owner gives first (`isFirst`) is heard of by observers even where it is the default.
 */
export function applyWrites(instance: Instance, writes: readonly Write[], fromOwner: boolean, isFirst = false): void {
  const outer = instance.running;
  const running = (instance.running ??= { written: [], flagged: new Set(), changed: [] });
  for (const [path, value] of writes) write(instance, running, path, value, fromOwner, isFirst);
  // Inside an observer of the same instance: the running update takes these writes along.
  if (outer) return;
  try {
    if (running.flagged.size) part('composition').runObservers(instance, running.flagged);
  } finally {
    instance.running = null;
  }
  if (running.written.length) render(instance, running.written);
  for (const { name, value, old, path } of running.changed) {
    const { observer } = instance.definition.properties.get(name)!;
    callMember(instance, observer, [value, old, path], `observer of property "${name}"`);
  }
  if (!fromOwner && instance.host?.compiled.attributes!.models.length) part('skeleton').writeBack(instance, instance.host, running.written);
}

function write(instance: Instance, running: Running, path: Path, value: unknown, fromOwner: boolean, isFirst: boolean): void {
  const root = String(path[0]);
  const property = instance.definition.properties.get(root);
  let copy = value;
  if (typeof value === 'object') {
    try {
      copy = deepCopy(value);
    } catch (error) {
      reportError(error, `${instance.where} setData "${path.join('.')}"`);
      return;
    }
  }
  const old = property && getPath(instance.data, path);
  if (property && path.length === 1) {
    copy = part('composition').convert(property, copy, (text) => console.warn(`[${instance.where}] ${text}`));
    if (fromOwner && copy === old && typeof copy !== 'object') {
      if (isFirst) flag(instance, running, path);
      return;
    }
  }
  setPath(instance.data, path, copy);
  running.written.push(path);
  if (property?.observer && !instance.isPure(root)) {
    // Below a property the observer gets the part that was set, and no old value.
    if (path.length > 1) running.changed.push({ name: root, value: copy, old: undefined, path: path.map(String) });
    // Observers that complete their own property in place and set it again must come to an end.
    else if (copy !== old && (fromOwner || !part('composition').deepEqual(copy, old))) running.changed.push({ name: root, value: copy, old, path: [root] });
  }
  flag(instance, running, path);
}

/** Observers that the write concerns will run. */
function flag({ definition: { observers } }: Instance, { flagged }: Running, path: Path): void {
  if (observers.length) part('composition').flagObservers(observers, flagged, path);
}

/** Brings tree and view up to the data; writes from callbacks inside wait until the tree is whole. */
function render(instance: Instance, written: readonly Path[]): void {
  const shown = instance.pureData ? written.filter((path) => !instance.isPure(String(path[0]))) : written;
  if (!shown.length || instance.detached) return;
  if (instance.rendering || !instance.root) {
    instance.waiting.push(...shown);
    return;
  }
  renderNow(instance, shown);
  renderWaiting(instance);
}

export function renderWaiting(instance: Instance): void {
  for (let round = 0; instance.waiting.length; round++) {
    if (round === roundsMax) {
      instance.waiting = [];
      reportError(new Error('updates of children set each other off without end'), instance.where);
      return;
    }
    const paths = instance.waiting;
    instance.waiting = [];
    renderNow(instance, paths);
  }
}

/** Each path once, where it was written last: the order the view applies them in. */
function lastOccurrences(paths: readonly Path[]): readonly Path[] {
  if (paths.length === 1) return paths;
  const last = new Map<unknown, Path>();
  for (const path of paths) {
    // Paths of one text are one object while `parsePath` remembers it; one told twice is only told twice.
    const key = path.length === 1 ? String(path[0]) : path;
    last.delete(key);
    last.set(key, path);
  }
  return [...last.values()];
}

function renderNow(instance: Instance, written: readonly Path[]): void {
  const paths = lastOccurrences(written);
  const group = beginGroup(instance, paths);
  const block = (instance.form ?? emptyForm).main;
  instance.rendering = true;
  try {
    if (block.nodes.length) part('skeleton').updatePaths(block, instance.root!, paths);
  } catch (error) {
    reportError(error, instance.where);
  } finally {
    instance.rendering = false;
    endGroup(group);
  }
}
