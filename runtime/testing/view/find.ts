// Nodes by the selectors of mini programs, as `selectComponent` has them, native nodes too, and virtual hosts, which are not in the document.
// In: a component or a node, a selector. Out: what was found, in document order. Must not: find what another component's template wrote but past `>>>`.
import { blockOf, components, type Component } from '../../view/components';
import type { ValueNode } from '../../view/blocks/values';
import { select, translate } from '../../view/selector';
import type { Found } from '../protocol';
import { contentOf, numberOf } from './nodes';

/** In what the component `scope` wrote. */
export function find(scope: number, selector: string): Found[] {
  const component = components.get(scope);
  if (!component) return [];
  return described(selector.split(',').flatMap((part) => through([component], part.split('>>>'))));
}

/** Below a node that is no component. */
export function findFrom(node: HTMLElement, selector: string): Found[] {
  const owner = blockOf(node)?.c.owner;
  return owner ? described(through([owner], selector.split('>>>')).filter((el) => node !== el && node.contains(el))) : [];
}

function through([scope]: [Component], steps: string[]): ValueNode[] {
  let found = within(scope, steps[0]!);
  for (const step of steps.slice(1)) found = found.flatMap((el) => below(el, step.trim()));
  return found;
}

function within(scope: Component, selector: string): ValueNode[] {
  return [...(select(scope, selector, false) as ValueNode[]), ...virtual(selector, (owner) => owner === scope)];
}

/** Everything inside: of a component's host what stands in its tree and in trees below, of another node what it holds. */
function below(el: ValueNode, selector: string): ValueNode[] {
  const host = el.$c;
  const inside = (owner: Component | null): boolean => !!owner && (owner === host || inside(owner.owner));
  const scopes = [...components.values()].filter(inside);
  const drawn = host ? scopes.flatMap((scope) => select(scope, selector, false)) : [];
  const inDocument = contentOf(el).flatMap((node) => (node instanceof HTMLElement ? [node, ...node.querySelectorAll<HTMLElement>('*')] : []));
  const held = inDocument.filter((node) => node.localName.includes('-') && matches(node, selector));
  const content = contentOf(el);
  const isHeld = ({ anchor }: Component) => content.some((node) => node.contains(anchor));
  return [...new Set([...drawn, ...held, ...virtual(selector, (owner, component) => inside(owner) || isHeld(component))])] as ValueNode[];
}

function matches(node: HTMLElement, selector: string): boolean {
  const owner = blockOf(node)?.c.owner;
  return !!owner && node.matches(translate(owner, selector) || ':not(*)');
}

function virtual(selector: string, isWanted: (owner: Component, component: Component) => boolean): ValueNode[] {
  const hosts: ValueNode[] = [];
  for (const component of components.values()) {
    const { owner, host, anchor } = component;
    if (!anchor || !owner || !host || !isWanted(owner, component)) continue;
    if (host.matches(translate(owner, selector) || ':not(*)')) hosts.push(host);
  }
  return hosts;
}

function described(nodes: ValueNode[]): Found[] {
  const place = (node: ValueNode): Node => node.$c?.anchor ?? node;
  const order = [...new Set(nodes)].sort((one, other) => (place(one).compareDocumentPosition(place(other)) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1));
  return order.map((node) => ({
    node: numberOf(node),
    tag: node.localName.replace(/^wx-/, ''),
    component: node.$c?.id,
    owner: blockOf(node)?.c.owner.id ?? node.$c?.owner?.id ?? 0,
  }));
}
