// Splits the logic realm: its core, and the parts of runtime/logic/parts, each a chunk that uses the core's own modules.
// In: a way to bundle. Out: scripts by name. Must not: put a module into two scripts (its state would be two), but for those that have none.
//
// A part is bundled with every module of the core left out. What it imports of them is what the core is made to hand over
// (`expose` of parts.ts), by number, when the part registers itself: `mn.p(name, (core) => …)`.
import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { minifySync } from 'rolldown/experimental';

/** Marks imports of the core in a bundled part. */
const CORE = 'core:';
const IMPORT = /^import (?:\{([^}]*)\} from )?"core:([^"]+)";$/gm;
const EXPORT = /^export \{([^}]*)\};$/m;

/** Modules of functions alone: parts that a page may have one without the other have each its own. */
const STATELESS = ['logic/detach.ts', 'logic/equal.ts', 'logic/skeleton/lookup.ts', 'shared/keys.ts'];

/** `bundle(source, { format, minify, plugins })` gives a chunk of rolldown. */
export async function splitLogic(runtime, bundle, readable) {
  const main = join(runtime, 'logic/main.ts');
  const parts = readdirSync(join(runtime, 'logic/parts')).sort().map((file) => ({ name: basename(file, '.ts'), file: join(runtime, 'logic/parts', file) }));
  const whole = await bundle(`import ${JSON.stringify(main)};`, { format: 'es', minify: false });
  const core = new Set(Object.keys(whole.modules));
  const handed = new Map();
  const owners = new Map();
  const chunks = [];
  for (const { name, file } of parts) {
    const chunk = await bundle(`export * from ${JSON.stringify(file)};`, { format: 'es', minify: false, plugins: [leaveOut(core)] });
    for (const module of Object.keys(chunk.modules).filter((id) => !id.startsWith('\0'))) {
      if (STATELESS.some((file) => module === join(runtime, file))) continue;
      if (owners.has(module)) throw new Error(`${module} is in the parts ${owners.get(module)} and ${name}: one of them must reach it through \`part()\`, or the core use it`);
      owners.set(module, name);
    }
    chunks.push({ name: `part-${name}.js`, code: wrap(name, chunk.code, handed, readable) });
  }
  const entry = [`import ${JSON.stringify(main)};`, `import { expose } from ${JSON.stringify(join(runtime, 'logic/parts.ts'))};`];
  const names = [...handed.values()].map(({ module, name, place }) => (entry.push(`import { ${name} as e${place} } from ${JSON.stringify(module)};`), `e${place}`));
  entry.push(`expose([${names.join(', ')}]);`);
  const { code } = await bundle(entry.join('\n'), { format: 'iife', minify: !readable });
  // The same core with the hooks of a development server; parts do not know which of the two they are given.
  const hooks = `import ${JSON.stringify(join(runtime, 'logic/development/main.ts'))};`;
  const development = await bundle([hooks, ...entry].join('\n'), { format: 'iife', minify: !readable });
  return [{ name: 'logic.js', code }, { name: 'development-logic.js', code: development.code }, ...chunks];
}

function leaveOut(core) {
  return {
    name: 'leave-out-core',
    async resolveId(id, importer) {
      const resolved = importer && (await this.resolve(id, importer, { skipSelf: true }));
      return resolved && core.has(resolved.id) ? { id: CORE + resolved.id, external: true } : null;
    },
  };
}

/** A bundled part as the function that is given the core; adds what it imports to `handed`. */
function wrap(name, code, handed, readable) {
  const members = [];
  const body = code.replace(IMPORT, (_, list, module) => {
    for (const [imported, local = imported] of bindings(list ?? '')) {
      const key = `${module} ${imported}`;
      if (!handed.has(key)) handed.set(key, { module, name: imported, place: handed.size });
      members.push(`${handed.get(key).place}: ${local}`);
    }
    return '';
  });
  const given = EXPORT.exec(body);
  if (!given || /^(?:import|export) /m.test(body.replace(EXPORT, ''))) throw new Error(`part ${name}: not the form of module that is expected of rolldown`);
  const made = bindings(given[1]).map(([local, exported = local]) => `${exported}: ${local}`);
  const script = `mn.p(${JSON.stringify(name)}, (core) => {\nconst { ${members.join(', ')} } = core;\n${body.replace(EXPORT, '')}\nreturn { ${made.join(', ')} };\n});`;
  return readable ? script : minifySync(`${name}.js`, script).code;
}

/** `a, b as c` as pairs. */
function bindings(list) {
  return list.split(',').map((one) => one.trim()).filter(Boolean).map((one) => one.split(' as '));
}
