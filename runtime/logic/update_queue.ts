// Changes on their way to the view: the updates of one turn become one patch.
// In: groups (one update of one instance: its writes, and the components it made and removed). Out: `patch` messages, ops of `open`.
// Must not: send a field the view does not read, or merge updates across a structural change.
import { OP_CREATE, OP_DEFINE, OP_DESTROY, OP_EXTERNAL, type Op } from '../shared/bridge';
import { getPath, pathsTouch, type Path } from '../shared/path';
import { copiedBytes, resetCopiedBytes, viewCopy } from './copy';
import { shapeOf, type Definition } from './definition';
import { reportError } from './errors';
import type { Instance } from './instance';
import { tellWhole } from './mirror';
import { partHere } from './parts';
import { post } from './port';
import { componentEntry } from './program';
import { walk } from './skeleton/tree';

/** What one setData may weigh before the vendor refuses it. */
const setDataBytesMax = 1024 * 1024;

interface PendingSet {
  path: Path;
  value: unknown;
}

export interface Group {
  instance: Instance;
  sets: PendingSet[];
  creates: Instance[];
  destroys: Instance[];
  externals: Map<string, { instance: Instance; name: string }> | null;
}

let groups: Group[] = [];
/** Groups of updates in progress, the innermost last. */
const open: Group[] = [];
/** Position after the last structural group: sets before it are closed. */
let closedBefore = 0;
const latest = new Map<Instance, Group>();
let callbacks: (() => void)[] = [];
let scheduled = false;
let lastSeq = 0;
const applied = new Map<number, { callbacks: (() => void)[]; fresh: Instance[]; report: (() => void) | null }>();
const defined = new Set<Definition>();
let onReady: (instances: Instance[]) => void = () => {};

/** Called with the instances whose first render is in the document. */
export function readyWith(listener: (instances: Instance[]) => void): void {
  onReady = listener;
}

let watching: ((groups: readonly Group[]) => (() => void) | null) | null = null;
/** `watch` sees what a patch is made of; what it answers runs when the view has applied it. */
export function watchUpdates(watch: NonNullable<typeof watching>): void {
  watching = watch;
}

function newGroup(instance: Instance): Group {
  return { instance, sets: [], creates: [], destroys: [], externals: null };
}

export function beginGroup(instance: Instance, paths: readonly Path[]): Group {
  const group = newGroup(instance);
  if (instance.sent) {
    resetCopiedBytes();
    for (const path of paths) capture(group, path);
    if (copiedBytes > setDataBytesMax) {
      console.warn(`[${instance.where}] setData of ${Math.round(copiedBytes / 1024)} kB exceeds the limit of 1024 kB`);
    }
  }
  groups.push(group);
  open.push(group);
  return group;
}

/** Values are taken now: what the program does to `this.data` afterwards is not part of this update. */
function capture(group: Group, path: Path): void {
  const { instance, sets } = group;
  const fields = instance.form ? instance.form.fields : noFields;
  if (fields && !fields.has(String(path[0]))) return;
  try {
    const value = getPath(instance.data, path);
    const late = instance.mirror && typeof value === 'object' ? partHere('late') : undefined;
    sets.push({ path, value: late ? late.copyAgain(instance, path, value) : viewCopy(value) });
  } catch (error) {
    reportError(error, instance.where);
  }
}

const noFields: ReadonlySet<string> = new Set();

export function endGroup(group: Group): void {
  open.splice(open.lastIndexOf(group), 1);
  if (group.creates.length || group.destroys.length) return closeGroups();
  if (!group.sets.length && !group.externals) {
    if (groups[groups.length - 1] === group) groups.pop();
    return;
  }
  schedule();
  const earlier = latest.get(group.instance);
  // Only the last group can be folded away: updates nested in this one stand between otherwise, which is harmless but kept simple.
  if (earlier && groups[groups.length - 1] === group && groups.indexOf(earlier, closedBefore) >= 0) {
    groups.pop();
    fold(earlier, group);
  } else latest.set(group.instance, group);
}

function fold(into: Group, group: Group): void {
  // A write supersedes earlier ones at and below it; one below an earlier write stays a write of its own.
  const stays = ({ path }: PendingSet) => !group.sets.some((set) => set.path.length <= path.length && pathsTouch(set.path, path));
  into.sets = into.sets.filter(stays).concat(group.sets);
  if (group.externals) into.externals = new Map([...(into.externals ?? []), ...group.externals]);
}

/** The group of a structural change; one outside any update has a group of its own. */
export function structuralGroup(instance: Instance): Group {
  const inner = open.at(-1);
  if (inner) return inner;
  const group = newGroup(instance);
  groups.push(group);
  closeGroups();
  return group;
}

/** What comes is not merged with what is there. */
function closeGroups(): void {
  closedBefore = groups.length;
  latest.clear();
  schedule();
}

/** Runs after what was written so far is in the document. */
export function whenApplied(callback: () => void): void {
  callbacks.push(callback);
  schedule();
}

