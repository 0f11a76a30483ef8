// Definitions by path: their modules run when they are first needed.
// In: paths of components and pages. Out: definitions. Must not: create instances.
import { type Definition } from './definition';
import { reportError } from './errors';
import { hasModule, runModule } from './modules';
import { componentEntry, definitions } from './program';

const complained = new Set<string>();

export function complainOnce(text: string): void {
  if (complained.has(text)) return;
  complained.add(text);
  reportError(new Error(text));
}

/** The definition at a path; its module runs on first use. */
export function define(path: string): Definition | null {
  const known = definitions.get(path);
  if (known) return known;
  if (!hasModule(`${path}.js`)) return null;
  const ran = runModule(`${path}.js`);
  const definition = definitions.get(path);
  // A module that failed has said so already.
  if (!definition && ran) complainOnce(`${path}.js does not call Component() or Page()`);
  return definition ?? null;
}

/** Runs the modules of a page's components, then the page's: definitions exist before the first instance. */
export function defineAll(path: string): void {
  const seen = new Set<string>([path]);
  const visit = (at: string) => {
    const entry = componentEntry(at);
    for (const map of [entry?.using, entry?.generics]) {
      for (const tag in map) {
        const used = map[tag];
        if (!used || seen.has(used)) continue;
        seen.add(used);
        visit(used);
        define(used);
      }
    }
  };
  visit(path);
}
