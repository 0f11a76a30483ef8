// Objects of elements that programs hold: canvas nodes, video contexts. API groups say how to make them.
// In: `{kind, value, node}` as the view answers. Out: the group's object. Must not: know any group.
import { NODES } from '../api/node_groups';
import { nodeMakers } from './nodes';
import { loadGroup } from './wx';

/** One object a node, so that programs can compare them. */
const known = new Map<number, WeakRef<object>>();

export function nodeObject(answer: { kind: string; value?: unknown; node?: number }): unknown {
  const { kind, value, node } = answer;
  const old = node === undefined ? undefined : known.get(node)?.deref();
  if (old) return old;
  if (!nodeMakers.has(kind) && NODES[kind]) loadGroup(NODES[kind]);
  const make = nodeMakers.get(kind);
  const object = make ? make(value, { node }) : (value ?? {});
  if (node !== undefined && typeof object === 'object' && object !== null) known.set(node, new WeakRef(object));
  return object;
}
