// `relations` between components: who is linked to whom, and the callbacks when that changes.
// In: attached, moved and detached instances. Out: `linked`, `linkChanged`, `unlinked`, and the nodes of a relation in document order.
// Must not: link unless both sides declare the relation.
import { Behavior } from './behavior';
import type { RelationDefinition } from './definition';
import { callMember, type Instance } from './instance';
import { parentElement } from './skeleton/lookup';
import { walk } from './skeleton/tree';

interface Link {
  upper: Instance;
  lower: Instance;
  /** The relation as each side declares it. */
  upperSide: RelationDefinition;
  lowerSide: RelationDefinition;
}

const links = new WeakMap<Instance, Set<Link>>();

function linksOf(instance: Instance): Set<Link> {
  let set = links.get(instance);
  if (!set) links.set(instance, (set = new Set()));
  return set;
}

/** Links the instance to what stands above it; what stands below links itself when it is attached. */
export function relationsAttached(instance: Instance): void {
  const { relations } = instance.definition;
  if (!relations.length) return;
  for (const relation of relations) {
    if (relation.type !== 'parent' && relation.type !== 'ancestor') continue;
    const link = findUpper(instance, relation);
    if (!link) continue;
    linksOf(link.upper).add(link);
    linksOf(instance).add(link);
    tell(link, 'linked');
  }
}

export function relationsDetached(instance: Instance): void {
  const set = links.get(instance);
  if (!set) return;
  links.delete(instance);
  for (const link of set) {
    links.get(link.upper)?.delete(link);
    links.get(link.lower)?.delete(link);
    tell(link, 'unlinked');
  }
}

export function relationsMoved(instance: Instance): void {
  for (const link of [...(links.get(instance) ?? [])]) if (link.lower === instance) tell(link, 'linkChanged');
}

/** Both sides hear: the one above first. */
function tell(link: Link, event: 'linked' | 'linkChanged' | 'unlinked'): void {
  callMember(link.upper, link.upperSide[event], [link.lower.object], `relation ${event}`);
  callMember(link.lower, link.lowerSide[event], [link.upper.object], `relation ${event}`);
}

/** The nearest component above (any depth for `ancestor`) that is the target and declares the opposite. */
function findUpper(instance: Instance, relation: RelationDefinition): Link | null {
  if (!instance.host) return null;
  const opposite = relation.type === 'parent' ? 'child' : 'descendant';
  for (let at = parentElement(instance.host); at; at = parentElement(at)) {
    const upper = at.instance;
    if (!upper) continue;
    if (isTarget(upper, relation, instance)) {
      const upperSide = upper.definition.relations.find((other) => other.type === opposite && isTarget(instance, other, upper));
      if (upperSide) return { upper, lower: instance, upperSide, lowerSide: relation };
    }
    if (relation.type === 'parent') return null;
  }
  return null;
}

/** By behavior when the relation names one, else by path relative to the component that declares it. */
function isTarget(candidate: Instance, relation: RelationDefinition, from: Instance): boolean {
  if (relation.target instanceof Behavior) return candidate.definition.behaviors.has(relation.target);
  const path = typeof relation.target === 'string' ? relation.target : relation.key;
  const resolved = resolvePath(from.definition.path, path);
  const own = candidate.definition.path;
  return own === resolved || own === `${resolved}/index`;
}

function resolvePath(from: string, path: string): string {
  if (path.startsWith('/')) return path.slice(1);
  const parts = from.split('/').slice(0, -1);
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}

/** `getRelationNodes(key)`: in document order. */
export function relationNodes(instance: Instance, key: unknown): Instance[] {
  const relation = instance.definition.relations.find((other) => other.key === key);
  if (!relation) return [];
  const found = new Set<Instance>();
  for (const link of links.get(instance) ?? []) {
    if (link.upperSide === relation && link.upper === instance) found.add(link.lower);
    else if (link.lowerSide === relation && link.lower === instance) found.add(link.upper);
  }
  if (found.size < 2 || !instance.host) return [...found];
  const ordered: Instance[] = [];
  const visit = (element: import('./skeleton/tree').ElementNode): void => {
    if (element.instance && found.has(element.instance)) ordered.push(element.instance);
  };
  walk(instance.host, visit);
  return ordered;
}
