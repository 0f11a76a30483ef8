// Documented names this host cannot do: they exist, are listed, and fail in words. In: nothing. Out: members of wx. Must not: return undefined in silence.

import { ApiFailure, type LogicApiHost } from '../host';
import type { Names } from '../names/logic';

export default function rest(host: LogicApiHost): void {
  const { memberNames, groupOf } = host.use<Names>('names');
  const names = memberNames().filter((name) => groupOf(name) === 'rest');
  const asynchronous: string[] = [];
  for (const name of names) {
    if (name.startsWith('on')) host.event(name, names.includes(`off${name.slice(2)}`) ? `off${name.slice(2)}` : undefined);
    else if (name.startsWith('off')) continue;
    else if (/^(create|get\w+(System|Manager)$|postMessage|requestAppleSubscribeSign)/.test(name)) refuse(name);
    else if (name !== 'isVKSupport' && name !== 'checkIsPictureInPictureActive') asynchronous.push(name);
  }
  host.unsupported(asynchronous);
  host.synchronous('isVKSupport', () => false);
  host.synchronous('checkIsPictureInPictureActive', () => false);

  /** Synchronous members: the caller gets an Error instead of an object. */
  function refuse(name: string): void {
    host.synchronous(name, () => {
      throw new ApiFailure('not supported', { errno: 100 });
    });
  }
}
