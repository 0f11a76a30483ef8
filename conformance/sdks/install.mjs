// Packages of npm that the tests of a platform's servers use: installed on demand.
// In: package.json beside this. Out: a way to load them. Must not: change one.

import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { repository } from '../build.mjs';

const home = join(repository, 'conformance/sdks');

/** The registry's packages: what cannot be had is a failure that says so. */
export function installPackages() {
  const npm = ['install', '--no-save', '--ignore-scripts', '--no-audit', '--no-fund'];
  const names = Object.keys(JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')).dependencies);
  if (!names.every((name) => existsSync(join(home, 'node_modules', name)))) execFileSync('npm', npm, { cwd: home, stdio: 'inherit' });
  return createRequire(join(home, 'package.json'));
}
