// Which component a tag means: generics, `usingComponents`, placeholders; and loading those that are not here yet.
// In: tags as a component's template writes them. Out: definitions. Must not: create instances.
import { emitAppEvent } from '../app';
import { complainOnce, define } from '../components';
import type { Definition } from '../definition';
import { reportError } from '../errors';
import type { Instance } from '../instance';
import { hasModule, loadPackageOf } from '../modules';
import { componentEntry } from '../program';
import { remount } from './update';
import type { ElementNode, SkeletonNode } from './tree';

/** Path of the component `tag` means in the template of `owner`. */
export function resolveTag(owner: Instance, tag: string): string | null {
  const entry = componentEntry(owner.definition.path);
  return owner.generics?.[tag] || entry?.using?.[tag] || entry?.generics?.[tag] || null;
}

/** The generics a component receives: names of the user's components become paths. */
export function genericsFor(owner: Instance, given: Record<string, string> | null): Record<string, string> | null {
  if (!given) return null;
  const generics: Record<string, string> = {};
  for (const name in given) {
    const path = resolveTag(owner, given[name]);
    if (path) generics[name] = path;
  }
  return generics;
}

/** The definition to mount at `node`; a placeholder while its package is not loaded; null draws an empty host. */
export function definitionFor(owner: Instance, tag: string, node: ElementNode): Definition | null {
  const path = resolveTag(owner, tag);
  if (!path) return null;
  const definition = define(path);
  if (definition) return definition;
  const placeholder = componentEntry(owner.definition.path)?.placeholder?.[tag];
  const loading = loadPackageOf(path);
  if (!loading) {
    // A module that failed has said so already.
    if (!hasModule(`${path}.js`)) complainOnce(`component "${path}" (<${tag}> in ${owner.definition.path}) is not found`);
  } else {
    if (placeholder === undefined) complainOnce(`component "${path}" (<${tag}> in ${owner.definition.path}) is not loaded yet and has no placeholder`);
    loading.then(() => {
      // The node may be gone, or its owner, by the time the package is here.
      if (!owner.detached && isStanding(node) && define(path)) remount(node);
    }, (error) => {
      emitAppEvent('lazyLoadError', { type: 'subpackage', subpackage: [path], errMsg: 'loadSubpackage: fail' });
      reportError(error);
    });
  }
  const standIn = placeholder === undefined ? null : resolveTag(owner, placeholder);
  return standIn ? define(standIn) : null;
}

function isStanding(node: ElementNode): boolean {
  for (let at: ElementNode | SkeletonNode = node; at.parent; at = at.parent) {
    if (!at.parent.children.includes(at)) return false;
  }
  return true;
}
