// What test files find without asking: describe, it, expect, jest and the like; and the modules that stand for testing libraries.
// In: the test file's name. Out: globals, modules. Must not: be there in a program that is not under test.
import { afterAll, afterEach, beforeAll, beforeEach, describe, it, test } from '@vitest/runner';
import { registerModule } from '../../logic/modules';
import { installDocument } from './document';
import { expect } from './expect';
import { mocks } from './mocks';
import { miniProgram, automator } from './automator';
import { path } from './path';
import { simulate } from './simulate';

const realm = globalThis as any;

export function installGlobals(file: string): void {
  const variants = { fdescribe: describe.only, xdescribe: describe.skip, fit: it.only, xit: it.skip, xtest: test.skip };
  const runner = { describe, it, test, beforeAll, beforeEach, afterAll, afterEach, expect };
  Object.assign(realm, runner, variants, { jest: mocks, simulate, miniProgram });
  // One test file runs in a realm, and no other file of a program names these two.
  Object.assign(realm, { __dirname: `/${path.dirname(file)}`, __filename: `/${file}` });
  provide('minnow/test', () => ({ ...runner, jest: mocks, vi: mocks, simulate, miniProgram }));
  provide('@jest/globals', () => ({ ...runner, jest: mocks }));
  provide('vitest', () => ({ ...runner, vi: mocks }));
  provide('path', () => path);
  provide('miniprogram-automator', () => automator);
  provide('miniprogram-simulate/src/api', () => realm.wx);
  provide('miniprogram-simulate', () => {
    installDocument();
    return simulate;
  });
}

/** Also as what `import x from` gives. */
function provide(name: string, make: () => object): void {
  registerModule(name, (_require, module) => {
    const exports = make();
    module.exports = { ...exports, default: exports, __esModule: true };
  });
}
