// Runs one test file: loads it, runs what it describes, and tells `minnow test` how that went.
// In: the file's name, which the address of the start page has. Out: `tell`. Must not: decide what is printed.
import { startTests, type File, type Suite, type Task, type Test, type TestContext, type VitestRunner } from '@vitest/runner';
import { onProgramError } from '../../logic/errors';
import { requireFrom } from '../../logic/modules';
import { program } from '../../logic/program';
import { natives } from '../../logic/realm';
import { ask, tell } from './channel';
import { expect, startAssertions, finishAssertions } from './expect';
import { fullName, limits, setCurrentTest, setTestTimeout } from './current';
import { installGlobals } from './globals';
import { keepFailure } from './screenshots';
import { finishSnapshots, skipSnapshotsOf, startSnapshots, type UpdateKind } from './snapshots';
import { mapped, told } from './told';

interface Settings {
  /** The test file as `require` takes it. */
  file: string;
  /** The same as it lies on the disk: snapshots are named after it. */
  source: string;
  /** Scripts that run before it. */
  setup: string[];
  timeout: number;
  update: UpdateKind;
  names: string | null;
  keepsFailures: boolean;
}

/** Errors of the program that no test caught, in the order they came. */
const uncaught: { error: unknown; during: string }[] = [];
let during = '';

export async function runTests(): Promise<void> {
  let settings: Settings;
  try {
    settings = JSON.parse(program.launch.query.settings);
    ask('settled');
    installGlobals(settings.file);
    watchErrors();
    await startSnapshots(settings);
    const [file] = await startTests([settings.file], runnerFor(settings));
    // Of a file that did not load nothing is known, least of all which snapshots it no longer asks for.
    const snapshots = file!.result?.state === 'fail' && !file!.tasks.length ? undefined : await finishSnapshots();
    const errors = await errorsOf(file!);
    // Lines of the console that wait for their place are told first.
    await mapped('');
    tell({ kind: 'done', errors, snapshots });
  } catch (error) {
    tell({ kind: 'done', errors: [await told(error)] });
  }
}

function watchErrors(): void {
  onProgramError((_, error) => note(error));
  natives.addEventListener('unhandledrejection', ({ reason }) => note(reason));
}

/** The same error in one test is one, however often a component is made. */
function note(error: any): void {
  const isSame = (other: any) => other === error || (other instanceof Error && other.message === error?.message);
  if (!uncaught.some((known) => known.during === during && isSame(known.error))) uncaught.push({ error, during });
}

async function errorsOf(file: File): Promise<object[]> {
  const own = (file.result?.errors ?? []).map((error) => told(error));
  const others = uncaught.map(async ({ error, during: name }) => ({ ...(await told(error)), during: name }));
  return Promise.all([...own, ...others]);
}

function runnerFor({ file, source, setup, timeout, names, keepsFailures }: Settings): VitestRunner {
  setTestTimeout(timeout);
  const config = Object.assign(limits, {
    root: '/', name: undefined, setupFiles: [], passWithNoTests: true, testNamePattern: names === null ? undefined : new RegExp(names), allowOnly: true,
    sequence: { seed: 1, hooks: 'stack', setupFiles: 'list' }, chaiConfig: undefined, maxConcurrency: 1,
    retry: 0, includeTaskLocation: false, tags: [], tagsFilter: undefined, strictTags: false,
  });
  return {
    config,
    async importFile() {
      const require = requireFrom('');
      for (const script of [...setup, file]) await require.async(script);
    },
    extendTaskContext: (context: TestContext) => Object.assign(context, { expect }),
    onBeforeTryTask(test: Test) {
      during = fullName(test);
      setCurrentTest(test);
      startAssertions();
      tell({ kind: 'start', name: namesOf(test), timeout: test.timeout });
    },
    onAfterTryTask: () => finishAssertions(),
    async onAfterRunTask(test: Test) {
      during = '';
      if (keepsFailures && test.result?.state === 'fail') keepFailure(source, test);
      setCurrentTest(null);
      await report(test);
    },
    async onAfterRunSuite(suite: Suite) {
      for (const task of suite.tasks) if (task.type === 'test' && (task.mode === 'skip' || task.mode === 'todo')) await report(task);
    },
  } as VitestRunner;
}

const reported = new Set<string>();

async function report(test: Test): Promise<void> {
  if (reported.has(test.id)) return;
  reported.add(test.id);
  const state = test.result?.state === 'pass' || test.result?.state === 'fail' ? test.result.state : test.mode === 'todo' ? 'todo' : 'skip';
  if (state === 'skip') skipSnapshotsOf(test);
  const errors = await Promise.all((test.result?.errors ?? []).map((error) => told(error)));
  tell({ kind: 'test', name: namesOf(test), state, duration: test.result?.duration ?? 0, errors });
}

/** From the outermost suite inwards. */
function namesOf(task: Task): string[] {
  const names: string[] = [task.name];
  for (let at = task.suite; at; at = at.suite) names.unshift(at.name);
  return names;
}
