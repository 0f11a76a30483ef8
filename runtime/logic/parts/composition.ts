// What a definition is composed of beyond data and functions: properties, observers, behaviors, relations, chains of calls.
// In: definitions and instances. Out: definitions, values of properties, calls of observers, links. Must not: hold anything but exports.
export { defineBehavior } from '../behavior';
export { createChain, initialise } from '../chain';
export { compose } from '../compose';
export { deepEqual } from '../equal';
export { flagObservers, runObservers } from '../observers';
export { convert } from '../properties';
export { relationNodes, relationsAttached, relationsDetached, relationsMoved } from '../relations';
