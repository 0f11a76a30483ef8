// Builds and updates the skeleton: conditions, keyed lists, templates, slots, components and what they receive.
// In: compiled blocks, data, changes. Out: the tree, with instances created, fed and removed in the documented order.
// Must not: read the view; both realms come to the same tree by the same rules (shared/keys.ts).
import { evaluate, toText, type Expression, type Frame } from '../../shared/expression';
import { itemKey, listItems, matchKeys } from '../../shared/keys';
import { camelCase } from '../../shared/markup';
import type { Path } from '../../shared/path';
import type { Definition } from '../definition';
import { applyWrites, createInstance, type Instance, type Write } from '../instance';
import { detachTree } from '../detach';
import { part } from '../parts';
import { Changes } from './changes';
import { definitionFor, genericsFor } from './tags';
import { COMPONENT, findTemplate, FOR, IF, NATIVE, SLOT, TEMPLATE, type Attribute, type CompiledBlock, type CompiledNode, type SpecEntry } from './form';
import { attachTree } from './instances';
import { movedTree } from './moved';
import { externalChanged, noteCreated, noteDestroyed } from './structure';
import { ElementNode, Fragment, type Context, type SkeletonNode } from './tree';

/** Builds the children of `parent` from a block. */
export function build(block: CompiledBlock, parent: SkeletonNode, context: Context, frame: Frame | null): void {
  for (const node of block.nodes) parent.children.push(buildNode(node, parent, context, frame));
}

function buildNode(compiled: CompiledNode, parent: SkeletonNode, context: Context, frame: Frame | null): SkeletonNode {
  if (compiled.kind === COMPONENT || compiled.kind === NATIVE) return buildElement(compiled, parent, context, frame);
  const fragment = new Fragment(compiled, context, frame, parent);
  switch (compiled.kind) {
    case IF:
      selectBranch(fragment);
      break;
    case FOR:
      buildRows(fragment);
      break;
    case TEMPLATE:
      buildTemplate(fragment);
      break;
    case SLOT:
      buildSlot(fragment);
      break;
  }
  return fragment;
}

function value(expression: Expression, node: SkeletonNode): unknown {
  return evaluate(expression, node.context.d, node.frame, node.context.w);
}

/** Updates the children built from `block`; untouched nodes are not visited. */
export function update(block: CompiledBlock, parent: SkeletonNode, changes: Changes): void {
  const { nodes } = block;
  for (let i = 0; i < nodes.length; i++) {
    const child = parent.children[i];
    if (child && changes.touchesAny(nodes[i].reads)) updateNode(child, changes);
  }
}

function updateNode(node: SkeletonNode, changes: Changes): void {
  if (node instanceof ElementNode) {
    updateElement(node, changes);
    return;
  }
  const compiled = node.compiled!;
  switch (compiled.kind) {
    case IF:
      updateBranches(node, changes);
      break;
    case FOR:
      updateRows(node, changes);
      break;
    case TEMPLATE:
      updateTemplate(node, changes);
      break;
    case SLOT:
      updateSlot(node, changes);
      break;
  }
}

/** Attaches what was just built, when it stands in an attached tree. */
function attachBuilt(node: SkeletonNode): void {
  if (node.context.owner.attached) attachTree(node);
}

/** Removes all children; `detached` runs children first. */
function clear(fragment: Fragment): void {
  const old = fragment.children;
  fragment.children = [];
  for (const child of old) remove(child);
}

function remove(node: SkeletonNode): void {
  dropSlots(node);
  detachTree(node);
  noteGone(node);
}

function noteGone(node: SkeletonNode): void {
  if (node instanceof ElementNode && node.instance) noteDestroyed(node.instance);
  for (const child of node.children) noteGone(child);
}

// Conditions

function chosen(fragment: Fragment): number {
  const branches = fragment.compiled!.branches!;
  for (let i = 0; i < branches.length; i++) {
    const { condition } = branches[i];
    if (!condition || value(condition, fragment)) return i;
  }
  return -1;
}

function selectBranch(fragment: Fragment): void {
  fragment.branch = chosen(fragment);
  const branch = fragment.compiled!.branches![fragment.branch];
  if (branch) build(branch.block, fragment, fragment.context, fragment.frame);
}

