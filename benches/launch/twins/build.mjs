// Builds what the corner shop is compared with: the same shop by hand, in Preact, Taro and uni-app, and the smallest page there is.
// In: ../app, the sources beside this file, a folder for npm packages. Out: folders of static files. Must not: change what a framework's own build makes.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { closeSync, cpSync, existsSync, mkdirSync, openSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { HEAD, homeDocument, webStyle } from './static/page.mjs';

const here = dirname(fileURLToPath(import.meta.url));
export const app = join(here, '../app');
const style = readFileSync(join(app, 'common.wxss'), 'utf8');
const dataSource = readFileSync(join(app, 'data.js'), 'utf8');
const shop = {};
new Function('module', dataSource)(shop);
const dataModule = `export const { banners, cats, products } = ${JSON.stringify(shop.exports)};`;

/** A script of ours, with `shop-data`, minified. */
async function bundle(file, format, modules = []) {
  const data = { name: 'shop-data', resolveId: (id) => (id === 'shop-data' ? id : null), load: (id) => (id === 'shop-data' ? dataModule : null) };
  const build = await rolldown({ input: join(here, file), platform: 'browser', logLevel: 'warn', plugins: [data], resolve: { modules }, transform: { target: 'es2022', jsx: { runtime: 'automatic', importSource: 'preact' } } });
  const { output } = await build.generate({ format, minify: true, codeSplitting: false });
  return output[0].code.trim();
}

function emptied(folder) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  return folder;
}

export function buildFloor(out) {
  writeFileSync(join(emptied(out), 'index.html'), readFileSync(join(here, 'floor/index.html')));
}

export async function buildStatic(out) {
  cpSync(join(app, 'assets'), join(emptied(out), 'assets'), { recursive: true });
  writeFileSync(join(out, 'index.html'), homeDocument(shop.exports, style, await bundle('static/script.js', 'iife')));
}

/** Into a file, not a pipe: Taro leaves a process behind that would keep a pipe open. */
function logged(command, args, folder) {
  const log = join(folder, 'build.log');
  const output = openSync(log, 'w');
  try {
    execFileSync(command, args, { cwd: folder, env: { ...process.env, ...(command === 'npx' && { NODE_ENV: 'production' }) }, stdio: ['ignore', output, output] });
  } catch (error) {
    throw new Error(`${command} ${args.join(' ')} failed: see ${log}`, { cause: error });
  } finally {
    closeSync(output);
  }
}

/** A folder of npm packages as `package.json` pins them; installed once. */
function installed(name, peers) {
  const folder = join(peers, name);
  const wanted = readFileSync(join(here, name, 'package.json'), 'utf8');
  const done = join(folder, 'installed.json');
  mkdirSync(folder, { recursive: true });
  if (!existsSync(done) || readFileSync(done, 'utf8') !== wanted) {
    console.error(`installing ${name} from npm`);
    writeFileSync(join(folder, 'package.json'), wanted);
    logged('npm', ['install', '--no-audit', '--no-fund', '--no-package-lock'], folder);
    writeFileSync(done, wanted);
  }
  return folder;
}

async function buildPreact(out, peers) {
  const folder = installed('preact', peers);
  cpSync(join(app, 'assets'), join(emptied(out), 'assets'), { recursive: true });
  writeFileSync(join(out, 'style.css'), webStyle(style));
  writeFileSync(join(out, 'main.js'), await bundle('preact/main.jsx', 'es', [join(folder, 'node_modules')]));
  writeFileSync(join(out, 'index.html'), `${HEAD}<link rel="stylesheet" href="/style.css"><script type="module" src="/main.js"></script><div id="app"></div>`);
}

/** Of every file in these folders. */
function digest(folders) {
  const hash = createHash('sha256');
  for (const folder of folders) for (const file of readdirSync(folder, { recursive: true }).sort()) if (statSync(join(folder, file)).isFile()) hash.update(`${file}\0`).update(readFileSync(join(folder, file)));
  return hash.digest('hex');
}

/** A framework's own build, of sources copied to where its packages are; made once. */
function buildFramework(name, out, peers, { images, units, command, made }) {
  const folder = installed(name, peers);
  const sources = digest([join(here, name), app]);
  const done = join(folder, 'built.txt');
  if (!existsSync(done) || readFileSync(done, 'utf8') !== sources) {
    rmSync(done, { force: true });
    makeFramework(name, folder, { images, units, command });
    writeFileSync(done, sources);
  }
  cpSync(join(folder, made), emptied(out), { recursive: true });
}

function makeFramework(name, folder, { images, units, command }) {
  emptied(join(folder, 'src'));
  cpSync(join(here, name), folder, { recursive: true });
  cpSync(join(app, 'assets'), join(folder, images), { recursive: true });
  writeFileSync(join(folder, 'src/data.js'), dataModule);
  writeFileSync(join(folder, 'src/app.css'), style.replaceAll('rpx', units));
  rmSync(join(folder, 'dist'), { recursive: true, force: true });
  logged('npx', ['--no-install', ...command], folder);
}

const FRAMEWORKS = {
  taro: { images: 'assets', units: 'px', command: ['taro', 'build', '--type', 'h5'], made: 'dist/h5' },
  uniapp: { images: 'src/static', units: 'rpx', command: ['uni', 'build'], made: 'dist/build/h5' },
};

/** Twins that need packages of npm: name → `(out, peers)`. */
export const PEERS = {
  preact: buildPreact,
  ...Object.fromEntries(Object.entries(FRAMEWORKS).map(([name, recipe]) => [name, (out, peers) => buildFramework(name, out, peers, recipe)])),
};
