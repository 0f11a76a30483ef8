// Advertisements: the objects are there, no unit ever fills. In: a unit's id. Out: objects that fail with the documented code. Must not: show anything.

import type { LogicApiHost } from '../host';
import { ApiFailure } from '../host';
import { listeners } from '../method';

/** 1004: no suitable advertisement; 1002: the unit's id is wrong. */
const NO_FILL = { errMsg: 'no advertisement', errCode: 1004 };
const BAD_UNIT = { errMsg: 'invalid adUnitId', errCode: 1002 };

export default function ad(host: LogicApiHost): void {
  const rewarded = new Map<string, object>();
  const create = (name: string, options: any) => {
    if (typeof options?.adUnitId !== 'string') throw new ApiFailure(`parameter error: parameter.adUnitId should be String instead of ${Object.prototype.toString.call(options?.adUnitId).slice(8, -1)};`);
    const error = listeners<object>();
    const reason = options.adUnitId ? NO_FILL : BAD_UNIT;
    const load = listeners<object>();
    const close = listeners<object>();
    const failing = (method: string) => () => {
      const failure = { ...reason, errMsg: `${name}.${method}:fail ${reason.errMsg}` };
      // Programs wait for onError; a rejected promise alone would be an unhandled rejection for most.
      queueMicrotask(() => error.tell(reason, (thrown) => host.runtime.reportError(thrown)));
      const outcome = Promise.reject(failure);
      outcome.catch(() => undefined);
      return outcome;
    };
    // The vendor loads by itself at once.
    queueMicrotask(() => error.tell(reason, (thrown) => host.runtime.reportError(thrown)));
    return {
      load: failing('load'), show: failing('show'), destroy: () => (load.off(), error.off(), close.off()),
      onLoad: load.on, offLoad: load.off, onError: error.on, offError: error.off, onClose: close.on, offClose: close.off,
    };
  };
  // A rewarded video is one object a unit, unless asked otherwise.
  host.synchronous('createRewardedVideoAd', (options?: any) => {
    const before = rewarded.get(options?.adUnitId);
    if (before && !options.multiton) return before;
    const made = create('RewardedVideoAd', options);
    rewarded.set(options.adUnitId, made);
    return made;
  });
  host.synchronous('createInterstitialAd', (options?: any) => create('InterstitialAd', options));
  host.asynchronous('getShowSplashAdStatus', {}, () => ({ status: 'fail', code: -1 }));
}