function updateBranches(fragment: Fragment, changes: Changes): void {
  const branches = fragment.compiled!.branches!;
  if (branches.some(({ condition }) => condition && changes.touches(condition.deps))) {
    const next = chosen(fragment);
    if (next !== fragment.branch) {
      clear(fragment);
      fragment.branch = next;
      if (next >= 0) build(branches[next].block, fragment, fragment.context, fragment.frame);
      attachBuilt(fragment);
      return;
    }
  }
  const branch = branches[fragment.branch];
  if (branch) update(branch.block, fragment, changes);
}

// Lists

function keysOf(fragment: Fragment, items: readonly unknown[]): unknown[] {
  const { key } = fragment.compiled!;
  return key === null ? [] : items.map((item) => itemKey(item, key));
}

function buildRow(fragment: Fragment, item: unknown, index: string | number): Fragment {
  const row = new Fragment(null, fragment.context, { p: fragment.frame, v: item, i: index }, fragment);
  build(fragment.compiled!.children!, row, fragment.context, row.frame);
  return row;
}

function buildRows(fragment: Fragment): void {
  const { items, keys } = listItems(value(fragment.compiled!.expression!, fragment));
  fragment.keys = keysOf(fragment, items);
  for (let i = 0; i < items.length; i++) fragment.children.push(buildRow(fragment, items[i], keys ? keys[i] : i));
}

function updateRows(fragment: Fragment, changes: Changes): void {
  const compiled = fragment.compiled!;
  const expression = compiled.expression!;
  if (!changes.touches(expression.deps)) {
    for (const row of fragment.children) update(compiled.children!, row, changes);
    return;
  }
  const below = expression.path && changes.below(expression.path);
  if (below && updateSomeRows(fragment, below, changes)) return;
  rebuildRows(fragment, changes);
}

/** Changes inside single items; false when an item was added or may have another key. */
function updateSomeRows(fragment: Fragment, below: Path[], changes: Changes): boolean {
  const compiled = fragment.compiled!;
  const { items, keys } = listItems(value(compiled.expression!, fragment));
  if (keys || items.length !== fragment.children.length) return false;
  const byRow = new Map<number, Path[]>();
  for (const [index, ...rest] of below) {
    const i = Number(index);
    if (!(i >= 0 && i < items.length)) return false;
    if (compiled.key !== null && String(itemKey(items[i], compiled.key)) !== String(fragment.keys[i])) return false;
    const list = byRow.get(i);
    if (list) list.push(rest);
    else byRow.set(i, [rest]);
  }
  const block = compiled.children!;
  const visitAll = changes.touchesAny(block.reads);
  for (const i of visitAll ? items.keys() : [...byRow.keys()].sort((a, b) => a - b)) {
    const row = fragment.children[i];
    const paths = byRow.get(i);
    row.frame!.v = items[i];
    update(block, row, paths ? changes.with([[`~${compiled.depth}`, paths]]) : changes);
  }
  return true;
}

const whole: Path[] = [[]];

function rebuildRows(fragment: Fragment, changes: Changes): void {
  const compiled = fragment.compiled!;
  const { items, keys } = listItems(value(compiled.expression!, fragment));
  const old = fragment.children as Fragment[];
  const newKeys = keysOf(fragment, items);
  const source = compiled.key === null ? items.map((_, i) => (i < old.length ? i : -1)) : matchKeys(fragment.keys, newKeys);
  const kept = new Set(source);
  const stays = increasing(source);
  const rows: (Fragment | undefined)[] = new Array(items.length);
  for (let i = 0; i < items.length; i++) if (source[i] >= 0) rows[i] = old[source[i]];
  fragment.keys = newKeys;
  // Filled as the loop goes: callbacks of the program find the rows that are ready.
  const ready: Fragment[] = (fragment.children = []);
  for (let i = 0; i < old.length; i++) if (!kept.has(i)) remove(old[i]);
  const renew = (row: Fragment, i: number) => {
    updateRow(fragment, row, items[i], keys ? keys[i] : i, changes);
    if (!stays[i] && fragment.context.owner.attached) movedTree(row);
  };
  for (let i = 0; i < items.length; i++) {
    const row = rows[i];
    if (row) {
      ready.push(row);
      if (!compiled.inRuns) renew(row, i);
      continue;
    }
    const built = buildRow(fragment, items[i], keys ? keys[i] : i);
    ready.push(built);
    attachBuilt(built);
  }
  // The view hears of runs first and of items after them: components must be made in the same order.
  if (compiled.inRuns) rows.forEach((row, i) => row && renew(row, i));
}

