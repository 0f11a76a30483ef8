// What the view must hear of beside data: components that come and go, external classes. In: instances. Out: parts of update groups.
// Must not: tell of an instance whose owner the view does not know: it comes with the owner's first render.
import type { Instance } from '../instance';
import { structuralGroup } from '../update_queue';

/** A new component; the view hears of it when it knows the owner, else with the owner's first render. */
export function noteCreated(instance: Instance): void {
  if (instance.owner?.sent) structuralGroup(instance).creates.push(instance);
}

export function noteDestroyed(instance: Instance): void {
  if (instance.owner?.sent) structuralGroup(instance).destroys.push(instance);
}

export function externalChanged(instance: Instance, name: string): void {
  if (instance.sent) (structuralGroup(instance).externals ??= new Map()).set(`${instance.number} ${name}`, { instance, name });
}
