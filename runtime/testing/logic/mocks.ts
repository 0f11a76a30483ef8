// `jest` and `vi` of tests: functions that remember their calls, a clock that tests turn, modules that others are given instead.
// In: calls. Out: mocks. Must not: outlive the test file.
import FakeTimers from '@sinonjs/fake-timers';
import { clearAllMocks, fn, isMockFunction, resetAllMocks, restoreAllMocks, spyOn } from '@vitest/spy';
import { setTestTimeout } from './current';
import { actualModule, forgetModules, hasModule, replaceModule } from '../../logic/modules';
import { definitions } from '../../logic/program';

const realm = globalThis as any;
let clock: any = null;

/** Microtasks stay: promises would stand still without them. */
const FAKED = ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'] as const;

/** Starts when first used: taking the realm's own timers before it is closed would keep what closing replaces. */
function turning(): any {
  if (!clock) throw new Error('call jest.useFakeTimers() first');
  return clock;
}

const timers = {
  useFakeTimers(options: { now?: number | Date } = {}) {
    clock?.uninstall();
    clock = FakeTimers.withGlobal(realm).install({ now: options.now ?? Date.now(), toFake: [...FAKED] as never, shouldClearNativeTimers: true });
    return mocks;
  },
  useRealTimers() {
    clock?.uninstall();
    clock = null;
    return mocks;
  },
  isFakeTimers: () => clock !== null,
  advanceTimersByTime: (ms: number) => (turning().tick(ms), mocks),
  advanceTimersByTimeAsync: async (ms: number) => (await turning().tickAsync(ms), mocks),
  advanceTimersToNextTimer: () => (turning().next(), mocks),
  runAllTimers: () => (turning().runAll(), mocks),
  runAllTimersAsync: async () => (await turning().runAllAsync(), mocks),
  runOnlyPendingTimers: () => (turning().runToLast(), mocks),
  runOnlyPendingTimersAsync: async () => (await turning().runToLastAsync(), mocks),
  clearAllTimers: () => (clock?.reset(), mocks),
  getTimerCount: () => clock?.countTimers() ?? 0,
  setSystemTime: (time: number | Date) => (turning().setSystemTime(time), mocks),
  now: () => Date.now(),
};

/** A module that is required from now on is what `make` gives. */
function mock(name: string, make: () => any = () => ({})): any {
  replaceModule(name, realm.__filename.slice(1), make);
  return mocks;
}

/** Modules run again when they are required next. */
function resetModules(): any {
  forgetModules();
  for (const path of definitions.keys()) if (hasModule(`${path}.js`)) definitions.delete(path);
  return mocks;
}

export const mocks: any = {
  fn, spyOn, isMockFunction, mock, doMock: mock, resetModules, ...timers,
  requireActual: (name: string) => actualModule(name, realm.__filename.slice(1)),
  importActual: async (name: string) => actualModule(name, realm.__filename.slice(1)),
  mocked: (value: unknown) => value,
  clearAllMocks: () => (clearAllMocks(), mocks),
  resetAllMocks: () => (resetAllMocks(), mocks),
  restoreAllMocks: () => (restoreAllMocks(), mocks),
  setTimeout: (ms: number) => (setTestTimeout(ms), mocks),
};
