// Behaviors: reusable parts of components. In: what `Behavior()` is given. Out: objects that `behaviors: [...]` names.
// Must not: merge (compose.ts does).

export type DefinitionFilter = (definition: any, filters: DefinitionFilter[]) => void;

/** What `init` of the chain form is given: see chain.ts. */
export type Init = (context: any) => unknown;
/** Where options carry their `init` functions: no program can name it. */
export const INITS = Symbol('inits');

export class Behavior {
  constructor(readonly options: Record<PropertyKey, any>) {}
}

/** What `Behavior(options)` does: filters of the behaviors it uses see it first. */
export function defineBehavior(options: any): Behavior {
  const given = typeof options === 'object' && options !== null ? options : {};
  applyFilters(given);
  return new Behavior(given);
}

/** Calls `definitionFilter` of each behavior used directly; each gets the filters of the behaviors it uses itself. */
export function applyFilters(definition: any): void {
  for (const behavior of usedBehaviors(definition)) {
    if (behavior instanceof Behavior && typeof behavior.options.definitionFilter === 'function') {
      behavior.options.definitionFilter(definition, filtersOf(behavior));
    }
  }
}

function filtersOf(behavior: Behavior): DefinitionFilter[] {
  const filters: DefinitionFilter[] = [];
  for (const used of usedBehaviors(behavior.options)) {
    if (used instanceof Behavior && typeof used.options.definitionFilter === 'function') {
      filters.push((definition) => used.options.definitionFilter(definition, filtersOf(used)));
    }
  }
  return filters;
}

export function usedBehaviors(definition: any): (Behavior | string)[] {
  const list = definition?.behaviors;
  return Array.isArray(list) ? list.filter((behavior) => behavior instanceof Behavior || typeof behavior === 'string') : [];
}
