// What the package says of its pages: a launch document holds what its own page needs, one script the whole, loaded when a page or an API group is not known yet.
// In: `mn.m(json)` of that script. Out: the manifest, its pages by path. Must not: call, once the program runs, anything that it may have replaced.
import { isImporting, knowScripts, loadWhole } from './modules';
import { own, program, type Manifest, type ManifestPage } from './program';

const { parse } = JSON;

/** Of a path of the package; nothing if there is no such page. Throws when what would say so does not load. */
export function pageEntry(path: string): ManifestPage | undefined {
  return own(program.manifest.pages, path) ?? own(wholeManifest().pages, path);
}

/** Whether there is such a page. One that nothing can be learned of is opened, and says that it did not load. */
export function isPage(path: string): boolean {
  try {
    return Boolean(pageEntry(path));
  } catch {
    return true;
  }
}

/** The manifest with everything in it. Throws when its script does not load. */
export function wholeManifest(): Manifest {
  loadWhole();
  return program.manifest;
}

/** `mn.m(json)` of the script the document named. From anything else it means nothing: it would let in scripts of the program's choice. */
export function registerManifest(json: string): void {
  const { app, whole } = program.manifest;
  if (!isImporting(whole)) return;
  const manifest: Manifest = parse(json);
  // The theme's values are in place already.
  manifest.app = app;
  manifest.whole = '';
  takeManifest(manifest, []);
}

let learned = (_manifest: Manifest): void => {};

/** `then` runs with a manifest that may name more than the one before. */
export function whenLearned(then: (manifest: Manifest) => void): void {
  learned = then;
}

/** From now on this is the manifest. `scripts`: what is to be loaded first. */
export function takeManifest(manifest: Manifest, scripts: readonly string[]): void {
  program.manifest = manifest;
  knowScripts(manifest, scripts);
  learned(manifest);
}
