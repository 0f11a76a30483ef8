// The record of what was measured: sections of RESULTS.md, each between marks.
// In: a section's name and text. Out: the file with that section replaced, and the place of measuring in words. Must not: measure.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const file = path.join(here, 'RESULTS.md');

/** Commit, day, machine, and how busy it was at the start and is now; `of`: the commit what was measured was built from, where not this one. */
export function circumstances(loadBefore, of) {
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: here, encoding: 'utf8' }).trim();
  const changed = execFileSync('git', ['status', '--porcelain', '--untracked-files=no', ':/runtime', ':/crates'], { cwd: here, encoding: 'utf8' }).trim();
  const [{ model }] = os.cpus();
  const load = `${loadBefore.toFixed(1)} before and ${os.loadavg()[0].toFixed(1)} after`;
  return `${model}, ${os.cpus().length} cores; load ${load}; ${new Date().toISOString().slice(0, 10)}; commit ${of ?? commit}${!of && changed ? ' with changes' : ''}.`;
}

export function writeSection(name, text) {
  const before = fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : '# Results\n\nWritten by the benchmarks themselves; ratios are of one run.\n';
  const [open, close] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const section = `${open}\n${text}\n${close}`;
  const start = before.indexOf(open);
  const end = before.indexOf(close);
  const after = start < 0 || end < 0 ? `${before.trimEnd()}\n\n${section}\n` : before.slice(0, start) + section + before.slice(end + close.length);
  fs.writeFileSync(file, after);
}
