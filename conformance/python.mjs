// Packages of PyPI, each list in an environment of its own in the cache folder.
// In: a name, the file of the list, what has to be there then. Out: the environment's folder of programs. Must not: touch the machine's own Python.

import { execFileSync } from 'node:child_process';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** @throws when Python or its registry cannot be had. */
export function pythonPrograms(name, requirements, modules) {
  const folder = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'minnow', name);
  const programs = join(folder, 'bin');
  try {
    execFileSync(join(programs, 'python'), ['-c', `import ${modules.join(', ')}`], { stdio: 'ignore' });
  } catch {
    execFileSync('python3', ['-m', 'venv', folder], { stdio: 'inherit' });
    execFileSync(join(programs, 'pip'), ['install', '--quiet', '--disable-pip-version-check', '-r', requirements], { stdio: 'inherit' });
  }
  return programs;
}
