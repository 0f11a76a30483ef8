// Which component a tag means: generics, `usingComponents`, placeholders.
// In: tags as a component's template writes them. Out: definitions. Must not: create instances.
import { complainOnce, define } from '../components';
import type { Definition } from '../definition';
import type { Instance } from '../instance';
import { hasModule } from '../modules';
import { componentEntry, own } from '../program';

/** Path of the component `tag` means in the template of `owner`. */
export function resolveTag(owner: Instance, tag: string): string | null {
  const entry = componentEntry(owner.definition.path);
  return named(owner.generics, tag) || named(entry?.using, tag) || named(entry?.generics, tag) || null;
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

/** The definition to mount at a tag; its placeholder's where its module is not there; null draws an empty host. */
export function definitionFor(owner: Instance, tag: string): Definition | null {
  const path = resolveTag(owner, tag);
  if (!path) return null;
  const definition = define(path);
  if (definition) return definition;
  // A module that failed has said so already.
  if (!hasModule(`${path}.js`)) complainOnce(`component "${path}" (<${tag}> in ${owner.definition.path}) is not found`);
  const placeholder = named(componentEntry(owner.definition.path)?.placeholder, tag);
  const standIn = placeholder === undefined ? null : resolveTag(owner, placeholder);
  return standIn ? define(standIn) : null;
}

/** What a map of the program's names says of one; `constructor` is a name like any other. */
function named(map: Record<string, string> | null | undefined, name: string): string | undefined {
  return map ? own(map, name) : undefined;
}
