// Nodes of an instantiated skeleton: what stands where, for events, selectors, relations and life cycles.
// In: compiled nodes. Out: the tree of one page, component trees nested in it. Must not: evaluate or update (update.ts does).
import type { Frame, WxsModules } from '../../shared/expression';
import type { Instance } from '../instance';
import type { CompiledForm, CompiledNode, EventBinding } from './form';

/** What a template's expressions see: shared by all nodes of one scope tree. */
export interface Context {
  owner: Instance;
  form: CompiledForm;
  d: any;
  w: WxsModules;
  /** Roots of `d` by template call, for contexts of `<template>` bodies. */
  template: boolean;
}

/** A node without a box of its own: branch, list, row, template, slot, or the root of a component's tree. */
export class Fragment {
  children: SkeletonNode[] = [];
  constructor(
    readonly compiled: CompiledNode | null,
    readonly context: Context,
    public frame: Frame | null,
    public parent: SkeletonNode | null,
  ) {}
  /** Index of the branch shown, of an `if`. */
  branch = -1;
  /** Rows of a `for`. */
  keys: unknown[] = [];
  /** Name of the template shown, or of the slot. */
  name = '';
  /** Context of the template body, or values of a slot. */
  inner: Context | null = null;
  values: Record<string, unknown> | null = null;
  /** Content made for a dynamic slot, standing below the host. */
  content: Fragment | null = null;
}

/** A component, or a native element around components. */
export class ElementNode {
  children: SkeletonNode[] = [];
  instance: Instance | null = null;
  id = '';
  className = '';
  slot = '';
  dataset: Record<string, unknown> = {};
  marks: Record<string, unknown> | null = null;
  /** Handlers whose name is bound, by binding. */
  handlers: Map<EventBinding, unknown> | null = null;
  constructor(
    readonly compiled: CompiledNode,
    readonly context: Context,
    public frame: Frame | null,
    public parent: SkeletonNode | null,
  ) {}
}

export type SkeletonNode = Fragment | ElementNode;

/** Nearest element above, in the tree of the same owner. */
export function parentElement(node: SkeletonNode): ElementNode | null {
  for (let at = node.parent; at; at = at.parent) if (at instanceof ElementNode) return at;
  return null;
}

/** Visits the elements of one owner's tree in document order; `visit` returns false to skip what is below. */
export function walk(node: SkeletonNode, visit: (element: ElementNode) => boolean | void): void {
  for (const child of node.children) {
    if (child instanceof ElementNode && visit(child) === false) continue;
    walk(child, visit);
  }
}

/** Visits all instances below an instance, parents first: host, its shadow tree, then what is slotted into it. */
export function walkInstances(root: SkeletonNode, visit: (instance: Instance) => void): void {
  for (const child of [...root.children]) {
    if (child instanceof ElementNode && child.instance) {
      visit(child.instance);
      if (child.instance.root) walkInstances(child.instance.root, visit);
    }
    walkInstances(child, visit);
  }
}

/** Visits instances children first: what is slotted, then the shadow tree, then the host. */
export function walkInstancesUp(root: SkeletonNode, visit: (instance: Instance) => void): void {
  for (const child of [...root.children]) {
    walkInstancesUp(child, visit);
    if (child instanceof ElementNode && child.instance) {
      if (child.instance.root) walkInstancesUp(child.instance.root, visit);
      visit(child.instance);
    }
  }
}

/** The slot of a component that shows a light child named `slot`. */
export function findSlot(root: SkeletonNode, name: string): Fragment | null {
  for (const child of root.children) {
    if (child instanceof Fragment && child.compiled?.kind === 6 && child.name === name) return child;
    const found = findSlot(child, name);
    if (found) return found;
  }
  return null;
}
