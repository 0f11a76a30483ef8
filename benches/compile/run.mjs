// Templates measured: node benches/compile/run.mjs FOLDER… [--binary FILE --commit COMMIT] [--write]
// In: folders that hold .wxml files (npm packages of components), the benchmark where it is built already and of what. Out: the table of the benchmark in this folder; with --write the section of benches/RESULTS.md.
// Must not: measure by itself.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { rolldown } from 'rolldown';
import { circumstances, writeSection } from '../results.mjs';

/** The code that reads the form, by realm: what an application must load beside its templates. */
const INTERPRETERS = {
  view: ['shared/markup.ts', 'shared/expression.ts', 'view/blocks/draw.ts'],
  logic: ['shared/markup.ts', 'shared/expression.ts', 'logic/skeleton/form.ts', 'logic/skeleton/reads.ts', 'logic/skeleton/contents.ts'],
};

const here = path.dirname(fileURLToPath(import.meta.url));
const { values: options, positionals } = parseArgs({ options: { binary: { type: 'string' }, commit: { type: 'string' }, write: { type: 'boolean', default: false } }, allowPositionals: true });
const folders = positionals.map((folder) => path.resolve(folder));
const loadBefore = os.loadavg()[0];
const [command, ...before] = options.binary ? [path.resolve(options.binary)] : ['cargo', 'run', '--release', '--quiet', '--'];
const temporary = fs.mkdtempSync(path.join(os.tmpdir(), 'minnow-bench-'));
const interpreters = await Promise.all(Object.entries(INTERPRETERS).map(([realm, names]) => interpreter(realm, names)));
const table = execFileSync(command, [...before, ...interpreters.flatMap((file) => ['--interpreter', file]), ...folders], { cwd: here, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }).trimEnd();
fs.rmSync(temporary, { recursive: true });
console.log(table);

/** Bundles and minifies the modules named, without what they import beside each other. */
async function interpreter(realm, names) {
  const modules = names.map((name) => path.join(here, '../../runtime', name));
  const entry = path.join(temporary, `${realm}.ts`);
  fs.writeFileSync(entry, modules.map((module) => `export * from ${JSON.stringify(module)};`).join('\n'));
  const isOwn = (id, from) => id === entry || modules.includes(id) || modules.includes(`${path.resolve(path.dirname(from ?? ''), id)}.ts`);
  const build = await rolldown({ input: entry, external: (id, from) => !isOwn(id, from), logLevel: 'silent' });
  const { output } = await build.generate({ format: 'esm', minify: true });
  await build.close();
  const file = path.join(temporary, `${realm}.js`);
  fs.writeFileSync(file, output[0].code);
  return file;
}

if (options.write) {
  const number = (pattern) => Number(pattern.exec(table)[1]);
  const speed = number(/^ratio\s+([\d.]+)/m);
  const [, , , ofSource] = /^\+interpreter\s+(\d+)\s+(\d+)\s+([\d.]+)/m.exec(table).map(Number);
  const emitted = number(/^emitted\s+\d+\s+\d+\s+([\d.]+)/m);
  const reference = number(/^glass-easel\s+\d+\s+\d+\s+([\d.]+)/m);
  const verdict = [
    `- Speed, target at least 2 times glass-easel-template-compiler: ${speed >= 2 ? 'met' : 'missed'} (${speed.toFixed(2)} times).`,
    `- Size, target at most 1.20 of the source under brotli, what reads the form counted in: ${ofSource <= 1.2 ? 'met' : 'missed'} (${ofSource.toFixed(2)}; without it ${emitted.toFixed(2)}, ${(emitted / reference).toFixed(2)} of what glass-easel-template-compiler emits, whose interpreter is not counted).`,
    '  One file serves both realms and is fetched once; `+interpreter` adds the modules of either realm that read it.',
  ];
  writeSection('compile', [
    '## Templates (`benches/compile`)', '',
    `Parse and emit of every \`.wxml\` of ${folders.map((folder) => `\`${folder.split('node_modules/').pop()}\``).join(', ')}, one thread, median of 15 passes taking turns; sizes are sums over files, brotli quality 11.`, '',
    '```', table, '```', '', ...verdict, '',
    `Run: \`node benches/compile/run.mjs FOLDER… --write\`. ${circumstances(loadBefore, options.commit)}`,
  ].join('\n'));
}
