// Bundles the platform's own pages for embedding: `node web/build.mjs [--out DIR] [--readable]`, after runtime/build.mjs, into the same folder.
// In: console/, shell/ and consent/ with web/, where each room has a main.tsx, perhaps a manifest.json with icons and a worker.ts. Out: DIR (crates/assets/dist unless told): for each room <room>-document.html,
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
const ROOMS = ['console', 'shell', 'consent'];
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
  const text = files.map(sheet).join('\n');
  if (options.readable) return text;
  return text
    .replace(/("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|\/\*[^]*?\*\/|\s*([{};,])\s*|\s+/g, (_, string, mark) => string ?? mark ?? ' ')
    .replaceAll(';}', '}')
    .trim();
}

/** The text of a sheet. A rule that is left open would take all that follow into itself, and browsers say nothing. */
function sheet(file) {
  const text = readFileSync(file, 'utf8');
  const count = (mark) => text.split(mark).length;
  if (count('{') !== count('}')) throw new Error(`${relative(root, file)}: not as many } as {`);
  return text;
}

const packageSheets = (room) => (PACKAGE_SHEETS[room] ?? []).map((name) => join(root, 'node_modules', name));

function sheets(folder) {
  const names = readdirSync(folder, { recursive: true }).map(String).filter((name) => name.endsWith('.css'));
  return names.sort().map((name) => join(folder, name));
}

/** The host app can be kept on a device: its manifest with icons, and its service worker, which is at one address for ever. */
async function kept(name, files) {
  const links = [];
  const folder = join(root, name);
  if (existsSync(join(folder, 'manifest.json'))) {
    const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'));
    for (const icon of manifest.icons) {
      const content = readFileSync(join(folder, 'icons', icon.src));
      const file = named(name, icon.src.replace(/\.png$/, ''), content, 'png');
      files.set(file, content);
      icon.src = `/assets/${file}`;
    }
    const text = JSON.stringify(manifest);
    const file = named(name, 'manifest', text, 'webmanifest');
    files.set(file, text);
    links.push(`<link rel="manifest" href="/assets/${file}">`, `<link rel="apple-touch-icon" href="${manifest.icons[0].src}">`);
  }
  return links;
}

/** It names all files of the room but itself and the document, which names them too. */
async function worker(name, files) {
  const input = join(root, name, 'worker.ts');
  if (!existsSync(input)) return;
  const names = [...files.keys()].filter((file) => /\.(js|css|svg)$/.test(file)).map((file) => `/assets/${file}`);
  const define = { FILES: JSON.stringify(names), VERSION: JSON.stringify(hash([...names, files.get(`${name}-document.html`)].join())) };
  const build = await rolldown({ input, platform: 'browser', logLevel: 'warn', tsconfig: join(root, 'tsconfig.json'), transform: { target: TARGET, define } });
  const { output } = await build.generate({ format: 'iife', minify: !options.readable, sourcemap: false });
  await build.close();
  files.set(`${name}-worker.js`, output[0].code);
}

function document({ sheet, first, early, icon, title, links }) {
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
${[...preloads, ...links].join('\n')}
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
  const links = await kept(name, files);
  const html = document({ sheet: sheetName, first, early, icon: iconName, title: 'Minnow', links });
  files.set(`${name}-document.html`, name === 'console' ? html : html.replace('<meta name="robots" content="noindex">\n', ''));
  await worker(name, files);
  return files;
}

function compressed(name, content) {
  const bytes = Buffer.from(content);
  if (bytes.length < COMPRESSED_BYTES_MIN || name.endsWith('.png')) return [[name, bytes]];
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
const written = new Set();
for (const name of rooms) {
  let bytes = 0;
  for (const [file, content] of await room(name)) {
    for (const [form, encoded] of compressed(file, content)) {
      write(folder, form, encoded);
      written.add(form);
      if (form.endsWith('.br')) bytes += encoded.length;
    }
  }
  console.log(`${name}: ${bytes} bytes brotli in all, in ${relative(process.cwd(), folder) || '.'}`);
}
for (const name of readdirSync(folder)) {
  if (ROOMS.some((room) => name.startsWith(`${room}-`)) && !written.has(name)) rmSync(join(folder, name));
}
