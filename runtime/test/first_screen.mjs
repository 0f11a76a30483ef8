// What the build makes of a page, for tests that open its document: scripts as they are bundled, and first screens drawn in a bare realm of Node.js.
// In: paths of the runtime, a manifest and its chunks. Out: code; HTML and record. Must not: be part of a build.
import vm from 'node:vm';
import { rolldown } from 'rolldown';

export const source = (path) => new URL(`../${path}`, import.meta.url);

export async function script(path) {
  const build = await rolldown({ input: source(path).pathname, platform: 'browser', logLevel: 'warn' });
  const { output } = await build.generate({ format: 'iife', codeSplitting: false });
  return output[0].code;
}

/** `chunks`: texts of the page's scripts, in order. */
export async function firstScreen(manifest, path, chunks) {
  const realm = vm.createContext({});
  const run = (code) => vm.runInContext(code, realm);
  run(await script('prerender/main.ts'));
  run(`minnowPrerender.start(${JSON.stringify(JSON.stringify(manifest))})`);
  for (const chunk of chunks) run(chunk);
  const screen = JSON.parse(run(`minnowPrerender.page(${JSON.stringify(path)})`));
  if (screen.skip) throw new Error(screen.skip);
  return screen;
}