function updateRow(fragment: Fragment, row: Fragment, item: unknown, key: string | number, changes: Changes): void {
  const compiled = fragment.compiled!;
  const frame = row.frame!;
  const entries: [string, Path[]][] = [[`~${compiled.depth}`, whole]];
  if (frame.i !== key) entries.push([`#${compiled.depth}`, whole]);
  frame.v = item;
  frame.i = key;
  update(compiled.children!, row, changes.with(entries, `~${compiled.depth}`));
}

/** Marks the positions of a longest increasing subsequence: the rows that need not move. */
export function increasing(source: readonly number[]): boolean[] {
  const tails: number[] = [];
  const before = new Array<number>(source.length);
  for (let i = 0; i < source.length; i++) {
    const from = source[i];
    if (from < 0) continue;
    let low = 0;
    let high = tails.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (source[tails[middle]] < from) low = middle + 1;
      else high = middle;
    }
    before[i] = low > 0 ? tails[low - 1] : -1;
    tails[low] = i;
  }
  const stays = new Array<boolean>(source.length).fill(false);
  for (let i = tails.length ? tails[tails.length - 1] : -1; i >= 0; i = before[i]) stays[i] = true;
  return stays;
}

// Templates

function nameOf(fragment: Fragment): string {
  const { name } = fragment.compiled!;
  return typeof name === 'string' ? name : toText(value(name, fragment));
}

function specValues(spec: SpecEntry[] | null, node: SkeletonNode, into: Record<string, unknown>): void {
  for (const key of Object.keys(into)) delete into[key];
  for (const { key, expression } of spec ?? []) {
    const given = value(expression, node);
    if (key === null) Object.assign(into, given);
    else into[key] = given;
  }
}

function buildTemplate(fragment: Fragment): void {
  fragment.name = nameOf(fragment);
  const found = findTemplate(fragment.context.form, fragment.name);
  fragment.inner = null;
  if (!found) return;
  const d: Record<string, unknown> = {};
  specValues(fragment.compiled!.spec, fragment, d);
  fragment.inner = { owner: fragment.context.owner, form: found.form, d, w: found.form.w, template: true };
  build(found.block, fragment, fragment.inner, null);
}

function updateTemplate(fragment: Fragment, changes: Changes): void {
  const { name, spec } = fragment.compiled!;
  if (typeof name !== 'string' && changes.touches(name.deps) && nameOf(fragment) !== fragment.name) {
    clear(fragment);
    buildTemplate(fragment);
    attachBuilt(fragment);
    return;
  }
  if (!fragment.inner) return;
  const { d } = fragment.inner;
  const keysBefore = spec?.some((entry) => entry.key === null) ? Object.keys(d) : [];
  const inside = translate(spec ?? [], changes);
  if (!inside) return;
  specValues(spec, fragment, d);
  if (inside.spread) for (const key of [...keysBefore, ...Object.keys(d)]) inside.roots.set(key, whole);
  const found = findTemplate(fragment.context.form, fragment.name);
  if (found) update(found.block, fragment, new Changes(inside.roots, inside.weak));
}

/** Changes as the body of a template sees them, through its data spec; null when nothing reaches it. */
function translate(spec: SpecEntry[], changes: Changes): { roots: Map<string, Path[]>; weak: Set<string> | null; spread: boolean } | null {
  const roots = new Map<string, Path[]>();
  let weak: Set<string> | null = null;
  let spread = false;
  for (const { key, expression } of spec) {
    if (!changes.touches(expression.deps)) continue;
    const below = expression.path && changes.below(expression.path);
    if (key === null) {
      if (!below) spread = true;
      else for (const [field, ...rest] of below) roots.set(String(field), [...(roots.get(String(field)) ?? []), rest]);
      continue;
    }
    roots.set(key, below && below.length ? below : whole);
    if (changes.onlyWeakly(expression.deps)) (weak ??= new Set()).add(key);
  }
  return roots.size || spread ? { roots, weak, spread } : null;
}

// Slots

