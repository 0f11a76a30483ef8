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

/** Visits the elements of one owner's tree in document order; `visit` returns false to skip what is below. */
export function walk(node: SkeletonNode, visit: (element: ElementNode) => boolean | void): void {
  for (const child of node.children) {
    if (child instanceof ElementNode && visit(child) === false) continue;
    walk(child, visit);
  }
}
