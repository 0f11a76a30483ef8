// Bundles the TypeScript of the runtime for embedding: `make assets` (node runtime/build.mjs [--out DIR] [--readable]).
// In: runtime/. Out: DIR (crates/assets/dist unless told): view.js, view-late.js, view-keep.js, logic.js, development-*.js, part-<part>.js, ua.css, el-<tag>.js, api-<group>-<realm>.js, test-<realm>.js, sizes.json.
// Must not: need anything but rolldown and node, or write outside DIR.
//
// Every script is a classic one (IIFE): logic runs through importScripts, and sloppy programs must stay sloppy.

import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { brotliCompressSync, constants } from 'node:zlib';
import { rolldown } from 'rolldown';
import { minifySync } from 'rolldown/experimental';
import { splitLogic } from './tools/parts.mjs';
import { testScripts } from './tools/testing.mjs';

const runtime = dirname(fileURLToPath(import.meta.url));
const { values: options } = parseArgs({
  options: {
    out: { type: 'string', default: join(runtime, '../crates/assets/dist') },
    readable: { type: 'boolean', default: false },
  },
});

/** Style sheets drawn around and under the program's own, in order of precedence. */
const STYLE_FILES = ['elements/ua.css', 'view/frame/frame.css'];
/** The view as visitors get it, and with the hooks of a development server. */
const VIEWS = [['view', 'view/main.ts'], ['development-view', 'view/development/main.ts']];
/** Container units (cqw), which every page's layout stands on, came to browsers later than all of ES2022: lowering below it would only add bytes. */
const TARGET = 'es2022';

/** What to bundle: output name, entry file, and how the entry reaches the realm. */
function entries() {
  const list = [];
  for (const [name, file] of [['bootstrap', 'view/bootstrap'], ['restore', 'view/kept/restore'], ['prerender', 'prerender/main'], ['development-panel', 'panel/main'], ['service-worker', 'service_worker/main']]) {
    list.push({ name: `${name}.js`, source: `import ${JSON.stringify(join(runtime, `${file}.ts`))};` });
  }
  for (const file of listFiles(join(runtime, 'elements'))) {
    if (!file.endsWith('.ts') || file.endsWith('.test.ts') || file.endsWith('.d.ts')) continue;
    const tag = file.slice(0, -'.ts'.length);
    const path = join(runtime, 'elements', file);
    if (!/^export default\b/m.test(readFileSync(path, 'utf8'))) continue;
    list.push({ name: `el-${tag}.js`, source: `import definition from ${JSON.stringify(path)}; mn.e(definition);` });
  }
  for (const group of listFiles(join(runtime, 'api'))) {
    for (const realm of ['logic', 'view']) {
      if (coreGroups(realm).includes(group)) continue;
      const path = join(runtime, 'api', group, `${realm}.ts`);
      if (!existsSync(path)) continue;
      list.push({ name: `api-${group}-${realm}.js`, source: `import group from ${JSON.stringify(path)}; mn.a(${JSON.stringify(group)}, group);` });
    }
  }
  return list;
}

/** API groups a realm's own entry file imports; that half gets no file of its own. The table is TypeScript, so its line is read as text. */
function coreGroups(realm) {
  const name = `${realm.toUpperCase()}_CORE`;
  const line = new RegExp(`${name}[^=]*= *\\[([^\\]]*)\\]`).exec(readFileSync(join(runtime, 'api/groups.ts'), 'utf8'));
  if (!line) throw new Error(`runtime/api/groups.ts: no ${name}`);
  return [...line[1].matchAll(/'([^']+)'/g)].map((match) => match[1]);
}

function listFiles(folder) {
  return existsSync(folder) ? readdirSync(folder).sort() : [];
}

/** A script as it is sent. What is minified before it stands in its function is larger. */
function minified(code) {
  return minifySync('script.js', code, { compress: { target: TARGET }, mangle: true, codegen: true }).code;
}

/** Bundles a source to one chunk. */
async function bundle(source, { format, minify, plugins = [] }) {
  const entry = '\0entry.ts';
  const build = await rolldown({
    input: entry,
    platform: 'browser',
    logLevel: 'warn',
    tsconfig: join(runtime, '../tsconfig.json'),
    transform: { target: TARGET },
    treeshake: { propertyReadSideEffects: false },
    plugins: [
      {
        name: 'entry',
        resolveId: (id) => (id === entry ? id : null),
        load: (id) => (id === entry ? { code: source, moduleType: 'ts' } : null),
      },
      ...plugins,
    ],
  });
  const { output } = await build.generate({ format, minify: false, sourcemap: false, codeSplitting: false });
  await build.close();
  const chunks = output.filter((item) => item.type === 'chunk');
  if (chunks.length !== 1) throw new Error(`one script expected, got ${chunks.length}`);
  const { code, modules } = chunks[0];
  return { code: minify ? minified(code) : code, modules };
}

/** The view's scripts beyond its first: what the page asks them by, and the module that asks for it by `import()`. */
const LATER = [['late', './late_parts.js'], ['keep', './keep.js']];

/**
 * The view in several scripts: what a first page needs, what view/late.ts asks for, and what that asks for in turn. rolldown divides them
 * as modules; a page's other scripts are classic, so what the others need of the first goes by `mn.core`, and what each has to offer by `mn.<name>`.
 */
