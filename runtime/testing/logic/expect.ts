// `expect` of tests: the matchers that jest has, from the libraries that have them.
// In: values. Out: assertion errors. Must not: know how tests run.
import {
  ASYMMETRIC_MATCHERS_OBJECT, GLOBAL_EXPECT, JestAsymmetricMatchers, JestChaiExpect, JestExtend, addCustomEqualityTesters, chai, customMatchers, getState, setState,
} from '@vitest/expect';
import { currentTest, fullName } from './current';
import { SnapshotMatchers } from './snapshots';

chai.use(JestExtend);
chai.use(JestChaiExpect);
chai.use(SnapshotMatchers);
chai.use(JestAsymmetricMatchers);

export const expect: any = (value: unknown, message?: string) => {
  const { assertionCalls } = getState(expect);
  setState({ assertionCalls: assertionCalls + 1 }, expect);
  return chai.expect(value, message);
};
Object.assign(expect, chai.expect, (globalThis as any)[ASYMMETRIC_MATCHERS_OBJECT]);
expect.getState = () => getState(expect);
expect.setState = (state: object) => setState(state as never, expect);
expect.extend = (matchers: object) => (chai.expect as any).extend(expect, matchers);
expect.addEqualityTesters = (testers: any[]) => addCustomEqualityTesters(testers);
expect.unreachable = (message?: string) => chai.assert.fail(`expected ${message ? `"${message}" ` : ''}not to be reached`);
expect.assertions = (count: number) => setState({ expectedAssertionsNumber: count } as never, expect);
expect.hasAssertions = () => setState({ isExpectingAssertions: true } as never, expect);
Object.defineProperty(globalThis, GLOBAL_EXPECT, { value: expect, writable: true, configurable: true });
expect.extend(customMatchers);

/** What a test says of how many assertions it makes. */
export function startAssertions(): void {
  setState({ assertionCalls: 0, isExpectingAssertions: false, expectedAssertionsNumber: null, currentTestName: fullName(currentTest()) } as never, expect);
}

export function finishAssertions(): void {
  const { assertionCalls, isExpectingAssertions, expectedAssertionsNumber } = getState(expect) as any;
  if (expectedAssertionsNumber !== null && assertionCalls !== expectedAssertionsNumber) {
    throw new Error(`expected ${expectedAssertionsNumber} assertions, and there were ${assertionCalls}`);
  }
  if (isExpectingAssertions && assertionCalls === 0) throw new Error('expected an assertion, and there was none');
}
