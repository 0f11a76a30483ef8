// Subpackages while the program runs: the App waits until a page outside of an independent one is entered, and a package's entry script runs first.
// In: paths of pages. Out: the App's start. Must not: load scripts (page.ts and modules.ts do).
import { launchApp } from './app';
import { hasModule, runModule } from './modules';
import { own, program } from './program';

let started = false;
const entered = new Set<string>();

/** Before a page's modules run. */
export function enterPackage(path: string): void {
  const root = own(program.manifest.pages, path)?.package;
  const found = root ? program.manifest.packages?.find((one) => one.root === root) : undefined;
  if (!found?.independent) startApp();
  if (!found?.entry || entered.has(found.root)) return;
  entered.add(found.root);
  if (hasModule(found.entry)) runModule(found.entry);
}

/** Runs app.js, then `onLaunch` and the first `onShow`; once. */
export function startApp(): void {
  if (started) return;
  started = true;
  if (hasModule('app.js')) runModule('app.js');
  if (!program.prerendering) launchApp();
}
