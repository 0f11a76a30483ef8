// Nodes of the view as objects in the logic realm, where tests run: each member is asked for when it is used.
// In: numbers of nodes. Out: objects that behave like nodes. Must not: keep anything of a node but its number.
import { ask } from './channel';

const NODE = Symbol('node');

export interface RemoteNode {
  [NODE]: number;
  [member: string]: any;
}

const known = new Map<number, RemoteNode>();

export function remoteNode(node: number): RemoteNode {
  let remote = known.get(node);
  if (!remote) known.set(node, (remote = new Proxy({ [NODE]: node } as RemoteNode, handler)));
  return remote;
}

export function numberOf(remote: RemoteNode): number {
  return remote[NODE];
}

const handler: ProxyHandler<RemoteNode> = {
  get(target, member) {
    if (typeof member === 'symbol') return member === NODE ? target[NODE] : undefined;
    // An awaited value, and one that is printed, are asked whether they are what they are not.
    if (member === 'then' || member === 'toJSON' || member === 'asymmetricMatch' || member === '$$typeof') return undefined;
    const value = reach(target[NODE], 'get', member);
    return value?.$function ? (...args: unknown[]) => decode(reach(target[NODE], 'call', member, args)) : decode(value);
  },
  set(target, member, value) {
    reach(target[NODE], 'set', String(member), [value]);
    return true;
  },
};

function reach(node: number, kind: 'get' | 'set' | 'call', name: string, args: unknown[] = []): any {
  return ask('reach', { node, kind, name, args: args.map(encode) });
}

function encode(value: any): unknown {
  const node = typeof value === 'object' && value !== null ? value[NODE] : undefined;
  return node === undefined ? value : { $node: node };
}

function decode(value: any): any {
  if (Array.isArray(value)) return nodeList(value.map(decode));
  if (typeof value !== 'object' || value === null) return value;
  if ('$node' in value) return remoteNode(value.$node);
  if ('$style' in value) return { ...value.$style, getPropertyValue: (name: string) => value.$style[name] ?? '' };
  return value;
}

/** Lists of a document: `contains` and `item` beside what arrays have. */
function nodeList(list: any[]): any[] {
  const methods = { contains: (name: unknown) => list.includes(name), item: (index: number) => list[index] ?? null };
  for (const [name, value] of Object.entries(methods)) Object.defineProperty(list, name, { value });
  return list;
}