async function viewScripts(name, entry) {
  const build = await rolldown({
    input: { view: join(runtime, entry) },
    platform: 'browser',
    logLevel: 'warn',
    tsconfig: join(runtime, '../tsconfig.json'),
    transform: { target: TARGET },
    treeshake: { propertyReadSideEffects: false },
  });
  const { output } = await build.generate({ format: 'es', minify: false, minifyInternalExports: !options.readable, sourcemap: false, entryFileNames: '[name].js', chunkFileNames: '[name].js' });
  await build.close();
  const files = new Map(output.map(({ fileName, code }) => [`./${fileName}`, code]));
  const wanted = ['./view.js', ...LATER.map(([, file]) => file)];
  if (files.size !== wanted.length || !wanted.every((file) => files.has(file))) throw new Error(`the view: ${wanted.join(', ')} expected, got ${[...files.keys()].join(', ')}`);
  const names = (list, pair) => list.split(',').map((one) => one.trim().split(' as ')).filter(([name]) => name).map(([name, other = name]) => pair(name, other)).join(',');
  const classic = (file, given) => {
    let code = files.get(file);
    for (const [script, asked] of LATER) code = code.replace(new RegExp(`import\\(["'\`]${asked.replaceAll('.', '\\.')}["'\`]\\)`), `globalThis.mn.fetch${script[0].toUpperCase()}${script.slice(1)}()`);
    code = code.replace(/^import\s*\{([^}]*)\}\s*from\s*["']\.\/view\.js["'];?/, (_, list) => `const{${names(list, (given, own) => `${given}:${own}`)}}=globalThis.mn.core;`);
    code = code.replace(/export\s*\{([^}]*)\};?\s*$/, (_, list) => `globalThis.mn.${given}={${names(list, (own, given) => `${given}:${own}`)}};`);
    if (/\bimport\(["'`]\.\/|^(?:import|export)\b/m.test(code)) throw new Error(`${file} of the view is not the form of module that is expected of rolldown`);
    return options.readable ? `(function(){${code}})();\n` : minified(`(function(){${code}})();`);
  };
  return [[`${name}.js`, classic('./view.js', 'core')], ...LATER.map(([script, file]) => [`${name}-${script}.js`, classic(file, script)])];
}

/**
 * Chromium then compiles a script's functions while it arrives, beside the main thread, and not each as it is first called: a third of
 * the view's start and of taking a page over. A comment to other browsers.
 */
const EAGER = '//# allFunctionsCalledOnLoad\n';
const startsPage = (name) => /^(?:view|el-.+)\.js$/.test(name);

/** Joins the style sheets; white space and comments go, nothing else is rewritten. */
function style() {
  const text = STYLE_FILES.map((file) => join(runtime, file))
    .filter((file) => existsSync(file))
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n');
  if (options.readable) return text;
  return text
    .replace(/("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|\/\*[^]*?\*\/|\s*([{};,>])\s*|\s+/g, (_, string, mark) => string ?? mark ?? ' ')
    .replaceAll(';}', '}')
    .trim();
}

/** Writes only what changed, through a rename, so that a running `minnow dev` never reads half a file. */
function write(folder, name, text) {
  const path = join(folder, name);
  if (existsSync(path) && readFileSync(path, 'utf8') === text) return;
  writeFileSync(`${path}.new`, text);
  renameSync(`${path}.new`, path);
}

const folder = resolve(options.out);
mkdirSync(folder, { recursive: true });
const files = new Map();
for (const [name, entry] of VIEWS) for (const [file, code] of await viewScripts(name, entry)) files.set(file, code);
for (const { name, source } of entries()) files.set(name, (await bundle(source, { format: 'iife', minify: !options.readable })).code);
for (const { name, code } of await splitLogic(runtime, bundle, options.readable)) files.set(name, code);
for (const { name, code } of await testScripts(runtime, bundle, options.readable)) files.set(name, code);
// Written as modules, hence strict: a sloppy function could be asked for its caller and for what that was called with.
for (const [name, text] of files) files.set(name, `${startsPage(name) ? EAGER : ''}"use strict";${text}`);
files.set('ua.css', style());
const sizes = {};
for (const [name, text] of files) {
  write(folder, name, text);
  // Of tests, which nobody is sent.
  if (name.startsWith('test-')) continue;
  const bytes = Buffer.from(text);
  sizes[name] = {
    raw_bytes: bytes.length,
    brotli_bytes: brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length,
  };
}
write(folder, 'sizes.json', `${JSON.stringify(sizes, null, 2)}\n`);
// Those of the platform's own pages are web/build.mjs's.
const isOthers = (name) => /^(?:console|shell)-/.test(name);
for (const name of readdirSync(folder)) {
  if (name !== 'sizes.json' && !files.has(name) && !isOthers(name) && statSync(join(folder, name)).isFile()) rmSync(join(folder, name));
}
const total = Object.values(sizes).reduce((sum, size) => sum + size.brotli_bytes, 0);
console.log(`${files.size} files in ${relative(process.cwd(), folder) || '.'}, ${total} bytes brotli in all`);
