// What only components can add to an event of the view: their marks, and their part in forms.
// In: what the view found. Out: the event's `mark` and `detail`. Must not: call handlers.
import { applyWrites, instanceByNumber } from '../instance';

/** Components with `wx://form-field` take part in forms: their `value` is submitted under their `name`, and reset. */
export function completeForm(type: string, components: readonly number[], rest: any): object {
  const fields: Record<string, unknown> = {};
  for (const number of components) {
    const field = instanceByNumber(number);
    if (!field || !field.definition.behaviors.has('wx://form-field')) continue;
    if (type === 'submit') {
      if (field.data.name) fields[field.data.name] = field.data.value;
    } else applyWrites(field, [[['value'], field.initialValue]], false);
  }
  if (type === 'submit') rest.value = { ...fields, ...rest.value };
  return rest;
}

/** Marks of component hosts are known here only; what the view found nearer to the target wins over them. */
export function completeMarks(components: readonly number[], own: Record<string, unknown>): Record<string, unknown> {
  const merged: Record<string, unknown> = {};
  for (const number of [...components].reverse()) Object.assign(merged, instanceByNumber(number)?.host?.marks);
  return { ...merged, ...own };
}