function buildSlot(fragment: Fragment): void {
  fragment.name = nameOf(fragment);
  const host = fragment.context.owner.host;
  if (!host || !fragment.context.owner.definition.options.dynamicSlots || !host.compiled.children) return;
  fragment.values = {};
  specValues(fragment.compiled!.spec, fragment, fragment.values);
  // Content of a dynamic slot lives with the slot, but belongs to the user of the component.
  const frame: Frame | null = host.compiled.attributes!.readsSlot ? { p: host.frame, v: slotNames(fragment.values), i: 0 } : host.frame;
  const content = new Fragment(null, host.context, frame, host);
  const nodes = host.compiled.children.nodes.filter((node) => staticSlot(node) === fragment.name);
  const block: CompiledBlock = { nodes, reads: host.compiled.children.reads, hasComponent: true };
  fragment.content = content;
  host.children.push(content);
  build(block, content, host.context, frame);
  if (fragment.context.owner.attached) attachTree(content);
}

function slotNames(values: Record<string, unknown>): Record<string, unknown> {
  const names: Record<string, unknown> = {};
  for (const key in values) names[camelCase(key)] = values[key];
  return names;
}

function staticSlot(node: CompiledNode): string {
  const slot = node.attributes?.node.find((attribute) => attribute.name === 'slot');
  return slot && !slot.dynamic ? toText(slot.value) : '';
}

function updateSlot(fragment: Fragment, changes: Changes): void {
  const { name, spec } = fragment.compiled!;
  const renamed = typeof name !== 'string' && changes.touches(name.deps) && nameOf(fragment) !== fragment.name;
  const { content } = fragment;
  if (renamed) {
    if (content) dropContent(fragment);
    buildSlot(fragment);
    return;
  }
  const touched = content && spec && spec.some(({ expression }) => changes.touches(expression.deps));
  if (!content || !touched) return;
  specValues(spec, fragment, fragment.values!);
  const host = fragment.context.owner.host!;
  if (!host.compiled.attributes!.readsSlot) return;
  content.frame!.v = slotNames(fragment.values!);
  const inside = new Changes(new Map([[`~${host.compiled.depth}`, whole]]));
  updateContent(host, content, inside);
}

function updateContent(host: ElementNode, content: Fragment, changes: Changes): void {
  content.children.forEach((child) => {
    if (child.compiled && changes.touchesAny(child.compiled.reads)) updateNode(child, changes);
  });
}

function dropContent(fragment: Fragment): void {
  const { content } = fragment;
  if (!content) return;
  fragment.content = null;
  const host = fragment.context.owner.host;
  if (host) host.children = host.children.filter((child) => child !== content);
  remove(content);
}

/** Called for every slot of a tree that goes away, so that its content goes with it. */
export function dropSlots(node: SkeletonNode): void {
  if (node instanceof Fragment && node.content) dropContent(node);
  for (const child of node.children) dropSlots(child);
}

// Elements

function buildElement(compiled: CompiledNode, parent: SkeletonNode, context: Context, frame: Frame | null): ElementNode {
  const node = new ElementNode(compiled, context, frame, parent);
  const attributes = compiled.attributes!;
  for (const attribute of attributes.node) setNodeAttribute(node, attribute);
  for (const attribute of attributes.dataset) node.dataset[attribute.name] = attributeValue(attribute, node);
  for (const attribute of attributes.marks) (node.marks ??= {})[attribute.name] = attributeValue(attribute, node);
  if (compiled.kind === COMPONENT) mount(node);
  if (compiled.children && !node.instance?.definition.options.dynamicSlots) build(compiled.children, node, context, frameOfContent(node));
  return node;
}

function frameOfContent(node: ElementNode): Frame | null {
  return node.compiled.attributes!.readsSlot ? { p: node.frame, v: {}, i: 0 } : node.frame;
}

/** Gives a node a component there is already, where it has one for it: a template that is drawn again keeps its components. */
type Take = (node: ElementNode, definition: Definition) => boolean;
let take: Take | null = null;
export function takeWith(given: Take | null): void {
  take = given;
}

/** Passes what its user gives otherwise than on the node before: what the component made of its properties itself stays. */
export function feedAgain(node: ElementNode, instance: Instance, before: ElementNode): void {
  const given = new Map(before.compiled.attributes!.properties.map((attribute) => [attribute.name, attribute]));
  const differs = (attribute: Attribute) => {
    const other = given.get(attribute.name);
    return !other || !part('composition').deepEqual(attributeValue(other, before), attributeValue(attribute, node));
  };
  feed(node, instance, new Map(node.compiled.attributes!.properties.filter(differs).map((attribute) => [attribute, false])));
}

