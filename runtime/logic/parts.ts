// Parts of the logic realm that only some programs need, each a chunk of its own: a page's chunks bring those that its scripts and
// templates name (crates/compiler/src/js/parts.rs), and what is reached in any other way loads when it is first called.
// In: registrations of the chunks (`mn.p`). Out: what a part exports. Must not: import a part but for its type, because
// runtime/tools/parts.mjs bundles each against the core.
import { importScript, isImporting } from './modules';
import type * as animation from './parts/animation';
import type * as composition from './parts/composition';
import type * as exit from './parts/exit';
import type * as keep from './parts/keep';
import type * as late from './parts/late';
import type * as plugins from './parts/plugins';
import type * as queries from './parts/queries';
import type * as skeleton from './parts/skeleton';

export interface Parts {
  animation: typeof animation;
  composition: typeof composition;
  exit: typeof exit;
  keep: typeof keep;
  late: typeof late;
  plugins: typeof plugins;
  queries: typeof queries;
  skeleton: typeof skeleton;
}

const made: Partial<Parts> = Object.create(null);
/** Scripts of the parts, as the manifest had them before the program ran. */
const chunks: Record<string, string> = Object.create(null);
let core: readonly unknown[] = [];

/** What parts use of the core; written by the build. */
export function expose(members: readonly unknown[]): void {
  core = members;
}

export function knowParts(urls: Record<string, string> | undefined): void {
  Object.assign(chunks, urls);
}

/** Parts that are no chunks: those of tests. */
export function giveParts(parts: Partial<Parts>): void {
  Object.assign(made, parts);
}

let isMaking = false;

/**
 * `mn.p(name, make)` of a part's own chunk. From anything else it means nothing: it would hand out the core. A part is made when the program may
 * have put functions of its own in place of the language's: what they call meanwhile is not the part's.
 */
export function registerPart(name: keyof Parts, make: (core: readonly unknown[]) => any): void {
  if (isMaking || !isImporting(chunks[name])) return;
  isMaking = true;
  try {
    made[name] = make(core);
  } finally {
    isMaking = false;
  }
}

/** A part that came with the page's chunks; nothing if no script of the program has a use for it. */
export function partHere<N extends keyof Parts>(name: N): Parts[N] | undefined {
  return made[name];
}

/** A part; loads it when it is not here. */
export function part<N extends keyof Parts>(name: N): Parts[N] {
  if (!made[name]) importScript(chunks[name]!);
  return made[name]!;
}
