// Data as templates see it. In: an instance. Out: its data without what is pure. Must not: copy.
import type { Instance } from '../instance';

/** Templates read pure data as undefined. */
export function templateData(instance: Instance): any {
  if (!instance.pureData) return instance.data;
  return new Proxy(instance.data, { get: (data, key) => (typeof key === 'string' && instance.isPure(key) ? undefined : (data as any)[key]) });
}
