// What is known of the attributes of built-in elements: by flat name, and which of them are switches.
// In: definitions of elements. Out: tables made once. Must not: read or write nodes.

import { flat } from './blocks/parse';
import type { AttributeDefinition, ElementDefinition } from './element';
import { definitionOf } from './registry';

/** Attribute definitions by flat name, once for each element definition. */
const attributesOf = new WeakMap<ElementDefinition, Map<string, { name: string; definition: AttributeDefinition }>>();

export function attributeTable(definition: ElementDefinition): Map<string, { name: string; definition: AttributeDefinition }> {
  let table = attributesOf.get(definition);
  if (!table) {
    table = new Map();
    for (const name in definition.attributes) table.set(flat(name), { name, definition: definition.attributes[name]! });
    attributesOf.set(definition, table);
  }
  return table;
}

/** Whether the attribute only tells yes or no, so that an empty text, 0 and NaN are a no. */
export function isSwitch(el: Element, key: string): boolean {
  if (key === 'hidden') return true;
  const definition = definitionOf(el);
  return !!definition && attributeTable(definition).get(key)?.definition.type === 'boolean';
}
