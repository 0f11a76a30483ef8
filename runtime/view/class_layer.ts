// Class names laid over those of the template: hover classes, and what WXS adds and takes away.
// In: a node, names, whose names they are. Out: the node's classes. Must not: lose what the template says meanwhile.
import { setClass, type ValueNode } from './blocks/values';
import type { Component } from './components';
import { scopeClass } from './scope_class';

export function classNames(owner: Component | null, text: string): string[] {
  const names = text.split(/\s+/).filter(Boolean);
  return owner ? names.flatMap((name) => scopeClass(owner, name).split(' ')) : names;
}

/** Lays class names over those of the template, which may change below. */
export function layer(el: ValueNode | null, owner: Component | null, names: string[], on: boolean): void {
  if (!el) return;
  const over = (el.$k ??= { base: el.className, add: new Set(), remove: new Set() });
  for (const name of classNames(owner, names.join(' '))) {
    (on ? over.add : over.remove).add(name);
    (on ? over.remove : over.add).delete(name);
  }
  setClass(el, over.base);
}