/** Creates the component of a node and gives it what its user wrote on it. */
function mount(node: ElementNode): void {
  const { context, compiled } = node;
  const { owner } = context;
  const definition = definitionFor(owner, compiled.tag);
  if (!definition || take?.(node, definition)) return;
  const instance = createInstance(definition, owner, owner.page, node, genericsFor(owner, compiled.attributes!.generics));
  noteCreated(instance);
  feed(node, instance, null);
}

function attributeValue(attribute: Attribute, node: SkeletonNode): unknown {
  return attribute.dynamic ? value(attribute.dynamic, node) : attribute.value;
}

function setNodeAttribute(node: ElementNode, attribute: Attribute): void {
  const text = toText(attributeValue(attribute, node));
  if (attribute.name === 'id') node.id = text;
  else if (attribute.name === 'class') node.className = text;
  else node.slot = text;
}

/** The declared name of an attribute: `my-prop` is `myProp` unless declared as written. */
function propertyName(instance: Instance, name: string): string | null {
  const { properties } = instance.definition;
  if (properties.has(name)) return name;
  const camel = camelCase(name);
  return properties.has(camel) ? camel : null;
}

/** Passes properties and external classes: all of them, or the given attributes (true: only if the value differs). */
function feed(node: ElementNode, instance: Instance, chosen: Map<Attribute, boolean> | null): void {
  let writes: Write[] | null = null;
  const { externalClasses } = instance.definition;
  for (const attribute of chosen ? chosen.keys() : node.compiled.attributes!.properties) {
    const given = attributeValue(attribute, node);
    const name = propertyName(instance, attribute.name);
    if (name !== null) {
      if (chosen?.get(attribute) && part('composition').deepEqual(instance.data[name], given)) continue;
      (writes ??= []).push([[name], given]);
    }
    if (externalClasses.includes(attribute.name)) {
      const classes = toText(given);
      if (chosen && instance.external?.[attribute.name] === classes) continue;
      (instance.external ??= {})[attribute.name] = classes;
      if (chosen) externalChanged(instance, attribute.name);
    }
  }
  if (writes) applyWrites(instance, writes, true, !chosen);
}

/** What is to be passed once all paths of an update are through: a component hears of one update once. */
type Feeds = Map<ElementNode, Map<Attribute, boolean>>;
const feeds: Feeds[] = [];

/** Updates a tree path by path, as the view does, so that both make components in the same order. */
export function updatePaths(block: CompiledBlock, root: SkeletonNode, paths: readonly Path[]): void {
  const pending: Feeds = new Map();
  feeds.push(pending);
  try {
    for (const path of paths) {
      const changes = Changes.of([path]);
      if (changes.touchesAny(block.reads)) update(block, root, changes);
    }
  } finally {
    feeds.splice(feeds.lastIndexOf(pending), 1);
  }
  for (const [node, attributes] of pending) {
    if (node.instance && !node.instance.detached) feed(node, node.instance, attributes);
  }
}

function noteFeed(node: ElementNode, changes: Changes): void {
  const pending = feeds[feeds.length - 1];
  for (const attribute of node.compiled.attributes!.properties) {
    if (!attribute.dynamic || !changes.touches(attribute.dynamic.deps)) continue;
    let attributes = pending.get(node);
    if (!attributes) pending.set(node, (attributes = new Map()));
    attributes.set(attribute, (attributes.get(attribute) ?? true) && changes.onlyWeakly(attribute.dynamic.deps));
  }
}

function updateElement(node: ElementNode, changes: Changes): void {
  const { compiled } = node;
  const attributes = compiled.attributes!;
  for (const attribute of attributes.node) {
    if (attribute.dynamic && changes.touches(attribute.dynamic.deps)) setNodeAttribute(node, attribute);
  }
  for (const attribute of attributes.dataset) {
    if (attribute.dynamic && changes.touches(attribute.dynamic.deps)) node.dataset[attribute.name] = value(attribute.dynamic, node);
  }
  for (const attribute of attributes.marks) {
    if (attribute.dynamic && changes.touches(attribute.dynamic.deps)) (node.marks ??= {})[attribute.name] = value(attribute.dynamic, node);
  }
  if (node.instance) noteFeed(node, changes);
  if (!compiled.children) return;
  if (!node.instance?.definition.options.dynamicSlots) update(compiled.children, node, changes);
  else for (const content of node.children) if (content instanceof Fragment) updateContent(node, content, changes);
}
