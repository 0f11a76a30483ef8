// What a run says of its tests: a line each, and a closing line `N passed, N failed`. One run a process.
// In: titles, and what failed. Out: lines on standard output, and the process's answer. Must not: stop at the first that fails.

const counts = { passed: 0, failed: 0 };
const FAILURE_LINES = 12;

/** Counts one and tells it; `failure` (words, an error) is empty when it passed. */
export function note(title, failure) {
  counts[failure ? 'failed' : 'passed']++;
  const told = failure ? `\n    ${String(failure.stack ?? failure).split('\n').slice(0, FAILURE_LINES).join('\n    ')}` : '';
  console.log(`${failure ? '✗' : '✓'} ${title}${told}`);
}

/** Runs one. What it throws is told and counted, not thrown. */
export async function test(title, run) {
  try {
    await run();
  } catch (error) {
    return note(title, error);
  }
  note(title);
}

/** The closing line; ends the process, 1 when a test failed. */
export function end() {
  console.log(`${counts.passed} passed, ${counts.failed} failed`);
  process.exit(counts.failed ? 1 : 0);
}
