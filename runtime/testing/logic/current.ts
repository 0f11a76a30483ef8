// The test that runs now, and the time that tests have. In: what the runner says. Out: the test, its name. Must not: know the runner.
import type { Test } from '@vitest/runner';

let current: Test | null = null;

/** What the runner goes by; tests described from now on have the time it says. */
export const limits = { testTimeout: 0, hookTimeout: 0 };

export function setTestTimeout(ms: number): void {
  limits.testTimeout = limits.hookTimeout = ms;
}

export function setCurrentTest(test: Test | null): void {
  current = test;
}

export function currentTest(): Test {
  if (!current) throw new Error('this can only be used while a test runs');
  return current;
}

/** Suites and test, joined by spaces as in snapshot files. */
export function fullName(test: Test): string {
  const names = [test.name];
  for (let at = test.suite; at; at = at.suite) names.unshift(at.name);
  return names.join(' ');
}
