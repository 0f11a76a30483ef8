// Class names laid over those of the template: hover classes, and what WXS adds and takes away.
// In: a node, names, whose names they are. Out: the node's classes. Must not: lose what the template says meanwhile.
import type { ValueNode } from './blocks/values';
import type { Component } from './components';
import { scopeClass } from './scope_class';

interface Layer {
  /** Classes of the template. */
  base: string;
  add: Set<string>;
  remove: Set<string>;
}

const layers = new WeakMap<ValueNode, Layer>();

export function classNames(owner: Component | null, text: string): string[] {
  const names = text.split(/\s+/).filter(Boolean);
  return owner ? names.flatMap((name) => scopeClass(owner, name).split(' ')) : names;
}

/** Lays class names over those of the template, which may change below. */
export function layer(el: ValueNode | null, owner: Component | null, names: string[], on: boolean): void {
  if (!el) return;
  const over = layerOf(el);
  for (const name of classNames(owner, names.join(' '))) {
    (on ? over.add : over.remove).add(name);
    (on ? over.remove : over.add).delete(name);
  }
  el.$k!(over.base);
}

/** Takes a hover class away: the node is back at what the template and WXS say. */
export function unlayer(el: ValueNode, owner: Component | null, name: string): void {
  const over = layerOf(el);
  for (const one of classNames(owner, name)) over.add.delete(one);
  el.$k!(over.base);
  if (over.add.size || over.remove.size) return;
  layers.delete(el);
  el.$k = undefined;
}

function layerOf(el: ValueNode): Layer {
  let over = layers.get(el);
  if (!over) {
    const made: Layer = (over = { base: el.className, add: new Set(), remove: new Set() });
    layers.set(el, over);
    el.$k = (base) => {
      made.base = base;
      el.className = base;
      el.classList.remove(...made.remove);
      el.classList.add(...made.add);
    };
  }
  return over;
}
