// Definitions with more than data and functions: behaviors, properties, observers, relations.
// In: options objects. Out: a definition with all of them merged. Must not: create instances or run life cycles.
import { applyFilters, Behavior, INITS, usedBehaviors } from './behavior';
import { mergeMembers, type Definition } from './definition';
import { compileObserver } from './observers';
import { propertyDefinition } from './properties';

const relationTypes = new Set(['parent', 'child', 'ancestor', 'descendant']);

export function compose(definition: Definition, options: Record<string, any>): void {
  applyFilters(options);
  merge(definition, options);
}

/** Behaviors first, so that what comes later wins; each behavior takes part once. */
function merge(definition: Definition, options: Record<string, any>, ofPage?: boolean): void {
  for (const behavior of usedBehaviors(options)) {
    if (definition.behaviors.has(behavior)) continue;
    definition.behaviors.add(behavior);
    if (behavior instanceof Behavior) merge(definition, behavior.options, false);
    else if (behavior === 'wx://form-field') {
      definition.properties.set('name', propertyDefinition('name', String));
      definition.properties.set('value', propertyDefinition('value', null));
    }
  }
  for (const name in options.properties) definition.properties.set(name, propertyDefinition(name, options.properties[name]));
  mergeMembers(definition, options, ofPage);
  for (const key in options.observers) definition.observers.push(compileObserver(key, options.observers[key]));
  mergeRelations(definition, options.relations);
  definition.inits.push(...((options as Record<PropertyKey, any>)[INITS] ?? []));
}

function mergeRelations(definition: Definition, relations: any): void {
  for (const key in relations) {
    const relation = relations[key];
    if (!relation || !relationTypes.has(relation.type)) {
      console.warn(`${definition.path}: relation "${key}" has no valid type`);
      continue;
    }
    definition.relations.push({
      key,
      type: relation.type,
      target: relation.target,
      linked: relation.linked,
      linkChanged: relation.linkChanged,
      unlinked: relation.unlinked,
    });
  }
}
