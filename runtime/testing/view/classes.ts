// Class names as the program wrote them: without what style isolation adds (view/scope_class.ts).
// In: class text of a node. Out: the names of the templates. Must not: be used for drawing.
import { blockOf, type Component } from '../../view/components';
import type { ValueNode } from '../../view/blocks/values';

export function writtenClasses(node: Element): string[] {
  const host = (node as ValueNode).$c && `h_${(node as ValueNode).$c!.definition.scope}`;
  const endings = scopesAround(node as ValueNode).map((scope) => `_${scope}`);
  const names = new Set<string>();
  for (const name of node.classList) {
    // What every host of the component has, for its `:host` rules.
    if (name === host) continue;
    const ending = endings.find((one) => name.endsWith(one) && name.length > one.length);
    names.add(ending ? name.slice(0, -ending.length) : name);
  }
  return [...names];
}

/** Of the component that wrote the node, and of those around it, whose names come in as external classes. */
function scopesAround(node: ValueNode): string[] {
  const scopes: string[] = [];
  const own = node.$c;
  if (own) scopes.push(own.definition.scope);
  for (let at: Component | null | undefined = own?.owner ?? blockOf(node)?.c.owner; at; at = at.owner) scopes.push(at.definition.scope);
  return scopes.filter(Boolean);
}
