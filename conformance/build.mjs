// Writes a case's program to disk and builds it with the minnow command.
// In: files and a folder. Out: the package folder and the compiler's output. Must not run anything else.

import { execFile } from 'node:child_process';
import { mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const repository = fileURLToPath(new URL('..', import.meta.url));

/** The compiler: $MINNOW, or the newest one built here. */
export function minnowBinary() {
  if (process.env.MINNOW) return process.env.MINNOW;
  const target = process.env.CARGO_TARGET_DIR ?? join(repository, 'target');
  const built = ['release', 'debug', 'dist'].map((profile) => join(target, profile, 'minnow')).map((path) => ({ path, time: statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0 }));
  const newest = built.sort((a, b) => b.time - a.time)[0];
  if (!newest.time) throw new Error('no minnow binary: run `cargo build --release` or set MINNOW');
  return newest.path;
}

export function writeProgram(folder, files, origin) {
  rmSync(folder, { recursive: true, force: true });
  for (const [path, content] of files) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, typeof content === 'string' ? content.replaceAll('__ORIGIN__', origin) : content);
  }
}

/** Runs `minnow build`, whatever the program weighs. Never rejects: `{ ok, output, elapsed_ms }`. */
export function buildProgram(source, out, extra = [], timeout_ms = 120_000) {
  const started = performance.now();
  return new Promise((resolve) => {
    execFile(minnowBinary(), ['build', source, '--out', out, '--no-compress', '--budget', 'off', ...extra], { timeout: timeout_ms, maxBuffer: 64 << 20 }, (error, stdout, stderr) => {
      const output = `${stdout}${stderr}${error && error.killed ? '\n(stopped: took too long)' : ''}`;
      resolve({ ok: !error, output, stdout, elapsed_ms: Math.round(performance.now() - started) });
    });
  });
}
