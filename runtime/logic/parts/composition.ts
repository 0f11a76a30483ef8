// Components composed by chains of calls and by relations.
// In: definitions and instances. Out: chains, links. Must not: hold anything but exports.
export { createChain, initialise } from '../chain';
export { relationNodes, relationsAttached, relationsDetached, relationsMoved } from '../relations';
