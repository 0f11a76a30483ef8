// Slots: where light content is shown. The content belongs to the component's owner; here it only gets its place.
// In: slot ops of a component's tree, light blocks. Out: nodes before slot anchors; in dynamic mode one content a slot.
// Must not: destroy light content because a slot went away (except dynamic content, which lives with its slot).
import { toText } from '../shared/expression';
import { pathsTouch, type Path } from '../shared/path';
import { onSettle } from './batch';
import { build, destroy, eachRoot, remove, specValues, touch, touchSpec, valueOf, type Block } from './blocks/block';
import type { Op } from './blocks/template';
import type { Component } from './components';
import type { BlockRecord } from './hydrate';

export interface SlotState {
  component: Component;
  anchor: Comment;
  name: string;
  values: any;
  /** Content of its own, in dynamic mode. */
  content: Block | null;
}

/** `record`: of the content that the document has in this slot, in dynamic mode. */
export function initSlot(b: Block, op: Op, record: BlockRecord | 0 | null): void {
  const component = b.c.owner;
  const state: SlotState = {
    component,
    anchor: b.n[op.n],
    name: op.e ? toText(valueOf(b, op.e)) : op.name,
    values: op.spec ? specValues(b, op.spec) : null,
    content: null,
  };
  b.n[op.v] = state;
  component.slots.push(state);
  if (component.definition.dynamicSlots) fill(state, record, b.$first);
  else if (component.light) placeSlots(component);
}

/** Dynamic mode: the content is built for this slot, with its values as a frame. */
function fill(state: SlotState, record: BlockRecord | 0 | null = null, base = 0): void {
  const { component } = state;
  const light = component.at?.op.blocks[0];
  if (!light) return;
  const { b } = component.at!;
  const content = (state.content = build(light, b.c, b.s, state.values ?? {}, 0, null, record, base));
  if (record) return;
  state.anchor.parentNode!.insertBefore(content.n[0], state.anchor);
  eachRoot(content, (node, slot) => slotName(node, slot) === state.name || node.remove());
}

export function touchSlot(b: Block, op: Op, root: string, path: Path): void {
  const state: SlotState = b.n[op.v];
  if (op.e && op.e.deps.some((dep) => dep.root === root && pathsTouch(dep.path, path))) {
    const name = toText(valueOf(b, op.e));
    if (name !== state.name) {
      state.name = name;
      if (state.content) {
        remove(state.content);
        fill(state);
      } else placeSlots(state.component);
    }
  }
  if (!op.spec) return;
  touchSpec(b, op.spec, state.values, root, path, undefined, (name, rest) => {
    const { content } = state;
    if (!content) return;
    if (content.t.frame >= 0) touch(content, `~${content.t.frame}`, [name, ...rest]);
  });
}

export function destroySlot(state: SlotState): void {
  const { component, content } = state;
  if (content) destroy(content);
  const at = component.slots.indexOf(state);
  if (at >= 0) component.slots.splice(at, 1);
  if (component.ended || !component.light) return;
  const nodes: ChildNode[] = [];
  slotNodes(state, (node) => nodes.push(node), true);
  component.holder!.append(...nodes);
  placeSlots(component);
}

/** The nodes now shown in a slot. */
export function slotRoots(state: SlotState, visit: (node: ChildNode) => void): void {
  if (state.content) {
    eachRoot(state.content, (node, slot) => slotName(node, slot) === state.name && visit(node));
  } else slotNodes(state, visit, false);
}

function slotNodes(state: SlotState, visit: (node: ChildNode) => void, gone: boolean): void {
  const { component } = state;
  if (!component.light || (!gone && !component.slots.includes(state))) return;
  const parent = state.anchor.parentNode;
  eachRoot(component.light, (node, slot) => {
    if (node.parentNode === parent && (!component.definition.multipleSlots || slotName(node, slot) === state.name)) visit(node);
  });
}

function slotName(node: ChildNode, inherited: string | null): string {
  return (node.nodeType === 1 && inherited === null ? (node as Element).getAttribute('slot') : inherited) ?? '';
}

const unplaced = new Set<Component>();

/** The light content of a component must be placed again when the change is complete. */
export function placeSlots(component: Component): void {
  if (component.built) unplaced.add(component);
}

onSettle(() => {
  for (const component of unplaced) {
    unplaced.delete(component);
    if (!component.ended) distribute(component);
  }
});

/** Puts every light node before the anchor of its slot, in order; nodes already there are not touched. */
export function distribute(component: Component): void {
  const { light, slots, definition } = component;
  if (!light) return;
  if (slots.length > 1) slots.sort((a, z) => (a.anchor.compareDocumentPosition(z.anchor) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1));
  const targets = new Map<string, SlotState>();
  for (const slot of slots) if (!targets.has(slot.name)) targets.set(slot.name, slot);
  const shown = new Map<SlotState, ChildNode[]>();
  const hidden: ChildNode[] = [];
  eachRoot(light, (node, slot) => {
    const target = definition.multipleSlots ? targets.get(slotName(node, slot)) : slots[0];
    if (!target) hidden.push(node);
    else if (shown.has(target)) shown.get(target)!.push(node);
    else shown.set(target, [node]);
  });
  for (const [target, nodes] of shown) {
    const parent = target.anchor.parentNode!;
    let ref: ChildNode = target.anchor;
    for (let i = nodes.length - 1; i >= 0; i--) {
      if (nodes[i]!.nextSibling !== ref || nodes[i]!.parentNode !== parent) parent.insertBefore(nodes[i]!, ref);
      ref = nodes[i]!;
    }
  }
  for (const node of hidden) if (node.parentNode !== component.holder) component.holder!.append(node);
}
