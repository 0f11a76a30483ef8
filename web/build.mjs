// Bundles the platform's own pages for embedding: `node web/build.mjs [--out DIR] [--readable]`, after runtime/build.mjs, into the same folder.
// In: console/ and shell/ with web/, where each room has a main.tsx. Out: DIR (crates/assets/dist unless told): for each room <room>-document.html,
// and <room>-<name>.<hash>.js|css|svg, which are named by their content; each with its compressed forms (.br, .gz).
// Must not: touch files of the runtime there, or put a script or a style into a document.

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { rolldown } from 'rolldown';

const web = dirname(fileURLToPath(import.meta.url));
const root = dirname(web);
const { values: options } = parseArgs({
  options: { out: { type: 'string', default: join(root, 'crates/assets/dist') }, readable: { type: 'boolean', default: false } },
});

/** Each at an address of its own; the server knows which. */
const ROOMS = ['console', 'shell'];
/** `light-dark()`, which the colours stand on, came to browsers later than all of ES2023. */
const TARGET = 'es2023';
/** Smaller files gain nothing: they fit a packet as they are. */
const COMPRESSED_BYTES_MIN = 256;

/** Style sheets of packages, before the room's own. */
const PACKAGE_SHEETS = { console: ['uplot/dist/uPlot.min.css'] };

const hash = (content) => createHash('sha256').update(content).digest('hex').slice(0, 10);
const named = (room, name, content, ending) => `${room}-${name}.${hash(content)}.${ending}`;

/** The room's scripts: what its first page needs, and the pages that come when they are opened. */
async function scripts(room) {
  const build = await rolldown({
    input: { main: join(root, room, 'main.tsx') },
    platform: 'browser',
    logLevel: 'warn',
    tsconfig: join(root, 'tsconfig.json'),
    transform: { target: TARGET, define: { 'process.env.NODE_ENV': '"production"' } },
  });
  const names = `${room}-[name].[hash].js`;
  const { output } = await build.generate({ format: 'es', minify: !options.readable, sourcemap: false, entryFileNames: names, chunkFileNames: names, hashCharacters: 'hex' });
  await build.close();
  const first = output.find((item) => item.isEntry);
  const files = new Map(output.map(({ fileName, code }) => [fileName, code]));
  return { files, first: first.fileName, early: first.imports.filter((name) => files.has(name)) };
}

/** The room's style sheet: the shared one, then the room's own files by name. White space and comments go, nothing else is rewritten. */
function style(room) {
  const files = [join(web, 'tokens.css'), join(web, 'base.css'), ...sheets(join(web, 'components')), ...packageSheets(room), ...sheets(join(root, room))];
  const text = files.map((file) => readFileSync(file, 'utf8')).join('\n');
  if (options.readable) return text;
  return text
    .replace(/("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|\/\*[^]*?\*\/|\s*([{};,])\s*|\s+/g, (_, string, mark) => string ?? mark ?? ' ')
    .replaceAll(';}', '}')
    .trim();
}

const packageSheets = (room) => (PACKAGE_SHEETS[room] ?? []).map((name) => join(root, 'node_modules', name));

function sheets(folder) {
  const names = readdirSync(folder, { recursive: true }).map(String).filter((name) => name.endsWith('.css'));
  return names.sort().map((name) => join(folder, name));
}

function document({ sheet, first, early, icon, title }) {
  const preloads = early.map((name) => `<link rel="modulepreload" href="/assets/${name}">`);
  return `<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<meta name="color-scheme" content="light dark">
<meta name="theme-color" media="(prefers-color-scheme: light)" content="#f5f6f7">
<meta name="theme-color" media="(prefers-color-scheme: dark)" content="#111314">
<meta name="robots" content="noindex">
<title>${title}</title>
<link rel="icon" type="image/svg+xml" href="/assets/${icon}">
<link rel="stylesheet" href="/assets/${sheet}">
<script type="module" src="/assets/${first}"></script>
${preloads.join('\n')}
</head>
<body>
<div id="app"></div>
<noscript><p>这个页面需要 JavaScript。 · This page needs JavaScript.</p></noscript>
</body>
</html>
`.replace(/\n+/g, '\n');
}

async function room(name) {
  const { files, first, early } = await scripts(name);
  const sheet = style(name);
  const icon = readFileSync(join(web, 'icon.svg'), 'utf8');
  const [sheetName, iconName] = [named(name, 'style', sheet, 'css'), named(name, 'icon', icon, 'svg')];
  files.set(sheetName, sheet);
  files.set(iconName, icon);
  // What the whole web may find says so itself; a console is nobody's search result.
  const html = document({ sheet: sheetName, first, early, icon: iconName, title: 'Minnow' });
  files.set(`${name}-document.html`, name === 'console' ? html : html.replace('<meta name="robots" content="noindex">\n', ''));
  return files;
}

function compressed(name, content) {
  const bytes = Buffer.from(content);
  if (bytes.length < COMPRESSED_BYTES_MIN) return [[name, bytes]];
  const brotli = brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } });
  return [[name, bytes], [`${name}.br`, brotli], [`${name}.gz`, gzipSync(bytes, { level: 9 })]];
}

/** Writes only what changed, through a rename, so that a server never reads half a file. */
function write(folder, name, bytes) {
  const path = join(folder, name);
  if (existsSync(path) && readFileSync(path).equals(bytes)) return;
  writeFileSync(`${path}.new`, bytes);
  renameSync(`${path}.new`, path);
}

const folder = resolve(options.out);
mkdirSync(folder, { recursive: true });
const rooms = ROOMS.filter((name) => existsSync(join(root, name, 'main.tsx')));
const kept = new Set();
for (const name of rooms) {
  let bytes = 0;
  for (const [file, content] of await room(name)) {
    for (const [form, encoded] of compressed(file, content)) {
      write(folder, form, encoded);
      kept.add(form);
      if (form.endsWith('.br')) bytes += encoded.length;
    }
  }
  console.log(`${name}: ${bytes} bytes brotli in all, in ${relative(process.cwd(), folder) || '.'}`);
}
for (const name of readdirSync(folder)) {
  if (ROOMS.some((room) => name.startsWith(`${room}-`)) && !kept.has(name)) rmSync(join(folder, name));
}
