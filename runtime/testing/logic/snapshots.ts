// Snapshots: values written down once and compared ever after, beside the test file as `__snapshots__/<file>.snap`.
// In: values. Out: files that `minnow test` reads and writes. Must not: touch a disk itself.
import { addSerializer, SnapshotClient, stripSnapshotIndentation, type SnapshotResult } from '@vitest/snapshot';
import type { Test } from '@vitest/runner';
import { equals, iterableEquality, subsetEquality, type ChaiPlugin } from '@vitest/expect';
import { askHost } from './channel';
import { currentTest, fullName } from './current';
import { matchScreenshot, updateScreenshots } from './screenshots';
import { TreeSerializer } from './tree';

const client = new SnapshotClient({ isEqual: (received, expected) => equals(received, expected, [iterableEquality, subsetEquality]) });
addSerializer(TreeSerializer);

const header = '// Jest Snapshot v1, https://goo.gl/fbAQLP';
let testFile = '';

/** Which snapshots are written: those that differ and new ones, only new ones, none. */
export type UpdateKind = 'all' | 'new' | 'none';

export async function startSnapshots({ source, update }: { source: string; update: UpdateKind }): Promise<void> {
  testFile = source;
  updateScreenshots(update);
  await client.setup(testFile, {
    updateSnapshot: update,
    snapshotFormat: { escapeString: false, printBasicPrototype: false },
    snapshotEnvironment: {
      getVersion: () => '1',
      getHeader: () => header,
      resolvePath: async (path) => path.replace(/([^/]+)$/, '__snapshots__/$1.snap'),
      resolveRawPath: async (path, raw) => path.replace(/[^/]+$/, raw),
      readSnapshotFile: async (path) => askHost('read', { path }),
      saveSnapshotFile: async (path, text) => askHost('write', { path, text }),
      removeSnapshotFile: async (path) => askHost('remove', { path }),
    },
  });
}

export async function finishSnapshots(): Promise<SnapshotResult> {
  return client.finish(testFile);
}

export function skipSnapshotsOf(test: Test): void {
  client.skipTest(testFile, fullName(test));
}

/** `toMatchSnapshot`, `toMatchInlineSnapshot`, `toThrowErrorMatchingSnapshot`, `toMatchScreenshot`. */
export const SnapshotMatchers: ChaiPlugin = (chai, utils) => {
  const define = (name: string, run: (assertion: any, ...args: any[]) => unknown) => {
    utils.addMethod(chai.Assertion.prototype, name, function (this: any, ...args: any[]) {
      return run(this, ...args);
    });
  };
  const assert = (assertion: any, options: object) => {
    if (utils.flag(assertion, 'negate')) throw new Error('a snapshot cannot be used with "not"');
    const test = currentTest();
    client.assert({ received: utils.flag(assertion, 'object'), filepath: testFile, name: fullName(test), testId: test.id, ...options });
  };
  define('toMatchSnapshot', (assertion, properties?: object | string, message?: string) => {
    if (typeof properties === 'string') assert(assertion, { message: properties });
    else assert(assertion, { properties, message });
  });
  define('toMatchInlineSnapshot', (assertion, expected?: string) => {
    // A file of sources is the developer's: what would be written into it is said instead.
    if (expected === undefined) throw new Error('toMatchInlineSnapshot needs the expected text: minnow test does not write into sources. toMatchSnapshot keeps it in a file');
    assert(assertion, { isInline: true, inlineSnapshot: stripSnapshotIndentation(expected) });
  });
  define('toThrowErrorMatchingSnapshot', (assertion, message?: string) => assert(assertion, { received: thrownBy(utils.flag(assertion, 'object'), utils.flag(assertion, 'promise')), message }));
  define('toMatchScreenshot', (assertion, name?: string) => matchScreenshot(utils.flag(assertion, 'object'), testFile, name));
};

function thrownBy(received: any, promise: unknown): string {
  if (promise) return received instanceof Error ? received.message : String(received);
  try {
    received();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  throw new Error('the function did not throw');
}
