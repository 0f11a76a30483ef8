// Runs the runtime's tests: `node runtime/test/run.mjs [part of a file name …]`. Closing line: `N passed, N failed`.
// In: runtime/**/*.test.mjs. Each exports `kind` ('node' or 'browser') and a default function that registers tests.
//   node:    `modules` maps names to TypeScript files; default({test, equal, throws, ok}, modules)
//   browser: default({test, equal, throws, ok, page, origin}); `entries` maps names to TypeScript files, served bundled at /name.js,
//            `files` maps further URL paths to text. `page({init})` opens a fresh Chromium page at /, after running `init` in it.
// Out: one line a failure, exit code 1 on any. Must not: sleep, or need the network.
import fs from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { isDeepStrictEqual, inspect } from 'node:util';
import { rolldown } from 'rolldown';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const wanted = process.argv.slice(2);
const temporary = fs.mkdtempSync(path.join(os.tmpdir(), 'minnow-test-'));
const minify = process.env.MINIFY === '1';

function* testFiles(directory) {
  for (const entry of fs.readdirSync(directory, { withFileTypes: true })) {
    const file = path.join(directory, entry.name);
    if (entry.isDirectory() && entry.name !== 'node_modules' && entry.name !== 'dist') yield* testFiles(file);
    else if (entry.name.endsWith('.test.mjs')) yield file;
  }
}

const bundles = new Map();
async function bundle(input, format) {
  const key = `${format} ${input}`;
  if (!bundles.has(key)) {
    bundles.set(key, (async () => {
      const built = await rolldown({ input: path.join(root, input), platform: 'browser', logLevel: 'warn' });
      const { output } = await built.generate({ format, minify, codeSplitting: false });
      return output[0].code;
    })());
  }
  return bundles.get(key);
}

class Failure extends Error {}
const equal = (got, want, note = '') => {
  if (!isDeepStrictEqual(got, want)) throw new Failure(`${note ? `${note}: ` : ''}got ${inspect(got, { depth: 8 })}\n    want ${inspect(want, { depth: 8 })}`);
};
const ok = (value, note = 'expected a true value') => { if (!value) throw new Failure(note); };
const throws = (run) => {
  try { run(); } catch (error) { return error; }
  throw new Failure('expected an exception');
};

let browser;
async function chromiumBrowser() {
  const { chromium } = await import('playwright-core');
  browser ??= await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', headless: true,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
  return browser;
}

async function serve(entries, files) {
  const server = http.createServer(async (request, response) => {
    const { pathname } = new URL(request.url, 'http://x');
    const name = pathname.slice(1).replace(/\.js$/, '');
    const send = (type, body) => { response.writeHead(200, { 'content-type': `${type}; charset=utf-8` }); response.end(body); };
    try {
      if (files[pathname] !== undefined) send(pathname.endsWith('.js') ? 'text/javascript' : pathname.endsWith('.css') ? 'text/css' : 'text/html', files[pathname]);
      else if (pathname === '/') send('text/html', '<!doctype html><html><head><meta name="viewport" content="width=device-width"></head><body></body></html>');
      else if (entries[name]) send('text/javascript', await bundle(entries[name], name.endsWith('.classic') || name.startsWith('worker') ? 'iife' : 'es'));
      else { response.writeHead(404); response.end(); }
    } catch (error) {
      response.writeHead(500); response.end(String(error));
    }
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { origin: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}

let passed = 0;
const failures = [];
for (const file of [...testFiles(path.join(root, 'runtime'))].sort()) {
  const name = path.relative(root, file);
  if (wanted.length && !wanted.some((part) => name.includes(part))) continue;
  const suite = await import(pathToFileURL(file).href);
  const tests = [];
  const test = (title, run) => tests.push([title, run]);
  const closers = [];
  try {
    if (suite.kind === 'node') {
      const modules = {};
      for (const key in suite.modules) {
        const out = path.join(temporary, `${name.replace(/\W/g, '_')}_${key}.mjs`);
        fs.writeFileSync(out, await bundle(suite.modules[key], 'es'));
        modules[key] = await import(pathToFileURL(out).href);
      }
      await suite.default({ test, equal, throws, ok }, modules);
    } else {
      const served = await serve(suite.entries ?? {}, suite.files ?? {});
      closers.push(served.close);
      const page = async ({ init, ...options } = {}) => {
        const context = await (await chromiumBrowser()).newContext({ viewport: { width: 390, height: 844 }, ...options });
        closers.push(() => context.close());
        if (init) await context.addInitScript(init);
        const opened = await context.newPage();
        opened.errors = [];
        opened.on('pageerror', (error) => opened.errors.push(error.message));
        await opened.goto(`${served.origin}/`);
        return opened;
      };
      await suite.default({ test, equal, throws, ok, page, origin: served.origin });
    }
  } catch (error) {
    failures.push(`${name}: does not load: ${error.stack}`);
  }
  for (const [title, run] of tests) {
    try {
      await run();
      passed++;
    } catch (error) {
      failures.push(`${name}: ${title}\n    ${error instanceof Failure ? error.message : error.stack}`);
    }
  }
  for (const close of closers) await close();
}
await browser?.close();
fs.rmSync(temporary, { recursive: true, force: true });
for (const failure of failures) console.log(`FAILED ${failure}`);
console.log(`${passed} passed, ${failures.length} failed`);
process.exitCode = failures.length ? 1 : 0;
