// Bundles the two scripts of a program under test (`minnow test`): the whole view and the whole logic realm, each with what tests need.
// In: a way to bundle. Out: scripts by name. Must not: change a script that people are sent.
import { join } from 'node:path';

/** `bundle(source, { format, minify, plugins })` gives a chunk of rolldown. */
export async function testScripts(runtime, bundle, readable) {
  const scripts = [];
  for (const realm of ['view', 'logic']) {
    const source = `import ${JSON.stringify(join(runtime, `testing/${realm}/main.ts`))};`;
    const { code } = await bundle(source, { format: 'iife', minify: !readable, plugins: realm === 'logic' ? [withoutNode(), readingSnapshots(runtime), aborting(runtime)] : [] });
    scripts.push({ name: `test-${realm}.js`, code });
  }
  return scripts;
}

/** What the libraries ask Node for, where there is one. */
function withoutNode() {
  const empty = '\0empty';
  return {
    name: 'without-node',
    resolveId: (id) => (id === 'util' ? empty : null),
    load: (id) => (id === empty ? 'export default {};' : null),
  };
}

/** A closed realm compiles no text, so files of snapshots are read instead of run. */
function readingSnapshots(runtime) {
  const compiled = 'const populate = new Function("exports", snapshotContents);';
  const reader = join(runtime, 'testing/logic/snapshot_file.ts');
  return {
    name: 'reading-snapshots',
    transform(code, id) {
      if (!id.includes('/@vitest/snapshot/') || !id.endsWith('/dist/index.js')) return null;
      if (!code.includes(compiled)) throw new Error(`${id}: not the form of snapshot reader that is expected`);
      const replaced = code.replace(compiled, 'const populate = (data) => readSnapshots(data, snapshotContents);');
      return `import { readSnapshots } from ${JSON.stringify(reader)};\n${replaced}`;
    },
  };
}

/** The runner aborts what takes too long, by a class that a closed realm has no more. */
function aborting(runtime) {
  const own = join(runtime, 'testing/logic/abort.ts');
  return {
    name: 'aborting',
    transform: (code, id) => (id.includes('/@vitest/runner/') && code.includes('new AbortController(') ? `import { AbortController } from ${JSON.stringify(own)};\n${code}` : null),
  };
}