function schedule(): void {
  if (scheduled) return;
  scheduled = true;
  queueMicrotask(() => {
    scheduled = false;
    flush();
  });
}

/** Sends what gathered. Instances that have not been opened yet have nothing to send. */
export function flush(): void {
  if (open.length) return schedule();
  const fresh: Instance[] = [];
  const report = watching?.(groups) ?? null;
  const ops = drain(fresh);
  if (ops.length) {
    // Nobody waits for most patches; the view answers those with a number.
    const awaited = callbacks.length > 0 || fresh.length > 0 || report !== null;
    post({ t: 'patch', seq: awaited ? nextSeq(fresh, report) : 0, ops });
  } else if (callbacks.length && !holding) {
    const now = callbacks;
    callbacks = [];
    for (const callback of now) callback();
  }
}

/** While a page is being opened, callbacks wait for its first render. */
let holding = false;
export function holdCallbacks(hold: boolean): void {
  holding = hold;
}

function drain(fresh: Instance[]): Op[] {
  const ops: Op[] = [];
  const own = new Set<unknown>();
  const pending = groups;
  const tell = partHere('late')?.tell ?? tellWhole;
  groups = [];
  closedBefore = 0;
  latest.clear();
  for (const group of pending) {
    // The view forgot the instance together with its page or its node.
    if (group.instance.detached) continue;
    for (const instance of group.creates) createOps(instance, ops, fresh);
    // `toJSON` of new data may have taken copies of what was copied here.
    if (group.creates.length) own.clear();
    if (group.instance.sent) for (const { path, value } of group.sets) tell(group.instance, path, value, ops, own);
    for (const { instance, name } of group.externals?.values() ?? []) ops.push([OP_EXTERNAL, instance.number, name, instance.external?.[name] ?? '']);
    for (const instance of group.destroys) if (instance.sent) ops.push([OP_DESTROY, instance.number]);
  }
  return ops;
}

/** The first render of a page, with everything written until now. */
export function firstRender(page: Instance): { seq: number; ops: Op[] } {
  const fresh: Instance[] = [];
  const ops: Op[] = [];
  createOps(page, ops, fresh);
  // Components of a first render are ready with their page; those of a page that is drawn again by themselves.
  return { seq: nextSeq(fresh), ops };
}

/** The number of what is applied next, a route without a first render too; callbacks wait for it. */
export function nextSeq(fresh: Instance[] = [], report: (() => void) | null = null): number {
  applied.set(++lastSeq, { callbacks, fresh, report });
  callbacks = [];
  return lastSeq;
}

/** An instance and all components of its tree, in document order, with their data as it is now. */
function createOps(instance: Instance, ops: Op[], fresh: Instance[]): void {
  if (instance.sent) return;
  describe(instance, ops, defined, initialData(instance));
  instance.sent = true;
  fresh.push(instance);
  for (const beside of instance.beside) createOps(beside, ops, fresh);
  if (instance.root) walk(instance.root, (element) => { if (element.instance) createOps(element.instance, ops, fresh); });
}

/** What the view makes an instance of; and, where it is not among the `known`, its definition. */
export function describe(instance: Instance, ops: Op[], known: Set<Definition>, data: Record<string, unknown>): void {
  const { definition, host, external } = instance;
  if (!known.has(definition)) {
    known.add(definition);
    ops.push([OP_DEFINE, definition.number, shapeOf(definition, componentEntry(definition.path))]);
  }
  const op: Op = [
    OP_CREATE, instance.number, instance.owner?.number ?? 0, host ? host.context.form.file : definition.path, host ? host.compiled.k : 0,
    definition.number, data,
  ];
  if (external) (op as any[]).push(external);
  ops.push(op);
}

function initialData(instance: Instance): Record<string, unknown> {
  const { form } = instance;
  const copy = viewData(instance);
  if (form?.lists) {
    // The copy is not shared with the program, and neither side changes it: it can be the mirror.
    instance.mirror = {};
    for (const field of form.lists.fields!.keys()) instance.mirror[field] = copy[field];
  }
  return copy;
}

/** A copy of the fields that templates read. */
export function viewData(instance: Instance): Record<string, unknown> {
  const { form, data } = instance;
  const copy: Record<string, unknown> = {};
  for (const field of form ? (form.fields ?? Object.keys(data)) : []) {
    if (!(field in data) || instance.isPure(field)) continue;
    try {
      copy[field] = viewCopy(data[field]);
    } catch (error) {
      reportError(error, instance.where);
    }
  }
  return copy;
}

/** The view applied a patch: callbacks, then `ready` of the components it brought. */
export function patchApplied(seq: number): void {
  const entry = applied.get(seq);
  if (!entry) return;
  applied.delete(seq);
  entry.report?.();
  for (const callback of entry.callbacks) callback();
  if (entry.fresh.length) onReady(entry.fresh);
}

/** For `wx.nextTick` and APIs that must see the drawn state. */
export function afterUpdate(callback: () => void): void {
  whenApplied(callback);
}
