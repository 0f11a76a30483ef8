// Two-way bindings (`model:`) on hosts of components. In: what a component set on itself. Out: writes to its user's data.
// Must not: be asked where the host has no such binding.
import type { Path } from '../../shared/path';
import { applyWrites, type Instance } from '../instance';
import { Fragment, type ElementNode, type SkeletonNode } from './tree';

/** Two-way bindings on the host: what the component set on itself goes to its user. */
export function writeBack(instance: Instance, host: ElementNode, written: readonly Path[]): void {
  for (const model of host.compiled.attributes!.models) {
    const name = instance.definition.properties.has(model.name) ? model.name : model.name.replace(/-+([^-])/g, (_, letter: string) => letter.toUpperCase());
    if (!written.some((path) => path[0] === name)) continue;
    const target = modelPath(model.expression.path, host);
    if (target) applyWrites(host.context.owner, [[target, instance.data[name]]], false);
  }
}

/** A bound path in data: loop items are found through the list they come from. */
function modelPath(bound: { root: string; path: Path } | null, host: ElementNode): Path | null {
  if (!bound || host.context.template) return null;
  if (!/^[~#]/.test(bound.root)) return [bound.root, ...bound.path];
  if (bound.root[0] === '#') return null;
  const depth = Number(bound.root.slice(1));
  for (let at: SkeletonNode | null = host.parent; at; at = at.parent) {
    const list = at.parent;
    if (at instanceof Fragment && !at.compiled && list instanceof Fragment && list.compiled?.depth === depth && list.compiled.expression) {
      const above = modelPath(list.compiled.expression.path, host);
      return above && at.frame ? [...above, at.frame.i, ...bound.path] : null;
    }
  }
  return null;
}
