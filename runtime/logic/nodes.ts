// How API groups make the objects of elements that programs hold: canvas nodes, video contexts (node_objects.ts asks them to).
// In: makers of groups. Out: makers by kind. Must not: know any group.
import type { NodeReference } from '../api/host';

export const nodeMakers = new Map<string, (value: any, reference: NodeReference) => object>();
